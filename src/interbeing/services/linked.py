"""Who treats or supervises a patient: the patient always reads it, and whoever treats them is told of a new one."""

from datetime import timedelta
from typing import Final, NamedTuple
from uuid import UUID

from interbeing.domain.patient import Patient
from interbeing.domain.person import Assignment
from interbeing.services.clock import Clock
from interbeing.storage import patients, people
from interbeing.storage.connect import Database

TOLD_FOR: Final = timedelta(days=7)


class Linked(NamedTuple):
    """A link, who it is, and to whom."""

    link: Assignment
    name: str
    patient: Patient


def linked_to(database: Database, patient_id: UUID) -> tuple[Linked, ...]:
    """Give who treats or supervises this patient now, in the order in which they came."""
    with database.read() as connection:
        patient = patients.patient_of(connection, database.seal, patient_id)
        names = people.all_names(connection)
        return tuple(Linked(one, names[str(one.person_id)], patient) for one in people.links_to(connection, patient_id))


def linked_of_late(database: Database, clock: Clock, person_id: UUID | None) -> tuple[Linked, ...]:
    """Give who else was linked to the patients of this person within a week, the newest first."""
    if person_id is None:
        return ()
    with database.read() as connection:
        since = clock.now() - TOLD_FOR
        found = [one for one in people.links_since(connection, since) if one.person_id != person_id]
        names = people.all_names(connection)
        whose = patients.patients_by_id(connection, database.seal, (one.patient_id for one in found))
    return tuple(Linked(one, names[str(one.person_id)], whose[one.patient_id]) for one in found)
