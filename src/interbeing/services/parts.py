"""What the parts of a person are called: by the patient in their own words, else by the clinic, else by us."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID, uuid4

from interbeing.services.clinic import part_words_typed
from interbeing.services.clock import Clock
from interbeing.services.measuring import refuse_unless_recorded
from interbeing.storage.clinic import clinic_of
from interbeing.storage.connect import Connection, Database
from interbeing.storage.papers import Paper, PaperKind, add_paper, papers_of
from interbeing.storage.patients import refuse_unknown
from interbeing.storage.seal import Seal

Words = Mapping[str, str]  # by part; what nobody named is left out
OURS: Final[Words] = {}


def part_words(database: Database, patient_id: UUID) -> Words:
    """Give what stands on the console: the patient's own word, else the clinic's; NotFound without the patient."""
    with database.read() as connection:
        return part_words_of(connection, database.seal, patient_id)


def part_words_of(connection: Connection, seal: Seal, patient_id: UUID) -> Words:
    """Give the same as this connection sees it."""
    refuse_unknown(connection, patient_id)
    return {**clinic_of(connection).parts, **_own(connection, seal, patient_id)}


def own_part_words(database: Database, patient_id: UUID) -> Words:
    """Give the patient's own words alone, the newest of each part."""
    with database.read() as connection:
        refuse_unknown(connection, patient_id)
        return _own(connection, database.seal, patient_id)


def name_parts(database: Database, clock: Clock, patient_id: UUID, words: Words) -> None:
    """Keep the patient's own words; an empty one goes back to the clinic's. Earlier words stay in the record."""
    kept = dict(part_words_typed(words))
    paper = Paper(uuid4(), patient_id, PaperKind.PARTS, None, clock.now(), kept)

    def keep(connection: Connection) -> None:
        refuse_unless_recorded(connection, database.seal, patient_id)
        add_paper(connection, database.seal, paper)

    database.write(keep).result()


def _own(connection: Connection, seal: Seal, patient_id: UUID) -> Words:
    found = papers_of(connection, seal, patient_id, PaperKind.PARTS)
    return {part: word for part, word in found[-1].content.items() if word} if found else OURS
