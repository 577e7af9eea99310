"""Says how far arousal, as it is marked, may move when care is read as care: from the mark before to the mark after.

An early rise is expected of someone to whom care is new (S12b). What is said is what a therapist will see, whole points
between two marks, and so holds all that moves a mark: where arousal stood, the drift to rest, the eyes at the own
reflection, the care itself, and how marks scatter. One mark before stands for all that is known of where it stood.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from scipy.special import ndtr

from interbeing.domain.emotion import EMOTIONS, Emotion
from interbeing.model.arousal import ROUNDING_VARIANCE
from interbeing.model.band import HIGH, LOW, Band
from interbeing.model.foretell import LEAST_EXCHANGES
from interbeing.model.observe import Belief, expects, experience_in
from interbeing.model.parameters import HIGHEST_REPORT, Core, Floats

LEAST_REPORTS: Final = 5
"""Arousal marks before anything is said of how they move, as for pacing (ADR 0037)."""
WIDEST_CHANGE: Final = 6.0
"""More than half of the scale says nothing (ADR 0092)."""
_CUTS: Final = np.arange(HIGHEST_REPORT) + 0.5
_POINTS: Final = np.arange(-HIGHEST_REPORT, HIGHEST_REPORT + 1)


class Begun(NamedTuple):
    """Where a change begins: the level marked last, minutes to the next mark, what is felt, and where the eyes are."""

    level: int
    minutes: float
    felt: Emotion
    at_reflection: bool


class Change(NamedTuple):
    """How a mark of arousal may move, in points: the mean, and the whole points that hold 90 % of what may come."""

    band: Band
    is_known: bool


def foretell_change(belief: Belief, reports: int, begun: Sequence[Begun], more: int = 0) -> Change:
    """Foretell the move to the next mark, each of these beginnings as likely as another.

    `reports` marks of arousal were learned from; `more` such exchanges are lived through first.
    """
    chances = np.zeros(_POINTS.size)
    for one in begun:
        chances[HIGHEST_REPORT - one.level :][: HIGHEST_REPORT + 1] += _level_chances(belief, one, more) / len(begun)
    low, high = _POINTS[np.searchsorted(np.cumsum(chances), (LOW, HIGH))]
    found = Band(float(_POINTS @ chances), float(low), float(high))
    exchanges = min(int(belief.seen[EMOTIONS.index(one.felt)].sum()) for one in begun)
    return Change(found, exchanges >= LEAST_EXCHANGES and reports >= LEAST_REPORTS and found.width <= WIDEST_CHANGE)


def _level_chances(belief: Belief, begun: Begun, more: int) -> Floats:
    """Give (11,) the chance of each level that may be marked next, equations 1, 5 and 6."""
    theta, at_reflection = belief.draws, float(begun.at_reflection)
    rest, gaze = theta[:, Core.RESTING_AROUSAL], theta[:, Core.BETA_GAZE] * at_reflection
    spread, scatter = theta[:, Core.SIGMA_PROCESS] ** 2, theta[:, Core.SIGMA_REPORT] ** 2
    blur = scatter + ROUNDING_VARIANCE
    trusted = spread / (spread + blur)
    stood = rest + gaze + trusted * (begun.level - rest - gaze)
    kept = np.exp(-begun.minutes / theta[:, Core.TAU_MINUTES])
    mean = rest + kept * (stood - rest) + (1 - kept) * (gaze + _care(belief, begun.felt, more))
    variance = spread * (1 - kept**2) + kept**2 * trusted * blur + scatter
    below = belief.weights() @ ndtr((_CUTS - mean[:, None]) / np.sqrt(variance)[:, None])
    return np.diff(below, prepend=0.0, append=1.0)


def _care(belief: Belief, felt: Emotion, more: int) -> Floats:
    """Give (n,) what care that is read as care drives in this feeling: novelty alarms, expectation soothes."""
    row = EMOTIONS.index(felt)
    strength = belief.draws[:, Core.KAPPA] + experience_in(belief, row)
    expected = (strength * expects(belief, row, 0) + more) / (strength + more)
    return np.asarray(
        belief.draws[:, Core.BETA_NOVELTY] * (1 - expected) - belief.draws[:, Core.BETA_SOOTHING] * expected
    )
