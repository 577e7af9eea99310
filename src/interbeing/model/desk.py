"""The desk at which versions of a patient sit side by side: a stretch of places for each figure, one for each version.

Whole stretches are worked out by vector instructions (`versions.py`). A figure's stretch is told by its number. Those
that a step knows by name lie together, before those that depend on a label: so the translated code can tell with one
comparison that they do not overlap.
"""

from typing import Final

import numpy as np

from interbeing.model.compile import kernel, kernel_apart, kernel_within
from interbeing.model.parameters import CORE, Floats, K
from interbeing.model.state import MEAN, SELF_TOTAL, STATE, VARIANCE
from interbeing.model.unmarked import Codes

SIDE_BY_SIDE: Final = 64
"""Eight vectors of eight: fewer, and the translator writes short steps out place by place."""
(
    KEPT,
    DRIFTED,
    DRIFTED_SPREAD,
    NEAR_FACTOR,
    NEAR_NATS,
    NEAR,
    NEAR_SPREAD,
    HIGHEST,
    ALL,
    LOG_CHANCE,
) = range(CORE, CORE + 10)
"""Stretches of the moment at hand, after those of the core quantities."""
AFTER, MIDDLE, HERE_NATS, HERE, HERE_SPREAD, HERE_ARRIVING, INTO, INTO_SPREAD, INTO_ARRIVING = range(
    LOG_CHANCE + 1, LOG_CHANCE + 10
)
"""Of the moment read backwards: arousal after it, and derivatives gathered by one gaze (here) and by all (into)."""
BY_CORE_AT: Final = INTO_ARRIVING + 1
"""Derivatives by the core quantities, by the state, and then the state itself."""
BY_STATE_AT: Final = BY_CORE_AT + CORE
BY_AROUSAL, BY_SPREAD, BY_SELF_TOTAL = BY_STATE_AT + MEAN, BY_STATE_AT + VARIANCE, BY_STATE_AT + SELF_TOTAL
STATE_AT: Final = BY_STATE_AT + STATE
AROUSAL_NOW, SPREAD_NOW, SELF_TOTAL_NOW = STATE_AT + MEAN, STATE_AT + VARIANCE, STATE_AT + SELF_TOTAL
FEELS_AT: Final = STATE_AT + STATE
"""How likely each feeling is, equation 3: seven stretches away from the own reflection, seven at it."""
WAYS_AT: Final = FEELS_AT + 2 * K
"""What each way through the moment came to, in so many stretches by these names; the last are for each feeling."""
W_CHANCE, W_FACTOR, W_NATS, W_AROUSAL, W_SPREAD, W_OPENED, W_DRIVE, W_TAUGHT, W_BY_NATS, W_BY, W_BY_SPREAD = range(11)
W_LIKELY: Final = W_BY_SPREAD + 1
W_LEARNED: Final = W_LIKELY + K
W_WORTH: Final = W_LEARNED + K
WAY: Final = W_WORTH + K
MOST_WAYS: Final = 2 * (K - 1 + K)
DESK: Final = (WAYS_AT + MOST_WAYS * WAY) * SIDE_BY_SIDE


@kernel_within
def place(stretch: int, who: int) -> np.uint64:
    """Give the place of one version's figure on the desk."""
    return np.uint64(stretch * SIDE_BY_SIDE + who)


@kernel_within
def fill(desk: Floats, target: int, value: float) -> None:
    """Give everybody the same value."""
    for who in range(SIDE_BY_SIDE):
        desk[place(target, who)] = value


@kernel_within
def copy(source: Floats, at: int, target: Floats, to: int) -> None:
    """Copy a stretch of one array to a stretch of another."""
    for who in range(SIDE_BY_SIDE):
        target[place(to, who)] = source[place(at, who)]


@kernel_within
def way_at(branch: int) -> int:
    """Give the first stretch of one way."""
    return WAYS_AT + branch * WAY


@kernel
def fetch(figures: Floats, first: int, desk: Floats, target: int) -> None:
    """Bring one figure of each version to the desk; where there are too few, the last sits in the empty places."""
    last = figures.size - 1
    if first + SIDE_BY_SIDE <= figures.size:
        for who in range(SIDE_BY_SIDE):
            desk[place(target, who)] = figures[np.uint64(first + who)]
    else:
        for who in range(SIDE_BY_SIDE):
            desk[place(target, who)] = figures[min(first + who, last)]


def seated(draws: Floats) -> Floats:
    """Arrange the core quantities of draws (n, 69) as desks have them: (desks, 13 x 64), the last version repeated."""
    desks = -(-len(draws) // SIDE_BY_SIDE)
    who = np.minimum(np.arange(desks * SIDE_BY_SIDE), len(draws) - 1).reshape(desks, 1, SIDE_BY_SIDE)
    return np.ascontiguousarray(draws[who, np.arange(CORE)[:, None]]).reshape(desks, CORE * SIDE_BY_SIDE)


@kernel_apart
def sit_down(core: Floats, touched: Codes, rows: Floats, first: int, desk: Floats) -> None:
    """Give as many versions as there are places theirs."""
    for figure in range(CORE * SIDE_BY_SIDE):
        desk[figure] = core[figure]
    for number in range(touched.size):
        fetch(rows[number], first, desk, STATE_AT + touched[number])
    fill(desk, LOG_CHANCE, 0.0)


@kernel_apart
def stand_up(desk: Floats, touched: Codes, first: int, rows: Floats, log_chances: Floats) -> None:
    """Write back what the moments made of them."""
    seats = min(SIDE_BY_SIDE, log_chances.size - first)
    for number in range(touched.size):
        bring_back(desk, STATE_AT + touched[number], seats, rows[number], first)
    bring_back(desk, LOG_CHANCE, seats, log_chances, first)


@kernel
def bring_back(desk: Floats, source: int, seats: int, figures: Floats, first: int) -> None:
    """Write one figure of each version back."""
    for who in range(seats):
        figures[np.uint64(first + who)] = desk[place(source, who)]
