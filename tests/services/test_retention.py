"""How long records are kept: what falls due is only named, and a hold keeps a record from being erased."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from interbeing.domain.errors import BadInput, NotAllowed, NotFound
from interbeing.domain.retention import falls_due_at
from interbeing.services import retention
from interbeing.services.clinic import add_contact
from interbeing.services.leaving import erase_patient
from interbeing.services.patients import add_patient
from interbeing.services.retention import read_terms, term_of
from interbeing.wiring import Room
from tests.conftest import HandClock
from tests.rooms import open_session

NINE_YEARS = timedelta(days=9 * 365 + 30)
TWO_YEARS = timedelta(days=2 * 365)


@pytest.fixture
def patient_id(room: Room) -> UUID:
    add_contact(room.database, "Crisis line", "000", is_crisis=True)
    return add_patient(room.database, room.clock, "Falling Leaf", "FL", "leaf", is_practice=False).patient_id


def erase(room: Room, patient_id: UUID) -> bool:
    return erase_patient(room.database, room.clock, room.keys, room.settings.folder, patient_id, "")


def named(room: Room) -> tuple[list[str], list[str]]:
    terms = read_terms(room.database, room.clock.now())
    return [one.patient.pseudonym for one in terms.due], [one.patient.pseudonym for one in terms.coming]


def test_a_hold_keeps_a_record_from_being_erased_until_it_is_lifted(room: Room, patient_id: UUID) -> None:
    hold_id = uuid4()
    for _ in range(2):
        retention.hold(room.database, room.clock, hold_id, patient_id, "A complaint is open", "Dr. Reed")
    with pytest.raises(NotAllowed, match=r"Dr\. Reed"):
        erase(room, patient_id)
    assert [one.reason for one in term_of(room.database, patient_id).holds] == ["A complaint is open"]
    retention.lift(room.database, room.clock, patient_id, hold_id, "Dr. Reed")
    term = term_of(room.database, patient_id)
    assert (term.hold, term.holds[0].lifted_by) == (None, "Dr. Reed")
    assert erase(room, patient_id)
    with pytest.raises(NotFound):
        term_of(room.database, patient_id)


def test_of_two_holds_each_keeps_the_record_by_itself(room: Room, patient_id: UUID) -> None:
    first, second = uuid4(), uuid4()
    for hold_id in (first, second):
        retention.hold(room.database, room.clock, hold_id, patient_id, "Asked for by a court", "Dr. Reed")
    retention.lift(room.database, room.clock, patient_id, second, "Dr. Reed")
    with pytest.raises(NotAllowed):
        erase(room, patient_id)
    with pytest.raises(NotFound):
        retention.lift(room.database, room.clock, patient_id, second, "Dr. Reed")


def test_a_record_is_named_a_year_before_and_once_its_time_is_over_and_nothing_goes_by_itself(
    room: Room, patient_id: UUID, hand_clock: HandClock
) -> None:
    open_session(room.database, room.clock)  # somebody for practice is never named
    assert named(room) == ([], [])
    hand_clock.jump(NINE_YEARS)
    assert named(room) == ([], ["Falling Leaf"])
    hand_clock.jump(TWO_YEARS)
    assert named(room) == (["Falling Leaf"], [])
    assert term_of(room.database, patient_id).patient.pseudonym == "Falling Leaf"


def test_a_record_is_kept_by_the_class_that_was_chosen_for_it(room: Room, patient_id: UUID) -> None:
    retention.set_classes(room.database, (("Adults", 10), ("Children", 30)))
    assert term_of(room.database, patient_id).by.name == "Adults"
    retention.choose_class(room.database, room.clock, patient_id, "Children")
    term = term_of(room.database, patient_id)
    assert (term.by.years, term.due.year - term.last.year) == (30, 30)
    retention.set_classes(room.database, (("Adults", 10),))
    assert term_of(room.database, patient_id).by.name == "Adults"
    with pytest.raises(BadInput):
        retention.choose_class(room.database, room.clock, patient_id, "Children")


@pytest.mark.parametrize("classes", [(), (("A", 10), ("A", 20)), (("A", 0),), (("A", 101),), ((" ", 10),)])
def test_classes_that_would_leave_a_record_without_a_time_are_refused(room: Room, classes) -> None:
    with pytest.raises(BadInput):
        retention.set_classes(room.database, classes)


def test_a_29th_of_february_falls_due_on_the_28th_where_there_is_none() -> None:
    leap = datetime(2028, 2, 29, tzinfo=UTC)
    assert falls_due_at(leap, 10) == datetime(2038, 2, 28, tzinfo=UTC)
    assert falls_due_at(leap, 8) == datetime(2036, 2, 29, tzinfo=UTC)
