"""Writing what we saw together, and choosing, each on their own, that it is shown."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from interbeing.domain.errors import NotAllowed
from interbeing.domain.patient import Patient
from interbeing.domain.together import Chooser, Together, is_shown
from interbeing.domain.typed import one_line, own_words
from interbeing.services.clock import Clock
from interbeing.services.measuring import refuse_unless_recorded
from interbeing.storage import together as store
from interbeing.storage.connect import Connection, Database
from interbeing.storage.patients import patient_of

LONGEST_TEXT: Final = 4_000
LONGEST_NAME: Final = 200


@dataclass(frozen=True, slots=True)
class Standing:
    """The version that stands, if any, and who chose that it is shown."""

    patient: Patient
    page: Together | None
    chosen: frozenset[Chooser]

    @property
    def is_shown(self) -> bool:
        """Whether it may be seen: it is written, and both chose."""
        return self.page is not None and is_shown(self.chosen)


def standing_of(database: Database, patient_id: UUID) -> Standing:
    """Say how it stands; NotFound without the patient."""
    with database.read() as connection:
        patient = patient_of(connection, database.seal, patient_id)
        page = store.newest_version(connection, database.seal, patient_id)
        return Standing(patient, page, store.chosen_for(connection, database.seal, page) if page else frozenset())


def shown_page(database: Database, patient_id: UUID) -> Standing:
    """Give the page to be seen; NotAllowed until both chose that it is."""
    standing = standing_of(database, patient_id)
    if not standing.is_shown:
        raise NotAllowed("this page is shown once it is written and therapist and patient both choose so")
    return standing


def write_page(database: Database, clock: Clock, patient_id: UUID, page_id: UUID, text: str, by: str) -> None:
    """Keep these words as the version that stands; choices of earlier versions do not count for it."""
    words = own_words(text, LONGEST_TEXT)
    page = Together(page_id, patient_id, words, one_line(by, "written_by", LONGEST_NAME), clock.now())

    def keep(connection: Connection) -> None:
        refuse_unless_recorded(connection, database.seal, patient_id)
        store.add_version(connection, database.seal, page)

    database.write(keep).result()


def choose(database: Database, clock: Clock, patient_id: UUID, page_id: UUID, chooser: Chooser, *, shows: bool) -> None:
    """Keep the choice of one of the two about this version; NotAllowed when another stands by now."""

    def keep(connection: Connection) -> None:
        refuse_unless_recorded(connection, database.seal, patient_id)
        page = store.newest_version(connection, database.seal, patient_id)
        if page is None or page.page_id != page_id:
            raise NotAllowed("the page was written anew since: read it first, then choose")
        store.add_choice(connection, database.seal, page, chooser, clock.now(), shows=shows)

    database.write(keep).result()
