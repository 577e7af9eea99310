"""Reads a patient's course out of the record and asks the model what it holds possible; lives in the mind's process."""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import replace
from typing import Final, NamedTuple, assert_never
from uuid import UUID

from interbeing.domain.caregiver import CaregiverHistory, reports_of
from interbeing.domain.emotion import Emotion
from interbeing.domain.fit import Fit, Fitting
from interbeing.domain.question import Answer, FitOf, MoveOf, NoAnswer, PacingOf, Question, ReadingOf
from interbeing.domain.reading import Estimate, Foretold, ReadAs, Reading, ReadingState
from interbeing.model.band import Band
from interbeing.model.follow import LEAST_EFFECTIVE, Followed
from interbeing.model.foretell import foretell_reading, foretell_window
from interbeing.model.observe import Belief
from interbeing.model.prior import prior_for
from interbeing.services.course import Course, Part, earlier_than, part_of
from interbeing.services.course_fit import fitted
from interbeing.services.expected_move import move_in_session, move_next
from interbeing.services.looking_ahead import pacing_at
from interbeing.services.reading import Logs
from interbeing.storage.caregivers import newest_history
from interbeing.storage.clinic import clinic_of
from interbeing.storage.look import Record, look_at, seal_of
from interbeing.storage.sessions import session_of

MOST_COURSES: Final = 16  # kept at hand, a few MB each; one that was let go costs a fit when it is asked for again


class _Begun(NamedTuple):
    """A patient's sessions before this one, the caregiver history that the belief starts from, and the belief."""

    earlier: Part
    history: CaregiverHistory | None
    followed: Followed


class Thinking:
    """What is believed of the patients whose sessions were asked about last."""

    def __init__(self, record: Record) -> None:
        """Begin with nobody. The record is only ever looked at."""
        self._record, self._seal, self._logs = record, seal_of(record), Logs()
        self._fits: dict[UUID, Iterator[Fitting | Fit]] = {}
        self._courses: OrderedDict[UUID, _Begun] = OrderedDict()

    def answer(self, question: Question) -> Answer:
        """Answer from what is durable by now; whatever goes wrong is an answer too."""
        try:
            match question:
                case ReadingOf(session_id):
                    return reading_of(self._course(session_id))
                case MoveOf(session_id):
                    return move_in_session(self._course(session_id), self._gap_ms())
                case PacingOf(session_id, session_ms):
                    return pacing_at(session_ms, self._course(session_id))
                case FitOf(patient_id):
                    return self._next_of_fit(patient_id)
                case _:
                    assert_never(question)
        except Exception as problem:  # noqa: BLE001  no trouble of one session may end the mind
            return NoAnswer(type(problem).__name__)

    def _next_of_fit(self, patient_id: UUID) -> Fitting | Fit:
        if patient_id not in self._fits:
            with look_at(self._record) as connection:
                gap_ms = clinic_of(connection).limits.exchange_gap_ms
                part = earlier_than(connection, self._seal, patient_id, gap_ms, None)
                reports = reports_of(newest_history(connection, self._seal, patient_id))
            self._fits[patient_id] = fitted(part, sum(moment.is_first for moment in part.moments), reports)
        answer = next(self._fits[patient_id])
        if isinstance(answer, Fit):
            del self._fits[patient_id]
        return answer

    def _gap_ms(self) -> int:
        with look_at(self._record) as connection:
            return clinic_of(connection).limits.exchange_gap_ms

    def _course(self, session_id: UUID) -> Course:
        """Give the patient's course up to the session's last kept mark, and the belief that follows it."""
        with look_at(self._record) as connection:
            session = session_of(connection, session_id)
            gap_ms = clinic_of(connection).limits.exchange_gap_ms
            history = newest_history(connection, self._seal, session.patient_id)
            begun = self._courses.get(session_id)
            if begun is None or begun.history != history:  # told anew since: the belief starts from what stands now
                earlier = earlier_than(connection, self._seal, session.patient_id, gap_ms, session)
                begun = _Begun(earlier, history, Followed(prior_for(reports_of(history))))
                self._courses[session_id] = begun
            log = self._logs.read(connection, self._seal, session, gap_ms)
        self._courses.move_to_end(session_id)
        while len(self._courses) > MOST_COURSES:
            self._courses.popitem(last=False)
        marks = tuple(kept.moment for kept in log.kept)
        return Course(marks, begun.earlier, part_of(marks, gap_ms), begun.followed)


def reading_of(course: Course) -> Reading:
    """Read what a course says in the feeling that was marked last; before any feeling nothing is known."""
    felt = next((moment.felt for moment in reversed(course.moments) if moment.felt is not None), None)
    if felt is None:
        return Reading(ReadingState.NOT_KNOWN)
    belief = course.followed.believe(course.moments)
    move = move_next(course, felt, belief)
    foretold = replace(foretold_in(felt, belief), faces=course.faces, move=move)
    state = ReadingState.KNOWN if foretold.readings[0].is_known else ReadingState.NOT_KNOWN
    return Reading(state, foretold.exchanges, foretold)


def foretold_in(felt: Emotion, belief: Belief) -> Foretold:
    """Say what the belief holds possible in this feeling, if compassion is offered."""
    is_worn = belief.effective_draws() < LEAST_EFFECTIVE
    chances, window = foretell_reading(belief, felt), foretell_window(belief)
    readings = [ReadAs(emotion, _estimate(one.band), one.is_known and not is_worn) for emotion, one in chances.items()]
    return Foretold(
        felt=felt,
        exchanges=chances[felt].exchanges,
        readings=tuple(sorted(readings, key=lambda one: -one.chance.mean)),
        lower_edge=window.lower,
        upper_edge=_estimate(window.upper.band),
        is_upper_edge_known=window.upper.is_known and not is_worn,
    )


def _estimate(band: Band) -> Estimate:
    return Estimate(band.mean, band.low, band.high)
