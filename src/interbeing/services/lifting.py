"""Lifting a hold on a clinic's server: one person asks, an admin agrees or refuses, and never the one who asked."""

from dataclasses import replace
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from interbeing.domain.access import as_the_room
from interbeing.domain.deed import DOING, acting
from interbeing.domain.errors import BadInput, NotAllowed
from interbeing.domain.patient import Patient
from interbeing.domain.retention import Hold, LiftAsked, LiftReason
from interbeing.domain.typed import many_lines
from interbeing.services.clock import Clock
from interbeing.services.retention import standing_hold
from interbeing.storage import retention as store
from interbeing.storage.connect import Connection, Database
from interbeing.storage.patients import patients_by_id
from interbeing.storage.people import all_names

LONGEST_WORDS: Final = 500


class LiftWaiting(NamedTuple):
    """What waits for an admin: whose record is held since when, and who asked; why it was put is not theirs to read."""

    asked: LiftAsked
    patient: Patient
    name: str
    held_since: datetime


def ask_to_lift(database: Database, clock: Clock, asked_id: UUID, patient_id: UUID, hold_id: UUID, reason: str) -> None:
    """Ask that a hold is lifted; NotFound where no such hold stands, NotAllowed where somebody asked already."""
    if reason not in set(LiftReason):
        raise BadInput("choose one", about="reason")
    asked = LiftAsked(asked_id, hold_id, acting(), LiftReason(reason), clock.now())

    def keep(connection: Connection) -> None:
        held = standing_hold(connection, database.seal, patient_id, hold_id)
        if held.asked is not None and held.asked.stands and held.asked.asked_id != asked_id:
            raise NotAllowed("somebody asked for it already: an admin of the clinic answers")
        store.add_lift_asked(connection, database.seal, patient_id, asked)

    with as_the_room():
        database.write(keep).result()


def take_lift_back(database: Database, clock: Clock, patient_id: UUID, hold_id: UUID) -> None:
    """Take back what oneself asked."""
    _answer(database, clock, patient_id, hold_id, "", is_own=True)


def refuse_to_lift(database: Database, clock: Clock, patient_id: UUID, hold_id: UUID, words: str) -> None:
    """Refuse what somebody else asked, and say why."""
    said = many_lines(words, "words", LONGEST_WORDS)
    if not said:
        raise BadInput("say in a few words why not: who asked reads it", about="words")
    _answer(database, clock, patient_id, hold_id, said, is_own=False)


def agree_to_lift(database: Database, clock: Clock, patient_id: UUID, hold_id: UUID) -> None:
    """Lift what somebody else asked to be lifted; the record names both, the audit who agreed and why it was asked."""
    by, now, deed = acting(), clock.now(), DOING.get()

    def keep(connection: Connection) -> None:
        held, asked = _waiting(connection, database, patient_id, hold_id)
        if asked.person == by:
            raise NotAllowed("another person must agree to what you asked yourself")
        named = all_names(connection)
        both = ", ".join(named.get(one, one) for one in (asked.person, by))
        store.lift_hold(connection, database.seal, held, both, now)

    with as_the_room():
        with database.read() as connection:
            _, asked = _waiting(connection, database, patient_id, hold_id)
        doing = DOING.set(replace(deed, reason=asked.reason.value) if deed else None)
        try:
            database.write(keep).result()
        finally:
            DOING.reset(doing)


def waiting_to_lift(database: Database) -> tuple[LiftWaiting, ...]:
    """Give what waits for an admin, the earliest first."""
    with as_the_room(), database.read() as connection:
        named, found = all_names(connection), store.asked_to_lift(connection, database.seal)
        whose = patients_by_id(connection, database.seal, (one.patient_id for one in found))
    return tuple(
        LiftWaiting(one.asked, whose[one.patient_id], named.get(one.asked.person, ""), one.at)
        for one in found
        if one.asked is not None
    )


def _answer(database: Database, clock: Clock, patient_id: UUID, hold_id: UUID, words: str, *, is_own: bool) -> None:
    by, now = acting(), clock.now()

    def keep(connection: Connection) -> None:
        held, asked = _waiting(connection, database, patient_id, hold_id)
        if (asked.person == by) is not is_own:
            raise NotAllowed("who asked can take it back, and another person answers it")
        store.add_lift_answer(connection, database.seal, held, by, words, now)

    with as_the_room():
        database.write(keep).result()


def _waiting(connection: Connection, database: Database, patient_id: UUID, hold_id: UUID) -> tuple[Hold, LiftAsked]:
    held = standing_hold(connection, database.seal, patient_id, hold_id)
    if held.asked is None or not held.asked.stands:
        raise NotAllowed("nobody asks for this any more")
    return held, held.asked
