"""How single marks are gathered into exchanges, by one rule.

Over the standing marks, in the order of the session clock:

1. A correction (`Linked`) decides over everything else; otherwise a mark that names its exchange belongs there.
2. Otherwise it belongs to the latest exchange, if that has its place free and its last mark is not longer ago than
   the clinic's exchange gap. *Reassured* may come more than once; while a *look again* is open, a reading or a
   reception is the second one of its exchange.
3. Otherwise it begins a new exchange, which bears the id of the mark that began it.
4. An exchange that was named before its own first mark is the latest one only from that mark on.

Nothing is guessed: a place that nobody marked stays empty, and the exchange is shown as open.
"""

from collections.abc import Iterable
from uuid import UUID

from interbeing.domain.exchange import Exchange
from interbeing.domain.growing import Growing
from interbeing.domain.mark import Linked, OfExchange, Retraction
from interbeing.domain.moment import Moment


def standing(log: Iterable[Moment]) -> tuple[Moment, ...]:
    """Leave out what was taken back, and the retractions themselves. Order is kept."""
    log = tuple(log)
    gone = {moment.mark.retracted for moment in log if isinstance(moment.mark, Retraction)}
    return tuple(m for m in log if m.moment_id not in gone and not isinstance(m.mark, Retraction))


class Gathering:
    """The exchanges of one session, kept up to date mark by mark; equal to gathering the whole log at once."""

    def __init__(self, gap_ms: int, log: Iterable[Moment] = ()) -> None:
        """Gather `log`; after `gap_ms` of silence a mark begins a new exchange."""
        self._gap_ms = gap_ms
        self._log: list[Moment] = list(log)
        self._gather_again()

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """All exchanges in the order in which they began."""
        return tuple([growing.whole for growing in self._growing.values()])

    @property
    def places(self) -> dict[UUID, UUID]:
        """Say of every mark that belongs to an exchange to which."""
        return dict(self._place_of)

    def exchange_of(self, moment_id: UUID) -> UUID | None:
        """Say which exchange a mark belongs to, None for a mark of another kind."""
        return self._place_of.get(moment_id)

    def add(self, moment: Moment) -> None:
        """Take in one more moment; a correction, a retraction or a mark from earlier gathers everything again."""
        is_earlier = isinstance(moment.mark, OfExchange) and moment.session_ms < self._last_ms
        is_named_ahead = moment.moment_id in self._growing
        self._log.append(moment)
        if is_earlier or is_named_ahead or isinstance(moment.mark, Linked | Retraction):
            self._gather_again()
        else:
            self._place(moment)

    def _gather_again(self) -> None:
        self._growing: dict[UUID, Growing] = {}
        self._place_of: dict[UUID, UUID] = {}
        self._latest: UUID | None = None
        self._last_ms = 0
        kept = standing(self._log)
        self._linked = {m.mark.marked: m.mark.exchange_id or m.mark.marked for m in kept if isinstance(m.mark, Linked)}
        self._awaited = {moment.moment_id for moment in kept if isinstance(moment.mark, OfExchange)}
        for moment in sorted(kept, key=lambda moment: moment.session_ms):
            self._place(moment)

    def _place(self, moment: Moment) -> None:
        mark = moment.mark
        if not isinstance(mark, OfExchange):
            return
        self._last_ms = max(self._last_ms, moment.session_ms)
        self._awaited.discard(moment.moment_id)
        named = self._linked.get(moment.moment_id) or mark.exchange_id
        exchange_id = named or self._by_rule(moment, mark)
        growing = self._growing.get(exchange_id)
        if exchange_id == moment.moment_id or (growing is None and exchange_id not in self._awaited):
            self._latest = exchange_id
        if growing is None:
            growing = self._growing[exchange_id] = Growing(exchange_id, moment.session_ms)
        growing.take(moment, mark)
        self._place_of[moment.moment_id] = exchange_id

    def _by_rule(self, moment: Moment, mark: OfExchange) -> UUID:
        latest = self._growing.get(self._latest) if self._latest else None
        if latest and moment.session_ms - latest.last_ms <= self._gap_ms and latest.has_room_for(mark):
            return latest.exchange_id
        return moment.moment_id
