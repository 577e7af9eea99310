"""How well many sets of quantities explain a patient's moments, side by side, and where each quantity should move.

A course is lived through at a desk (`versions.py`), and of each moment is kept what it changed: arousal before it, and
what was learned. Read backwards, the moment is undone, gone through once more, and its derivatives are carried back
(`ways_backwards.py`). One set alone has the same in likelihood.py, which is the oracle of this.
"""

import numpy as np

from interbeing.model.compile import kernel_apart, kernel_with_arrays, kernel_within
from interbeing.model.desk import (
    AFTER,
    AROUSAL_NOW,
    BY_AROUSAL,
    BY_CORE_AT,
    BY_SPREAD,
    BY_STATE_AT,
    DESK,
    HERE_ARRIVING,
    HERE_NATS,
    INTO,
    INTO_ARRIVING,
    LOG_CHANCE,
    MIDDLE,
    SIDE_BY_SIDE,
    SPREAD_NOW,
    STATE_AT,
    W_AROUSAL,
    W_BY,
    W_BY_NATS,
    W_BY_SPREAD,
    W_CHANCE,
    W_FACTOR,
    W_OPENED,
    W_SPREAD,
    W_TAUGHT,
    copy,
    fill,
    place,
    way_at,
)
from interbeing.model.marks import AROUSAL, FIRST, INVITED, REASSURED
from interbeing.model.parameters import CORE, Floats
from interbeing.model.state import STATE, begin, begin_backwards
from interbeing.model.undo import keep_learned, kept_of, undo
from interbeing.model.unmarked import GAZE, Course, branch_at, is_plain
from interbeing.model.versions import take_in_all, weigh_all
from interbeing.model.ways import arrive_at, drift_all, drive_all, go_through, hear_all, look_all
from interbeing.model.ways_backwards import drift_backwards, look_backwards, taught_all, way_backwards, worth_all


@kernel_within
def again_plainly(desk: Floats, course: Course, t: int) -> None:
    """Go once more through a plain moment, as far as its derivatives ask."""
    way, left = branch_at(course, course.starts[t]), way_at(0)
    codes = course.codes
    arrive_at(desk, course, t, way.at_reflection)
    drive_all(desk, way, codes[t, REASSURED], left)
    hear_all(desk, codes[t, AROUSAL], left)
    fill(desk, left + W_FACTOR, 1.0)


@kernel_within
def again_each_way(desk: Floats, course: Course, t: int) -> None:
    """Go once more through a moment that may have gone in several ways, or in one with several feelings."""
    first, branches, gaze = course.starts[t], course.starts[t + 1] - course.starts[t], -1
    for branch in range(branches):
        way = branch_at(course, first + branch)
        if way.at_reflection != gaze:
            gaze = way.at_reflection
            arrive_at(desk, course, t, gaze)
        go_through(desk, course.codes, t, way, way_at(branch))
    weigh_all(desk, branches)


@kernel_apart
def weigh_backwards(desk: Floats, branches: int) -> None:
    """Turn derivatives by the state after a moment into derivatives by each way's log weight, and by its end."""
    fill(desk, MIDDLE, 0.0)
    for branch in range(branches):
        left = way_at(branch)
        for who in range(SIDE_BY_SIDE):
            arousal = desk[place(left + W_AROUSAL, who)]
            by, off = desk[place(BY_SPREAD, who)], arousal - desk[place(AFTER, who)]
            opened = desk[place(left + W_OPENED, who)] * desk[place(left + W_CHANCE, who)]
            by_nats = desk[place(BY_AROUSAL, who)] * arousal + opened * desk[place(left + W_TAUGHT, who)]
            by_nats += by * (desk[place(left + W_SPREAD, who)] + off * off)
            weight = desk[place(left + W_FACTOR, who)]
            desk[place(left + W_BY_NATS, who)] = by_nats
            desk[place(MIDDLE, who)] += weight * by_nats
            desk[place(left + W_BY, who)] = weight * (desk[place(BY_AROUSAL, who)] + 2.0 * by * off)
            desk[place(left + W_BY_SPREAD, who)] = weight * by
    for branch in range(branches):
        by_nats, weight = way_at(branch) + W_BY_NATS, way_at(branch) + W_FACTOR
        for who in range(SIDE_BY_SIDE):
            more = desk[place(by_nats, who)] - desk[place(MIDDLE, who)]
            desk[place(by_nats, who)] = desk[place(weight, who)] * (1.0 + more)


@kernel_within
def moment_backwards(desk: Floats, course: Course, t: int, tape: Floats, spot: int) -> None:
    """Carry derivatives through one moment; everybody comes as they were after it and goes as they were before."""
    undo(desk, course, t, tape, spot)
    drift_all(desk, course.minutes[t], course.codes[t, FIRST])
    first, branches = course.starts[t], course.starts[t + 1] - course.starts[t]
    plain = is_plain(course, t)
    if plain:
        again_plainly(desk, course, t)
    else:
        again_each_way(desk, course, t)
    for branch in range(branches):
        way, left = branch_at(course, first + branch), way_at(branch)
        if way.perceived >= 0:
            worth_all(desk, way, left)
            taught_all(desk, way, left)
        else:
            fill(desk, left + W_TAUGHT, 0.0)
            fill(desk, left + W_OPENED, 0.0)
    if plain:
        fill(desk, way_at(0) + W_BY_NATS, 1.0)
        copy(desk, BY_AROUSAL, desk, way_at(0) + W_BY)
        copy(desk, BY_SPREAD, desk, way_at(0) + W_BY_SPREAD)
    else:
        weigh_backwards(desk, branches)
    ways_backwards(desk, course, t)
    drift_backwards(desk, course.minutes[t], course.codes[t, FIRST])


@kernel_within
def ways_backwards(desk: Floats, course: Course, t: int) -> None:
    """Carry derivatives through every way of a moment and, once for each gaze, through looking or not."""
    first, branches, gaze = course.starts[t], course.starts[t + 1] - course.starts[t], -1
    for total in range(INTO, INTO_ARRIVING + 1):
        fill(desk, total, 0.0)
    for branch in range(branches):
        way = branch_at(course, first + branch)
        if way.at_reflection != gaze:
            gaze = way.at_reflection
            look_all(desk, course.codes[t, INVITED], gaze)
            for total in range(HERE_NATS, HERE_ARRIVING + 1):
                fill(desk, total, 0.0)
        way_backwards(desk, course.codes, t, way, way_at(branch))
        if branch == branches - 1 or course.branches[first + branch + 1, GAZE] != gaze:
            look_backwards(desk, course.codes[t, INVITED], gaze)


@kernel_with_arrays
def begin_at(desk: Floats, thetas: Floats, first: int) -> None:
    """Let versions sit down before their first moment; where there are too few, the last sits in the empty places."""
    state = np.empty(STATE)
    for who in range(SIDE_BY_SIDE):
        theta = thetas[min(first + who, thetas.shape[0] - 1)]
        begin(theta, state)
        for figure in range(CORE):
            desk[place(figure, who)] = theta[figure]
        for figure in range(STATE):
            desk[place(STATE_AT + figure, who)] = state[figure]
    fill(desk, LOG_CHANCE, 0.0)
    for figure in range(BY_CORE_AT, STATE_AT):
        fill(desk, figure, 0.0)


@kernel_with_arrays
def finish_at(desk: Floats, thetas: Floats, first: int, log_chances: Floats, by_natural: Floats) -> None:
    """Write what each version came to: the log chance of the course, and its gradient by the 69 natural values."""
    back = np.empty(STATE)
    for who in range(min(SIDE_BY_SIDE, thetas.shape[0] - first)):
        version = first + who
        log_chances[version] = desk[place(LOG_CHANCE, who)]
        out = by_natural[version]
        out[:] = 0.0
        for figure in range(CORE):
            out[figure] = desk[place(BY_CORE_AT + figure, who)]
        for figure in range(STATE):
            back[figure] = desk[place(BY_STATE_AT + figure, who)]
        begin_backwards(thetas[version], back, out)


@kernel_with_arrays
def slopes(thetas: Floats, course: Course, log_chances: Floats, by_natural: Floats) -> None:
    """Write the log likelihood (n,) of each set of natural values (n, 69), in nats, and its exact gradient (n, 69)."""
    desk = np.empty(DESK)
    length = 0
    for t in range(course.minutes.size):
        length += kept_of(course, t)
    tape = np.empty(length * SIDE_BY_SIDE)
    for first in range(0, thetas.shape[0], SIDE_BY_SIDE):
        begin_at(desk, thetas, first)
        spot = 0
        for t in range(course.minutes.size):
            copy(desk, AROUSAL_NOW, tape, spot)
            copy(desk, SPREAD_NOW, tape, spot + 1)
            take_in_all(desk, course, t)
            keep_learned(desk, course, t, tape, spot + 2)
            spot += kept_of(course, t)
        for t in range(course.minutes.size - 1, -1, -1):
            spot -= kept_of(course, t)
            moment_backwards(desk, course, t, tape, spot)
        finish_at(desk, thetas, first, log_chances, by_natural)
