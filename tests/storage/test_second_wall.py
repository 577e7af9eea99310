"""On PostgreSQL nobody's rows are there but those of whom the transaction looks for."""

from functools import partial
from uuid import UUID, uuid4

import psycopg
import pytest
from sqlalchemy import func, select, text

from interbeing.domain.access import acting_as
from interbeing.domain.errors import CannotStart
from interbeing.storage.connect import Database, open_postgres
from interbeing.storage.patients import add_patient, all_patients
from interbeing.storage.tables import moments, patients
from tests.rooms import a_moment, open_session
from tests.storage.test_moments import keep
from tests.storage.test_people import a_patient

pytestmark = pytest.mark.postgres


@pytest.fixture
def database(postgres_url: str):
    opened = open_postgres(postgres_url)
    keep(opened, a_moment(open_session(opened)))
    yield opened
    opened.close()


def rows(database: Database, person_id: UUID | None) -> tuple[int, int]:
    """How many patients and moments this person finds there."""
    with acting_as(person_id), database.read() as connection:
        asked = (select(func.count()).select_from(table) for table in (patients, moments))
        found = [connection.execute(one).scalar_one() for one in asked]
    return found[0], found[1]


def test_the_room_finds_all_and_somebody_of_whom_nobody_knows_finds_nothing(database: Database) -> None:
    assert rows(database, None) == (1, 2)
    assert rows(database, uuid4()) == (0, 0)


def test_a_transaction_that_says_nothing_finds_nothing(database: Database) -> None:
    with database._reading.connect() as connection:
        assert connection.execute(select(func.count()).select_from(patients)).scalar_one() == 0


def test_what_one_transaction_said_is_forgotten_by_the_next_on_the_same_connection(database: Database) -> None:
    for _ in range(8):
        assert rows(database, None) == (1, 2)
        assert rows(database, uuid4()) == (0, 0)


def test_work_of_two_people_in_one_commit_is_done_for_each_alone(database: Database) -> None:
    def count(connection) -> int:
        return len(all_patients(connection, database.seal))

    with acting_as(uuid4()):
        theirs = [database.write(count) for _ in range(20)]
    ours = [database.write(count) for _ in range(20)]
    assert {one.result() for one in theirs} == {0}
    assert {one.result() for one in ours} == {1}


def test_nobody_adds_a_row_that_they_could_not_see(database: Database) -> None:
    with acting_as(uuid4()), pytest.raises(Exception, match="not saved"):
        database.write(partial(add_patient, seal=database.seal, patient=a_patient("Wren"))).result()


def test_the_room_works_in_a_role_that_owns_nothing_and_that_no_policy_stands_aside_for(database: Database) -> None:
    asked = text("SELECT current_user, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
    owned = text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user")
    with database.read() as connection:
        assert tuple(connection.execute(asked).one()) == ("interbeing_room", False)
        assert connection.execute(owned).scalar_one() == 0


def test_a_role_that_would_be_let_past_the_wall_is_refused(postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as owner:
        owner.execute("ALTER ROLE interbeing_room BYPASSRLS")
        owner.commit()
        try:
            with pytest.raises(CannotStart, match="row-level security"):
                open_postgres(postgres_url)
        finally:
            owner.execute("ALTER ROLE interbeing_room NOBYPASSRLS")
            owner.commit()
