"""Keeps what each moment changed at a desk, so that everybody can be brought back to where they were before it.

A moment leaves a few stretches on the tape: arousal before it, then what each feeling of each way learned.
"""

from interbeing.model.compile import kernel_apart, kernel_within
from interbeing.model.desk import (
    AFTER,
    AROUSAL_NOW,
    SIDE_BY_SIDE,
    SPREAD_NOW,
    STATE_AT,
    W_LEARNED,
    W_LIKELY,
    W_OPENED,
    copy,
    place,
    way_at,
)
from interbeing.model.parameters import Floats, K
from interbeing.model.state import SELF_TOTAL, SELF_WEIGHTS, TOTALS, WEIGHTS
from interbeing.model.unmarked import Branch, Course, branch_at


@kernel_within
def learned_in(way: Branch) -> int:
    """Say in how many feelings something is learned on a way."""
    return way.felt_stop - way.felt if way.perceived >= 0 else 0


@kernel_within
def kept_of(course: Course, t: int) -> int:
    """Count the stretches that a moment leaves on the tape."""
    kept = 2
    for b in range(course.starts[t], course.starts[t + 1]):
        kept += learned_in(branch_at(course, b))
    return kept


@kernel_apart
def keep_learned(desk: Floats, course: Course, t: int, tape: Floats, spot: int) -> None:
    """Leave on the tape what each feeling of each way has learned, after arousal as it was before."""
    for branch in range(course.starts[t + 1] - course.starts[t]):
        way, left = branch_at(course, course.starts[t] + branch), way_at(branch)
        for felt in range(way.felt, way.felt + learned_in(way)):
            for who in range(SIDE_BY_SIDE):
                learned = desk[place(left + W_OPENED, who)] * desk[place(left + W_LIKELY + felt, who)]
                tape[place(spot, who)] = learned
            spot += 1


@kernel_apart
def undo(desk: Floats, course: Course, t: int, tape: Floats, spot: int) -> None:
    """Bring back everybody as they were before the moment."""
    copy(desk, AROUSAL_NOW, desk, AFTER)
    copy(tape, spot, desk, AROUSAL_NOW)
    copy(tape, spot + 1, desk, SPREAD_NOW)
    spot += 2
    for branch in range(course.starts[t + 1] - course.starts[t]):
        way, left = branch_at(course, course.starts[t] + branch), way_at(branch)
        for felt in range(way.felt, way.felt + learned_in(way)):
            learned = left + W_LEARNED + felt
            copy(tape, spot, desk, learned)
            unlearn(desk, learned, STATE_AT + WEIGHTS + felt * K + way.perceived)
            unlearn(desk, learned, STATE_AT + TOTALS + felt)
            if way.at_reflection == 1:
                unlearn(desk, learned, STATE_AT + SELF_WEIGHTS + way.perceived)
                unlearn(desk, learned, STATE_AT + SELF_TOTAL)
            spot += 1


@kernel_apart
def unlearn(desk: Floats, learned: int, target: int) -> None:
    """Take back what was learned."""
    for who in range(SIDE_BY_SIDE):
        desk[place(target, who)] -= desk[place(learned, who)]
