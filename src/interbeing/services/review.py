"""Reviewing a session: its whole log read anew, and the two ways to correct it, both by adding to it."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from interbeing.domain.arousal import Window
from interbeing.domain.errors import NotAllowed
from interbeing.domain.exchange import Exchange
from interbeing.domain.facts import Facts, facts_of
from interbeing.domain.figures import Figures, figures_of
from interbeing.domain.mark import Closed, Mark, Retraction
from interbeing.domain.moment import LONGEST_REASON, Author, Kept, Moment, Receipt
from interbeing.domain.patient import Patient
from interbeing.domain.session import Session, WriteUp
from interbeing.domain.typed import one_line
from interbeing.services.clock import Clock, started_clock
from interbeing.services.live import LiveRoom
from interbeing.services.reading import Logs
from interbeing.storage.clinic import clinic_of
from interbeing.storage.connect import Database
from interbeing.storage.patients import patient_of
from interbeing.storage.sessions import newest_write_up, session_of


@dataclass(frozen=True, slots=True)
class Review:
    """All that the review shows of one session, read in one go. `exchange_of` says where each mark belongs."""

    session: Session
    patient: Patient
    kept: tuple[Kept, ...]
    exchanges: tuple[Exchange, ...]
    exchange_of: dict[UUID, UUID]
    facts: Facts
    figures: Figures
    window: Window
    until_ms: int
    write_up: WriteUp | None

    @property
    def taken_back(self) -> dict[UUID, Moment]:
        """The marks that were taken back, each with the moment that did so."""
        found = (kept.moment for kept in self.kept)
        return {moment.mark.retracted: moment for moment in found if isinstance(moment.mark, Retraction)}


def open_review(database: Database, logs: Logs, clock: Clock, session_id: UUID) -> Review:
    """Read one session as it stands; NotFound when there is none."""
    with database.read() as connection:
        session = session_of(connection, session_id)
        patient = patient_of(connection, database.seal, session.patient_id)
        clinic = clinic_of(connection)
        read = logs.read(connection, database.seal, session, clinic.limits.exchange_gap_ms)
        write_up = newest_write_up(connection, database.seal, session_id)
    log = tuple(one.moment for one in read.kept)
    until_ms = _until_ms(session, log, clock)
    return Review(
        session=session,
        patient=patient,
        kept=read.kept,
        exchanges=read.exchanges,
        exchange_of=read.exchange_of,
        facts=facts_of(log, read.exchanges, clinic.window, clinic.limits.still_gaze_ms, until_ms),
        figures=figures_of(log, read.exchanges, clinic.window, clinic.limits.exchange_gap_ms, until_ms),
        window=clinic.window,
        until_ms=until_ms,
        write_up=write_up,
    )


async def add_missed(
    live: LiveRoom, clock: Clock, review: Review, moment_id: UUID, session_ms: int, mark: Mark, reason: str
) -> Receipt:
    """Add a mark that was missed, at the time it belongs to; it stays marked as late, with its reason."""
    return await live.keep(_late(review, clock, moment_id, session_ms, mark, reason))


async def take_back(live: LiveRoom, clock: Clock, review: Review, moment_id: UUID, reason: str) -> Receipt:
    """Take a mark back; it stays in the log and in sight, struck through, with the reason."""
    if moment_id in review.taken_back:
        raise NotAllowed("this mark was taken back already")
    mark = Retraction(moment_id)
    return await live.keep(_late(review, clock, uuid4(), review.until_ms, mark, reason))


def _late(review: Review, clock: Clock, moment_id: UUID, session_ms: int, mark: Mark, reason: str) -> Moment:
    words = one_line(reason, "reason", LONGEST_REASON)
    session_id = review.session.session_id
    return Moment(moment_id, session_id, Author.THERAPIST, session_ms, clock.now(), mark, is_late=True, reason=words)


def _until_ms(session: Session, log: tuple[Moment, ...], clock: Clock) -> int:
    """Where the strip ends: at the close and whatever came in after it, or now while the session runs."""
    last_ms = max((moment.session_ms for moment in log if not moment.is_late), default=0)
    if session.opened_at is None or any(isinstance(moment.mark, Closed) for moment in log):
        return max([last_ms, *(moment.session_ms for moment in log)])
    return started_clock(clock, session.opened_at, last_ms).session_ms()
