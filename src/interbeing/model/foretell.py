"""Says beforehand how a gaze may be read in each feeling, and where the window may end.

Every figure carries its interval and whether enough is known to show it; otherwise the screen says "not known yet".
"""

from typing import Final, NamedTuple

import numpy as np

from interbeing.domain.emotion import EMOTIONS, Emotion
from interbeing.model.band import Band, band
from interbeing.model.observe import Belief, expects
from interbeing.model.parameters import LAPSE, LOWER_EDGE, Core, K
from interbeing.model.perceive import OFFERED_BASE

LEAST_EXCHANGES: Final = 5
"""Exchanges marked in a feeling before its prediction is shown (ADR 0012)."""
WIDEST_CHANCE: Final = 0.5
"""A 90 % interval wider than this says too little about a chance between 0 and 1 (ADR 0012)."""
WIDEST_EDGE: Final = 2.5
"""The prior alone gives the upper edge an interval of 3.3 points of arousal (ADR 0012)."""


class Foretold(NamedTuple):
    """A chance, level or rise with its interval, the exchanges behind it, and whether it may be shown."""

    band: Band
    exchanges: int
    is_known: bool


class WindowBand(NamedTuple):
    """The window on the arousal scale 0..10: the lower edge is fixed, the upper is learned (a hypothesis, S18b)."""

    lower: float
    upper: Foretold


def foretell_reading(
    belief: Belief, felt: Emotion, offered: Emotion | None = Emotion.COMPASSION
) -> dict[Emotion, Foretold]:
    """Foretell how each emotion may be read if this is felt and that is offered, equation 4 (S17).

    With `offered` None, nothing is known of the offer and the usual share of offers stands in.
    """
    row = EMOTIONS.index(felt)
    shown = OFFERED_BASE if offered is None else np.eye(K)[EMOTIONS.index(offered)]
    recognition = belief.draws[:, Core.RHO]
    weights, exchanges = belief.weights(), int(belief.seen[row].sum())
    foretold = {}
    for read, emotion in enumerate(EMOTIONS):
        expected = recognition * shown[read] + (1 - recognition) * expects(belief, row, read)
        chance = band((1 - LAPSE) * expected + LAPSE / K, weights)
        is_known = exchanges >= LEAST_EXCHANGES and chance.width <= WIDEST_CHANCE
        foretold[emotion] = Foretold(chance, exchanges, is_known)
    return foretold


def foretell_window(belief: Belief) -> WindowBand:
    """Say where this patient's window may end above."""
    upper = band(belief.draws[:, Core.UPPER_EDGE], belief.weights())
    exchanges = int(belief.seen.sum())
    return WindowBand(
        LOWER_EDGE, Foretold(upper, exchanges, exchanges >= LEAST_EXCHANGES and upper.width <= WIDEST_EDGE)
    )
