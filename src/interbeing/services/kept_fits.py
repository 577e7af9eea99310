"""Keeps a patient's fit, and shows it again for as long as everything that it was made from stands."""

import hashlib
from uuid import UUID

from interbeing.storage.caregivers import newest_history
from interbeing.storage.clinic import clinic_of
from interbeing.storage.connect import Connection, Database
from interbeing.storage.fits import KeptFit, add_fit, ends_of_logs, fit_from


def made_from(database: Database, patient_id: UUID) -> str:
    """Name all that a fit is made from: every mark, the caregiver history, the clinic's gap, the model's own text."""
    with database.read() as connection:
        return _made_from(connection, database, patient_id)


def keep_fit(database: Database, patient_id: UUID, name: str, kept: KeptFit) -> None:
    """Keep a fit that was made from what bears this name, unless something of that changed meanwhile."""

    def keep(connection: Connection) -> None:
        if _made_from(connection, database, patient_id) == name:
            add_fit(connection, database.seal, patient_id, name, kept)

    database.write(keep).result()


def kept_fit(database: Database, patient_id: UUID) -> KeptFit | None:
    """Give the fit that still stands, None when there is none."""
    with database.read() as connection:
        return fit_from(connection, database.seal, patient_id, _made_from(connection, database, patient_id))


def _made_from(connection: Connection, database: Database, patient_id: UUID) -> str:
    from interbeing.model.sources import model_name  # no room needs the model's text before a fit is looked at

    history = newest_history(connection, database.seal, patient_id)
    gap_s = clinic_of(connection).limits.exchange_gap_s
    told = (model_name(), gap_s, history and str(history.history_id), ends_of_logs(connection, patient_id))
    return hashlib.sha256(repr(told).encode()).hexdigest()
