"""Scores the two-minute recognition exercise: how well each expression is told apart, and what is over-read (S11).

Signal detection: sensitivity d' = z(hits) - z(false alarms), bias c = -(z(hits) + z(false alarms)) / 2; a negative
bias says that the emotion is seen where it is not. Rates with the log-linear correction (n + 1/2) / (N + 1): Hautus,
Behavior Research Methods 1995. Sensitivity and bias are kept apart because training moves one and not the other
(Griffiths 2015) and maltreatment shows in bias (Pollak 2000).
"""

from collections.abc import Sequence
from statistics import NormalDist
from typing import Final, NamedTuple

from interbeing.domain.emotion import EMOTIONS, Emotion
from interbeing.model.marks import Marked

LEAST_SHOWN: Final = 3
"""Times an expression is shown before its score is said."""
MINUTES_BETWEEN: Final = 0.1


class Trial(NamedTuple):
    """One expression shown, and what the patient saw in it (None: no answer)."""

    shown: Emotion
    seen: Emotion | None


class Score(NamedTuple):
    """Sensitivity (0: cannot tell, above 2: tells well), bias (below 0: over-read), and times shown."""

    sensitivity: float
    bias: float
    shown: int
    is_known: bool


def scores(trials: Sequence[Trial]) -> dict[Emotion, Score]:
    """Score every emotion against all others, over the answered trials."""
    answered = [trial for trial in trials if trial.seen is not None]
    return {emotion: _score(answered, emotion) for emotion in EMOTIONS}


def _score(answered: Sequence[Trial], emotion: Emotion) -> Score:
    there = [trial.seen is emotion for trial in answered if trial.shown is emotion]
    absent = [trial.seen is emotion for trial in answered if trial.shown is not emotion]
    hits, alarms = _corrected(there), _corrected(absent)
    is_known = min(len(there), len(absent)) >= LEAST_SHOWN
    return Score(hits - alarms, -0.5 * (hits + alarms), len(there), is_known)


def _corrected(saw: Sequence[bool]) -> float:
    return NormalDist().inv_cdf((sum(saw) + 0.5) / (len(saw) + 1.0))


def moments_of_trials(trials: Sequence[Trial]) -> list[Marked]:
    """Give the exercise to the model: exchanges with an offer other than care, and nothing said of what was felt."""
    answered = [trial for trial in trials if trial.seen is not None]
    return [
        Marked(MINUTES_BETWEEN, is_first=not place, offered=trial.shown, perceived=trial.seen)
        for place, trial in enumerate(answered)
    ]
