"""The exchange: felt, given back, read as, received, with its repair, as it stands in the log."""

from dataclasses import dataclass, replace
from typing import assert_never
from uuid import UUID

from interbeing.domain.emotion import Emotion
from interbeing.domain.mark import Felt, LookAgain, OfExchange, Offered, Perceived, Reassured, Received, Step
from interbeing.domain.moment import Moment


@dataclass(frozen=True, slots=True)
class Exchange:
    """One exchange; each place holds the Moment that was marked, or None when nobody marked it.

    `exchange_id` is the id of the moment that began it; `last_ms` is the session clock at its latest mark.
    """

    exchange_id: UUID
    last_ms: int
    felt: Moment | None = None
    offered: Moment | None = None
    perceived: Moment | None = None
    received: Moment | None = None
    reassured: tuple[Moment, ...] = ()
    repair_began: Moment | None = None
    repair_ended: Moment | None = None
    perceived_again: Moment | None = None
    received_again: Moment | None = None

    @property
    def is_open(self) -> bool:
        """Whether one of the four places is still empty, or a look again has not ended."""
        return None in (self.felt, self.offered, self.perceived, self.received) or self.is_repairing

    @property
    def is_repairing(self) -> bool:
        """Whether a look again has begun and not ended."""
        return self.repair_began is not None and self.repair_ended is None

    @property
    def moments(self) -> tuple[Moment, ...]:
        """Every moment in it, in the order of the session clock."""
        first = (self.felt, self.offered, self.perceived, self.received)
        again = (self.repair_began, self.perceived_again, self.received_again, self.repair_ended)
        found = [moment for moment in (*first, *again, *self.reassured) if moment is not None]
        return tuple(sorted(found, key=lambda moment: (moment.session_ms, moment.moment_id)))

    def has_room_for(self, mark: OfExchange) -> bool:
        """Say whether this kind of mark still has its place free here."""
        match mark:
            case Felt():
                return self.felt is None
            case Offered():
                return self.offered is None
            case Perceived():
                return self.perceived is None or self.is_repairing
            case Received():
                return self.received is None or self.is_repairing
            case LookAgain():
                return (self.repair_began is None) if mark.step is Step.BEGAN else self.is_repairing
            case Reassured():
                return True
            case _:
                assert_never(mark)

    def with_moment(self, moment: Moment, mark: OfExchange) -> "Exchange":
        """Give the exchange with this moment in its place; a later mark for a taken place replaces the earlier."""
        last_ms = max(self.last_ms, moment.session_ms)
        match mark:
            case Felt():
                return replace(self, last_ms=last_ms, felt=moment)
            case Offered():
                return replace(self, last_ms=last_ms, offered=moment)
            case Perceived():
                return (
                    replace(self, last_ms=last_ms, perceived_again=moment)
                    if self._is_second(self.perceived)
                    else replace(self, last_ms=last_ms, perceived=moment)
                )
            case Received():
                return (
                    replace(self, last_ms=last_ms, received_again=moment)
                    if self._is_second(self.received)
                    else replace(self, last_ms=last_ms, received=moment)
                )
            case LookAgain():
                return (
                    replace(self, last_ms=last_ms, repair_began=moment, repair_ended=None)
                    if mark.step is Step.BEGAN
                    else replace(self, last_ms=last_ms, repair_ended=moment)
                )
            case Reassured():
                return replace(self, last_ms=last_ms, reassured=(*self.reassured, moment))
            case _:
                assert_never(mark)

    def _is_second(self, first: Moment | None) -> bool:
        return self.is_repairing and first is not None


def emotion_of(moment: Moment | None) -> Emotion | None:
    """Give the emotion that was marked as felt, offered or read; None where nothing was."""
    match moment and moment.mark:
        case Felt(emotion) | Offered(emotion) | Perceived(emotion):
            return emotion
        case _:
            return None
