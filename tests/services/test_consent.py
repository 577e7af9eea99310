"""Consent: its words, its ledger, and what ends the moment it is withdrawn."""

import asyncio
import hashlib
import tomllib
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from interbeing.domain.consent import TEXT_VERSION, Purpose, may_tell_place, standing
from interbeing.domain.errors import NotAllowed, NotFound
from interbeing.domain.session import SessionState
from interbeing.services.coding import begin_coding, coding_of
from interbeing.services.consent import change_consent
from interbeing.services.consent_texts import consent_texts
from interbeing.services.export import FORMATS, take_out
from interbeing.services.patients import open_chart, record_consent
from interbeing.services.plan import session_of
from interbeing.services.practice import ready_practice_patient
from interbeing.services.shipped import shipped
from interbeing.wiring import Room
from tests.rooms import open_session
from tests.sessions_made import a_session, kept_session

FINGERPRINTS = {
    "2026-11.en.toml": "d42de29fa3da705f",
    "2026-11.it.toml": "6b37a2adce9e4f79",
    "2026-11-25.en.toml": "6329843a7e09f6a6",
    "2026-11-25.it.toml": "5d5fdab2317f09cc",
    "2026-11-25b.en.toml": "165b8d8e7f462e9c",
    "2026-11-25b.it.toml": "f799d051a36b8a96",
    "2026-12-01.en.toml": "f662ab1087140ea9",
    "2026-12-01.it.toml": "cde66267eb5ae162",
}


def withdraw(room: Room, patient_id: UUID, purpose: Purpose) -> None:
    record_consent(room.database, room.clock, patient_id, purpose, is_given=False, recorded_by="the test")


def test_the_place_of_a_face_is_told_only_under_words_that_name_it(room: Room) -> None:
    patient_id = ready_practice_patient(room.database, room.clock).patient_id
    record_consent(room.database, room.clock, patient_id, Purpose.CAMERA_SIGNALS, is_given=True, recorded_by="the test")
    ledger = open_chart(room.database, patient_id).ledger
    (given,) = (line for line in ledger if line.purpose is Purpose.CAMERA_SIGNALS)
    assert may_tell_place(ledger)
    assert "dove sta nell’immagine" in consent_texts(given.text_version, "it")[Purpose.CAMERA_SIGNALS].meaning
    assert not may_tell_place([*ledger, replace(given, text_version="2026-11-25b")])
    assert not may_tell_place([*ledger, replace(given, is_given=False)])
    assert not may_tell_place(line for line in ledger if line is not given)


def test_a_version_of_the_words_is_never_changed() -> None:
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest()[:16] for path in shipped("consents").iterdir()}
    assert found == FINGERPRINTS, "other words are another version: add files, and TEXT_VERSION"


@pytest.mark.parametrize("language", ["en", "it"])
def test_every_purpose_has_its_words_in_both_languages(language: str) -> None:
    path = Path(shipped("consents") / f"{TEXT_VERSION}.{language}.toml")
    assert tomllib.loads(path.read_text(encoding="utf-8"))["language"] == language
    texts = consent_texts(TEXT_VERSION, language)
    assert tuple(texts) == tuple(Purpose)
    assert all(text.meaning and text.agree and text.withdrawing for text in texts.values())


def test_words_that_were_never_written_are_not_found() -> None:
    with pytest.raises(NotFound):
        consent_texts("1999-01", "en")


@pytest.mark.parametrize("purpose", [Purpose.RECORD, Purpose.CAMERA, Purpose.RESEARCH])
def test_withdrawing_what_a_live_session_needs_closes_it_at_once(room: Room, purpose: Purpose) -> None:
    session_id = open_session(room.database, room.clock)
    patient_id = session_of(room.database, session_id).patient_id
    asyncio.run(
        change_consent(
            room.database, room.clock, room.live, patient_id, purpose, is_given=False, recorded_by="the test"
        )
    )
    ends = purpose is Purpose.RECORD  # its mirror is a real one: the camera is no part of it
    assert (session_of(room.database, session_id).state is SessionState.CLOSED) is ends
    assert purpose not in open_chart(room.database, patient_id).agreed


def test_without_supervision_or_teaching_a_second_coders_page_refuses_also_one_that_was_begun(room: Room) -> None:
    session_id = kept_session(room, a_session())
    patient_id = session_of(room.database, session_id).patient_id
    coding_id = begin_coding(room.database, room.clock, session_id, "B. Coder")
    withdraw(room, patient_id, Purpose.SUPERVISION)
    assert coding_of(room.database, session_id, coding_id).coder == "B. Coder"  # teaching still stands
    withdraw(room, patient_id, Purpose.TRAINING)
    with pytest.raises(NotAllowed, match="second coder"):
        coding_of(room.database, session_id, coding_id)
    with pytest.raises(NotAllowed, match="second coder"):
        begin_coding(room.database, room.clock, session_id, "C. Coder")


def test_each_file_leaves_only_with_consent_to_what_it_is_for(room: Room) -> None:
    session_id = kept_session(room, a_session())
    patient_id = session_of(room.database, session_id).patient_id
    agreed = open_chart(room.database, patient_id).agreed
    assert {Purpose.RESEARCH, Purpose.SUPERVISION, Purpose.TRAINING} <= agreed
    for purpose in (Purpose.RESEARCH, Purpose.SUPERVISION, Purpose.TRAINING):
        withdraw(room, patient_id, purpose)
        left = standing(open_chart(room.database, patient_id).ledger)
        for wanted in FORMATS.values():
            if not wanted.asks or left.intersection(wanted.asks):
                assert take_out(room.database, room.logs, session_id, wanted).session.session_id == session_id
            else:
                with pytest.raises(NotAllowed, match="does not leave"):
                    take_out(room.database, room.logs, session_id, wanted)
    assert {name for name, wanted in FORMATS.items() if not wanted.asks} == {"csv", "codebook", "fhir", "json"}
