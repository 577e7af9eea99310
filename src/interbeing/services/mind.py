"""Reads a patient's course out of the record and asks the model what it holds possible; runs in a thread of its own.

Nothing of the model is imported before `prepare`: the room opens no slower for it, and marks need none of it.
"""

import logging
import subprocess
import sys
from threading import Lock
from typing import TYPE_CHECKING, Final
from uuid import UUID

from interbeing.domain.errors import InterbeingError
from interbeing.domain.reading import Estimate, Foretold, ReadAs, Reading, ReadingState
from interbeing.domain.session import Session
from interbeing.services.reading import Logs
from interbeing.storage.clinic import clinic_of
from interbeing.storage.connect import Connection, Database
from interbeing.storage.moments import moments_of
from interbeing.storage.sessions import session_of, sessions_of

if TYPE_CHECKING:
    from interbeing.domain.emotion import Emotion
    from interbeing.model.band import Band
    from interbeing.model.follow import Followed
    from interbeing.model.marks import Marked
    from interbeing.model.observe import Belief

logger = logging.getLogger(__name__)
LONGEST_PREPARING_S: Final = 600  # about 50 on one free core, once after each installation


class Unprepared(InterbeingError):
    """The model's arithmetic could not be made ready."""


class Mind:
    """The beliefs about the patients whose sessions are watched. Called from one thread at a time."""

    def __init__(self, database: Database, logs: Logs) -> None:
        """Begin with nobody, and unprepared."""
        self._database, self._logs = database, logs
        self._courses: dict[UUID, tuple[list[Marked], Followed]] = {}
        self._translating: subprocess.Popen[bytes] | None = None
        self._lock, self._is_closed = Lock(), False
        self.is_prepared = False

    def prepare(self) -> None:
        """Make the arithmetic ready: translated once by a process of its own, so that no mark waits for it."""
        from interbeing.model.prepare import is_translated, prepare_course

        if not is_translated():
            self._translate()
        prepare_course()
        self.is_prepared = True

    def read(self, session_id: UUID) -> Reading:
        """Say what the model holds possible after everything that this session's log holds by now."""
        from interbeing.model.follow import Followed

        with self._database.read() as connection:
            session = session_of(connection, session_id)
            gap_ms = clinic_of(connection).limits.exchange_gap_s * 1000
            earlier, course = self._courses.get(session_id) or (self._earlier(connection, session, gap_ms), Followed())
            here = self._here(connection, session, gap_ms)
        self._courses[session_id] = (earlier, course)
        return reading_of([*earlier, *here], course)

    def forget(self, session_id: UUID) -> None:
        """Let go of a session that nobody watches."""
        self._courses.pop(session_id, None)

    def close(self) -> None:
        """Stop what is being translated; the next start goes on with it."""
        with self._lock:
            self._is_closed = True
            if self._translating is not None:
                self._translating.kill()

    def _translate(self) -> None:
        with self._lock:
            if self._is_closed:
                raise Unprepared("the room is closing")
            self._translating = subprocess.Popen(
                [sys.executable, "-m", "interbeing.model.prepare"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
        with self._translating as translating:
            code = translating.wait(LONGEST_PREPARING_S)
        if code:
            raise Unprepared(f"translating the model ended with code {code}")

    def _here(self, connection: Connection, session: Session, gap_ms: int) -> "list[Marked]":
        from interbeing.model.gather import gather

        log = self._logs.read(connection, self._database.seal, session, gap_ms)
        return gather((kept.moment for kept in log.kept), gap_ms)

    def _earlier(self, connection: Connection, session: Session, gap_ms: int) -> "list[Marked]":
        """Gather the patient's sessions that were opened before this one, in their order."""
        from interbeing.model.gather import gather

        opened = [one for one in sessions_of(connection, session.patient_id) if one.opened_at is not None]
        before = [one for one in opened if session.opened_at and one.opened_at and one.opened_at < session.opened_at]
        before.sort(key=lambda one: (one.opened_at, one.session_id))
        logs = [moments_of(connection, self._database.seal, one.session_id) for one in before]
        return [marked for log in logs for marked in gather((kept.moment for kept in log), gap_ms)]


def reading_of(moments: "list[Marked]", course: "Followed") -> Reading:
    """Read what a course says in the feeling that was marked last; before any feeling nothing is known."""
    felt = next((moment.felt for moment in reversed(moments) if moment.felt is not None), None)
    if felt is None:
        return Reading(ReadingState.NOT_KNOWN)
    belief = course.believe(moments)
    foretold = foretold_in(felt, belief)
    state = ReadingState.KNOWN if foretold.readings[0].is_known else ReadingState.NOT_KNOWN
    return Reading(state, foretold.exchanges, foretold)


def foretold_in(felt: "Emotion", belief: "Belief") -> Foretold:
    """Say what the belief holds possible in this feeling, if compassion is offered."""
    from interbeing.model.follow import LEAST_EFFECTIVE
    from interbeing.model.foretell import foretell_reading, foretell_rise, foretell_window

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


def _estimate(band: "Band") -> Estimate:
    return Estimate(band.mean, band.low, band.high)
