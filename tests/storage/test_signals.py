"""What was measured lies apart from the log: it comes back whole, is never changed, and can be erased."""

from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from interbeing.domain.errors import NotSaved
from interbeing.domain.signal import BeltValues, Eyes, EyesValues, Measured, PulseValues, Signal, Values
from interbeing.storage.connect import FILE_NAME, Database, open_file
from interbeing.storage.moments import append, find_altered, find_break
from interbeing.storage.sessions import session_of
from interbeing.storage.signals import erase, sessions_with
from tests.rooms import AT, a_moment, log_of, planned_session

BELT = BeltValues((72.0, None), (31.5, None), (853, 860, 871), contact=True, battery=80)
numbers = st.none() | st.floats(0, 300).map(lambda value: round(value, 2))
eyes = st.builds(
    EyesValues,
    eyes=st.lists(st.none() | st.sampled_from(Eyes)).map(tuple),
    faces=st.lists(st.none() | st.integers(0, 2)).map(tuple),
    blinks=st.lists(st.none() | st.integers(0, 5)).map(tuple),
    moved=st.lists(numbers).map(tuple),
    far_cm=st.lists(st.none() | st.integers(0, 300)).map(tuple),
    too_dark=st.lists(st.booleans()).map(tuple),
    quality=st.lists(st.floats(0, 1)).map(tuple),
)
pulses = st.builds(PulseValues, st.lists(numbers).map(tuple), st.lists(numbers).map(tuple))


def keep(database: Database, session_id: UUID, signal: Signal, values: Values) -> UUID:
    moment = a_moment(session_id, Measured(signal, 0, values), 10_000)
    database.write(lambda connection: append(connection, database.seal, moment, AT)).result()
    return moment.moment_id


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=st.tuples(st.just(Signal.EYES), eyes) | st.tuples(st.just(Signal.PULSE), pulses))
def test_what_was_measured_comes_back_as_it_was_kept(database: Database, values: tuple[Signal, Values]) -> None:
    session_id = planned_session(database)
    keep(database, session_id, *values)
    keep(database, session_id, Signal.BELT, BELT)
    marks = [kept.moment.mark for kept in log_of(database, session_id)]
    assert [mark.values for mark in marks if isinstance(mark, Measured)] == [values[1], BELT]


def test_erased_values_are_gone_and_the_chain_holds(database: Database) -> None:
    session_id, other = planned_session(database), planned_session(database)
    for one in (session_id, other):
        keep(database, one, Signal.BELT, BELT)
        keep(database, one, Signal.PULSE, PulseValues((70.0,), (9.0,)))
    assert database.write(lambda connection: erase(connection, session_id, Signal.BELT)).result() == 1
    belt, pulse = (kept.moment.mark for kept in log_of(database, session_id))
    assert isinstance(belt, Measured)
    assert isinstance(pulse, Measured)
    assert (belt.values, pulse.values) == (None, PulseValues((70.0,), (9.0,)))
    assert len(belt.sha256) == 64
    assert all(kept.moment.mark.values for kept in log_of(database, other))  # type: ignore[union-attr]
    with database.read() as connection:
        assert find_break(connection, session_id) is None
        patient_id = session_of(connection, session_id).patient_id
        assert sessions_with(connection, patient_id, Signal.BELT) == {}
        assert sessions_with(connection, patient_id, Signal.PULSE) == {session_id: 1}


def test_the_same_values_leave_different_fingerprints(database: Database) -> None:
    session_id = planned_session(database)
    for _ in range(2):
        keep(database, session_id, Signal.BELT, BELT)
    one, other = (kept.moment.mark for kept in log_of(database, session_id))
    assert isinstance(one, Measured)
    assert isinstance(other, Measured)
    assert one.sha256 != other.sha256, "whoever guesses the values could prove the guess"


def test_values_are_never_changed_and_one_put_in_their_place_is_found(database: Database) -> None:
    session_id = planned_session(database)
    first, second = (keep(database, session_id, Signal.BELT, replace(BELT, battery=level)) for level in (80, 79))
    with pytest.raises(NotSaved):
        database.write(lambda connection: connection.execute(text("UPDATE signals SET signal = 'eyes'"))).result()
    with database.read() as connection:
        assert find_altered(connection, database.seal, session_id) == ()

    def swap(connection) -> None:  # as somebody with the file in hand would: out, and in again with other values
        rows = connection.execute(text("SELECT * FROM signals")).mappings().all()
        sealed = {row["moment_id"]: row["sealed"] for row in rows}
        ids = list(sealed)
        connection.execute(text("DELETE FROM signals"))
        add = text("INSERT INTO signals VALUES (:moment_id, :session_id, :signal, :sealed)")
        for row in rows:
            other = next(one for one in ids if one != row["moment_id"])
            connection.execute(add, {**row, "sealed": sealed[other]})

    database.write(swap).result()
    with database.read() as connection:
        assert set(find_altered(connection, database.seal, session_id)) == {first, second}


def test_nothing_of_what_was_erased_is_left_in_the_files(tmp_path: Path) -> None:
    database = open_file(tmp_path / "records")
    session_id = planned_session(database)
    for beat in range(50):
        keep(database, session_id, Signal.BELT, replace(BELT, rr_1024=(61_234, 61_235, 61_000 + beat)))

    def traces() -> int:
        return sum(path.read_bytes().count(b"61234,61235") for path in (tmp_path / "records").glob(f"{FILE_NAME}*"))

    assert traces() >= 50
    database.write(lambda connection: erase(connection, session_id, Signal.BELT)).result()
    database.leave_no_trace()
    assert traces() == 0
    database.close()
