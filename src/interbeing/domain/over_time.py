"""The lines of a course: one figure session by session, its slope, and how two chosen spans of sessions lie to it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple
from uuid import UUID

from interbeing.domain.digest import Digest
from interbeing.domain.rating import SessionRead, Share, share
from interbeing.domain.reading import Estimate
from interbeing.domain.session import Session
from interbeing.domain.single_case import Overlap, overlap, slope

MS_PER_MIN: Final = 60_000


class Figure(StrEnum):
    """What is followed from session to session."""

    TENDER = "tender"
    KINDLY = "kindly"
    MISREAD = "misread"
    TOLERATED = "tolerated"
    INSIDE = "inside"
    RECOVERY = "recovery"
    AROUSAL = "arousal"
    RUNG = "rung"
    RECOGNISED = "recognised"

    @property
    def is_share(self) -> bool:
        """Whether it is a part of counted cases, 0 to 1."""
        return self not in {Figure.RECOVERY, Figure.AROUSAL, Figure.RUNG}


class Between(NamedTuple):
    """A span of sessions by their numbers, both ends in it."""

    first: int
    last: int

    def holds(self, number: int) -> bool:
        """Whether this session is in it."""
        return self.first <= number <= self.last


@dataclass(frozen=True, slots=True)
class Point:
    """One session's figure: its number in the course (from 1), the value, of how many, and its share if it is one."""

    number: int
    session: Session
    value: float
    of: int
    share: Share | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One figure over the course; sessions in which it was not marked have no point."""

    figure: Figure
    points: tuple[Point, ...]
    slope: Estimate | None
    overlap: Overlap | None


def halves(sessions: int) -> tuple[Between, Between]:
    """Give the spans that are compared until others are chosen: the earlier half, and the later."""
    middle = sessions // 2
    return Between(1, middle), Between(middle + 1, sessions)


def lines(
    digests: Sequence[Digest], paired: Mapping[UUID, SessionRead], first: Between, second: Between
) -> tuple[Line, ...]:
    """Give every line; `paired` holds what shown pairs of ratings say, by session."""
    return tuple(_line(figure, digests, paired, first, second) for figure in Figure)


def _line(
    figure: Figure,
    digests: Sequence[Digest],
    paired: Mapping[UUID, SessionRead],
    first: Between,
    second: Between,
) -> Line:
    numbered = enumerate(digests, 1)
    found = [
        _recognised(n, one, paired) if figure is Figure.RECOGNISED else READ[figure](n, one) for n, one in numbered
    ]
    points = tuple(point for point in found if point is not None)
    return Line(
        figure=figure,
        points=points,
        slope=slope([(point.number, point.value) for point in points]),
        overlap=overlap(_values(points, first), _values(points, second)),
    )


def _values(points: Iterable[Point], span: Between) -> list[float]:
    return [point.value for point in points if span.holds(point.number)]


def _counted(number: int, digest: Digest, counted: tuple[int, int]) -> Point | None:
    count, of = counted
    return Point(number, digest.session, count / of, of, share(count, of)) if of else None


def _valued(number: int, digest: Digest, value: float | None, of: int) -> Point | None:
    return None if value is None else Point(number, digest.session, value, of)


def _recovery(number: int, digest: Digest) -> Point | None:
    found = digest.recovery_ms
    return _valued(number, digest, found and found / MS_PER_MIN, len(digest.back_ms))


def _rung(number: int, digest: Digest) -> Point | None:
    return Point(number, digest.session, digest.rung.height + 1, 1) if digest.rung else None


def _recognised(number: int, digest: Digest, paired: Mapping[UUID, SessionRead]) -> Point | None:
    read = paired.get(digest.session.session_id)
    return _counted(number, digest, (read.recognised, read.recognised + read.under_read)) if read else None


def _marked_min(digest: Digest) -> int:
    return round(digest.facts.zones.marked_ms / MS_PER_MIN)


READ: Final[Mapping[Figure, Callable[[int, Digest], Point | None]]] = {
    Figure.TENDER: lambda n, one: _counted(n, one, one.tender),
    Figure.KINDLY: lambda n, one: _counted(n, one, one.kindly),
    Figure.MISREAD: lambda n, one: _counted(n, one, one.misread),
    Figure.TOLERATED: lambda n, one: _counted(n, one, one.tolerated),
    Figure.INSIDE: lambda n, one: _valued(n, one, one.inside, _marked_min(one)),
    Figure.RECOVERY: _recovery,
    Figure.AROUSAL: lambda n, one: _valued(n, one, one.arousal, _marked_min(one)),
    Figure.RUNG: _rung,
}
