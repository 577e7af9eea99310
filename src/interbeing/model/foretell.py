"""Says beforehand how a gaze may be read in each feeling, where the window may end, and what rise to expect early.

Every figure carries its interval and whether enough is known to show it; otherwise the screen says "not known yet".
"""

from typing import Final, NamedTuple

import numpy as np

from interbeing.domain.emotion import EMOTIONS, Emotion
from interbeing.model.band import Band, band
from interbeing.model.observe import Belief, expects, experience_in
from interbeing.model.parameters import LAPSE, LOWER_EDGE, Core, Floats, K
from interbeing.model.perceive import OFFERED_BASE

LEAST_EXCHANGES: Final = 5
"""Exchanges marked in a feeling before its prediction is shown (ADR 0012)."""
WIDEST_CHANCE: Final = 0.5
"""A 90 % interval wider than this says too little about a chance between 0 and 1 (ADR 0012)."""
WIDEST_EDGE: Final = 2.5
"""The prior alone gives the upper edge an interval of 3.3 points of arousal (ADR 0012)."""

WIDEST_RISE: Final = 4.0
"""The prior alone gives the early rise an interval of 5.7 points of arousal (docs/model.md §4)."""


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


def foretell_rise(belief: Belief, felt: Emotion, ahead: int = 20) -> list[Foretold]:
    """Say how far care read as care pulls arousal up (or, below 0, down) now and after 1..ahead more such exchanges.

    The drive of equation 5 in points of arousal, before any time has passed to settle: novelty (1 - M) alarms and
    expectation M soothes. An early rise is expected of someone to whom care is new (S12b).
    """
    row = EMOTIONS.index(felt)
    weights, exchanges = belief.weights(), int(belief.seen[row].sum())
    bands = [band(_care_drive(belief, row, more), weights) for more in range(ahead + 1)]
    return [Foretold(one, exchanges, exchanges >= LEAST_EXCHANGES and one.width <= WIDEST_RISE) for one in bands]


def _care_drive(belief: Belief, felt: int, more: int) -> Floats:
    from_now = expects(belief, felt, 0)
    strength = belief.draws[:, Core.KAPPA] + experience_in(belief, felt)
    expected = (strength * from_now + more) / (strength + more)
    novelty, soothing = belief.draws[:, Core.BETA_NOVELTY], belief.draws[:, Core.BETA_SOOTHING]
    return np.asarray(novelty * (1 - expected) - soothing * expected, dtype=np.float64)
