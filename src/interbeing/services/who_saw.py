"""Who saw or changed what belongs to a patient, and when: for the patient to read."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from interbeing.domain.person import Person
from interbeing.storage import audit, people
from interbeing.storage.connect import Database
from interbeing.storage.sessions import all_sessions_of

EMERGENCY: Final = "opened in an emergency"


@dataclass(frozen=True, slots=True)
class Seen:
    """One look that somebody had at what belongs to a patient; `reason` where it was in an emergency."""

    at: datetime
    who: str
    role: str
    action: str
    reason: str = ""


def who_saw(database: Database, patient_id: UUID) -> tuple[Seen, ...]:
    """Give who saw or changed what belongs to a patient and when, the newest first: for the patient to read."""
    with database.read() as connection:
        ids = {str(patient_id), *(str(one.session_id) for one in all_sessions_of(connection, patient_id))}
        known = {str(one.person_id): one for one in people.all_people(connection)}
        deeds = audit.deeds_about(connection, ids)
        opened = people.emergencies_of(connection, patient_id)
    seen = [Seen(one.at, _name(known, one.actor), _role(known, one.actor), one.action) for one in deeds]
    for one in opened:
        actor = str(one.person_id)
        seen.append(Seen(one.opened_at, _name(known, actor), _role(known, actor), EMERGENCY, one.reason))
    return tuple(sorted(seen, key=lambda one: one.at, reverse=True))


def _name(known: dict[str, Person], actor: str) -> str:
    return known[actor].name if actor in known else actor


def _role(known: dict[str, Person], actor: str) -> str:
    return known[actor].role.value if actor in known else ""
