"""A patient's measures: what is due, and each measure's course over time with what its own figures allow to be said."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from interbeing.domain.given import Given, Often, is_due
from interbeing.domain.measure import Band, Measure, Pattern, Score
from interbeing.domain.patient import Patient
from interbeing.domain.score import Change, Crossing, Met, band_of, change_between, crossing, pattern_met
from interbeing.services.measures import Measures
from interbeing.storage import given as store
from interbeing.storage.connect import Connection, Database
from interbeing.storage.patients import all_patients, refuse_unknown
from interbeing.storage.seal import Seal
from interbeing.storage.sessions import sessions_of

SUGGESTED: Final[Mapping[str, Often]] = {  # domain.md §3, core set: ours, to be changed
    "at-the-mirror": Often.EVERY_SESSION,
    "suds": Often.EVERY_SESSION,
    "phq-9": Often.EVERY_4_WEEKS,
    "gad-7": Often.EVERY_4_WEEKS,
    "fcs": Often.EVERY_6_WEEKS,
    "scs-sf": Often.EVERY_6_WEEKS,
    "fscrs": Often.EVERY_6_WEEKS,
    "oas-2": Often.EVERY_6_WEEKS,
    "itq": Often.EVERY_12_WEEKS,
    "des-ii": Often.EVERY_12_WEEKS,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One measure as it is asked of this patient."""

    measure: Measure
    often: Often
    times: int
    last: Given | None
    is_due: bool


@dataclass(frozen=True, slots=True)
class DueOf:
    """What is due of one patient."""

    patient: Patient
    asked: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """One occasion on a score's line; `given` says whose hand it was and when."""

    given: Given
    value: float
    band: Band | None


@dataclass(frozen=True, slots=True)
class Line:
    """One score over time, in the order of days, and how it moved since the first time and since the one before."""

    score: Score
    points: tuple[Point, ...]
    unknown: int
    since_first: Change | None
    since_last: Change | None
    crossed: Crossing | None


@dataclass(frozen=True, slots=True)
class MeasureCourse:
    """One measure's course: a line for each score, and the newest answers held against each pattern."""

    measure: Measure
    lines: tuple[Line, ...]
    given: tuple[Given, ...]
    patterns: tuple[tuple[Pattern, Met], ...]


def asked_of(database: Database, measures: Measures, patient_id: UUID, now: datetime) -> tuple[Asked, ...]:
    """Give every measure with what is asked of this patient; what is due comes first. NotFound without the patient."""
    with database.read() as connection:
        refuse_unknown(connection, patient_id)
        return _asked(connection, database.seal, measures, patient_id, now)


def due_of_all(database: Database, measures: Measures, now: datetime) -> tuple[DueOf, ...]:
    """Give each patient of whom a measure is due by schedule, by pseudonym, with what is due."""
    with database.read() as connection:
        scheduled = store.scheduled(connection)
        every = all_patients(connection, database.seal) if scheduled else ()
        people = [one for one in every if one.patient_id in scheduled]
        asked = [(one, _asked(connection, database.seal, measures, one.patient_id, now)) for one in people]
    due = [DueOf(patient, tuple(one for one in found if one.is_due)) for patient, found in asked]
    return tuple(sorted((one for one in due if one.asked), key=lambda one: one.patient.pseudonym.casefold()))


def _asked(
    connection: Connection, seal: Seal, measures: Measures, patient_id: UUID, now: datetime
) -> tuple[Asked, ...]:
    given = store.given_of(connection, seal, patient_id)
    schedule = store.schedule_of(connection, seal, patient_id)
    opened = [one.opened_at for one in sessions_of(connection, patient_id) if one.opened_at is not None]
    session_at = max(opened, default=None)
    found: list[Asked] = []
    for measure in measures.found:
        mine = [one for one in given if one.measure_id == measure.measure_id]
        last = max(mine, key=lambda one: one.given_at, default=None)
        often = schedule.get(measure.measure_id, Often.NEVER)
        due = is_due(often, last.given_at if last else None, session_at, now)
        found.append(Asked(measure, often, len(mine), last, due))
    return tuple(sorted(found, key=lambda one: (not one.is_due, one.often is Often.NEVER, one.times == 0)))


def set_schedule(
    database: Database, measures: Measures, patient_id: UUID, asked: Mapping[str, Often], now: datetime
) -> None:
    """Keep how often each of these measures is asked from now on; NotFound for a measure that there is not."""
    for measure_id in asked:
        measures.measure_of(measure_id)
    database.write(lambda connection: store.add_schedule(connection, database.seal, patient_id, asked, now)).result()


def course_of(database: Database, measure: Measure, patient_id: UUID) -> MeasureCourse:
    """Give the course of one measure; NotFound without the patient."""
    with database.read() as connection:
        refuse_unknown(connection, patient_id)
        every = store.given_of(connection, database.seal, patient_id)
    return _course(measure, every)


def courses_of(database: Database, measures: Measures, patient_id: UUID) -> tuple[MeasureCourse, ...]:
    """Give the courses of every measure that was ever given; NotFound without the patient."""
    with database.read() as connection:
        refuse_unknown(connection, patient_id)
        every = store.given_of(connection, database.seal, patient_id)
    known = {one.measure_id for one in every}
    return tuple(_course(measure, every) for measure in measures.found if measure.measure_id in known)


def _course(measure: Measure, every: tuple[Given, ...]) -> MeasureCourse:
    given = tuple(sorted((one for one in every if one.measure_id == measure.measure_id), key=lambda one: one.given_at))
    answered = [one for one in given if not one.totals]
    patterns = tuple((one, pattern_met(measure, one, answered[-1].answers)) for one in measure.patterns if answered)
    return MeasureCourse(measure, tuple(_line(measure, score, given) for score in measure.scores), given, patterns)


def _line(measure: Measure, score: Score, given: tuple[Given, ...]) -> Line:
    valued = [(one, one.value_of(measure, score.score_id)) for one in given]
    points = tuple(Point(one, value, band_of(score, value)) for one, value in valued if value is not None)
    return Line(
        score=score,
        points=points,
        unknown=len(valued) - len(points),
        since_first=change_between(score, points[0].value, points[-1].value) if len(points) > 1 else None,
        since_last=change_between(score, points[-2].value, points[-1].value) if len(points) > 2 else None,
        crossed=crossing(score, points[0].value, points[-1].value) if len(points) > 1 else None,
    )
