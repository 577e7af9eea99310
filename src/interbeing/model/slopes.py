"""How well many sets of quantities explain a patient's moments, side by side, and where each quantity should move.

A course is lived through at a desk (`versions.py`), and of each moment is kept what it changed (`undo.py`); then it is
read backwards, moment by moment (`versions_backwards.py`). One set alone has the same in likelihood.py, the oracle.
"""

import numpy as np

from interbeing.model.compile import kernel_with_arrays
from interbeing.model.desk import (
    AROUSAL_NOW,
    BY_CORE_AT,
    BY_STATE_AT,
    DESK,
    LOG_CHANCE,
    SIDE_BY_SIDE,
    SPREAD_NOW,
    STATE_AT,
    copy,
    fill,
    place,
)
from interbeing.model.parameters import CORE, Floats
from interbeing.model.state import STATE, begin, begin_backwards
from interbeing.model.undo import keep_learned, kept_of
from interbeing.model.unmarked import Course
from interbeing.model.versions import take_in_all
from interbeing.model.versions_backwards import moment_backwards


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
def tape_for(course: Course) -> Floats:
    """Make room for what every moment of a course changes."""
    length = 0
    for t in range(course.minutes.size):
        length += kept_of(course, t)
    return np.empty(length * SIDE_BY_SIDE)


@kernel_with_arrays
def slopes(thetas: Floats, course: Course, log_chances: Floats, by_natural: Floats) -> None:
    """Write the log likelihood (n,) of each set of natural values (n, 69), in nats, and its exact gradient (n, 69)."""
    desk, tape = np.empty(DESK), tape_for(course)
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
