"""For clinic systems: a FHIR R4 bundle of a patient's measures (Questionnaire, answers, scores) and shown ratings.

A question's words are there only where they may leave the room; else its number alone. LOINC stands where a code was
confirmed. Each score is an Observation derived from the answers that it was counted from.
"""

import json
from collections.abc import Iterator
from datetime import UTC
from typing import Final
from uuid import UUID, uuid5

from interbeing.domain.given import Given
from interbeing.domain.measure import Item, Measure, Score, Wording, in_language
from interbeing.formats.answers import Answered
from interbeing.formats.fhir import LOINC, TEST_DATA, UCUM, Resource
from interbeing.formats.fhir_ratings import rating_observation

MEASURES_URI: Final = "urn:interbeing:measures"
ORDINAL: Final = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
LANGUAGE: Final = "en"


def bundle(answered: Answered) -> Iterator[bytes]:
    """Give the bundle, a collection."""
    head = {"resourceType": "Bundle", "type": "collection"}
    yield json.dumps(head).encode()[:-1] + b', "entry": [' + b",\n".join(_entries(answered)) + b"]}"


def questionnaire(measure: Measure, wording: Wording | None) -> Resource:
    """Give a measure as a Questionnaire; a clinic can read it back as words (`services/questionnaire_file.py`)."""
    language = wording.language if wording else LANGUAGE
    told: Resource = {
        "resourceType": "Questionnaire",
        "language": language,
        "url": f"{MEASURES_URI}:{measure.measure_id}",
        "version": measure.version,
        "title": f"{measure.name}: {in_language(measure.title, language)}",
        "status": "active",
        "subjectType": ["Patient"],
        "description": wording.ask if wording else in_language(measure.about, language),
        "copyright": (wording.notice if wording else "") or in_language(measure.licence, language),
        "item": [_item(measure, wording, number) for number in range(1, measure.item_count + 1)],
    }
    return {**told, "code": [_loinc(measure.loinc)]} if measure.loinc else told


def _entries(answered: Answered) -> Iterator[bytes]:
    patient = answered.patient_id
    yield _entry(patient, {"resourceType": "Patient"}, answered)
    used = {given.measure_id for given in answered.given}
    for measure_id, measure in answered.measures.items():
        if measure_id in used:
            words = answered.wordings.get(measure_id)
            yield _entry(uuid5(patient, measure_id), questionnaire(measure, words), answered)
    for given in answered.given:
        yield _entry(given.given_id, _response(given), answered)
        if asked := answered.measures.get(given.measure_id):
            for score in asked.scores:
                yield _entry(uuid5(given.given_id, score.score_id), _score(given, asked, score), answered)

    for rating in answered.ratings:
        yield _entry(rating.rating_id, rating_observation(rating), answered)


def _entry(one_id: UUID, resource: Resource, answered: Answered) -> bytes:
    named = {"resourceType": resource["resourceType"], "id": str(one_id), **resource}
    if answered.is_simulated:
        named["meta"] = {"tag": [TEST_DATA]}
    return json.dumps({"fullUrl": f"urn:uuid:{one_id}", "resource": named}, ensure_ascii=False).encode()


def _item(measure: Measure, wording: Wording | None, number: int) -> Resource:
    """Give one question with its answers; without words each answer is its figure."""
    item = wording.items[number - 1] if wording else Item("", ("",) * len(measure.allowed))
    options = [
        {"extension": [{"url": ORDINAL, "valueDecimal": figure}], "valueCoding": _answer(figure, word)}
        for figure, word in zip(measure.allowed, item.answers, strict=True)
    ]
    told: Resource = {"linkId": str(number), "prefix": str(number), "type": "choice", "answerOption": options}
    return {**told, "text": item.text} if item.text else told


def _answer(figure: int, word: str) -> Resource:
    coding: Resource = {"system": f"{MEASURES_URI}:answers", "code": str(figure)}
    return {**coding, "display": word} if word else coding


def _response(given: Given) -> Resource:
    answers = [(number, answer) for number, answer in enumerate(given.answers, 1) if answer is not None]
    told: Resource = {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": f"{MEASURES_URI}:{given.measure_id}|{given.version}",
        "status": "completed",
        "subject": _reference(given.patient_id),
        "authored": given.given_at.astimezone(UTC).isoformat(),
        "author": {"display": given.filled_by.value},
    }
    if given.totals:
        return told  # only its totals were taken over from paper
    items = [{"linkId": str(number), "answer": [{"valueCoding": _answer(answer, "")}]} for number, answer in answers]
    return {**told, "item": items}


def _score(given: Given, measure: Measure, score: Score) -> Resource:
    value = given.value_of(measure, score.score_id)
    code = {
        "system": f"{MEASURES_URI}:scores",
        "code": f"{measure.measure_id}/{score.score_id}",
        "display": f"{measure.name}: {in_language(score.title, LANGUAGE)}",
    }
    found: Resource = {"dataAbsentReason": {"text": "not known: too many answers are missing"}}
    if value is not None:
        found = {"valueQuantity": {"value": value, "unit": "{score}", "system": UCUM, "code": "{score}"}}
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [*([_loinc(score.loinc)] if score.loinc else []), code]},
        "subject": _reference(given.patient_id),
        "effectiveDateTime": given.given_at.astimezone(UTC).isoformat(),
        "derivedFrom": [_reference(given.given_id)],
        **found,
    }


def _loinc(code: str) -> Resource:
    return {"system": LOINC, "code": code}


def _reference(one_id: UUID) -> Resource:
    return {"reference": f"urn:uuid:{one_id}"}
