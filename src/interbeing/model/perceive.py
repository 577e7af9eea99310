"""How a gaze is read: partly what was offered, partly what this feeling was once answered with (S11, S16, S17)."""

from typing import Final

import numpy as np

from interbeing.model.compile import kernel
from interbeing.model.parameters import FELT_ELSEWHERE, LAPSE, OFFER_UNMARKED, THREAT, K

SLIP: Final = LAPSE / K
OFFERED_BASE: Final = np.array(OFFER_UNMARKED)
FELT_BASE: Final = np.array(FELT_ELSEWHERE)
THREAT_OF: Final = np.array(THREAT)


@kernel
def expectation(strength: float, template: float, count: float, total: float) -> float:
    """Mix a template with experience: (strength x template + count) / (strength + total), equations 3, 4 and 5."""
    return (strength * template + count) / (strength + total)


@kernel
def offer_shown(offered: int, perceived: int) -> float:
    """Give 1{p = e}, or its expectation over offers where the offer was not marked, equation 4."""
    if offered < 0:
        return float(OFFERED_BASE[perceived])
    return 1.0 if offered == perceived else 0.0


@kernel
def perceived_chance(recognition: float, shown: float, expected: float) -> float:
    """Give P(perceived | felt, offered), equation 4: recognition mixed with expectation, and a lapse of 2 %."""
    return (1.0 - LAPSE) * (recognition * shown + (1.0 - recognition) * expected) + SLIP


@kernel
def felt_chance(at_reflection: int, felt: int, expected: float) -> float:
    """Give P(felt), equation 3: the attitude at the own reflection, fixed base rates elsewhere."""
    if at_reflection == 1:
        return (1.0 - LAPSE) * expected + SLIP
    return float(FELT_BASE[felt])
