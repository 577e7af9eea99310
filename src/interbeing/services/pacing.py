"""Pacing for one patient: turned on or off on record, what was shown and what came of it, and how far it came true."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from typing import Final
from uuid import UUID

from interbeing.domain.moment import Moment
from interbeing.domain.pacing import PacingEntry, is_on
from interbeing.domain.patient import Patient
from interbeing.domain.reliability import Outcome, Reliability, reliability
from interbeing.domain.sequel import Sequel, sequels_of
from interbeing.domain.session import Session
from interbeing.domain.typed import one_line
from interbeing.services.clock import Clock, started_clock
from interbeing.services.patients import LONGEST_NAME
from interbeing.storage.connect import Connection, Database
from interbeing.storage.moments import moments_of
from interbeing.storage.pacings import add_pacing, pacings_of
from interbeing.storage.patients import patient_of, refuse_unknown
from interbeing.storage.sessions import sessions_of

COLUMNS: Final = (
    *("session_id", "is_simulated", "moment_id", "session_ms", "way", "chance", "low", "high", "reason"),
    *("lower_edge", "upper_edge", "exchanges", "is_taken", "is_followed", "was_left", "counts"),
)


@dataclass(frozen=True, slots=True)
class Showing:
    """One time that figures were shown: in which session, and what came after."""

    session: Session
    sequel: Sequel


@dataclass(frozen=True, slots=True)
class PacingChart:
    """All that the desk shows of one patient's pacing; ledger and showings in the order in which they came."""

    patient: Patient
    ledger: tuple[PacingEntry, ...]
    showings: tuple[Showing, ...]
    reliability: Reliability

    @property
    def is_on(self) -> bool:
        """Whether it is on now."""
        return is_on(self.ledger)


def turn_pacing(
    database: Database, clock: Clock, patient_id: UUID, *, is_turned_on: bool, recorded_by: str
) -> PacingEntry:
    """Add a line to the ledger: turned on or off, by whom and when."""
    name = one_line(recorded_by, "recorded_by", LONGEST_NAME)
    entry = PacingEntry(patient_id, is_turned_on, name, clock.now())

    def keep(connection: Connection) -> None:
        refuse_unknown(connection, patient_id)
        add_pacing(connection, database.seal, entry)

    database.write(keep).result()
    return entry


def is_pacing_on_for(database: Database, patient_id: UUID) -> bool:
    """Say whether pacing is on for this patient."""
    with database.read() as connection:
        return is_on(pacings_of(connection, database.seal, patient_id))


def open_pacing(database: Database, clock: Clock, patient_id: UUID) -> PacingChart:
    """Give one patient's pacing; NotFound when there is no such patient."""
    with database.read() as connection:
        patient = patient_of(connection, database.seal, patient_id)
        ledger = pacings_of(connection, database.seal, patient_id)
        opened = [one for one in sessions_of(connection, patient_id) if one.opened_at is not None]
        logs = [(one, moments_of(connection, database.seal, one.session_id)) for one in opened if ledger]
    logs.sort(key=lambda pair: pair[0].opened_at or pair[0].planned_for)
    showings = tuple(
        Showing(session, sequel)
        for session, log in logs
        for sequel in _sequels(clock, session, [kept.moment for kept in log])
    )
    return PacingChart(patient, ledger, showings, reliability(outcomes_of(showings)))


def outcomes_of(showings: tuple[Showing, ...]) -> list[Outcome]:
    """Give of every showing that counts the chance on the way taken, and whether the window was left."""
    return [
        Outcome(sequel.taken.leaving.mean, bool(sequel.was_left))
        for sequel in (one.sequel for one in showings)
        if sequel.counts and sequel.taken is not None
    ]


def pacing_as_csv(chart: PacingChart) -> Iterator[str]:
    """Give every figure that was shown as a table, line by line: one row for each way of each showing."""
    yield _line(COLUMNS)
    for showing in chart.showings:
        yield from _rows(showing, is_simulated=chart.patient.is_practice)


def _sequels(clock: Clock, session: Session, log: list[Moment]) -> tuple[Sequel, ...]:
    last_ms = max((moment.session_ms for moment in log), default=0)
    now_ms = started_clock(clock, session.opened_at or clock.now(), last_ms).session_ms()
    return sequels_of(log, now_ms if session.state.is_live else last_ms)


def _rows(showing: Showing, *, is_simulated: bool) -> Iterator[str]:
    sequel, advised = showing.sequel, showing.sequel.advised
    for outlook in advised.outlooks:
        leaving, taken = outlook.leaving, sequel.taken
        yield _line(
            [
                *(showing.session.session_id, _told(is_simulated), sequel.shown.moment_id, sequel.shown.session_ms),
                *(outlook.way, leaving.mean, leaving.low, leaving.high, outlook.reason),
                *(advised.lower_edge, advised.upper_edge, advised.exchanges),
                _told(None if taken is None else taken.way is outlook.way),
                *(_told(sequel.is_followed), _told(sequel.was_left), _told(sequel.counts)),
            ]
        )


def _told(value: bool | None) -> str:
    return "" if value is None else str(value).lower()


def _line(cells: object) -> str:
    written = StringIO()
    csv.writer(written, lineterminator="\r\n").writerow(cells)  # type: ignore[arg-type]
    return written.getvalue()
