"""Scores the two-minute recognition exercise: how well each expression is told apart, and what is over-read (S11).

Signal detection: sensitivity d' = z(hits) - z(false alarms), bias c = -(z(hits) + z(false alarms)) / 2; a negative
bias says that the emotion is seen where it is not. Rates with the log-linear correction (n + 1/2) / (N + 1): Hautus,
Behavior Research Methods 1995. Intervals (90 %) from the variance of z, p (1 - p) / (n phi(z)^2): Gourevitch and
Galanter, Psychometrika 1967. Sensitivity and bias are kept apart because training moves one and not the other
(Griffiths 2015) and maltreatment shows in bias (Pollak 2000).

How the answers feed the model is the fifth rule of `model/gather.py`.
"""

from collections.abc import Sequence
from math import hypot, sqrt
from statistics import NormalDist
from typing import Final, NamedTuple

from interbeing.domain.emotion import EMOTIONS, Emotion
from interbeing.domain.reading import Estimate

LEAST_SHOWN: Final = 3
"""Times an expression is shown before its score is said."""
NORMAL: Final = NormalDist()
OF_90: Final = NORMAL.inv_cdf(0.95)


class Answered(NamedTuple):
    """One expression shown, and what the patient saw in it (None: no answer)."""

    shown: Emotion
    seen: Emotion | None


class Score(NamedTuple):
    """Sensitivity (0: cannot tell, above 2: tells well), bias (below 0: over-read), and the counts behind them.

    `hits` of `shown` answers saw the emotion where it was, `alarms` of `absent` where it was not.
    """

    sensitivity: Estimate
    bias: Estimate
    hits: int
    shown: int
    alarms: int
    absent: int

    @property
    def is_known(self) -> bool:
        """Whether it was shown often enough to be said."""
        return min(self.shown, self.absent) >= LEAST_SHOWN


class Moved(NamedTuple):
    """One emotion in two spans, and how far the second lies above the first; None where either is not known.

    The spans hold different answers, so the variances of their scores add up.
    """

    first: Score
    second: Score
    sensitivity: Estimate | None
    bias: Estimate | None


def moved(first: Sequence[Answered], second: Sequence[Answered]) -> dict[Emotion, Moved]:
    """Compare every emotion's score between two spans."""
    earlier, later = scores(first), scores(second)
    return {emotion: _moved(earlier[emotion], later[emotion]) for emotion in EMOTIONS}


def scores(trials: Sequence[Answered]) -> dict[Emotion, Score]:
    """Score every emotion against all others, over the answered trials."""
    answered = [trial for trial in trials if trial.seen is not None]
    return {emotion: _score(answered, emotion) for emotion in EMOTIONS}


def _score(answered: Sequence[Answered], emotion: Emotion) -> Score:
    there = [trial.seen is emotion for trial in answered if trial.shown is emotion]
    absent = [trial.seen is emotion for trial in answered if trial.shown is not emotion]
    hits, alarms = _corrected(there), _corrected(absent)
    half = OF_90 * sqrt(_variance(hits, len(there)) + _variance(alarms, len(absent)))
    return Score(
        _estimate(hits - alarms, half),
        _estimate(-0.5 * (hits + alarms), 0.5 * half),
        *(sum(there), len(there), sum(absent), len(absent)),
    )


def _moved(first: Score, second: Score) -> Moved:
    if not (first.is_known and second.is_known):
        return Moved(first, second, None, None)
    return Moved(first, second, _less(second.sensitivity, first.sensitivity), _less(second.bias, first.bias))


def _less(one: Estimate, other: Estimate) -> Estimate:
    half = hypot(one.high - one.mean, other.high - other.mean)
    return _estimate(one.mean - other.mean, half)


def _corrected(saw: Sequence[bool]) -> float:
    return NORMAL.inv_cdf((sum(saw) + 0.5) / (len(saw) + 1.0))


def _variance(z: float, answers: int) -> float:
    rate = NORMAL.cdf(z)
    return rate * (1.0 - rate) / ((answers + 1.0) * NORMAL.pdf(z) ** 2)


def _estimate(middle: float, half: float) -> Estimate:
    return Estimate(middle, middle - half, middle + half)
