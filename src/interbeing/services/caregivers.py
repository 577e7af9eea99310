"""Asking how a patient's feelings were once answered: each telling is a new version, and the newest feeds the model."""

from collections.abc import Callable
from typing import Final
from uuid import UUID

from interbeing.domain.caregiver import Caregiver, CaregiverHistory, Memory, with_caregiver, without_caregiver
from interbeing.domain.errors import BadInput
from interbeing.domain.typed import one_line
from interbeing.services.clock import Clock
from interbeing.services.measuring import refuse_unless_recorded
from interbeing.storage import caregivers as store
from interbeing.storage.connect import Connection, Database
from interbeing.storage.patients import refuse_unknown

LONGEST_NAME: Final = 60
MOST_CAREGIVERS: Final = 8
Changed = Callable[[tuple[Caregiver, ...]], tuple[Caregiver, ...]]


def versions_of(database: Database, patient_id: UUID) -> tuple[CaregiverHistory, ...]:
    """Give every version of a patient's history in order of entry; NotFound without the patient."""
    with database.read() as connection:
        refuse_unknown(connection, patient_id)
        return store.histories_of(connection, database.seal, patient_id)


def tell_caregiver(
    database: Database, clock: Clock, patient_id: UUID, history_id: UUID, name: str, memory: Memory
) -> None:
    """Keep what was told of one caregiver, beside the others; one of the same name is told anew.

    Sent twice under one id it is kept once. BadInput without a name or anything told.
    """
    caregiver = Caregiver(one_line(name, "caregiver", LONGEST_NAME), memory)
    if not any(row for row in memory.values()):
        raise BadInput("nothing is chosen yet: choose at least one answer that came back")

    def added(before: tuple[Caregiver, ...]) -> tuple[Caregiver, ...]:
        after = with_caregiver(before, caregiver)
        if len(after) > MOST_CAREGIVERS:
            raise BadInput("the history holds {most} caregivers: take one out first", most=MOST_CAREGIVERS)
        return after

    _keep_version(database, clock, patient_id, history_id, added)


def take_caregiver_out(database: Database, clock: Clock, patient_id: UUID, history_id: UUID, name: str) -> None:
    """Go on with a version without this caregiver; the earlier versions stay."""
    _keep_version(database, clock, patient_id, history_id, lambda before: without_caregiver(before, name))


def _keep_version(database: Database, clock: Clock, patient_id: UUID, history_id: UUID, changed: Changed) -> None:
    now = clock.now()

    def keep(connection: Connection) -> None:
        refuse_unless_recorded(connection, database.seal, patient_id)
        newest = store.newest_history(connection, database.seal, patient_id)
        after = changed(newest.caregivers if newest else ())
        store.add_history(connection, database.seal, CaregiverHistory(history_id, patient_id, after, now))

    database.write(keep).result()
