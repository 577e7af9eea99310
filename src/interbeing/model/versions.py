"""Lets moments happen to every version of a patient that is held possible, many of them side by side (`desk.py`).

Each way that a moment may have gone is followed to its end (`ways.py`); then they are brought together, learned from,
and each version is weighed by how well it foretold what was marked.
"""

import numpy as np

from interbeing.model.compile import kernel_apart, kernel_with_arrays, kernel_within
from interbeing.model.desk import (
    ALL,
    AROUSAL_NOW,
    DESK,
    HIGHEST,
    LOG_CHANCE,
    SIDE_BY_SIDE,
    SPREAD_NOW,
    STATE_AT,
    W_AROUSAL,
    W_FACTOR,
    W_LIKELY,
    W_NATS,
    W_OPENED,
    W_SPREAD,
    fill,
    place,
    sit_down,
    stand_up,
    way_at,
)
from interbeing.model.marks import FIRST
from interbeing.model.normal import exponential, logarithm
from interbeing.model.parameters import Floats, K
from interbeing.model.state import MEAN, SELF_TOTAL, SELF_WEIGHTS, TOTALS, VARIANCE, WEIGHTS
from interbeing.model.unmarked import Branch, Codes, Course, branch_at
from interbeing.model.ways import arrive_at, drift_all, go_through


@kernel_apart
def weigh_all(desk: Floats, branches: int) -> None:
    """Turn the ways' factors and nats into weights that sum to 1; their sum stays."""
    fill(desk, HIGHEST, -np.inf)
    for branch in range(branches):
        nats = way_at(branch) + W_NATS
        for who in range(SIDE_BY_SIDE):
            desk[place(HIGHEST, who)] = max(desk[place(HIGHEST, who)], desk[place(nats, who)])
    fill(desk, ALL, 0.0)
    for branch in range(branches):
        nats, factor = way_at(branch) + W_NATS, way_at(branch) + W_FACTOR
        for who in range(SIDE_BY_SIDE):
            weight = desk[place(factor, who)] * exponential(desk[place(nats, who)] - desk[place(HIGHEST, who)])
            desk[place(factor, who)] = weight
            desk[place(ALL, who)] += weight
    for branch in range(branches):
        factor = way_at(branch) + W_FACTOR
        for who in range(SIDE_BY_SIDE):
            desk[place(factor, who)] /= desk[place(ALL, who)]


@kernel_apart
def settle_all(desk: Floats, branches: int) -> None:
    """Bring the ways together into one Normal with their common mean and variance (moment match, §4)."""
    fill(desk, AROUSAL_NOW, 0.0)
    fill(desk, SPREAD_NOW, 0.0)
    for branch in range(branches):
        weight, arousal = way_at(branch) + W_FACTOR, way_at(branch) + W_AROUSAL
        for who in range(SIDE_BY_SIDE):
            desk[place(AROUSAL_NOW, who)] += desk[place(weight, who)] * desk[place(arousal, who)]
    for branch in range(branches):
        weight, arousal, spread = way_at(branch) + W_FACTOR, way_at(branch) + W_AROUSAL, way_at(branch) + W_SPREAD
        for who in range(SIDE_BY_SIDE):
            off = desk[place(arousal, who)] - desk[place(AROUSAL_NOW, who)]
            desk[place(SPREAD_NOW, who)] += desk[place(weight, who)] * (desk[place(spread, who)] + off * off)


@kernel_within
def teach_all(desk: Floats, way: Branch, left: int) -> None:
    """Add what was learned on one way, as far as it ended inside the window, equation 8."""
    for felt in range(way.felt, way.felt_stop):
        teach(desk, left, felt, STATE_AT + WEIGHTS + felt * K + way.perceived)
        teach(desk, left, felt, STATE_AT + TOTALS + felt)
        if way.at_reflection == 1:
            teach(desk, left, felt, STATE_AT + SELF_WEIGHTS + way.perceived)
            teach(desk, left, felt, STATE_AT + SELF_TOTAL)


@kernel_apart
def teach(desk: Floats, left: int, felt: int, target: int) -> None:
    """Add what was learned in one feeling to one expectation."""
    for who in range(SIDE_BY_SIDE):
        desk[place(target, who)] += desk[place(left + W_OPENED, who)] * desk[place(left + W_LIKELY + felt, who)]


@kernel_within
def take_one_way(desk: Floats, course: Course, t: int) -> None:
    """Let a moment happen that could have gone in one way only."""
    way = branch_at(course, course.starts[t])
    arrive_at(desk, course, t, way.at_reflection)
    left = way_at(0)
    go_through(desk, course.codes, t, way, left)
    for who in range(SIDE_BY_SIDE):
        desk[place(AROUSAL_NOW, who)] = desk[place(left + W_AROUSAL, who)]
        desk[place(SPREAD_NOW, who)] = desk[place(left + W_SPREAD, who)]
        chance = logarithm(desk[place(left + W_FACTOR, who)])
        desk[place(LOG_CHANCE, who)] += desk[place(left + W_NATS, who)] + chance
    if way.perceived >= 0:
        teach_all(desk, way, left)


@kernel_within
def go_each_way(desk: Floats, course: Course, t: int) -> None:
    """Go every way through a moment, and find how likely each is."""
    first, branches, gaze = course.starts[t], course.starts[t + 1] - course.starts[t], -1
    for branch in range(branches):
        way = branch_at(course, first + branch)
        if way.at_reflection != gaze:
            gaze = way.at_reflection
            arrive_at(desk, course, t, gaze)
        go_through(desk, course.codes, t, way, way_at(branch))
    weigh_all(desk, branches)


@kernel_within
def take_several_ways(desk: Floats, course: Course, t: int) -> None:
    """Let a moment happen that may have gone in several ways."""
    go_each_way(desk, course, t)
    first, branches = course.starts[t], course.starts[t + 1] - course.starts[t]
    settle_all(desk, branches)
    for branch in range(branches):
        way = branch_at(course, first + branch)
        if way.perceived >= 0:
            believe(desk, way_at(branch))
            teach_all(desk, way, way_at(branch))
    for who in range(SIDE_BY_SIDE):
        desk[place(LOG_CHANCE, who)] += desk[place(HIGHEST, who)] + logarithm(desk[place(ALL, who)])


@kernel_apart
def believe(desk: Floats, left: int) -> None:
    """Count what would be learned on one way as far as this way is likely."""
    for who in range(SIDE_BY_SIDE):
        desk[place(left + W_OPENED, who)] *= desk[place(left + W_FACTOR, who)]


@kernel_within
def take_in_all(desk: Floats, course: Course, t: int) -> None:
    """Let moment t happen to everybody at the desk; the log of its chance is added to what was there (nats)."""
    drift_all(desk, course.minutes[t], course.codes[t, FIRST])
    if course.starts[t + 1] - course.starts[t] == 1:
        take_one_way(desk, course, t)
    else:
        take_several_ways(desk, course, t)


@kernel_with_arrays
def live_through_all(core: Floats, course: Course, touched: Codes, rows: Floats, log_chances: Floats) -> None:
    """Let a course, often of one moment, happen to every version; rows are changed in place.

    core: (desks, 13 x 64), as `seated` arranges it. touched (r,): numbers of the rows of the
    state (`state.py`) that the course asks for or changes.
    rows: (r, n), those rows. log_chances (n,): the log probability of the course's marks (nats).
    """
    desk = np.empty(DESK)
    for first in range(0, log_chances.size, SIDE_BY_SIDE):
        sit_down(core[first // SIDE_BY_SIDE], touched, rows, first, desk)
        for t in range(course.minutes.size):
            take_in_all(desk, course, t)
        stand_up(desk, touched, first, rows, log_chances)


@kernel_apart
def weigh_anew(log_weights: Floats, log_chances: Floats) -> float:
    """Weigh each version by how well it foretold what happened; give the log of the foretold chance (nats).

    log_weights (n,): as before; they sum to 1. log_chances (n,): of what happened, for each version; they become the
    log weights as after it.
    """
    highest = -np.inf
    for version in range(log_weights.size):
        log_chances[version] += log_weights[version]
        highest = max(highest, log_chances[version])
    total = 0.0
    for version in range(log_weights.size):
        total += exponential(log_chances[version] - highest)
    log_foretold = highest + np.log(total)
    for version in range(log_weights.size):
        log_chances[version] -= log_foretold
    return float(log_foretold)


def rows_touched(course: Course) -> Codes:
    """Number the rows of the state that a course asks for or changes, in order."""
    touched = {MEAN, VARIANCE}
    for at_reflection, perceived, felt_from, felt_to in course.branches.tolist():
        for felt in range(felt_from, felt_to if perceived >= 0 else felt_from):
            touched |= {WEIGHTS + felt * K + perceived, TOTALS + felt}
            if at_reflection:
                touched |= {SELF_WEIGHTS + felt, SELF_WEIGHTS + perceived, SELF_TOTAL}
    return np.array(sorted(touched), dtype=np.int64)
