"""What we saw together: what of a course can be said to the patient in plain words, and who chose that it is shown."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from interbeing.domain.digest import Digest
from interbeing.domain.emotion import Emotion
from interbeing.domain.over_time import Between
from interbeing.domain.rating import share
from interbeing.domain.single_case import difference

OFTEN: Final = 3
"""Times a feeling was marked before it is said to have come often."""


class Chooser(StrEnum):
    """Who chooses that the page is shown; it takes both."""

    THERAPIST = "therapist"
    PATIENT = "patient"


class Seen(StrEnum):
    """What can be said, each in one plain sentence; never a figure, never a grade."""

    MET = "met"
    FELT_AT_FIRST = "felt_at_first"
    TENDER = "tender"
    READ_MORE = "read_more"
    READ_LESS = "read_less"
    READ_OPEN = "read_open"
    BORNE_MORE = "borne_more"
    BORNE_LESS = "borne_less"
    CLEARED = "cleared"
    CAME_BACK = "came_back"
    PAUSED = "paused"
    WE = "we"


@dataclass(frozen=True, slots=True)
class Together:
    """One version of the page, in the words that the therapist gave it."""

    page_id: UUID
    patient_id: UUID
    text: str
    written_by: str
    written_at: datetime


def is_shown(chosen: Collection[Chooser]) -> bool:
    """Whether the page may be seen: both chose so."""
    return set(chosen) == set(Chooser)


def seen_in(digests: Sequence[Digest], first: Between, second: Between) -> tuple[Seen, ...]:
    """Say which sentences this course allows; a change is said only where its interval leaves nought out."""
    return tuple(_seen(digests, _within(digests, first), _within(digests, second))) if digests else ()


def felt_at_first(digests: Sequence[Digest], first: Between) -> tuple[Emotion, ...]:
    """Give the two feelings that were marked most often at the own reflection in the first span, tenderness aside."""
    counts: Counter[Emotion] = Counter()
    for digest in _within(digests, first) or digests:
        counts.update(digest.facts.felt)
    often = [emotion for emotion, n in counts.most_common() if n >= OFTEN and emotion is not Emotion.COMPASSION]
    return tuple(often[:2])


def _seen(digests: Sequence[Digest], before: Sequence[Digest], after: Sequence[Digest]) -> Iterator[Seen]:
    yield Seen.MET
    yield Seen.FELT_AT_FIRST
    if any(one.tender[0] for one in digests):
        yield Seen.TENDER
    read = _moved([one.misread for one in before], [one.misread for one in after])
    if any(one.misread[1] for one in digests):
        yield {1: Seen.READ_LESS, -1: Seen.READ_MORE}.get(read, Seen.READ_OPEN)
    borne = _moved([one.tolerated for one in before], [one.tolerated for one in after])
    if borne:
        yield Seen.BORNE_MORE if borne > 0 else Seen.BORNE_LESS
    if any(one.figures.repairs.cleared for one in digests):
        yield Seen.CLEARED
    if any(one.back_ms for one in digests):
        yield Seen.CAME_BACK
    if any(one.harms.patient_pauses for one in digests):
        yield Seen.PAUSED
    if any(one.facts.we for one in digests):
        yield Seen.WE


def _moved(before: list[tuple[int, int]], after: list[tuple[int, int]]) -> int:
    """Give 1 or -1 where a share rose or fell beyond doubt between the spans, else 0."""
    one, other = (share(sum(count for count, _of in span), sum(of for _count, of in span)) for span in (before, after))
    change = difference(one, other)
    if change is None or change.low <= 0 <= change.high:
        return 0
    return 1 if change.mean > 0 else -1


def _within(digests: Sequence[Digest], span: Between) -> list[Digest]:
    return [digest for number, digest in enumerate(digests, 1) if span.holds(number)]
