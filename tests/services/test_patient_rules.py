"""Patients: who may be added, who is found, what is decided and agreed to."""

from uuid import UUID

import pytest

from interbeing.domain.consent import Purpose
from interbeing.domain.errors import BadInput, NotAllowed, NotFound
from interbeing.domain.patient import Caution, Patient
from interbeing.services import patients
from interbeing.services.clinic import add_contact
from interbeing.services.practice import ready_practice_patient
from interbeing.wiring import Room
from tests.rooms import AT

UNKNOWN = "00000000-0000-0000-0000-000000000000"


def practise(room: Room, pseudonym: str, word: str = "pebble", initials: str = "PP") -> Patient:
    return patients.add_patient(room.database, room.clock, pseudonym, initials, word, is_practice=True)


def test_a_real_patient_waits_for_a_crisis_contact(room: Room) -> None:
    with pytest.raises(NotAllowed, match="crisis contact"):
        patients.add_patient(room.database, room.clock, "Wren", "W", "lantern")
    add_contact(room.database, "A friend of the house", "000", is_crisis=False)
    with pytest.raises(NotAllowed, match="crisis contact"):
        patients.add_patient(room.database, room.clock, "Wren", "W", "lantern")
    add_contact(room.database, "Crisis line", "000", is_crisis=True)
    assert not patients.add_patient(room.database, room.clock, "Wren", "W", "lantern").is_practice


def test_a_refused_patient_leaves_nothing_behind(room: Room) -> None:
    with pytest.raises(NotAllowed):
        patients.add_patient(room.database, room.clock, "Wren", "W", "lantern")
    assert patients.find_patients(room.database).total == 0


@pytest.mark.parametrize("name", ["\u202eabc\u202c", "👩‍🌾 Anna", "e\u0301toile", "two  spaces"])
def test_a_name_is_stored_to_the_letter(room: Room, name: str) -> None:
    patient = practise(room, name)
    assert patients.open_chart(room.database, patient.patient_id).patient.pseudonym == name


def test_initials_left_empty_come_from_the_pseudonym(room: Room) -> None:
    assert practise(room, "Blue Heron", initials=" ").initials == "BH"


@pytest.mark.parametrize("again", ["Èva", "èVA", "ÈVA"])
def test_a_pseudonym_is_borne_once_capitals_aside_in_any_script(room: Room, again: str) -> None:
    practise(room, "Èva")
    with pytest.raises(BadInput, match="already a patient called") as caught:
        practise(room, again)
    assert caught.value.about == "pseudonym"


def test_search_hears_no_accents_and_looks_in_all_three_places(room: Room) -> None:
    practise(room, "Niccolò", "lantern", "NI")
    practise(room, "Anna", "orchard", "XY")
    for words in ("NICCOLO", "colò", "lant", "ni"):
        assert [one.pseudonym for one in patients.find_patients(room.database, words).patients] == ["Niccolò"]
    assert [one.pseudonym for one in patients.find_patients(room.database, "xy").patients] == ["Anna"]
    assert patients.find_patients(room.database, "%").total == 0


def test_a_long_list_comes_in_pages_by_name(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patients, "MOST_ON_A_PAGE", 2)
    for name in ("cedar", "Ash", "beech"):
        practise(room, name)
    first = patients.find_patients(room.database)
    assert [one.pseudonym for one in first.patients] == ["Ash", "beech"]
    assert [one.pseudonym for one in patients.find_patients(room.database, offset=2).patients] == ["cedar"]
    assert first.total == 3


def test_a_near_name_or_the_same_picture_word_is_named(room: Room) -> None:
    heron, other = practise(room, "Blue Heron", "lantern"), practise(room, "Oak", "Acorn")
    assert patients.patients_alike(room.database, "Blue Herron", "pebble") == (heron,)
    assert patients.patients_alike(room.database, "Somebody", "acorn") == (other,)
    assert patients.patients_alike(room.database, "Somebody", "pebble") == ()
    assert patients.picture_words_taken(room.database) == {"lantern", "acorn"}


@pytest.mark.parametrize(
    ("present", "goes_on"), [(frozenset({Caution.PSYCHOSIS}), True), (frozenset(), False)], ids=["present", "stopping"]
)
def test_a_caution_or_a_stop_needs_its_reason(room: Room, present: frozenset[Caution], goes_on: bool) -> None:
    patient = practise(room, "Wren")
    with pytest.raises(BadInput, match="reason") as caught:
        patients.decide_cautions(
            room.database, room.clock, patient.patient_id, present, goes_on=goes_on, reason=" \n", decided_by="T"
        )
    assert caught.value.about == "reason"
    assert patients.open_chart(room.database, patient.patient_id).decision is None


def test_a_reason_too_long_is_refused_and_never_cut(room: Room) -> None:
    patient = practise(room, "Wren")
    with pytest.raises(BadInput, match="at most 2000"):
        patients.decide_cautions(
            room.database, room.clock, patient.patient_id, frozenset(), goes_on=True, reason="x" * 2001, decided_by="T"
        )


def test_each_decision_stays_and_the_last_one_stands(room: Room) -> None:
    patient = practise(room, "Wren")
    for goes_on, reason in ((False, "not\nyet"), (True, "")):
        patients.decide_cautions(
            room.database, room.clock, patient.patient_id, frozenset(), goes_on=goes_on, reason=reason, decided_by="T"
        )
    chart = patients.open_chart(room.database, patient.patient_id)
    assert [decision.reason for decision in chart.decisions] == ["not\nyet", ""]
    assert chart.decision is not None
    assert chart.decision.goes_on
    assert chart.decision.decided_at == AT


def test_consent_is_given_and_withdrawn_and_every_line_stays(room: Room) -> None:
    patient = practise(room, "Wren")
    for purpose, is_given in ((Purpose.RECORD, True), (Purpose.CAMERA, True), (Purpose.CAMERA, False)):
        patients.record_consent(
            room.database, room.clock, patient.patient_id, purpose, is_given=is_given, recorded_by="Dr F"
        )
    chart = patients.open_chart(room.database, patient.patient_id)
    assert chart.agreed == {Purpose.RECORD}
    assert [(entry.purpose, entry.is_given, entry.recorded_by) for entry in chart.ledger] == [
        (Purpose.RECORD, True, "Dr F"),
        (Purpose.CAMERA, True, "Dr F"),
        (Purpose.CAMERA, False, "Dr F"),
    ]
    assert all(entry.text_version for entry in chart.ledger)


def test_consent_of_nobody_is_refused(room: Room) -> None:
    with pytest.raises(NotFound):
        patients.record_consent(
            room.database, room.clock, UUID(UNKNOWN), Purpose.RECORD, is_given=True, recorded_by="T"
        )


def test_the_practice_patient_is_made_ready_once(room: Room) -> None:
    first = ready_practice_patient(room.database, room.clock)
    assert ready_practice_patient(room.database, room.clock) == first
    chart = patients.open_chart(room.database, first.patient_id)
    assert first.is_practice
    assert chart.agreed >= {Purpose.RECORD, Purpose.CAMERA}
    signals = {Purpose.CAMERA_SIGNALS, Purpose.CAMERA_PULSE, Purpose.BELT}
    assert not chart.agreed & signals, "signals are off until somebody agrees to them"
    assert chart.decision is not None
    assert chart.decision.goes_on
