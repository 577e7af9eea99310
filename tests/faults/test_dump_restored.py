"""F15 for a clinic: a dump of its PostgreSQL, put back where there was nothing, is the same record behind its wall."""

import os
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from interbeing.settings import Settings
from interbeing.storage.patients import all_patients
from interbeing.wiring import Room, open_room
from tests.clinic import a_clinic
from tests.faults.counts import only_long
from tests.postgres import Server, own_server
from tests.rooms import log_of, open_session

pytestmark = [pytest.mark.fault, pytest.mark.postgres]
MAKE = Path(__file__).parents[2] / "docs" / "clinic-server" / "make-database.sql"
WORDS = ("owner_word=o", "room_word=r", "backup_word=b")


def address(server: Server, role: str, word: str) -> str:
    return f"postgresql://interbeing_{role}:{word}@127.0.0.1:{server.port}/interbeing"


def told(*command: str, **environment: str) -> bytes:
    done = subprocess.run(command, capture_output=True, check=False, env=os.environ | environment)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def made(server: Server) -> None:
    """Make the roles and the empty database as the guide says."""
    words = (part for word in WORDS for part in ("-v", word))
    told("psql", "-q", "-v", "ON_ERROR_STOP=1", *words, "-f", str(MAKE), f"{server.address}/postgres")


def opened(server: Server, folder: Path) -> Room:
    url = address(server, "room", "r")
    return open_room(Settings(folder, database_url=url, has_mind=False, has_accounts=True))


def every_row(server: Server) -> dict[str, list[str]]:
    """Every table, row for row, as who may read all sees it."""
    with psycopg.connect(address(server, "backup", "b")) as line:
        names = line.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1").fetchall()
        return {name: sorted(str(row) for row in line.execute(f'SELECT * FROM "{name}"')) for (name,) in names}


@only_long("two PostgreSQL are made and one is dumped")
def test_a_dump_put_back_into_an_empty_server_is_the_same_record_behind_the_same_wall(tmp_path: Path) -> None:
    with own_server() as server, own_server() as other:
        made(server)
        migrate = [sys.executable, "-m", "interbeing", "migrate"]
        told(*migrate, INTERBEING_DATABASE=address(server, "owner", "o"), INTERBEING_FOLDER=str(tmp_path / "a"))
        room = opened(server, tmp_path / "a")
        a_clinic(room)
        sessions: list[UUID] = [open_session(room.database) for _ in range(3)]
        logs = [log_of(room.database, one) for one in sessions]
        room.close()
        before = every_row(server)
        dump = tmp_path / "clinic.dump"
        told("pg_dump", "-Fc", "-f", str(dump), address(server, "backup", "b"))
        made(other)
        told("pg_restore", "--exit-on-error", "-d", address(other, "owner", "o"), "--no-owner", str(dump))
        assert {name: rows for name, rows in every_row(other).items() if rows} == {
            name: rows for name, rows in before.items() if rows
        }
        again = opened(other, tmp_path / "b")
        assert [log_of(again.database, one) for one in sessions] == logs
        with again.database.read() as connection:
            assert len(all_patients(connection, again.database.seal)) == 8
        again.close()
        with psycopg.connect(address(other, "room", "r")) as line:
            assert line.execute("SELECT count(*) FROM patients").fetchone() == (0,), "who says nothing sees nothing"
