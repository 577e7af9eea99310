"""A patient's course as the desk shows it: every session's figures over time, how they change, and what did harm."""

from dataclasses import dataclass
from uuid import UUID

from interbeing.domain.attribution import Cell, Foretold, Read, cells, foretold, in_feeling
from interbeing.domain.caregiver import reports_of
from interbeing.domain.dialogue import Shift, joined, shifts
from interbeing.domain.digest import Digest
from interbeing.domain.emotion import Emotion
from interbeing.domain.over_time import Between, Line, lines
from interbeing.domain.part import Part
from interbeing.domain.patient import Patient
from interbeing.domain.recognition import Answered, Moved, moved, scores
from interbeing.domain.session import Session
from interbeing.services.digests import Digests
from interbeing.services.measure_course import MeasureCourse, courses_of
from interbeing.services.measures import Measures
from interbeing.services.ratings import course_of
from interbeing.services.recognition import Recognition
from interbeing.storage.caregivers import newest_history
from interbeing.storage.clinic import clinic_of
from interbeing.storage.connect import Connection, Database
from interbeing.storage.patients import patient_of, refuse_unknown
from interbeing.storage.sessions import all_sessions_of


@dataclass(frozen=True, slots=True)
class Course:
    """Every opened session of a patient from the oldest on, and what they say together."""

    patient: Patient
    digests: tuple[Digest, ...]
    answered: tuple[tuple[Answered, ...], ...]
    first: Between
    second: Between
    lines: tuple[Line, ...]
    foretold: tuple[Foretold, ...]
    measures: tuple[MeasureCourse, ...]

    def matrix(self, felt: Emotion | None) -> dict[Emotion, dict[Emotion, Cell]]:
        """Give the attribution matrix in one feeling, or in all, with its change between the two spans."""
        return cells(*(in_feeling(reads, felt) for reads in (self._reads(), *map(self._reads, self.spans))))

    @property
    def spans(self) -> tuple[Between, Between]:
        """The two spans that are compared."""
        return self.first, self.second

    @property
    def recognition(self) -> Recognition | None:
        """The recognition exercise over all sessions; None when it was never done."""
        trials = [trial for answers in self.answered for trial in answers]
        return Recognition(len(trials), sum(one.seen is None for one in trials), scores(trials)) if trials else None

    @property
    def recognition_moved(self) -> dict[Emotion, Moved]:
        """The exercise in the first span and in the second; empty until it was done in both."""
        first, second = (self._answers(span) for span in self.spans)
        return moved(first, second) if first and second else {}

    @property
    def dialogues(self) -> dict[tuple[Part, Part], Shift]:
        """Who spoke to whom among the parts, in the first span and in the second."""
        return shifts(*(joined(digest.figures.dialogue for digest in self._within(span)) for span in self.spans))

    def _answers(self, span: Between) -> tuple[Answered, ...]:
        return tuple(one for n, answers in enumerate(self.answered, 1) if span.holds(n) for one in answers)

    def _within(self, span: Between | None) -> tuple[Digest, ...]:
        return tuple(one for n, one in enumerate(self.digests, 1) if span is None or span.holds(n))

    def _reads(self, span: Between | None = None) -> tuple[Read, ...]:
        return tuple(read for digest in self._within(span) for read in digest.reads)


def count_sessions(database: Database, patient_id: UUID) -> int:
    """Say how many sessions of this patient were opened; NotFound without the patient."""
    with database.read() as connection:
        refuse_unknown(connection, patient_id)
        return len(_opened(connection, patient_id))


def read_course(
    database: Database, digests: Digests, measures: Measures, patient_id: UUID, spans: tuple[Between, Between]
) -> Course:
    """Read a patient's course, compared between these spans; NotFound without the patient."""
    first, second = spans
    with database.read() as connection:
        patient, clinic = patient_of(connection, database.seal, patient_id), clinic_of(connection)
        history = newest_history(connection, database.seal, patient_id)
        opened = _opened(connection, patient_id)
        told = digests.told(connection, opened, clinic)
    found = tuple(one.digest for one in told)
    paired = {session.session_id: read for session, read in course_of(database, patient_id).each}
    return Course(
        patient=patient,
        digests=found,
        answered=tuple(one.answered for one in told),
        first=first,
        second=second,
        lines=lines(found, paired, first, second),
        foretold=foretold(reports_of(history), (read for digest in found for read in digest.reads)),
        measures=courses_of(database, measures, patient_id),
    )


def _opened(connection: Connection, patient_id: UUID) -> list[Session]:
    opened = [one for one in all_sessions_of(connection, patient_id) if one.opened_at is not None]
    return sorted(opened, key=lambda one: (one.opened_at, one.session_id))
