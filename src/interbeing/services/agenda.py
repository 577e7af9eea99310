"""What is live, planned and past, each session with the name of whom it is about."""

from datetime import datetime, time, timedelta
from typing import Final, NamedTuple

from interbeing.domain.patient import Patient
from interbeing.domain.session import Session, SessionState
from interbeing.services.clock import Clock
from interbeing.services.patients import fitting_patients
from interbeing.storage import patients, sessions
from interbeing.storage.connect import Connection, Database
from interbeing.storage.seal import Seal
from interbeing.storage.sessions import Wanted

MOST_ON_A_PAGE: Final = 50
MOST_BESIDE: Final = 10  # of what is not for today, on today's page
LIVE: Final = frozenset(state for state in SessionState if state.is_live)
PLANNED: Final = frozenset({SessionState.PLANNED})
CLOSED: Final = frozenset({SessionState.CLOSED})


class Listed(NamedTuple):
    """A session in a list, and its patient."""

    session: Session
    patient: Patient


class Day(NamedTuple):
    """One day at the desk. `earlier` was planned before today and never opened."""

    live: tuple[Listed, ...]
    today: tuple[Listed, ...]
    coming: tuple[Listed, ...]
    earlier: tuple[Listed, ...]
    recent: tuple[Listed, ...]
    has_patient: bool

    @property
    def has_session(self) -> bool:
        """Whether any session was ever planned."""
        return any((self.live, self.today, self.coming, self.earlier, self.recent))


class Archive(NamedTuple):
    """One page of the sessions that fit, and how many fit in all."""

    listed: tuple[Listed, ...]
    total: int


def read_day(database: Database, clock: Clock) -> Day:
    """Give what matters on the day it is here, by this computer's own calendar."""
    begins, ends = _day_around(clock.now())
    with database.read() as connection:
        return Day(
            live=_list(connection, database.seal, Wanted(LIVE)),
            today=_list(connection, database.seal, Wanted(PLANNED, begins, ends), newest_first=False),
            coming=_list(connection, database.seal, Wanted(PLANNED, ends), MOST_BESIDE, newest_first=False),
            earlier=_list(connection, database.seal, Wanted(PLANNED, None, begins), MOST_BESIDE),
            recent=_list(connection, database.seal, Wanted(CLOSED), MOST_BESIDE),
            has_patient=patients.has_any(connection),
        )


def read_archive(database: Database, words: str = "", offset: int = 0) -> Archive:
    """List all sessions, the newest first; with `words`, those of patients that fit."""
    fitting = tuple(one.patient_id for one in fitting_patients(database, words)) if words.strip() else None
    wanted = Wanted(patient_ids=fitting)
    with database.read() as connection:
        found = sessions.find_sessions(connection, wanted, offset, MOST_ON_A_PAGE)
        return Archive(_named(connection, database.seal, found), sessions.count_sessions(connection, wanted))


def _list(
    connection: Connection, seal: Seal, wanted: Wanted, most: int = sessions.MOST_LISTED, *, newest_first: bool = True
) -> tuple[Listed, ...]:
    return _named(connection, seal, sessions.find_sessions(connection, wanted, 0, most, newest_first=newest_first))


def _named(connection: Connection, seal: Seal, found: tuple[Session, ...]) -> tuple[Listed, ...]:
    by_id = patients.patients_by_id(connection, seal, (session.patient_id for session in found))
    return tuple(Listed(session, by_id[session.patient_id]) for session in found)


def _day_around(now: datetime) -> tuple[datetime, datetime]:
    today = now.astimezone().date()
    midnights = (datetime.combine(day, time.min).astimezone() for day in (today, today + timedelta(days=1)))
    begins, ends = midnights
    return begins, ends
