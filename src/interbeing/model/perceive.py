"""How a gaze is read: partly what was offered, partly what this feeling was once answered with (S11, S16, S17)."""

from typing import Final

import numpy as np

from interbeing.model.compile import kernel
from interbeing.model.parameters import FELT_ELSEWHERE, LAPSE, OFFER_UNMARKED, THREAT, Floats, K
from interbeing.model.state import SELF_TOTAL, SELF_WEIGHTS, TOTALS, WEIGHTS

SLIP: Final = LAPSE / K
OFFERED_BASE: Final = np.array(OFFER_UNMARKED)
FELT_BASE: Final = np.array(FELT_ELSEWHERE)
THREAT_OF: Final = np.array(THREAT)


@kernel
def offer_shown(offered: int, perceived: int) -> float:
    """Give 1{p = e}, or its expectation over offers where the offer was not marked, equation 4."""
    if offered < 0:
        return float(OFFERED_BASE[perceived])
    return 1.0 if offered == perceived else 0.0


@kernel
def read_expected(state: Floats, felt: int, perceived: int) -> float:
    """Give what a feeling expects: template mixed with experience, equation 4; with perceived 0 it is M, equation 5."""
    return float(state[WEIGHTS + felt * K + perceived] / state[TOTALS + felt])


@kernel
def perceived_chance(recognition: float, shown: float, expected: float) -> float:
    """Give P(perceived | felt, offered), equation 4: recognition mixed with expectation, and a lapse of 2 %."""
    return (1.0 - LAPSE) * (recognition * shown + (1.0 - recognition) * expected) + SLIP


@kernel
def felt_chance(state: Floats, at_reflection: int, felt: int) -> float:
    """Give P(felt), equation 3: the attitude at the own reflection mixed with experience, fixed rates elsewhere."""
    if at_reflection == 1:
        return float((1.0 - LAPSE) * state[SELF_WEIGHTS + felt] / state[SELF_TOTAL] + SLIP)
    return float(FELT_BASE[felt])


@kernel
def label_chance(theta: Floats, state: Floats, at_reflection: int, felt: int, shown: float, perceived: int) -> float:
    """Give P(felt) P(perceived | felt, offered), equations 3 and 4."""
    read = perceived_chance(theta[0], shown, read_expected(state, felt, perceived))
    return felt_chance(state, at_reflection, felt) * read
