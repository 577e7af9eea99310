"""What was answered is kept once, pinned where it speaks of harm, and only a person's own words take a pin away."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from interbeing.domain.consent import Purpose
from interbeing.domain.errors import BadInput, NotAllowed, NotFound
from interbeing.domain.given import FilledBy, Given, Often, is_due
from interbeing.services import measuring
from interbeing.services.measure_course import SUGGESTED, asked_of, course_of, due_of_all, set_schedule
from interbeing.services.patients import add_patient, record_consent
from interbeing.wiring import Room
from tests.conftest import HandClock
from tests.rooms import AT


@pytest.fixture
def patient_id(room: Room) -> UUID:
    patient = add_patient(room.database, room.clock, "Blue Heron", "BH", "lantern", is_practice=True)
    record_consent(room.database, room.clock, patient.patient_id, Purpose.RECORD, is_given=True, recorded_by="the test")
    return patient.patient_id


def phq(patient_id: UUID, *answers: int | None, days: int = 0) -> Given:
    whole = (*answers, *[0] * (9 - len(answers)))
    at = AT + timedelta(days=days)
    return Given(uuid4(), patient_id, "phq-9", "1", at, FilledBy.PATIENT, whole, {}, "en")


def give(room: Room, given: Given) -> Given:
    measuring.give(room.database, room.measures.measure_of(given.measure_id), given)
    return given


def test_what_was_answered_comes_back_as_it_was_given(room: Room, patient_id: UUID) -> None:
    given = give(room, phq(patient_id, 1, None, 3))
    assert measuring.given_of(room.database, patient_id, given.given_id) == given


def test_answers_that_are_sent_twice_are_kept_once_and_pinned_once(room: Room, patient_id: UUID) -> None:
    given = phq(patient_id, 0, 0, 0, 0, 0, 0, 0, 0, 1)
    give(room, given)
    give(room, given)
    assert len(course_of(room.database, room.measures.measure_of("phq-9"), patient_id).given) == 1
    assert len(measuring.open_pins(room.database)) == 1


def test_without_consent_nothing_is_kept(room: Room, patient_id: UUID) -> None:
    record_consent(room.database, room.clock, patient_id, Purpose.RECORD, is_given=False, recorded_by="the test")
    with pytest.raises(NotAllowed, match="no consent"):
        give(room, phq(patient_id, 1))
    assert course_of(room.database, room.measures.measure_of("phq-9"), patient_id).given == ()


@pytest.mark.parametrize("answers", [(None,) * 9, (4,), (-1,), (0,) * 10])
def test_answers_that_cannot_be_are_refused(room: Room, patient_id: UUID, answers: tuple[int | None, ...]) -> None:
    with pytest.raises(BadInput):
        give(room, phq(patient_id, *answers))


def test_totals_from_paper_count_and_the_item_about_harm_is_still_pinned(room: Room, patient_id: UUID) -> None:
    bare = replace(phq(patient_id, *[None] * 8, 2), totals={"total": 14.0}, filled_by=FilledBy.THERAPIST)
    give(room, bare)
    (line,) = course_of(room.database, room.measures.measure_of("phq-9"), patient_id).lines
    assert [point.value for point in line.points] == [14]
    assert measuring.open_pins(room.database)[0].items == ((9, 2),)
    with pytest.raises(BadInput, match="from 0 to 27"):
        give(room, replace(bare, given_id=uuid4(), totals={"total": 28.0}))
    with pytest.raises(BadInput, match="no score called other"):
        give(room, replace(bare, given_id=uuid4(), totals={"other": 1.0}))


def test_an_answer_about_harm_stays_pinned_until_a_person_wrote_what_was_done(room: Room, patient_id: UUID) -> None:
    first = give(room, phq(patient_id, *[0] * 8, 1))
    give(room, phq(patient_id, *[0] * 8, 0, days=7))
    second = give(room, phq(patient_id, *[0] * 8, 3, days=14))
    assert [pin.given_id for pin in measuring.open_pins(room.database)] == [first.given_id, second.given_id]
    measuring.take_back(room.database, room.clock, patient_id, first.given_id, "mistyped", "Dr F")
    assert len(measuring.open_pins(room.database)) == 2  # taking it back unpins nothing
    for words in ("", "   ", "\u200b"):
        with pytest.raises(BadInput):
            measuring.write_what_was_done(room.database, room.clock, patient_id, first.given_id, words, "Dr F")
    measuring.write_what_was_done(room.database, room.clock, patient_id, first.given_id, "We talked.", "Dr F")
    assert [pin.given_id for pin in measuring.open_pins(room.database)] == [second.given_id]
    assert [one.what_was_done for one in measuring.replies_of(room.database, patient_id)] == ["We talked."]


def test_a_pin_belongs_to_its_patient_alone(room: Room, patient_id: UUID) -> None:
    given = give(room, phq(patient_id, *[0] * 8, 1))
    other = add_patient(room.database, room.clock, "Wren", "W", "acorn", is_practice=True).patient_id
    assert measuring.open_pins(room.database, other) == ()
    with pytest.raises(NotFound):
        measuring.write_what_was_done(room.database, room.clock, other, given.given_id, "words", "Dr F")
    with pytest.raises(NotFound):
        measuring.take_back(room.database, room.clock, other, given.given_id, "reason", "Dr F")
    assert len(measuring.open_pins(room.database, patient_id)) == 1


def test_a_course_says_how_it_moved_and_leaves_out_what_was_taken_back(room: Room, patient_id: UUID) -> None:
    give(room, phq(patient_id, 3, 3, 3, 3, 3, days=0))
    mistaken = give(room, phq(patient_id, 3, 3, 3, 3, 3, 3, 3, 3, days=7))
    give(room, phq(patient_id, 2, 2, 2, 2, 2, days=14))
    give(room, phq(patient_id, None, None, None, days=21))
    give(room, phq(patient_id, 1, 1, 1, 1, 1, days=28))
    measuring.take_back(room.database, room.clock, patient_id, mistaken.given_id, "another patient's", "Dr F")
    (line,) = course_of(room.database, room.measures.measure_of("phq-9"), patient_id).lines
    assert [point.value for point in line.points] == [15, 10, 5]
    assert line.unknown == 1
    assert line.since_first is not None
    assert line.since_last is not None
    assert (line.since_first.difference, line.since_first.is_reliable) == (-10, True)
    assert (line.since_last.difference, line.since_last.is_reliable) == (-5, False)


def test_what_is_due_comes_first(room: Room, patient_id: UUID, hand_clock: HandClock) -> None:
    now = hand_clock.world
    assert [one.is_due for one in asked_of(room.database, room.measures, patient_id, now)] == [False] * 15
    set_schedule(room.database, room.measures, patient_id, SUGGESTED, now)
    due = [one.measure.measure_id for one in asked_of(room.database, room.measures, patient_id, now) if one.is_due]
    assert due
    assert set(due) == {name for name, often in SUGGESTED.items() if often is not Often.EVERY_SESSION}
    (of_all,) = due_of_all(room.database, room.measures, now)
    assert (of_all.patient.patient_id, [one.measure.measure_id for one in of_all.asked]) == (patient_id, due)
    give(room, replace(phq(patient_id, 1), given_at=now))
    after = asked_of(room.database, room.measures, patient_id, now + timedelta(days=27))
    assert "phq-9" not in {one.measure.measure_id for one in after if one.is_due}
    later = asked_of(room.database, room.measures, patient_id, now + timedelta(days=28))
    assert "phq-9" in {one.measure.measure_id for one in later if one.is_due}
    set_schedule(room.database, room.measures, patient_id, {"phq-9": Often.NEVER}, now)
    quiet = asked_of(room.database, room.measures, patient_id, now + timedelta(days=99))
    assert "phq-9" not in {one.measure.measure_id for one in quiet if one.is_due}


def test_after_every_session_means_since_the_newest_session() -> None:
    often, hour = Often.EVERY_SESSION, timedelta(hours=1)
    assert not is_due(often, None, None, AT)
    assert is_due(often, None, AT, AT + hour)
    assert is_due(often, AT - hour, AT, AT + hour)
    assert not is_due(often, AT + hour, AT, AT + 2 * hour)
