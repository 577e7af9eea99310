"""A patient's own view: what is kept of them, who saw it, and having something corrected."""

from dataclasses import dataclass
from typing import Final, NamedTuple
from uuid import UUID

from interbeing.domain.deed import Deed
from interbeing.domain.own_view import Correction, Holding
from interbeing.domain.patient import Patient
from interbeing.domain.person import Emergency
from interbeing.domain.typed import one_line, own_words
from interbeing.services.clock import Clock
from interbeing.storage import own_view as store
from interbeing.storage.audit import deeds_about
from interbeing.storage.connect import Connection, Database
from interbeing.storage.patients import patient_of, refuse_unknown
from interbeing.storage.people import all_names, emergencies_of
from interbeing.storage.second_wall import of_the_room
from interbeing.storage.sessions import all_sessions_of

LONGEST_WORDS: Final = 4_000
LONGEST_NAME: Final = 200


@dataclass(frozen=True, slots=True)
class OwnView:
    """What is kept of one patient, by kind, and their corrections, the newest first."""

    patient: Patient
    holdings: dict[Holding, int]
    corrections: tuple[Correction, ...]


def own_view(database: Database, patient_id: UUID) -> OwnView:
    """Say what is kept of this patient; NotFound when there is none."""
    with database.read() as connection:
        patient = patient_of(connection, database.seal, patient_id)
        corrections = store.corrections_of(connection, database.seal, patient_id)[::-1]
        with of_the_room(connection):  # they may know that notes are kept, whoever wrote them
            holdings = store.count_holdings(connection, patient_id)
        return OwnView(patient, holdings, corrections)


class Seen(NamedTuple):
    """Who saw what of a patient, the newest first; `names` says whom the audit means."""

    deeds: tuple[Deed, ...]
    emergencies: tuple[Emergency, ...]
    names: dict[str, str]


def who_saw(database: Database, patient_id: UUID) -> Seen:
    """Give every deed about this patient or a session of theirs, and every opening in an emergency."""
    with database.read() as connection:
        theirs = (session.session_id for session in all_sessions_of(connection, patient_id))
        return Seen(
            deeds_about(connection, (patient_id, *theirs))[::-1],
            emergencies_of(connection, database.seal, patient_id)[::-1],
            all_names(connection),
        )


def correct(
    database: Database, clock: Clock, correction_id: UUID, patient_id: UUID, about: Holding, text: str, by: str
) -> None:
    """Keep what is not right in the patient's words, beside what it is about; sent twice, it is kept once.

    Also once the consent to keep a record is withdrawn: a right to correct outlasts it.
    """
    words = own_words(text, LONGEST_WORDS)
    name = one_line(by, "written_by", LONGEST_NAME)
    correction = Correction(correction_id, patient_id, about, words, name, clock.now())

    def keep(connection: Connection) -> None:
        refuse_unknown(connection, patient_id)
        store.add_correction(connection, database.seal, correction)

    database.write(keep).result()
