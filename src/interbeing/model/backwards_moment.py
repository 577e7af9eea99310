"""Reads one moment backwards as a whole: a plain one straight through, any other branch by branch.

`out` collects derivatives by the 69 natural values, `back` those by the 66 numbers of the state; the parts of a branch
are in backwards.py (docs/model.md §4).
"""

# ruff: noqa: PLR0913, PLR0917 (kernels take plain arrays: a record for each moment would cost more than the step)

from interbeing.model.backwards import (
    Before,
    By,
    drift_backwards,
    end_backwards,
    label_backwards,
    looked_backwards,
    worth_of,
)
from interbeing.model.compile import kernel, kernel_apart
from interbeing.model.learn import Drift, drifted_by, teach, teach_branches
from interbeing.model.marks import FIRST
from interbeing.model.parameters import Floats
from interbeing.model.perceive import offer_shown
from interbeing.model.state import MEAN, VARIANCE
from interbeing.model.tape import (
    T_GATE,
    T_MEAN,
    T_NATS,
    T_SHARE,
    T_TAUGHT,
    T_VARIANCE,
    T_WEIGHT,
    T_WORTH,
    Block,
    block_of,
    spot,
)
from interbeing.model.unmarked import GAZE, Branch, Course, Moment, branch_at, is_plain, moment_at


@kernel
def weigh_backwards(course: Course, t: int, state: Floats, back: Floats, tape: Floats, block: Block) -> None:
    """Turn derivatives by the state after a moment into derivatives by each branch's log weight (left in T_NATS)."""
    middle = 0.0
    for branch in range(block.branches):
        way = branch_at(course, course.starts[t] + branch)
        taught = 0.0
        if way.perceived >= 0:
            for f in range(way.felt, way.felt_stop):
                worth = worth_of(way, f, back)
                tape[spot(block, T_WORTH + f, branch)] = worth
                taught += tape[spot(block, T_SHARE + f, branch)] * worth
        mean = tape[spot(block, T_MEAN, branch)]
        off = mean - state[MEAN]
        by_log = back[MEAN] * mean + back[VARIANCE] * (tape[spot(block, T_VARIANCE, branch)] + off * off)
        by_log += tape[spot(block, T_GATE, branch)] * taught
        tape[spot(block, T_TAUGHT, branch)] = taught
        tape[spot(block, T_NATS, branch)] = by_log
        middle += tape[spot(block, T_WEIGHT, branch)] * by_log
    for branch in range(block.branches):
        weight, by_log = tape[spot(block, T_WEIGHT, branch)], tape[spot(block, T_NATS, branch)]
        tape[spot(block, T_NATS, branch)] = weight * (1.0 + by_log - middle)


@kernel
def labels_backwards(
    theta: Floats,
    state: Floats,
    moment: Moment,
    way: Branch,
    tape: Floats,
    block: Block,
    branch: int,
    out: Floats,
    back: Floats,
) -> None:
    """Carry derivatives through the labels of a branch, each feeling by its share."""
    shown = offer_shown(moment.offered, way.perceived)
    taught = tape[spot(block, T_WEIGHT, branch)] * tape[spot(block, T_GATE, branch)]
    for f in range(way.felt, way.felt_stop):
        more = tape[spot(block, T_WORTH + f, branch)] - tape[spot(block, T_TAUGHT, branch)]
        by_log = tape[spot(block, T_SHARE + f, branch)] * (tape[spot(block, T_NATS, branch)] + taught * more)
        label_backwards(theta, state, way, f, shown, by_log, out, back)


@kernel
def branch_backwards(
    theta: Floats,
    state: Floats,
    moment: Moment,
    way: Branch,
    arriving: float,
    tape: Floats,
    block: Block,
    branch: int,
    out: Floats,
    back: Floats,
) -> Before:
    """Carry derivatives through one of several branches; `back` holds those by arousal after the moment."""
    weight = tape[spot(block, T_WEIGHT, branch)]
    off = tape[spot(block, T_MEAN, branch)] - state[MEAN]
    by_mean = weight * (back[MEAN] + 2.0 * back[VARIANCE] * off)
    by = By(
        tape[spot(block, T_NATS, branch)],
        by_mean,
        weight * back[VARIANCE],
        weight * tape[spot(block, T_TAUGHT, branch)],
    )
    if way.perceived >= 0:
        labels_backwards(theta, state, moment, way, tape, block, branch, out, back)
    return end_backwards(theta, state, moment, way, by, arriving, tape, block, branch, out, back)


@kernel_apart
def branches_backwards(
    theta: Floats,
    course: Course,
    t: int,
    drifted: Drift,
    state: Floats,
    tape: Floats,
    block: Block,
    out: Floats,
    back: Floats,
) -> Before:
    """Carry derivatives through a moment that may have gone in several ways, to arousal after its drift."""
    weigh_backwards(course, t, state, back, tape, block)
    teach_branches(state, course, t, tape, block, -1.0)
    moment = moment_at(course, t)
    into = Before(0.0, 0.0, 0.0)
    here = Before(0.0, 0.0, 0.0)
    by_log = 0.0
    for branch in range(block.branches):
        b = course.starts[t] + branch
        way = branch_at(course, b)
        by = branch_backwards(theta, state, moment, way, 1.0 - drifted.kept, tape, block, branch, out, back)
        by_log += tape[spot(block, T_NATS, branch)]
        here = Before(here.mean + by.mean, here.variance + by.variance, here.arriving + by.arriving)
        if branch == block.branches - 1 or course.branches[b + 1, GAZE] != way.at_reflection:
            here = looked_backwards(theta, moment.invited, way.at_reflection, drifted, by_log, here, out)
            into = Before(into.mean + here.mean, into.variance + here.variance, into.arriving + here.arriving)
            here = Before(0.0, 0.0, 0.0)
            by_log = 0.0
    return into


@kernel
def plain_backwards(
    theta: Floats,
    course: Course,
    t: int,
    drifted: Drift,
    state: Floats,
    tape: Floats,
    block: Block,
    out: Floats,
    back: Floats,
) -> Before:
    """Carry derivatives through a moment that could have gone in one way only, to arousal after its drift."""
    moment = moment_at(course, t)
    way = branch_at(course, course.starts[t])
    worth = 0.0
    if way.perceived >= 0:
        worth = worth_of(way, way.felt, back)
        teach(state, way.at_reflection, way.felt, way.perceived, -tape[spot(block, T_GATE, 0)])
        shown = offer_shown(moment.offered, way.perceived)
        label_backwards(theta, state, way, way.felt, shown, 1.0, out, back)
    by = By(1.0, back[MEAN], back[VARIANCE], worth)
    before = end_backwards(theta, state, moment, way, by, 1.0 - drifted.kept, tape, block, 0, out, back)
    return looked_backwards(theta, moment.invited, way.at_reflection, drifted, 1.0, before, out)


@kernel
def moment_backwards(
    theta: Floats,
    course: Course,
    t: int,
    before: Drift,
    state: Floats,
    tape: Floats,
    place: int,
    out: Floats,
    back: Floats,
) -> None:
    """Carry derivatives through one moment; `state` comes as it was after the moment and goes as it was before.

    `before` holds what the moment kept of arousal (phi), and arousal before it.
    """
    is_first = course.codes[t, FIRST]
    drifted = drifted_by(theta, before.kept, is_first, before.mean, before.variance)
    if is_plain(course, t):
        by = plain_backwards(theta, course, t, drifted, state, tape, block_of(place, 1), out, back)
    else:
        block = block_of(place, course.starts[t + 1] - course.starts[t])
        by = branches_backwards(theta, course, t, drifted, state, tape, block, out, back)
    drift_backwards(theta, course.minutes[t], is_first, before, by, out, back)
    state[MEAN] = before.mean
    state[VARIANCE] = before.variance
