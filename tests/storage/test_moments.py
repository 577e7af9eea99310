"""The log keeps each moment once, in order, unchanged, and says so only when it is durable."""

import hashlib
from dataclasses import replace
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from interbeing.domain.emotion import Emotion
from interbeing.domain.errors import BadInput, NotFound
from interbeing.domain.mark import Felt, Intensity, Noticed
from interbeing.domain.moment import Moment, Receipt
from interbeing.domain.pacing import PacingEntry
from interbeing.domain.part import Part
from interbeing.domain.session import WriteUp
from interbeing.storage.connect import Database
from interbeing.storage.moments import START_OF_CHAIN, append, chained, find_break, moment_of, moments_of
from interbeing.storage.pacings import add_pacing
from interbeing.storage.papers import Paper, PaperKind, add_paper
from interbeing.storage.payload import encode
from interbeing.storage.sessions import add_write_up, session_of
from interbeing.storage.tables import moments
from tests.rooms import AT, a_moment, log_of, open_session, planned_session


def keep(database: Database, moment: Moment) -> Receipt:
    return database.write(lambda connection: append(connection, database.seal, moment, AT)).result()


def test_a_moment_comes_back_as_it_was_kept(database):
    session_id = planned_session(database)
    felt = Felt(Emotion.SHAME, Intensity.STRONG, Part.SUFFERING, uuid4())
    moment = replace(a_moment(session_id, felt, 1234), is_late=True, reason="Ω — «forgotten» 🙏\u202e\x00")
    receipt = keep(database, moment)
    (kept,) = log_of(database, session_id)
    assert kept.moment == moment
    assert kept.receipt == replace(receipt, is_new=False)
    assert kept.received_at == AT
    assert receipt.sha256 == hashlib.sha256(encode(moment)).hexdigest()
    with database.read() as connection:
        assert moment_of(connection, database.seal, session_id, moment.moment_id) == moment


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(st.characters(exclude_categories=["Cs"]), max_size=40), ms=st.integers(0, 2**31 - 1))
def test_any_words_come_back_byte_for_byte(database, words, ms):
    session_id = planned_session(database)
    moment = replace(a_moment(session_id, session_ms=ms), reason=words)
    keep(database, moment)
    assert log_of(database, session_id)[0].moment == moment


def test_places_are_counted_from_one_without_a_gap_and_chained(database):
    session_id, head = planned_session(database), START_OF_CHAIN
    for place in range(1, 31):
        receipt = keep(database, a_moment(session_id, session_ms=place))
        assert receipt.seq == place
        assert receipt.is_new
    with database.read() as connection:
        lying = dict(connection.execute(select(moments.c.moment_id, moments.c.sealed)).all())
    for kept in log_of(database, session_id):
        head = chained(head, kept.receipt.seq, lying[kept.moment.moment_id])
        assert kept.receipt.head == head


def test_a_moment_sent_twice_is_kept_once_and_has_its_first_receipt(database):
    session_id = planned_session(database)
    moment = a_moment(session_id)
    first = keep(database, moment)
    keep(database, a_moment(session_id))
    assert keep(database, moment) == replace(first, is_new=False)
    assert len(log_of(database, session_id)) == 2


def test_one_id_for_two_moments_is_refused(database):
    session_id, other_id = planned_session(database), planned_session(database)
    moment = a_moment(session_id)
    keep(database, moment)
    for another in (replace(moment, session_ms=5), replace(moment, session_id=other_id)):
        with pytest.raises(BadInput, match="own id"):
            keep(database, another)
    assert len(log_of(database, session_id)) == 1
    assert log_of(database, other_id) == ()


def test_sessions_count_for_themselves(database):
    first, second = planned_session(database), planned_session(database)
    places = [(keep(database, a_moment(session_id)).seq) for session_id in (first, second, first, second, second)]
    assert places == [1, 1, 2, 2, 3]


def test_a_screen_reads_on_from_where_it_was(database):
    session_id = planned_session(database)
    for ms in range(5):
        keep(database, a_moment(session_id, session_ms=ms))
    with database.read() as connection:
        assert [k.receipt.seq for k in moments_of(connection, database.seal, session_id, after_seq=3)] == [4, 5]
        assert moments_of(connection, database.seal, session_id, after_seq=99) == ()


def test_what_is_not_there_is_said_to_be_missing(database):
    session_id, nobody = planned_session(database), uuid4()
    with pytest.raises(NotFound, match=str(nobody)):
        keep(database, a_moment(nobody))
    with database.read() as connection:
        for look in (
            lambda: moments_of(connection, database.seal, nobody),
            lambda: find_break(connection, nobody),
            lambda: moment_of(connection, database.seal, session_id, nobody),
        ):
            with pytest.raises(NotFound):
                look()


@pytest.mark.parametrize("table", ["moments", "consents", "cautions", "write_ups", "papers", "pacings"])
def test_the_database_itself_refuses_to_change_what_is_only_added_to(database, table):
    session_id = open_session(database)
    write_up = WriteUp(session_id, 1, "words", AT, is_signed=True)
    database.write(lambda connection: add_write_up(connection, database.seal, write_up)).result()
    with database.read() as connection:
        patient_id = session_of(connection, session_id).patient_id
    entry = PacingEntry(patient_id, is_on=True, recorded_by="the test", recorded_at=AT)
    database.write(lambda connection: add_pacing(connection, database.seal, entry)).result()
    database.write(lambda connection: add_paper(connection, database.seal, a_paper(connection, session_id))).result()
    column = "session_id" if table in {"moments", "write_ups"} else "patient_id"
    deeds = [f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"]
    for deed in deeds if _is_sqlite(database) else [*deeds, f"TRUNCATE {table} CASCADE"]:
        with pytest.raises(DBAPIError, match=f"{table} are only ever added to"):
            _tamper(database, deed)


def a_paper(connection, session_id):
    patient_id = session_of(connection, session_id).patient_id
    return Paper(uuid4(), patient_id, PaperKind.SCHEDULE, None, AT, {"phq-9": "never"})


def test_a_changed_head_a_changed_row_and_a_cut_tail_are_found(database):
    session_id = planned_session(database)
    for ms in range(6):
        keep(database, a_moment(session_id, session_ms=ms))
    is_sqlite = _is_sqlite(database)
    for guard in ("moments_no_update", "moments_no_delete") if is_sqlite else ("moments_guard", "moments_no_delete"):
        _tamper(database, f"DROP TRIGGER {guard}{'' if is_sqlite else ' ON moments'}")
    _tamper(database, "UPDATE moments SET sealed = :other WHERE seq = 4", other=b"\x00other words")
    with database.read() as connection:
        assert find_break(connection, session_id) == 4
    _tamper(database, "DELETE FROM moments WHERE seq >= 4")
    with database.read() as connection:
        assert find_break(connection, session_id) == 4
    _tamper(database, "DELETE FROM moments WHERE seq = 2")
    with database.read() as connection:
        assert find_break(connection, session_id) == 2


def test_a_reader_sees_one_state_while_the_writer_goes_on(database):
    session_id = planned_session(database)
    keep(database, a_moment(session_id))
    with database.read() as connection:
        assert len(moments_of(connection, database.seal, session_id)) == 1
        keep(database, a_moment(session_id, session_ms=1))
        assert find_break(connection, session_id) is None
        assert len(moments_of(connection, database.seal, session_id)) == 1
    assert len(log_of(database, session_id)) == 2


def test_noticing_without_an_aspect_keeps_the_place_empty(database):
    session_id = planned_session(database)
    keep(database, a_moment(session_id, Noticed("neutral")))
    assert log_of(database, session_id)[0].moment.mark.aspect is None


def _is_sqlite(database: Database) -> bool:
    return database._writing.dialect.name == "sqlite"


def _tamper(database: Database, statement: str, **values: bytes) -> None:
    """Run SQL beside the writer, as somebody with the file, or the server's owner, in their hands could."""
    with database._writing.connect() as connection:
        if not _is_sqlite(database):
            connection.execute(text("SET ROLE NONE"))
        connection.execute(text(statement), values)
        connection.commit()
