"""Paired private ratings: each is given once and unseen; both are shown together once both are in and both choose."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from interbeing.domain.errors import BadInput, NotAllowed
from interbeing.domain.patient import Patient
from interbeing.domain.rating import (
    HIGHEST,
    STRONGEST,
    Aspect,
    Difference,
    FeelingRead,
    Pair,
    Rater,
    Rating,
    SessionRead,
    Share,
    differences,
    feelings_read,
    is_shown,
    read_in,
    read_over_all,
)
from interbeing.domain.session import Session
from interbeing.services.clock import Clock
from interbeing.services.measuring import refuse_unless_recorded
from interbeing.storage import ratings as store
from interbeing.storage.connect import Connection, Database
from interbeing.storage.patients import patient_of
from interbeing.storage.sessions import session_of, sessions_of


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the ratings of one session stand. `pair` is there only once both are in and both chose to show them."""

    session: Session
    patient: Patient
    given: frozenset[Rater]
    chosen: frozenset[Rater]
    pair: Pair | None


@dataclass(frozen=True, slots=True)
class RatingCourse:
    """What the shown pairs of a patient say over time; sessions that are not shown count for nothing here."""

    patient: Patient
    pairs: tuple[Pair, ...]
    each: tuple[tuple[Session, SessionRead], ...]
    waiting: tuple[Session, ...]
    feelings: tuple[FeelingRead, ...]
    recognised: Share
    over_read: Share
    apart: dict[Aspect, Difference]


def standing_of(database: Database, session_id: UUID) -> Standing:
    """Say where the ratings of this session stand; NotFound when there is no such session."""
    with database.read() as connection:
        session = session_of(connection, session_id)
        ratings = store.ratings_of(connection, database.seal, session_id)
        chosen = store.chosen_in(connection, database.seal, session_id)
        patient = patient_of(connection, database.seal, session.patient_id)
        return Standing(session, patient, frozenset(ratings), chosen, _pair(ratings, chosen))


def rate(database: Database, rating: Rating, *, shows: bool) -> None:
    """Keep a private rating; `shows` chooses at once that both are shown together.

    Sent twice under one id it is kept once. NotAllowed when this rater has rated the session already.
    """
    _refuse_unmeant(rating)

    def keep(connection: Connection) -> None:
        session = session_of(connection, rating.session_id)
        refuse_unless_recorded(connection, database.seal, session.patient_id)
        if session.opened_at is None:
            raise NotAllowed("the session was not opened yet: ratings follow a session")
        before = store.ratings_of(connection, database.seal, rating.session_id).get(rating.rater)
        if before is not None and before.rating_id != rating.rating_id:
            raise NotAllowed("this rating is given already, and stays as it was given")
        store.add_rating(connection, database.seal, rating)
        if shows:
            store.add_choice(connection, database.seal, session, rating.rater, rating.rated_at)

    database.write(keep).result()


def choose_to_show(database: Database, clock: Clock, session_id: UUID, rater: Rater) -> None:
    """Choose that both ratings are shown together; NotAllowed before this rater has rated."""
    now: datetime = clock.now()

    def keep(connection: Connection) -> None:
        session = session_of(connection, session_id)
        if rater not in store.ratings_of(connection, database.seal, session_id):
            raise NotAllowed("rate the session first: then choose to show both together")
        store.add_choice(connection, database.seal, session, rater, now)

    database.write(keep).result()


def course_of(database: Database, patient_id: UUID) -> RatingCourse:
    """Give what the shown pairs say over time; NotFound without the patient."""
    with database.read() as connection:
        patient = patient_of(connection, database.seal, patient_id)
        opened = [one for one in sessions_of(connection, patient_id) if one.opened_at is not None]
        every = store.ratings_by_session(connection, database.seal, patient_id)
        chosen = store.chosen_by_session(connection, database.seal, patient_id)
    opened.sort(key=lambda one: one.opened_at or one.planned_for)
    nobody: frozenset[Rater] = frozenset()
    held = [(one, _pair(every.get(one.session_id, {}), chosen.get(one.session_id, nobody))) for one in opened]
    shown = tuple((session, pair) for session, pair in held if pair is not None)
    pairs = tuple(pair for _, pair in shown)
    recognised, over_read = read_over_all(pairs)
    waiting = tuple(session for session, pair in held if pair is None)
    return RatingCourse(
        patient=patient,
        pairs=pairs,
        each=tuple((session, read_in(pair)) for session, pair in shown),
        waiting=waiting,
        feelings=feelings_read(pairs),
        recognised=recognised,
        over_read=over_read,
        apart=differences(pairs),
    )


def _pair(ratings: dict[Rater, Rating], chosen: frozenset[Rater]) -> Pair | None:
    if not is_shown(ratings, chosen):
        return None
    return Pair(ratings[Rater.THERAPIST], ratings[Rater.PATIENT])


def _refuse_unmeant(rating: Rating) -> None:
    if not rating.felt and not rating.aspects:
        raise BadInput("nothing is answered yet")
    fits = all(0 <= value <= STRONGEST for value in rating.felt.values())
    if not fits or not all(0 <= value <= HIGHEST for value in rating.aspects.values()):
        raise BadInput("this is not a form as our pages send it")
