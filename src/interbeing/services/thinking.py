"""Reads a patient's course out of the record and asks the model what it holds possible; lives in the mind's process."""

from collections import OrderedDict
from typing import Final, assert_never
from uuid import UUID

from interbeing.domain.emotion import Emotion
from interbeing.domain.question import Answer, NoAnswer, Question, ReadingOf
from interbeing.domain.reading import Estimate, Foretold, ReadAs, Reading, ReadingState
from interbeing.domain.session import Session
from interbeing.model.band import Band
from interbeing.model.follow import LEAST_EFFECTIVE, Followed
from interbeing.model.foretell import foretell_reading, foretell_rise, foretell_window
from interbeing.model.gather import gather
from interbeing.model.marks import Marked
from interbeing.model.observe import Belief
from interbeing.services.reading import Logs
from interbeing.storage.clinic import clinic_of
from interbeing.storage.connect import Connection
from interbeing.storage.look import Record, look_at
from interbeing.storage.moments import moments_of
from interbeing.storage.seal import ClearSeal, Seal
from interbeing.storage.sessions import session_of, sessions_of

MOST_COURSES: Final = 16  # kept at hand, a few MB each; one that was let go costs a fit when it is asked for again


class Thinking:
    """What is believed of the patients whose sessions were asked about last."""

    def __init__(self, record: Record, seal: Seal | None = None) -> None:
        """Begin with nobody. The record is only ever looked at."""
        self._record, self._seal, self._logs = record, seal or ClearSeal(), Logs()
        self._courses: OrderedDict[UUID, tuple[list[Marked], Followed]] = OrderedDict()

    def answer(self, question: Question) -> Answer:
        """Answer from what is durable by now; whatever goes wrong is an answer too."""
        try:
            match question:
                case ReadingOf(session_id):
                    return self._reading(session_id)
                case _:
                    assert_never(question)
        except Exception as problem:  # noqa: BLE001  no trouble of one session may end the mind
            return NoAnswer(type(problem).__name__)

    def _reading(self, session_id: UUID) -> Reading:
        moments, course = self._course(session_id)
        return reading_of(moments, course)

    def _course(self, session_id: UUID) -> tuple[list[Marked], Followed]:
        """Give the patient's course up to the session's last kept mark, and the belief that follows it."""
        with look_at(self._record) as connection:
            session = session_of(connection, session_id)
            gap_ms = clinic_of(connection).limits.exchange_gap_s * 1000
            if session_id not in self._courses:
                self._courses[session_id] = (self._earlier(connection, session, gap_ms), Followed())
            log = self._logs.read(connection, self._seal, session, gap_ms)
        self._courses.move_to_end(session_id)
        while len(self._courses) > MOST_COURSES:
            self._courses.popitem(last=False)
        earlier, followed = self._courses[session_id]
        return [*earlier, *gather((kept.moment for kept in log.kept), gap_ms)], followed

    def _earlier(self, connection: Connection, session: Session, gap_ms: int) -> list[Marked]:
        """Gather the patient's sessions that were opened before this one, in their order."""
        opened = [one for one in sessions_of(connection, session.patient_id) if one.opened_at is not None]
        before = [one for one in opened if session.opened_at and one.opened_at and one.opened_at < session.opened_at]
        before.sort(key=lambda one: (one.opened_at, one.session_id))
        logs = [moments_of(connection, self._seal, one.session_id) for one in before]
        return [marked for log in logs for marked in gather((kept.moment for kept in log), gap_ms)]


def reading_of(moments: list[Marked], course: Followed) -> Reading:
    """Read what a course says in the feeling that was marked last; before any feeling nothing is known."""
    felt = next((moment.felt for moment in reversed(moments) if moment.felt is not None), None)
    if felt is None:
        return Reading(ReadingState.NOT_KNOWN)
    belief = course.believe(moments)
    foretold = foretold_in(felt, belief)
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
        early_rise=_estimate(foretell_rise(belief, felt, ahead=0)[0]),
    )


def _estimate(band: Band) -> Estimate:
    return Estimate(band.mean, band.low, band.high)
