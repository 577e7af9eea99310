"""Only an erased patient's rows can be deleted; everybody else's are guarded as before."""

from datetime import UTC, datetime
from functools import partial

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.exc import DBAPIError

from interbeing.domain.errors import NotFound, NotSaved
from interbeing.storage.connect import Database
from interbeing.storage.erase import come_back, erase_rows
from interbeing.storage.sessions import session_of
from interbeing.storage.tables import consents, erasures, metadata, moments
from tests.rooms import log_of, open_session

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


def counts(database: Database) -> dict[str, int]:
    with database.read() as connection:
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in metadata.sorted_tables
        }


def test_everything_of_one_patient_goes_and_nothing_of_another(database: Database) -> None:
    stays = open_session(database)
    before = counts(database)
    goes = open_session(database)
    with database.read() as connection:
        patient_id = session_of(connection, goes).patient_id
    database.write(partial(erase_rows, patient_id=patient_id, at=NOW)).result()
    assert counts(database) == before | {"erasures": 1}
    assert log_of(database, stays)
    with pytest.raises(NotFound):
        log_of(database, goes)
    with database.read() as connection:
        assert come_back(connection, [patient_id]) == ()


@pytest.mark.parametrize("table", [moments, consents])
def test_without_an_erasure_nothing_can_be_deleted(database: Database, table) -> None:
    open_session(database)
    with pytest.raises((DBAPIError, NotSaved)):
        database.write(lambda connection: connection.execute(delete(table))).result()
    assert counts(database)[table.name] > 0


def test_that_somebody_was_erased_cannot_be_taken_back(database: Database) -> None:
    session_id = open_session(database)
    with database.read() as connection:
        patient_id = session_of(connection, session_id).patient_id
    for _ in range(2):
        database.write(partial(erase_rows, patient_id=patient_id, at=NOW)).result()
    with pytest.raises((DBAPIError, NotSaved)):
        database.write(lambda connection: connection.execute(delete(erasures))).result()
    assert counts(database)["patients"] == 0
