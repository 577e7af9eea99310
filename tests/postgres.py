"""A PostgreSQL of the tests' own: started once, stopped afterwards, and an empty database for each test.

INTERBEING_TEST_POSTGRES (a postgresql:// address whose user may create databases) is used instead where it is given.
"""

import os
import pwd
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
import pytest

from interbeing.storage.connect import open_postgres

TEMPLATE = "interbeing_template"
NUMBERS = count()


def _programs() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    return found[-1].parent if found else None


def _become() -> tuple[str, ...]:
    """PostgreSQL refuses to run as root: become the user that Debian's package made for it."""
    return ("runuser", "-u", "postgres", "--") if os.getuid() == 0 else ()


def _as_postgres(*command: str) -> None:
    done = subprocess.run((*_become(), *command), capture_output=True, text=True, check=False, cwd="/")
    assert done.returncode == 0, f"{' '.join(command)}: {done.stdout}{done.stderr}"


class Server:
    """A PostgreSQL of the tests' own that can be stopped in any way and started again, always at one address."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self._programs, self._folder, self._data = programs, folder, f"{folder}/data"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.address = f"postgresql://postgres@127.0.0.1:{self.port}"
        made = ("-N", "-D", self._data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C")
        _as_postgres(str(programs / "initdb"), *made)

    def start(self, *settings: str) -> None:
        given = " ".join(f"-c {one}" for one in ("listen_addresses=127.0.0.1", "max_connections=60", *settings))
        options = f"-p {self.port} -k {self._folder} {given}"
        self._control("-o", options, "-l", f"{self._folder}/log", "-w", "start")

    def stop(self, mode: str) -> None:
        self._control("-m", mode, "-w", "stop")

    def processes(self) -> list[int]:
        """Every process of the server, the one that starts the others first."""
        first = Path(self._data, "postmaster.pid").read_text(encoding="utf-8").split()[0]
        children = Path(f"/proc/{first}/task/{first}/children").read_text(encoding="utf-8").split()
        return [int(process) for process in (first, *children)]

    def _control(self, *words: str) -> None:
        _as_postgres(str(self._programs / "pg_ctl"), "-D", self._data, *words)


@contextmanager
def own_server(*settings: str) -> Iterator[Server]:
    """A server of its own, for a test that stops it."""
    programs = _programs()
    assert programs is not None, "no PostgreSQL here: run scripts/system.sh"
    folder = Path(tempfile.mkdtemp(prefix="interbeing-postgres-"))
    if os.getuid() == 0:
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    with _stopping_when_we_end(programs, folder):
        server = Server(programs, folder)
        server.start(*settings)
        yield server


@contextmanager
def _stopping_when_we_end(programs: Path, folder: Path) -> Iterator[None]:
    """Stop the server and remove its folder when the block ends, or when this process dies, however it dies."""
    stop = f"cat >/dev/null; '{programs}/pg_ctl' -D '{folder}/data' -m fast -w stop >/dev/null 2>&1; rm -rf '{folder}'"
    command = (*_become(), "sh", "-c", stop)  # its standard input ends when we do
    keeper = subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True, cwd="/")
    try:
        yield
    finally:
        keeper.communicate(timeout=60)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of the server, without a database; our tables stand ready in a template."""
    given, programs = os.environ.get("INTERBEING_TEST_POSTGRES"), _programs()
    if given:
        yield _with_template(given.rsplit("/", 1)[0] if given.count("/") > 2 else given)
    elif programs is None:
        assert not os.environ.get("CI"), "no PostgreSQL on CI: run scripts/system.sh"
        pytest.skip("no initdb in /usr/lib/postgresql: run scripts/system.sh to install PostgreSQL")
    else:
        with own_server() as server:
            yield _with_template(server.address)


def _with_template(address: str) -> str:
    _run(address, f"DROP DATABASE IF EXISTS {TEMPLATE}", f"CREATE DATABASE {TEMPLATE}")
    open_postgres(f"{address}/{TEMPLATE}").close()
    return address


@contextmanager
def empty_database(address: str) -> Iterator[str]:
    """A database with our tables and nothing in them, dropped afterwards."""
    name = f"interbeing_test_{os.getpid()}_{next(NUMBERS)}"
    _run(address, f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    try:
        yield f"{address}/{name}"
    finally:
        _run(address, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def postgres_url(postgres: str) -> Iterator[str]:
    with empty_database(postgres) as url:
        yield url


def _run(address: str, *statements: str) -> None:
    with psycopg.connect(f"{address}/postgres", autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)
