"""What an unmarked label could have been: each possibility is a branch, and a moment fully marked has one.

Which branches a course has depends on its marks alone, so they are listed once (`course_of`) and walked many times.
Feelings share a branch except where compassion is perceived, because only there does the feeling act on arousal.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from interbeing.model.compile import kernel
from interbeing.model.marks import (
    AROUSAL,
    AT_REFLECTION,
    EXCHANGE,
    FELT,
    FIRST,
    INVITED,
    MISSING,
    OFFERED,
    PERCEIVED,
    REASSURED,
)
from interbeing.model.parameters import Floats, K

Codes = NDArray[np.int64]

GAZE, READ, FELT_FROM, FELT_TO = range(4)
"""Columns of a branch: at the reflection or not, how the gaze was read, the feelings from (included) to (excluded)."""
NO_LABEL: Final = -1


class Course(NamedTuple):
    """A patient's moments as the engine walks them: minutes (T,), codes (T, 9), and their branches.

    starts (T + 1,): the place of each moment's first branch, and last their number. branches (B, 4): by the columns
    above, those with the same gaze one after the other.
    """

    minutes: Floats
    codes: Codes
    starts: Codes
    branches: Codes


class Moment(NamedTuple):
    """What is known of one moment before anybody asks what the unmarked could have been."""

    minutes: float
    is_first: int
    offered: int
    report: int
    invited: int
    reassured: int


class Branch(NamedTuple):
    """One way in which a moment may have gone: gaze, reading, and the feelings from (included) to (excluded)."""

    at_reflection: int
    perceived: int
    felt: int
    felt_stop: int


class Span(NamedTuple):
    """From (included) to (excluded) the values that a mark may have had."""

    start: int
    stop: int


@kernel
def possible(code: int, count: int) -> Span:
    """Give the one marked value, or all that an unmarked one could have been."""
    if code < 0:
        return Span(0, count)
    return Span(code, code + 1)


@kernel
def gaze_span(codes: Codes, t: int) -> Span:
    """Say whether the person may have been at the reflection: as marked; if not invited and not marked, no."""
    if codes[t, INVITED] == 0 and codes[t, AT_REFLECTION] == MISSING:
        return Span(0, 1)
    return possible(codes[t, AT_REFLECTION], 2)


@kernel
def label_span(code: int, is_exchange: int) -> Span:
    """Give the possible labels; between exchanges there is none."""
    if is_exchange == 0:
        return Span(NO_LABEL, 0)
    return possible(code, K)


@kernel
def list_branches(codes: Codes, t: int, branches: Codes, start: int) -> int:
    """Write every branch of a moment from row `start` on, or only count them if there is no room; give the next row."""
    gaze = gaze_span(codes, t)
    felt = label_span(codes[t, FELT], codes[t, EXCHANGE])
    perceived = label_span(codes[t, PERCEIVED], codes[t, EXCHANGE])
    row = start
    for x in range(gaze.start, gaze.stop):
        for p in range(perceived.start, perceived.stop):
            for f in range(felt.start, felt.stop if p == 0 else felt.start + 1):
                if row < branches.shape[0]:
                    branches[row, GAZE] = x
                    branches[row, READ] = p
                    branches[row, FELT_FROM] = f
                    branches[row, FELT_TO] = f + 1 if p == 0 else felt.stop
                row += 1
    return row


@kernel
def _list_all(codes: Codes, starts: Codes, branches: Codes) -> None:
    for t in range(codes.shape[0]):
        starts[t + 1] = list_branches(codes, t, branches, starts[t])


def course_of(minutes: Floats, codes: Codes) -> Course:
    """List the branches of these marks once, for everything that walks through them."""
    starts, none = np.zeros(len(codes) + 1, dtype=np.int64), np.empty((0, 4), dtype=np.int64)
    _list_all(codes, starts, none)
    branches = np.empty((starts[-1], 4), dtype=np.int64)
    _list_all(codes, starts, branches)
    return Course(minutes, codes, starts, branches)


@kernel
def moment_at(course: Course, t: int) -> Moment:
    """Look at one moment."""
    codes = course.codes
    return Moment(
        course.minutes[t],
        codes[t, FIRST],
        codes[t, OFFERED],
        codes[t, AROUSAL],
        codes[t, INVITED],
        codes[t, REASSURED],
    )


@kernel
def branch_at(course: Course, b: int) -> Branch:
    """Look at one branch."""
    branches = course.branches
    return Branch(branches[b, GAZE], branches[b, READ], branches[b, FELT_FROM], branches[b, FELT_TO])


@kernel
def is_plain(course: Course, t: int) -> bool:
    """Say whether the moment could have gone in one way only: nine of ten moments, and by far the quickest."""
    b = course.starts[t]
    return bool(course.starts[t + 1] == b + 1 and course.branches[b, FELT_TO] == course.branches[b, FELT_FROM] + 1)
