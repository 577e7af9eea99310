"""Opening the help page of a patient who is not one's own, in an emergency: with a reason, for an hour, in the open."""

from datetime import datetime, timedelta
from functools import partial
from typing import Final, NamedTuple
from uuid import UUID

from interbeing.domain.access import as_the_room
from interbeing.domain.errors import BadInput
from interbeing.domain.patient import Patient
from interbeing.domain.person import Emergency, Link
from interbeing.domain.typed import many_lines
from interbeing.services.accounts import Accounts
from interbeing.services.clock import Clock
from interbeing.storage import patients, people
from interbeing.storage.connect import Database

HOLDS_FOR: Final = timedelta(hours=1)
TOLD_FOR: Final = timedelta(days=7)  # to whoever treats the patient; to the patient always
LONGEST_REASON: Final = 500
MOST_SEARCHES: Final = 5  # in a minute: nobody leafs through a clinic's patients this way


class Told(NamedTuple):
    """One opening as it is told: by whom, and whose page it was."""

    opened: Emergency
    name: str
    patient: Patient


def open_emergency(database: Database, clock: Clock, person_id: UUID, patient_id: UUID, reason: str) -> Emergency:
    """Open what helps at once for an hour; the patient sees that it was done, by whom and why."""
    words = many_lines(reason, "reason", LONGEST_REASON)
    if not words:
        raise BadInput("say in a few words why: the patient reads it too", about="reason")
    now = clock.now()
    opened = Emergency(person_id, patient_id, words, now, now + HOLDS_FOR)
    database.write(partial(people.add_emergency, seal=database.seal, emergency=opened)).result()
    return opened


def patient_called(accounts: Accounts, person_id: UUID, pseudonym: str) -> Patient:
    """Give the patient of exactly this pseudonym, whoever treats them, capitals aside."""
    accounts.refuse_too_many((f"emergency {person_id}", MOST_SEARCHES))
    wanted = pseudonym.strip().casefold()
    with as_the_room(), accounts.database.read() as connection:
        found = patients.of_the_clinic(connection, accounts.database.seal)
    named = next((one for one in found if one.pseudonym.casefold() == wanted), None)
    if named is None:
        raise BadInput("no patient bears exactly this {about}: look at each letter", about="pseudonym")
    return named


def patient_to_open(database: Database, patient_id: UUID) -> Patient:
    """Give whose help page would be opened."""
    with as_the_room(), database.read() as connection:
        return patients.patient_of(connection, database.seal, patient_id)


def open_until(database: Database, clock: Clock, person_id: UUID, patient_id: UUID) -> datetime | None:
    """Say until when this person has opened it; None where it stands open to them anyway, or not at all."""
    now = clock.now()
    with database.read() as connection:
        found = people.emergencies_of(connection, database.seal, patient_id)
    return max((one.until for one in found if one.person_id == person_id and now < one.until), default=None)


def who_treats(database: Database, patient_id: UUID) -> tuple[str, ...]:
    """Give the names of those who treat this patient now: whom to call first."""
    with database.read() as connection:
        treating = {one.person_id for one in people.links_to(connection, patient_id) if one.link is Link.TREATS}
        return tuple(one.name for one in people.all_people(connection) if one.person_id in treating)


def opened_of_late(database: Database, clock: Clock) -> tuple[Told, ...]:
    """Give what others opened of the patients of who asks within the last week, the newest first."""
    since = clock.now() - TOLD_FOR
    with database.read() as connection:
        found = people.emergencies_since(connection, database.seal, since)
        names = people.all_names(connection)
        whose = patients.patients_by_id(connection, database.seal, (one.patient_id for one in found))
    return tuple(Told(one, names[str(one.person_id)], whose[one.patient_id]) for one in found)
