"""The exchange: felt, given back, read as, received, with its repair, as it stands in the log."""

from dataclasses import dataclass
from uuid import UUID

from interbeing.domain.emotion import Emotion
from interbeing.domain.mark import Felt, Offered, Perceived
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


def emotion_of(moment: Moment | None) -> Emotion | None:
    """Give the emotion that was marked as felt, offered or read; None where nothing was."""
    match moment and moment.mark:
        case Felt(emotion) | Offered(emotion) | Perceived(emotion):
            return emotion
        case _:
            return None
