"""Reads one moment backwards for every version of a patient at a desk: undone, gone through again, and carried back.

What one way contributes is in ways_backwards.py; one version alone has the same in backwards_moment.py (ADR 102).
"""

from interbeing.model.compile import kernel_apart, kernel_within
from interbeing.model.desk import (
    AFTER,
    BY_AROUSAL,
    BY_SPREAD,
    HERE_ARRIVING,
    HERE_NATS,
    INTO,
    INTO_ARRIVING,
    MIDDLE,
    SIDE_BY_SIDE,
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
from interbeing.model.parameters import Floats
from interbeing.model.undo import undo
from interbeing.model.unmarked import GAZE, Course, branch_at, is_plain
from interbeing.model.versions import go_each_way
from interbeing.model.ways import arrive_at, drift_all, drive_all, hear_all, look_all
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


@kernel_apart
def worth_backwards(desk: Floats, course: Course, t: int) -> None:
    """Find what learning on each way was worth; where there is no label nothing was learned."""
    for branch in range(course.starts[t + 1] - course.starts[t]):
        way, left = branch_at(course, course.starts[t] + branch), way_at(branch)
        if way.perceived >= 0:
            worth_all(desk, way, left)
            taught_all(desk, way, left)
        else:
            fill(desk, left + W_TAUGHT, 0.0)
            fill(desk, left + W_OPENED, 0.0)


@kernel_apart
def end_backwards(desk: Floats, left: int) -> None:
    """Hand the derivatives by the state after a plain moment to its only way."""
    fill(desk, left + W_BY_NATS, 1.0)
    copy(desk, BY_AROUSAL, desk, left + W_BY)
    copy(desk, BY_SPREAD, desk, left + W_BY_SPREAD)


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


@kernel_within
def moment_backwards(desk: Floats, course: Course, t: int, tape: Floats, spot: int) -> None:
    """Carry derivatives through one moment; everybody comes as they were after it and goes as they were before."""
    undo(desk, course, t, tape, spot)
    drift_all(desk, course.minutes[t], course.codes[t, FIRST])
    if is_plain(course, t):
        again_plainly(desk, course, t)
        worth_backwards(desk, course, t)
        end_backwards(desk, way_at(0))
    else:
        go_each_way(desk, course, t)
        worth_backwards(desk, course, t)
        weigh_backwards(desk, course.starts[t + 1] - course.starts[t])
    ways_backwards(desk, course, t)
    drift_backwards(desk, course.minutes[t], course.codes[t, FIRST])
