"""The therapist's own words after a session: every save is a new version, and the last one is signed."""

from typing import Final
from uuid import UUID

from interbeing.domain.access import as_the_room
from interbeing.domain.deed import acting
from interbeing.domain.errors import BadInput, NotAllowed
from interbeing.domain.session import WriteUp
from interbeing.domain.typed import many_lines
from interbeing.services.clock import Clock
from interbeing.storage.connect import Connection, Database
from interbeing.storage.notes import is_shared, share_notes
from interbeing.storage.sessions import add_write_up, newest_write_up, session_of

LONGEST_TEXT: Final = 20_000


def read_write_up(database: Database, session_id: UUID) -> WriteUp | None:
    """Give the newest version, None when nothing was written yet; NotFound when there is no such session."""
    with database.read() as connection:
        session_of(connection, session_id)
        return newest_write_up(connection, database.seal, session_id)


def share_write_up(database: Database, clock: Clock, session_id: UUID, *, shares: bool) -> None:
    """Let who supervises read it from now on, as far as the patient agreed to supervision; or not any more."""
    by, now = acting(), clock.now()

    def keep(connection: Connection) -> None:
        share_notes(connection, database.seal, session_id, shares=shares, by=by, at=now)

    database.write(keep).result()


def is_write_up_shared(database: Database, session_id: UUID) -> bool:
    """Say whether who wrote it shares it now."""
    with as_the_room(), database.read() as connection:
        return is_shared(connection, database.seal, session_id)


def shared_write_up(database: Database, session_id: UUID) -> WriteUp | None:
    """Give what its author shares, None where nothing is shared; who asks may supervise the patient, says the table."""
    with as_the_room(), database.read() as connection:
        if not is_shared(connection, database.seal, session_id):
            return None
        return newest_write_up(connection, database.seal, session_id)


def save_write_up(
    database: Database, clock: Clock, session_id: UUID, text: str, *, after_version: int, signs: bool
) -> WriteUp:
    """Keep these words as the next version and give it; the same words again keep nothing new.

    `after_version` is the version that the writer began from (0: none). NotAllowed when another window wrote since:
    neither text is lost, and the writer decides. Signing an empty text is BadInput.
    """
    words = many_lines(text, "write-up", LONGEST_TEXT)
    if signs and not words:
        raise BadInput("the {about} is still empty: write a line before you sign it", about="write-up")

    author = acting()

    def keep(connection: Connection) -> WriteUp:
        session_of(connection, session_id)
        newest = newest_write_up(connection, database.seal, session_id)
        if newest and newest.text == words and (newest.is_signed or not signs):
            return newest
        version = newest.version if newest else 0
        if version != after_version:
            raise NotAllowed("another window has kept version {version} of this write-up since", version=version)
        kept = WriteUp(session_id, version + 1, words, clock.now(), signs)
        add_write_up(connection, database.seal, kept, author)
        return kept

    return database.write(keep).result()
