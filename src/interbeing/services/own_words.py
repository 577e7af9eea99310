"""Writing down the patient's own words, and what did harm or was too much, beside the figures."""

from typing import Final
from uuid import UUID

from interbeing.domain.own_words import About, Said
from interbeing.domain.typed import one_line, own_words
from interbeing.services.clock import Clock
from interbeing.services.measuring import refuse_unless_recorded
from interbeing.storage import own_words as store
from interbeing.storage.connect import Connection, Database
from interbeing.storage.patients import refuse_unknown

LONGEST_WORDS: Final = 2_000
LONGEST_NAME: Final = 200


def write_down(
    database: Database, clock: Clock, patient_id: UUID, said_id: UUID, about: About, text: str, written_by: str
) -> None:
    """Keep these words; sent twice under one id they are kept once. BadInput without words or a name."""
    words = own_words(text, LONGEST_WORDS)
    name = one_line(written_by, "written_by", LONGEST_NAME)
    said = Said(said_id, patient_id, about, words, name, clock.now())

    def keep(connection: Connection) -> None:
        refuse_unless_recorded(connection, database.seal, patient_id)
        store.add_said(connection, database.seal, said)

    database.write(keep).result()


def words_of(database: Database, patient_id: UUID) -> tuple[Said, ...]:
    """Give what was written down, the newest first; NotFound without the patient."""
    with database.read() as connection:
        refuse_unknown(connection, patient_id)
        return store.said_of(connection, database.seal, patient_id)[::-1]
