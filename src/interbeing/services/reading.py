"""The logs that were read last, kept at hand: a log only grows, and only signals can be erased from it."""

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import Final
from uuid import UUID

from interbeing.domain.exchange import Exchange
from interbeing.domain.gathering import Gathering
from interbeing.domain.moment import Kept
from interbeing.domain.session import Session
from interbeing.domain.signal import Erased
from interbeing.domain.under_way import Tell, untold
from interbeing.storage.connect import Connection
from interbeing.storage.moments import moments_of
from interbeing.storage.seal import Seal

MOST_LOGS: Final = 4  # the session under review, and a few that one goes back and forth between


@dataclass(frozen=True, slots=True)
class ReadLog:
    """One log as far as it was read, with its exchanges; `exchange_of` says where each mark belongs."""

    kept: tuple[Kept, ...]
    gap_ms: int
    exchanges: tuple[Exchange, ...]
    exchange_of: dict[UUID, UUID]


class Logs:
    """Reads whole logs, and of one that it has read before only what came since."""

    def __init__(self) -> None:
        """Begin with none."""
        self._read: OrderedDict[UUID, ReadLog] = OrderedDict()
        self._lock = Lock()

    def read(self, connection: Connection, seal: Seal, session: Session, gap_ms: int, tell: Tell = untold) -> ReadLog:
        """Give the session's log as this connection sees it, its marks gathered with this exchange gap."""
        with self._lock:
            known = self._read.get(session.session_id)
        if known is None or len(known.kept) > session.seq:
            known = _gathered((), gap_ms)
        if len(known.kept) < session.seq:
            newer = moments_of(connection, seal, session.session_id, len(known.kept), tell)
            if any(isinstance(one.moment.mark, Erased) for one in newer):  # what was read before may be erased now
                newer, known = moments_of(connection, seal, session.session_id, 0, tell), _gathered((), gap_ms)
            known = _gathered((*known.kept, *newer), gap_ms)
        elif known.gap_ms != gap_ms:
            known = _gathered(known.kept, gap_ms)
        self._remember(session.session_id, known)
        return known

    def forget(self) -> None:
        """Let go of all that was read."""
        with self._lock:
            self._read.clear()

    def _remember(self, session_id: UUID, known: ReadLog) -> None:
        with self._lock:
            self._read[session_id] = known
            self._read.move_to_end(session_id)
            while len(self._read) > MOST_LOGS:
                self._read.popitem(last=False)


def _gathered(kept: tuple[Kept, ...], gap_ms: int) -> ReadLog:
    gathering = Gathering(gap_ms, (one.moment for one in kept))
    return ReadLog(kept, gap_ms, gathering.exchanges, gathering.places)
