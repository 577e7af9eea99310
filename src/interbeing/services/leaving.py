"""Erasing a patient for good: their keys are destroyed, their rows deleted, and no earlier backup brings them back."""

from functools import partial
from pathlib import Path
from uuid import UUID

from interbeing.domain.errors import NotAllowed, WrongKey
from interbeing.services.backup_keys import forget_in_backups
from interbeing.services.clock import Clock
from interbeing.services.retention import refuse_held
from interbeing.storage.connect import Connection, Database
from interbeing.storage.erase import come_back, erase_rows
from interbeing.storage.keys import Keys
from interbeing.storage.patients import refuse_unknown
from interbeing.storage.sessions import all_sessions_of


def erase_patient(
    database: Database, clock: Clock, keys: Keys | None, folder: Path, patient_id: UUID, passphrase: str
) -> bool:
    """Erase this patient; False when the backups' keys could not be reached and are to be written anew later.

    NotAllowed while a session of theirs is open or a hold keeps the record; WrongKey when the passphrase of the room
    is another.
    """
    with database.read() as connection:
        _refuse_kept(connection, database, patient_id)
    if keys is not None and not keys.is_passphrase(passphrase):
        raise WrongKey("that is not the passphrase of these records", about="passphrase")
    return erase_agreed(database, clock, keys, folder, patient_id)


def erase_agreed(database: Database, clock: Clock, keys: Keys | None, folder: Path, patient_id: UUID) -> bool:
    """Erase a patient whom somebody was asked about; what keeps the record is looked for in the erasing itself."""
    now = clock.now()

    def erase(connection: Connection) -> None:
        _refuse_kept(connection, database, patient_id)
        if keys is not None:
            keys.destroy(patient_id, now)  # from here on nothing that is sealed for them opens with this key file
        erase_rows(connection, patient_id, now)

    database.write(erase).result()
    database.leave_no_trace()
    return keys is None or forget_in_backups(folder, keys, now)


def replay_erasures(database: Database, clock: Clock, keys: Keys) -> int:
    """Erase again whoever came back with an earlier backup, or was half erased when the room was stopped."""
    with database.read() as connection:
        back = come_back(connection, keys.keyring.erased)
    for patient_id in back:
        _delete(database, clock, patient_id)
    return len(back)


def _refuse_kept(connection: Connection, database: Database, patient_id: UUID) -> None:
    refuse_unknown(connection, patient_id)
    refuse_held(connection, database.seal, patient_id)
    if any(session.state.is_live for session in all_sessions_of(connection, patient_id)):
        raise NotAllowed("a session of this patient is open: close it first")


def _delete(database: Database, clock: Clock, patient_id: UUID) -> None:
    database.write(partial(erase_rows, patient_id=patient_id, at=clock.now())).result()
    database.leave_no_trace()
