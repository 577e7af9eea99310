"""What therapist and patient each rate privately after a session, and what may be said of both once both agree."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from math import sqrt
from statistics import NormalDist, fmean, stdev
from typing import Final, NamedTuple
from uuid import UUID

from interbeing.domain.emotion import EMOTIONS, Emotion

LEAST_PAIRS: Final = 5
"""Fewer pairs than this say nothing yet (ADR 0038)."""
LEVEL: Final = 0.9
Z: Final = NormalDist().inv_cdf((1 + LEVEL) / 2)


class Rater(StrEnum):
    """Whose private view it is."""

    THERAPIST = "therapist"
    PATIENT = "patient"


class Aspect(StrEnum):
    """What is rated beside the feelings, each from 0 (not at all) to 4 (fully)."""

    UNDERSTOOD = "understood"
    FELT_WITH = "felt_with"
    SEEING_SELF = "seeing_self"
    BEING_SEEN = "being_seen"
    CONNECTED = "connected"
    TOLERABLE = "tolerable"
    ATTENTION = "attention"


HIGHEST: Final = 4
STRONGEST: Final = 3


@dataclass(frozen=True, slots=True)
class Rating:
    """One private rating. `felt` is how strongly the patient felt each emotion, 0 (not) to 3: known, or believed.

    What was left out of `felt` or `aspects` was not said.
    """

    rating_id: UUID
    session_id: UUID
    patient_id: UUID
    rater: Rater
    felt: Mapping[Emotion, int]
    aspects: Mapping[Aspect, int]
    rated_at: datetime


class Pair(NamedTuple):
    """Both views of one session."""

    therapist: Rating
    patient: Rating


def is_shown(rated: Collection[Rater], chosen: Collection[Rater]) -> bool:
    """Whether the ratings of a session may be seen by both: both have rated, and both chose to show them."""
    return set(rated) == set(Rater) == set(chosen)


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its 90 % interval; nothing but its counts while they are few."""

    count: int
    of: int
    low: float | None
    high: float | None

    @property
    def is_known(self) -> bool:
        """Whether there is enough to say it."""
        return self.low is not None


class Difference(NamedTuple):
    """The mean of therapist less patient over sessions, with its 90 % interval where it can be said."""

    pairs: int
    mean: float | None
    low: float | None
    high: float | None


class SessionRead(NamedTuple):
    """How many feelings of one session the therapist recognised, missed, and believed though they were not there."""

    recognised: int
    under_read: int
    over_read: int


class FeelingRead(NamedTuple):
    """How one feeling was read: recognised of what the patient felt, over-read of what the therapist believed."""

    emotion: Emotion
    recognised: Share
    over_read: Share


def read_in(pair: Pair) -> SessionRead:
    """Hold the therapist's reading of one session against the patient's own word."""
    said = [_said((pair,), emotion) for emotion in EMOTIONS]
    each = [one for found in said for one in found]
    return SessionRead(
        recognised=sum(believed and felt for believed, felt in each),
        under_read=sum(felt and not believed for believed, felt in each),
        over_read=sum(believed and not felt for believed, felt in each),
    )


def feelings_read(pairs: Iterable[Pair]) -> tuple[FeelingRead, ...]:
    """Hold the therapist's reading of each feeling against the patient's own word, session by session."""
    both = tuple(pairs)
    return tuple(_feeling_read(emotion, both) for emotion in EMOTIONS)


def read_over_all(pairs: Iterable[Pair]) -> tuple[Share, Share]:
    """Give recognised and over-read over all feelings together, each feeling of a session counted once."""
    found = feelings_read(pairs)
    recognised = share(sum(one.recognised.count for one in found), sum(one.recognised.of for one in found))
    return recognised, share(sum(one.over_read.count for one in found), sum(one.over_read.of for one in found))


def differences(pairs: Iterable[Pair]) -> dict[Aspect, Difference]:
    """Give for each aspect how far the therapist's view lies above the patient's, over the sessions that both rated."""
    both = tuple(pairs)
    return {aspect: _difference(_apart(both, aspect)) for aspect in Aspect}


def share(count: int, of: int) -> Share:
    """Give a share with Wilson's interval (Wilson 1927); without one while there are few cases."""
    if of < LEAST_PAIRS:
        return Share(count, of, None, None)
    part, spread = count / of, Z * Z / of
    middle = (part + spread / 2) / (1 + spread)
    half = Z * sqrt(part * (1 - part) / of + spread / (4 * of)) / (1 + spread)
    return Share(count, of, max(0.0, middle - half), min(1.0, middle + half))


def _feeling_read(emotion: Emotion, pairs: tuple[Pair, ...]) -> FeelingRead:
    said = _said(pairs, emotion)
    both = sum(believed and felt for believed, felt in said)
    felt, believed = sum(felt for _, felt in said), sum(believed for believed, _ in said)
    return FeelingRead(emotion, share(both, felt), share(believed - both, believed))


def _said(pairs: tuple[Pair, ...], emotion: Emotion) -> list[tuple[bool, bool]]:
    """Give for each pair that both answered whether the therapist believed the feeling and the patient had it."""
    return [
        (pair.therapist.felt[emotion] > 0, pair.patient.felt[emotion] > 0)
        for pair in pairs
        if emotion in pair.therapist.felt and emotion in pair.patient.felt
    ]


def _apart(pairs: tuple[Pair, ...], aspect: Aspect) -> list[int]:
    return [
        pair.therapist.aspects[aspect] - pair.patient.aspects[aspect]
        for pair in pairs
        if aspect in pair.therapist.aspects and aspect in pair.patient.aspects
    ]


def _difference(apart: list[int]) -> Difference:
    """Give the mean with Student's interval."""
    if len(apart) < LEAST_PAIRS:
        return Difference(len(apart), None, None, None)
    mean, half = fmean(apart), _student(len(apart) - 1) * stdev(apart) / sqrt(len(apart))
    return Difference(len(apart), mean, mean - half, mean + half)


def _student(freedom: int) -> float:
    """Give Student's quantile for the interval: Abramowitz and Stegun 26.7.5, within 0.1 % from 4 degrees on."""
    return (
        Z
        + (Z**3 + Z) / (4 * freedom)
        + (5 * Z**5 + 16 * Z**3 + 3 * Z) / (96 * freedom**2)
        + (3 * Z**7 + 19 * Z**5 + 17 * Z**3 - 15 * Z) / (384 * freedom**3)
    )
