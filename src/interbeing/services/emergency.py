"""Opening the help page of a patient who is not one's own, in an emergency: with a reason, for an hour, in the open."""

from datetime import timedelta
from functools import partial
from typing import Final
from uuid import UUID

from interbeing.domain.errors import BadInput
from interbeing.domain.person import Emergency
from interbeing.domain.typed import many_lines
from interbeing.services.clock import Clock
from interbeing.storage import people
from interbeing.storage.connect import Database

HOLDS_FOR: Final = timedelta(hours=1)
LONGEST_REASON: Final = 500


def open_emergency(database: Database, clock: Clock, person_id: UUID, patient_id: UUID, reason: str) -> Emergency:
    """Open what helps at once for an hour; the patient sees that it was done, by whom and why."""
    words = many_lines(reason, "reason", LONGEST_REASON)
    if not words:
        raise BadInput("say in a few words why: the patient reads it too", about="reason")
    now = clock.now()
    opened = Emergency(person_id, patient_id, words, now, now + HOLDS_FOR)
    database.write(partial(people.add_emergency, seal=database.seal, emergency=opened)).result()
    return opened
