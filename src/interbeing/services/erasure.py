"""Erasing a patient on a clinic's server: one person asks, an admin agrees or refuses, and never the one who asked."""

from dataclasses import replace
from pathlib import Path
from typing import Final, NamedTuple
from uuid import UUID

from interbeing.domain.access import as_the_room
from interbeing.domain.deed import DOING, acting
from interbeing.domain.erasure import ErasureAsked, ErasureReason
from interbeing.domain.errors import BadInput, NotAllowed
from interbeing.domain.patient import Patient
from interbeing.domain.typed import many_lines
from interbeing.services.clock import Clock
from interbeing.services.leaving import erase_agreed
from interbeing.services.retention import is_held, refuse_held
from interbeing.storage import erasure as store
from interbeing.storage import patients
from interbeing.storage.connect import Connection, Database
from interbeing.storage.keys import Keys
from interbeing.storage.people import all_names

LONGEST_WORDS: Final = 500


class Waiting(NamedTuple):
    """What waits for an admin: of whom, who asked, and whether a hold keeps the record."""

    asked: ErasureAsked
    patient: Patient
    name: str
    is_held: bool


def ask_erasure(database: Database, clock: Clock, asked_id: UUID, patient_id: UUID, reason: str) -> None:
    """Ask that this patient is erased; NotAllowed while a hold keeps the record or somebody asked already."""
    if reason not in set(ErasureReason):
        raise BadInput("choose one", about="reason")
    asked = ErasureAsked(asked_id, patient_id, acting(), ErasureReason(reason), clock.now())

    def keep(connection: Connection) -> None:
        patients.refuse_unknown(connection, patient_id)
        refuse_held(connection, database.seal, patient_id)
        before = store.newest_asked(connection, database.seal, patient_id)
        if before is not None and before.stands and before.asked_id != asked_id:
            raise NotAllowed("somebody asked for it already: an admin of the clinic answers")
        store.add_asked(connection, database.seal, asked)

    with as_the_room():
        database.write(keep).result()


def take_back(database: Database, clock: Clock, patient_id: UUID) -> None:
    """Take back what oneself asked."""
    _answer(database, clock, patient_id, "", is_own=True)


def refuse(database: Database, clock: Clock, patient_id: UUID, words: str) -> None:
    """Refuse what somebody else asked, and say why."""
    said = many_lines(words, "words", LONGEST_WORDS)
    if not said:
        raise BadInput("say in a few words why not: who asked reads it", about="words")
    _answer(database, clock, patient_id, said, is_own=False)


def agree(database: Database, clock: Clock, keys: Keys | None, folder: Path, patient_id: UUID) -> None:
    """Erase what somebody else asked to be erased; the audit keeps who asked, who agreed, and why."""
    deed = DOING.get()
    with as_the_room():
        with database.read() as connection:
            asked = _waiting(connection, database, patient_id)
        if asked.person == acting():
            raise NotAllowed("another person must agree to what you asked yourself")
        doing = DOING.set(replace(deed, reason=asked.reason.value) if deed else None)
        try:
            erase_agreed(database, clock, keys, folder, patient_id)
        finally:
            DOING.reset(doing)


def asked_of(database: Database, patient_id: UUID) -> ErasureAsked | None:
    """Give what was asked last of this patient, None where nobody ever asked."""
    with as_the_room(), database.read() as connection:
        return store.newest_asked(connection, database.seal, patient_id)


def waiting(database: Database) -> tuple[Waiting, ...]:
    """Give what waits for an admin, the earliest first."""
    with as_the_room(), database.read() as connection:
        named = all_names(connection)
        found = store.all_waiting(connection, database.seal)
        whose = patients.patients_by_id(connection, database.seal, (one.patient_id for one in found))
        held = {one.patient_id for one in found if is_held(connection, database.seal, one.patient_id)}
    return tuple(
        Waiting(one, whose[one.patient_id], named.get(one.person, ""), one.patient_id in held) for one in found
    )


def names(database: Database) -> dict[str, str]:
    """Give whom the audit means."""
    with as_the_room(), database.read() as connection:
        return all_names(connection)


def _answer(database: Database, clock: Clock, patient_id: UUID, words: str, *, is_own: bool) -> None:
    by, now = acting(), clock.now()

    def keep(connection: Connection) -> None:
        asked = _waiting(connection, database, patient_id)
        if (asked.person == by) is not is_own:
            raise NotAllowed("who asked can take it back, and another person answers it")
        store.add_answer(connection, database.seal, asked, by, words, now)

    with as_the_room():
        database.write(keep).result()


def _waiting(connection: Connection, database: Database, patient_id: UUID) -> ErasureAsked:
    asked = store.newest_asked(connection, database.seal, patient_id)
    if asked is None or not asked.stands:
        raise NotAllowed("nobody asks for this any more")
    return asked
