"""What an unmarked label could have been: each possibility is a branch, written on one row of a tape.

A state is one row of 66 numbers: arousal mean and variance, counts n[felt, perceived], their row sums N, counts at
the own reflection n_s and their sum N_s (docs/model.md §2). A moment with everything marked has one branch.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from interbeing.model.compile import kernel
from interbeing.model.marks import AT_REFLECTION, INVITED, MISSING
from interbeing.model.parameters import K

Codes = NDArray[np.int64]

MEAN, VARIANCE, COUNTS, TOTALS, SELF_COUNTS, SELF_TOTAL = 0, 1, 2, 2 + K * K, 2 + K * K + K, 2 + K * K + 2 * K
STATE: Final = SELF_TOTAL + 1

# Columns of a tape row.
(
    T_LOG,
    T_WEIGHT,
    T_MEAN,
    T_VARIANCE,
    T_GATE,
    T_MEAN_BEFORE,
    T_VARIANCE_BEFORE,
    T_DRIVE,
    T_TAUGHT,
    T_BACK,
    T_LOW,
    T_HIGH,
) = range(12)
T_SHARE: Final = 12
T_WORTH: Final = T_SHARE + K
TAPE: Final = T_WORTH + K
MOST_BRANCHES: Final = 2 * (K - 1 + K)
NO_LABEL: Final = -1


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
def groups(perceived: int, felt: Span) -> int:
    """Count the branches of one perceived label: compassion acts by what each feeling expected, the others alike."""
    return felt.stop - felt.start if perceived == 0 else 1


@kernel
def group(perceived: int, felt: Span, index: int) -> Span:
    """Give the feelings that share one branch."""
    return Span(felt.start + index, felt.start + index + 1) if perceived == 0 else felt
