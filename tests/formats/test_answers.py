"""Measures and ratings go out as tables and as FHIR: each figure once, licensed words never, what is private never."""

import csv
import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from interbeing.domain.emotion import Emotion
from interbeing.domain.given import FilledBy, Given
from interbeing.domain.rating import Aspect, Rater, Rating
from interbeing.formats.questionnaires import questionnaire
from interbeing.services import measuring
from interbeing.services.answers_out import ANSWER_FORMATS, answered_by
from interbeing.services.measures import read_measures
from interbeing.services.questionnaire_file import read_questionnaire
from interbeing.services.ratings import choose_to_show, rate
from interbeing.storage.sessions import session_of
from interbeing.wiring import Room
from tests.rooms import AT
from tests.sessions_made import a_session, kept_session


@pytest.fixture
def answered(room: Room) -> tuple[UUID, UUID]:
    """A patient and a session, with a PHQ-9 answered but for one item, a total from paper, and a shown rating."""
    session_id = kept_session(room, a_session())
    with room.database.read() as connection:
        patient_id = session_of(connection, session_id).patient_id
    phq, des = room.measures.measure_of("phq-9"), room.measures.measure_of("des-ii")
    answers = (1, 2, None, 0, 0, 0, 0, 0, 0)
    measuring.give(
        room.database, phq, Given(uuid4(), patient_id, "phq-9", "1", AT, FilledBy.PATIENT, answers, {}, "en")
    )
    later, totals = AT + timedelta(days=1), {des.scores[0].score_id: 12.5}
    on_paper = Given(uuid4(), patient_id, "des-ii", "1", later, FilledBy.THERAPIST, (None,) * 28, totals)
    measuring.give(room.database, des, on_paper)
    for rater in Rater:
        rating = Rating(uuid4(), session_id, patient_id, rater, {Emotion.SHAME: 2}, {Aspect.CONNECTED: 3}, later)
        rate(room.database, rating, shows=rater is Rater.PATIENT)
    return patient_id, session_id


def written(room: Room, patient_id: UUID, name: str) -> bytes:
    with room.database.read() as connection:
        found = answered_by(connection, room.database.seal, room.measures, patient_id)
    return b"".join(ANSWER_FORMATS[name].write(found))


def rows(room: Room, patient_id: UUID) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(written(room, patient_id, "csv").decode(), newline="")))


def resources(room: Room, patient_id: UUID, kind: str) -> list[dict[str, Any]]:
    bundle = json.loads(written(room, patient_id, "fhir"))
    return [one["resource"] for one in bundle["entry"] if one["resource"]["resourceType"] == kind]


def test_each_answer_and_score_is_a_row_and_what_was_left_out_is_empty(room: Room, answered: tuple[UUID, UUID]) -> None:
    found = rows(room, answered[0])
    phq = {one["name"]: one["value"] for one in found if one["measure_id"] == "phq-9"}
    assert (phq["1"], phq["2"], phq["3"]) == ("1.0", "2.0", "")
    assert phq["total"] == "3.38", "the mean of the eight given stands in for the ninth"
    paper = [(one["kind"], one["value"], one["from_paper"]) for one in found if one["measure_id"] == "des-ii"]
    assert ("score", "12.5", "true") in paper
    assert not any(kind == "answer" for kind, _value, _paper in paper)


def test_ratings_leave_only_once_both_chose_to_show_them(room: Room, answered: tuple[UUID, UUID]) -> None:
    patient_id, session_id = answered
    assert [one for one in rows(room, patient_id) if one["kind"] in {"felt", "aspect"}] == []
    choose_to_show(room.database, room.clock, session_id, Rater.THERAPIST)
    shown = [(one["by"], one["kind"], one["name"], one["value"]) for one in rows(room, patient_id) if one["session_id"]]
    assert sorted(shown) == sorted(
        (rater.value, *told) for rater in Rater for told in (("felt", "shame", "2.0"), ("aspect", "connected", "3.0"))
    )


def test_a_score_says_from_which_answers_it_comes_and_bears_a_confirmed_code(
    room: Room, answered: tuple[UUID, UUID]
) -> None:
    phq = next(one for one in resources(room, answered[0], "QuestionnaireResponse") if "phq-9" in one["questionnaire"])
    assert [item["linkId"] for item in phq["item"]] == ["1", "2", "4", "5", "6", "7", "8", "9"]
    total = next(one for one in resources(room, answered[0], "Observation") if one["valueQuantity"]["value"] == 3.38)
    assert total["derivedFrom"] == [{"reference": f"urn:uuid:{phq['id']}"}]
    assert total["code"]["coding"][0] == {"system": "http://loinc.org", "code": "44261-6"}


def test_words_that_a_clinic_loaded_under_its_licence_never_leave_its_room(tmp_path: Path) -> None:
    folder = tmp_path / "measures"
    folder.mkdir()
    measure = read_measures(tmp_path).measure_of("gad-7")
    words = questionnaire(measure, measure.wordings["en"])
    words |= {"language": "it", "description": "Parole della clinica"}
    (folder / "gad-7.it.json").write_text(json.dumps(words), encoding="utf-8")
    loaded = read_measures(tmp_path)
    assert loaded.broken == ()
    assert loaded.measure_of("gad-7").wordings["it"].is_loaded
    from interbeing.services.answers_out import _leaving

    leaving = _leaving(loaded.measure_of("gad-7"), "it")
    assert leaving is not None
    assert leaving.language == "en"


@pytest.mark.parametrize("measure_id", ["phq-9", "gad-7", "pcl-5"])
def test_a_questionnaire_that_went_out_comes_in_as_the_same_words(tmp_path: Path, measure_id: str) -> None:
    measure = read_measures(tmp_path).measure_of(measure_id)
    path = tmp_path / f"{measure_id}.en.json"
    path.write_text(json.dumps(questionnaire(measure, measure.wordings["en"])), encoding="utf-8")
    read = read_questionnaire(path, measure)
    assert (read.items, read.ask, read.notice) == (
        measure.wordings["en"].items,
        measure.wordings["en"].ask,
        measure.wordings["en"].notice,
    )
