"""Taking out what a patient answered: measures and the ratings that both chose to show, in each format, by name."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final
from uuid import UUID

from interbeing.domain.measure import Measure, Wording
from interbeing.domain.rating import Rating
from interbeing.formats import answers, questionnaires
from interbeing.formats.answers import Answered
from interbeing.formats.columns import codebook_of, csv_of, parquet_of
from interbeing.services.export import RESEARCH, Format, chosen_from, refuse_unagreed
from interbeing.services.measures import FALLBACK, Measures
from interbeing.storage import given as store
from interbeing.storage.clinic import clinic_of
from interbeing.storage.connect import Connection
from interbeing.storage.patients import patient_of
from interbeing.storage.ratings import kept_private, ratings_by_session
from interbeing.storage.seal import Seal

ANSWER_FORMATS: Final[Mapping[str, Format[Answered]]] = MappingProxyType(
    {
        "csv": Format("csv", "text/csv; charset=utf-8", lambda one: csv_of(answers.COLUMNS, answers.blocks_of(one))),
        "parquet": Format(
            "parquet",
            "application/vnd.apache.parquet",
            lambda one: parquet_of(answers.COLUMNS, answers.blocks_of(one)),
            RESEARCH,
        ),
        "codebook": Format("codebook.csv", "text/csv; charset=utf-8", lambda _one: codebook_of(answers.COLUMNS)),
        "fhir": Format("fhir.json", "application/fhir+json", questionnaires.bundle),
    }
)


def answers_format(name: str) -> Format[Answered]:
    """Give the format of this name; NotFound when there is none."""
    return chosen_from(ANSWER_FORMATS, name)


def name_of(patient_id: UUID, wanted: Format[Answered]) -> str:
    """Give the file's name, which names no person."""
    return f"answers-{patient_id}.{wanted.ending}"


def take_answers_out(
    connection: Connection, seal: Seal, measures: Measures, patient_id: UUID, wanted: Format[Answered]
) -> Answered:
    """Read all that this patient answered, for this format; NotAllowed without consent to what it is for."""
    answered = answered_by(connection, seal, measures, patient_id)
    refuse_unagreed(connection, seal, patient_id, wanted)
    return answered


def answered_by(connection: Connection, seal: Seal, measures: Measures, patient_id: UUID) -> Answered:
    """Read all that this patient answered; NotFound without the patient. Ratings not shown yet stay out (ADR 38)."""
    language = clinic_of(connection).language
    by_id = {measure.measure_id: measure for measure in measures.found}
    found = {measure_id: _leaving(measure, language) for measure_id, measure in by_id.items()}
    return Answered(
        patient_id=patient_id,
        is_simulated=patient_of(connection, seal, patient_id).is_practice,
        given=store.given_of(connection, seal, patient_id),
        measures=by_id,
        wordings={measure_id: wording for measure_id, wording in found.items() if wording},
        ratings=_shown(connection, seal, patient_id),
    )


def _leaving(measure: Measure, language: str) -> Wording | None:
    """Give words that may leave the room: ours, whose licence says so; never those that a clinic loaded for itself."""
    free = {name: one for name, one in measure.wordings.items() if measure.is_ours and not one.is_loaded}
    return free.get(language) or free.get(FALLBACK)


def _shown(connection: Connection, seal: Seal, patient_id: UUID) -> tuple[Rating, ...]:
    private = kept_private(connection, seal, patient_id)
    every = ratings_by_session(connection, seal, patient_id).values()
    return tuple(one for ratings in every for one in ratings.values() if one.rating_id not in private)
