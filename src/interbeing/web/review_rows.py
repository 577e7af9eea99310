"""The review's lists: exchanges and other moments as rows, filtered and turned page by page."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple
from uuid import UUID

from interbeing.domain import spans
from interbeing.domain.dialogue import tones_in
from interbeing.domain.emotion import Emotion
from interbeing.domain.exchange import Exchange
from interbeing.domain.facts import reads_differently, repair_ms
from interbeing.domain.figures import is_cleared
from interbeing.domain.gathering import standing
from interbeing.domain.mark import Felt, Grounding, Linked, Offered, Pause, Perceived, Received, Reception, Retraction
from interbeing.domain.moment import Kept, Moment
from interbeing.domain.quadrant import Quadrant, quadrant_of
from interbeing.domain.signal import Measured
from interbeing.services.review import Review
from interbeing.web.review_behind import stands_behind

EXCHANGES_ON_A_PAGE: Final = 50
MOMENTS_ON_A_PAGE: Final = 100


class Show(StrEnum):
    """Which exchanges to show."""

    ALL = "all"
    OPEN = "open"
    REPAIRED = "repaired"
    ENDED = "ended"
    CLEARED = "cleared"
    READ_AGAIN = "read_again"
    READ_DIFFERENTLY = "read_differently"
    REASSURED = "reassured"
    LATE = "late"


SHOWN: Final[Mapping[Show, Callable[[Exchange], bool]]] = {
    Show.ALL: lambda _exchange: True,
    Show.OPEN: lambda exchange: exchange.is_open,
    Show.REPAIRED: lambda exchange: exchange.repair_began is not None,
    Show.ENDED: lambda exchange: exchange.repair_ended is not None,
    Show.CLEARED: is_cleared,
    Show.READ_AGAIN: lambda exchange: exchange.repair_began is not None and exchange.perceived_again is not None,
    Show.READ_DIFFERENTLY: reads_differently,
    Show.REASSURED: lambda exchange: bool(exchange.reassured),
    Show.LATE: lambda exchange: any(moment.is_late for moment in exchange.moments),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the lists are filtered by, and the first row of each page; `at` asks for the page with that moment.

    `behind` narrows the moments to those that stand behind one figure (`web/review_behind.py`).
    """

    emotion: Emotion | None = None
    reception: Reception | None = None
    show: Show = Show.ALL
    quadrant: Quadrant | None = None
    kind: str = ""
    behind: str = ""
    exchange_from: int = 0
    moment_from: int = 0
    at: UUID | None = None


class ExchangeRow(NamedTuple):
    """An exchange with its number in the session, counted from 1."""

    number: int
    exchange: Exchange
    began: Moment
    repair_ms: int | None
    quadrant: Quadrant


class MomentRow(NamedTuple):
    """A moment that stands in no exchange: of another kind, taken back, or with its place taken by a later mark.

    `about` is what it took back or linked.
    """

    moment: Moment
    taken_back: Moment | None
    about: Moment | None


class Part(NamedTuple):
    """A page of a list: its rows, where it begins (from 0), and how many rows fit the filter in all."""

    rows: Sequence[ExchangeRow | MomentRow]
    start: int
    total: int


def exchange_part(review: Review, wanted: Wanted) -> Part:
    """Give the page of exchanges that is asked for."""
    numbered = enumerate(review.exchanges, 1)
    rows = [ExchangeRow(n, one, one.moments[0], repair_ms(one), quadrant_of(one)) for n, one in numbered if one.moments]
    fitting = [row for row in rows if _fits(row, wanted)]
    at = review.exchange_of.get(wanted.at) if wanted.at else None
    place = next((i for i, row in enumerate(fitting) if at == row.exchange.exchange_id), None)
    return _part(fitting, wanted.exchange_from, place, EXCHANGES_ON_A_PAGE)


def moment_part(review: Review, wanted: Wanted) -> Part:
    """Give the page of every other moment: what is in no exchange, and what was taken back."""
    of_kind = (row for row in _other_rows(review) if not wanted.kind or row.moment.mark.kind == wanted.kind)
    tones = tones_in(standing(kept.moment for kept in review.kept))
    rows = [row for row in of_kind if stands_behind(row.moment, wanted.behind, review.window, tones)]
    place = next((i for i, row in enumerate(rows) if row.moment.moment_id == wanted.at), None)
    return _part(rows, wanted.moment_from, place, MOMENTS_ON_A_PAGE)


def kinds_of(review: Review) -> tuple[str, ...]:
    """Give the kinds that the list of other moments holds."""
    return tuple(dict.fromkeys(row.moment.mark.kind for row in _other_rows(review)))


def _other_rows(review: Review) -> list[MomentRow]:
    taken_back = review.taken_back
    placed = {moment.moment_id for exchange in review.exchanges for moment in exchange.moments}
    by_id = {kept.moment.moment_id: kept.moment for kept in review.kept}
    rows = [
        MomentRow(moment, taken_back.get(moment.moment_id), by_id.get(_about(moment)))
        for moment in by_id.values()
        if moment.moment_id not in placed and not isinstance(moment.mark, Measured)  # those stand on the strip
    ]
    return sorted(rows, key=lambda row: row.moment.session_ms)


def _about(moment: Moment) -> UUID:
    match moment.mark:
        case Retraction(retracted=target) | Linked(marked=target):
            return target
        case _:
            return moment.moment_id


def _fits(row: ExchangeRow, wanted: Wanted) -> bool:
    exchange = row.exchange
    if wanted.quadrant not in {None, row.quadrant}:
        return False
    if not SHOWN[wanted.show](exchange):
        return False
    marks = [moment.mark for moment in exchange.moments]
    emotions = {mark.emotion for mark in marks if isinstance(mark, Felt | Offered | Perceived)}
    receptions = {mark.reception for mark in marks if isinstance(mark, Received)}
    return wanted.emotion in {None, *emotions} and wanted.reception in {None, *receptions}


def _part(rows: Sequence[ExchangeRow | MomentRow], start: int, place: int | None, per_page: int) -> Part:
    start = start if place is None else place
    start = min(start, max(0, len(rows) - 1)) // per_page * per_page
    return Part(rows[start : start + per_page], start, len(rows))


def lasting_in(kept: Sequence[Kept], until_ms: int) -> dict[str, spans.Spans]:
    """Give what the strip shows as stretches, for those who read it as a table."""
    log = spans.in_order(one.moment for one in kept)
    end_ms = spans.end_of(log, until_ms)
    return {
        "phase": spans.phases(log, end_ms),
        "arousal": spans.arousals(log, end_ms),
        "mirror": spans.covers(log, end_ms),
        "gaze": spans.gazes(log, end_ms),
        "rung": spans.rungs(log, end_ms),
        "pause": spans.lasting(log, end_ms, Pause),
        "grounding": spans.lasting(log, end_ms, Grounding),
        "look_again": spans.looks(log),
        "gap": spans.gaps(log, end_ms),
    }
