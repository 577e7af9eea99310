"""What each closed session's log tells, read once: at hand while the room is open, and sealed in the record."""

import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from threading import Lock
from typing import Final
from uuid import UUID

from interbeing.domain import spans
from interbeing.domain.clinic import Clinic
from interbeing.domain.digest import Digest, digest_of
from interbeing.domain.dose import Dose, dose_of
from interbeing.domain.gathering import Gathering
from interbeing.domain.recognition import Answered
from interbeing.domain.session import Session, SessionState
from interbeing.services.recognition import answers_in
from interbeing.storage.connect import Connection, Database
from interbeing.storage.digests import digests_of, keep_digest
from interbeing.storage.moments import moments_of
from interbeing.storage.seal import Seal
from interbeing.storage.written import reader, written

MOST_AT_HAND: Final = 1_000  # a few KB each


@dataclass(frozen=True, slots=True)
class Told:
    """What a session's log tells: its digest, the answers of the recognition exercise, its dose, the rungs stood on."""

    digest: Digest
    answered: tuple[Answered, ...]
    dose: Dose
    rungs: tuple[str, ...]


class Digests:
    """The digests of one record: a closed session's log hardly ever grows, so it is read once."""

    def __init__(self, database: Database) -> None:
        """Keep in this record what was read of it."""
        self._database = database
        self._told: OrderedDict[tuple[UUID, int, str], Told] = OrderedDict()
        self._lock = Lock()

    def told(self, connection: Connection, sessions: Sequence[Session], clinic: Clinic) -> tuple[Told, ...]:
        """Give what these sessions' logs tell under the clinic's settings."""
        made_by = _made_by(clinic)
        found = {one.session_id: told for one in sessions if (told := self._at_hand(one, made_by))}
        unread = [one for one in sessions if one.session_id not in found]
        kept = digests_of(connection, self._database.seal, unread, made_by)
        for session in unread:
            values = kept.get(session.session_id)
            told = self._read(connection, session, clinic, made_by) if values is None else READ(values)
            found[session.session_id] = replace(told, digest=replace(told.digest, session=session))
            self._remember(session, made_by, found[session.session_id])
        return tuple(found[one.session_id] for one in sessions)

    def _at_hand(self, session: Session, made_by: str) -> Told | None:
        with self._lock:
            return self._told.get((session.session_id, session.seq, made_by))

    def _remember(self, session: Session, made_by: str, told: Told) -> None:
        with self._lock:
            self._told[session.session_id, session.seq, made_by] = told
            while len(self._told) > MOST_AT_HAND:
                self._told.popitem(last=False)

    def _read(self, connection: Connection, session: Session, clinic: Clinic, made_by: str) -> Told:
        """Read the log, and keep what a closed one tells; nobody waits for that, and it can be made again."""
        seal = self._database.seal
        told = _told(connection, seal, session, clinic)
        if session.state is SessionState.CLOSED:
            values = written(told)
            self._database.write_aside(lambda writing: keep_digest(writing, seal, session, made_by, values))
        return told


READ: Final = reader(Told)


@cache
def _ours() -> str:
    """Give what names the reading itself: what was read under other rules of ours is read anew."""
    sources = sorted((one for one in files("interbeing.domain").iterdir() if one.name.endswith(".py")), key=str)
    return hashlib.sha256(b"".join(one.read_bytes() for one in sources)).hexdigest()


def _made_by(clinic: Clinic) -> str:
    return hashlib.sha256(f"{_ours()}{clinic.window}{clinic.limits}".encode()).hexdigest()


def _told(connection: Connection, seal: Seal, session: Session, clinic: Clinic) -> Told:
    kept = moments_of(connection, seal, session.session_id)
    log = tuple(one.moment for one in kept)
    gap_ms, still_ms = clinic.limits.exchange_gap_ms, clinic.limits.still_gaze_ms
    exchanges = Gathering(gap_ms, log).exchanges
    in_order = spans.in_order(log)
    return Told(
        digest=digest_of(session, log, exchanges, clinic.window, still_ms, gap_ms),
        answered=tuple(Answered(answer.shown, answer.read_as) for answer in answers_in(kept)),
        dose=dose_of(log, still_ms),
        rungs=tuple(dict.fromkeys(span.what for span in spans.rungs(in_order, spans.end_of(in_order)))),
    )
