"""What a patient answered, as rows: each answer and score of a measure, each rating that both chose to show."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Any, Final
from uuid import UUID

from interbeing.domain.given import Given
from interbeing.domain.measure import Measure, Wording
from interbeing.domain.rating import Rating
from interbeing.formats.columns import ROWS_IN_A_GROUP, Block, Column, Row, in_blocks

COLUMNS: Final = (
    Column("patient_id", "text", "the patient, by id alone"),
    Column("is_simulated", "truth", "practice: simulated, nobody real"),
    Column("occasion_id", "text", "one filling in, or one rating"),
    Column("at", "text", "when it was filled in or rated, UTC"),
    Column("session_id", "text", "of a rating: the session that it is about"),
    Column("by", "text", "whose hand it was: patient or therapist"),
    Column("kind", "text", "answer, score, felt (0 to 3) or aspect (0 to 4)"),
    Column("measure_id", "text", "of an answer or score: the measure"),
    Column("version", "text", "version of the measure's rules"),
    Column("wording", "text", "language of the words that were read; empty: on paper"),
    Column("name", "text", "number of the item, id of the score, feeling or aspect"),
    Column("value", "figure", "the figure; empty: not answered, or not known by the measure's rule"),
    Column("from_paper", "truth", "of a score: taken over from paper instead of counted from answers"),
)
EMPTY: Final[Row] = {column.name: None for column in COLUMNS}


@dataclass(frozen=True, slots=True)
class Answered:
    """All that a patient answered. `wordings` are words that may leave the room, by measure; `ratings` only shown ones.

    No pseudonym has a place here.
    """

    patient_id: UUID
    is_simulated: bool
    given: tuple[Given, ...]
    measures: Mapping[str, Measure]
    wordings: Mapping[str, Wording]
    ratings: tuple[Rating, ...]


def blocks_of(answered: Answered) -> Iterator[Block]:
    """Give the rows by their columns."""
    return in_blocks(COLUMNS, _rows(answered), ROWS_IN_A_GROUP)


def _rows(answered: Answered) -> Iterator[Row]:
    """Give one row for each answer, score and rated thing, in the order in which they were given."""
    whose = {**EMPTY, "patient_id": str(answered.patient_id), "is_simulated": answered.is_simulated}
    for given in answered.given:
        for told in _of_measure(given, answered.measures.get(given.measure_id)):
            yield {**whose, **told}
    for rating in answered.ratings:
        for told in _of_rating(rating):
            yield {**whose, **told}


def _of_measure(given: Given, measure: Measure | None) -> Iterator[dict[str, Any]]:
    about = {
        "occasion_id": str(given.given_id),
        "at": given.given_at.astimezone(UTC).isoformat(),
        "by": given.filled_by.value,
        "measure_id": given.measure_id,
        "version": given.version,
        "wording": given.wording or None,
    }
    if not given.totals:
        for item, answer in enumerate(given.answers, 1):
            yield {**about, "kind": "answer", "name": str(item), "value": _figure(answer)}
    names = [score.score_id for score in measure.scores] if measure else list(given.totals)
    for name in names:
        value = given.value_of(measure, name) if measure else given.totals[name]
        yield {**about, "kind": "score", "name": name, "value": _figure(value), "from_paper": name in given.totals}


def _of_rating(rating: Rating) -> Iterator[dict[str, Any]]:
    about = {
        "occasion_id": str(rating.rating_id),
        "at": rating.rated_at.astimezone(UTC).isoformat(),
        "session_id": str(rating.session_id),
        "by": rating.rater.value,
    }
    for emotion, strength in rating.felt.items():
        yield {**about, "kind": "felt", "name": emotion.value, "value": float(strength)}
    for aspect, value in rating.aspects.items():
        yield {**about, "kind": "aspect", "name": aspect.value, "value": float(value)}


def _figure(value: float | None) -> float | None:
    return None if value is None else float(value)
