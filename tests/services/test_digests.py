"""What a closed session's log tells is kept with the record, and says the same as reading it again."""

from dataclasses import replace

from sqlalchemy import select

from interbeing.services.digests import READ, Digests, Told
from interbeing.storage import moments
from interbeing.storage.clinic import clinic_of
from interbeing.storage.sessions import session_of
from interbeing.storage.tables import digests
from interbeing.storage.written import written
from interbeing.wiring import Room
from tests.rooms import a_moment
from tests.sessions_made import MINUTE, a_session, keep, kept_session


def told(room: Room, session_id, reads: Digests, *, still_s: int | None = None) -> Told:
    with room.database.read() as connection:
        clinic = clinic_of(connection)
        if still_s:
            clinic = replace(clinic, limits=replace(clinic.limits, still_gaze_s=still_s))
        found = reads.told(connection, (session_of(connection, session_id),), clinic)[0]
    room.database.write(lambda _connection: None).result()  # what was written aside before it is there now
    return found


def test_a_closed_session_is_read_once_and_told_the_same_afterwards(room: Room, monkeypatch) -> None:
    session_id = kept_session(room, a_session(exchanges=30, minutes=20, seed=5))
    first = told(room, session_id, Digests(room.database))
    assert READ(written(first)) == first
    monkeypatch.setattr(moments, "decode", None)  # no log can be read any more
    assert told(room, session_id, Digests(room.database)) == first


def test_a_log_that_grew_or_other_limits_are_read_anew(room: Room) -> None:
    session_id = kept_session(room, a_session(exchanges=30, minutes=20, seed=5))
    first = told(room, session_id, Digests(room.database))
    assert told(room, session_id, Digests(room.database), still_s=100).digest.facts != first.digest.facts
    keep(room, session_id, [a_moment(session_id, session_ms=90 * MINUTE)])
    assert told(room, session_id, Digests(room.database)).digest.session.seq == first.digest.session.seq + 1
    with room.database.read() as connection:
        assert connection.execute(select(digests.c.seq)).scalars().all() == [first.digest.session.seq + 1]
