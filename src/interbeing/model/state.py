"""Where a person stands between two moments, as one row of 66 numbers: arousal, and how every answer is expected.

Arousal is a mean and a variance. The weight of each (felt, perceived) is kappa m + n: what was brought along counts as
kappa moments of experience, and each moment taken in adds to it (docs/model.md §2). So an expectation is a weight over
its row's total, and what a moment does is to add to weights. The own reflection has a row of its own.
"""

from typing import Final

from interbeing.model.compile import kernel
from interbeing.model.parameters import REFLECTION_AT, TEMPLATE_AT, Floats, K

MEAN, VARIANCE, WEIGHTS = 0, 1, 2
TOTALS: Final = WEIGHTS + K * K
SELF_WEIGHTS: Final = TOTALS + K
SELF_TOTAL: Final = SELF_WEIGHTS + K
STATE: Final = SELF_TOTAL + 1


@kernel
def begin(theta: Floats, state: Floats) -> None:
    """Write a person before the first moment: nothing felt yet, only what was brought along is expected."""
    state[MEAN] = 0.0
    state[VARIANCE] = 0.0
    for f in range(K):
        state[TOTALS + f] = theta[1]
    for cell in range(K * K):
        state[WEIGHTS + cell] = theta[1] * theta[TEMPLATE_AT + cell]
    for p in range(K):
        state[SELF_WEIGHTS + p] = theta[2] * theta[REFLECTION_AT + p]
    state[SELF_TOTAL] = theta[2]


@kernel
def begin_backwards(theta: Floats, back: Floats, out: Floats) -> None:
    """Carry derivatives by the state before the first moment back to strengths and templates."""
    for f in range(K):
        out[1] += back[TOTALS + f]
    for cell in range(K * K):
        out[1] += back[WEIGHTS + cell] * theta[TEMPLATE_AT + cell]
        out[TEMPLATE_AT + cell] += back[WEIGHTS + cell] * theta[1]
    out[2] += back[SELF_TOTAL]
    for p in range(K):
        out[2] += back[SELF_WEIGHTS + p] * theta[REFLECTION_AT + p]
        out[REFLECTION_AT + p] += back[SELF_WEIGHTS + p] * theta[2]
