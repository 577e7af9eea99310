"""An exchange while its marks come in: which places are free, and which mark stands in which of them."""

from typing import Final
from uuid import UUID

from interbeing.domain.exchange import Exchange
from interbeing.domain.mark import LookAgain, OfExchange, Perceived, Reassured, Received, Step
from interbeing.domain.moment import Moment

AGAIN: Final = frozenset({Perceived.kind, Received.kind})
"""What is marked a second time when a reading is cleared by looking again."""


class Growing:
    """One exchange, filled mark by mark; `whole` gives it as it stands."""

    __slots__ = ("_places", "_reassured", "_whole", "exchange_id", "last_ms")

    def __init__(self, exchange_id: UUID, began_ms: int) -> None:
        """Begin it with every place free."""
        self.exchange_id, self.last_ms = exchange_id, began_ms
        self._places: dict[str, Moment] = {}
        self._reassured: tuple[Moment, ...] = ()
        self._whole: Exchange | None = None

    @property
    def whole(self) -> Exchange:
        """The exchange with all that came so far; the same one until another mark comes."""
        if self._whole is None:
            self._whole = Exchange(self.exchange_id, self.last_ms, reassured=self._reassured, **self._places)
        return self._whole

    def has_room_for(self, mark: OfExchange) -> bool:
        """Say whether this kind of mark still has its place free here."""
        if isinstance(mark, Reassured):
            return True
        if isinstance(mark, LookAgain):
            return "repair_began" not in self._places if mark.step is Step.BEGAN else self._is_repairing
        return mark.kind not in self._places or (mark.kind in AGAIN and self._is_repairing)

    def take(self, moment: Moment, mark: OfExchange) -> None:
        """Put this moment in its place; a later mark for a taken place replaces the earlier."""
        self._whole = None
        self.last_ms = max(self.last_ms, moment.session_ms)
        if isinstance(mark, Reassured):
            self._reassured = (*self._reassured, moment)
        elif isinstance(mark, LookAgain):
            self._repair(moment, mark.step)
        elif mark.kind in AGAIN and mark.kind in self._places and self._is_repairing:
            self._places[f"{mark.kind}_again"] = moment
        else:
            self._places[mark.kind] = moment

    @property
    def _is_repairing(self) -> bool:
        return "repair_began" in self._places and "repair_ended" not in self._places

    def _repair(self, moment: Moment, step: Step) -> None:
        if step is Step.BEGAN:
            self._places["repair_began"] = moment
            self._places.pop("repair_ended", None)
        else:
            self._places["repair_ended"] = moment
