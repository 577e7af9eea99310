"""Opens the record: an SQLite file on this computer, or a clinic's PostgreSQL."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final, TypeVar
from uuid import UUID

import sqlcipher3.dbapi2 as sqlite
from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import InterfaceError, OperationalError, ProgrammingError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from interbeing.domain.access import ACTING
from interbeing.domain.deed import DOING, Deed
from interbeing.domain.errors import CannotStart, InterbeingError, OutOfReach
from interbeing.storage.keys import Keys
from interbeing.storage.place import refuse_synced
from interbeing.storage.schema import bring_up_to_date
from interbeing.storage.seal import ClearSeal, PatientSeal, Seal
from interbeing.storage.second_wall import AS_ROLE, look_for, refuse_without_wall
from interbeing.storage.sqlite_file import FILE_NAME, first_line, fitting_key, sqlite_engine, why_not_opened
from interbeing.storage.writer import Writer

__all__ = ["FILE_NAME", "Connection", "Database", "open_file", "open_postgres"]

T = TypeVar("T")
OLDEST_SQLITE: Final = (3, 51, 3)  # earlier ones can corrupt a database when its write-ahead log is reset
READERS: Final = 4
# A clinic's server keeps its own settings for others; what is said to be saved here is on its disk, and no room that
# hangs in the middle of a write holds up another one for longer than this.
POSTGRES_OPTIONS: Final = "-c synchronous_commit=on -c lock_timeout=10s -c idle_in_transaction_session_timeout=30s"
LINE: Final = "SELECT inet_server_addr()::text, ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
PROVED: Final = frozenset({"verify-ca", "verify-full"})  # libpq looks at the server's certificate with these alone
WAIT_FOR_THE_HAND: Final = f"SELECT pg_advisory_xact_lock({0x696E746572626E67})"  # any number that is ours alone


class Database:
    """An open record: many may read at once, one hand writes."""

    def __init__(self, writing: Engine, reading: Engine, seal: Seal, lock: FileLock | None = None) -> None:
        """Take over both engines and the lock; use `open_file` or `open_postgres`."""
        self.seal, self.is_for_real = seal, True
        self._writing, self._reading, self._lock = writing, reading, lock
        self._writer = Writer(writing)

    def write(self, do: Callable[[Connection], T]) -> "Future[T]":
        """Do this work in a transaction; the answer comes once it is durable (see `Writer.submit`).

        What is being done on somebody's asking is noted in the same transaction, which sees no more than they may.
        """
        deed, acting = DOING.get(), ACTING.get()
        return self._writer.submit(lambda connection: _done_for(connection, acting, do, deed))

    def write_aside(self, do: Callable[[Connection], object]) -> None:
        """Do this work when there is time, and let it fail: nobody asked for it, and it can be made again."""
        with suppress(InterbeingError):
            self._writer.submit(lambda connection: _done_for(connection, None, do, None))

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Look at one consistent state of the record; OutOfReach when its disk or server does not answer."""
        try:
            with self._reading.connect() as connection:
                look_for(connection, ACTING.get())
                yield connection
        except (OperationalError, InterfaceError) as problem:
            raise OutOfReach("the record cannot be read just now: what was saved stays saved; try again") from problem

    def leave_no_trace(self) -> None:
        """Let what was just deleted go from SQLite's write-ahead log too, as far as nobody reads it at this moment."""
        if self._writing.dialect.name != "sqlite":
            return  # PostgreSQL's own log is the clinic's to keep
        raw = self._reading.raw_connection()
        try:
            raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        finally:
            raw.close()

    def close(self) -> None:
        """Finish what waits and let go of the file."""
        try:
            self._writer.close()
            self._writing.dispose()
            self._reading.dispose()
        finally:
            if self._lock:
                self._lock.release()


def _done_for(connection: Connection, acting: UUID | None, do: Callable[[Connection], T], deed: Deed | None) -> T:
    from interbeing.storage.audit import note  # it reads tables through a connection from here

    look_for(connection, acting)
    done = do(connection)
    if deed is not None:
        note(connection, deed)
    return done


def open_file(
    folder: Path, seal: Seal | None = None, synchronous: str = "FULL", *, keys: Keys | None = None
) -> Database:
    """Open the record in this folder, making it if need be; with keys, the file and what it holds are encrypted.

    Raises CannotStart when SQLite is too old, the folder is synchronised or cannot be written, or another room has it.
    `synchronous` is FULL everywhere but in the tests that show why.
    """
    refuse_old_sqlite(sqlite.sqlite_version_info)
    refuse_synced(folder)
    lock = locked(folder)
    path = folder / FILE_NAME
    try:
        if keys:
            keys.read_again()
            from interbeing.storage.anew import seal_clear_record  # it writes logs, which know a connection from here

            seal_clear_record(folder, keys)
        key = fitting_key(path, keys)
        seal = seal or (PatientSeal(keys) if keys else ClearSeal())
        writing = _up_to_date(path, sqlite_engine(path, key, "BEGIN IMMEDIATE", synchronous, pool_size=1), seal)
        if keys:
            keys.remember_sealed()
    except InterbeingError:
        lock.release()
        raise
    reading = sqlite_engine(path, key, "BEGIN", synchronous, pool_size=READERS)
    return Database(writing, reading, seal, lock)


def open_postgres(url: str, seal: Seal | None = None) -> Database:
    """Open a clinic's PostgreSQL at `url` (postgresql://…). CannotStart when it cannot be reached or does not sync.

    Several rooms may have it open: while one writes, the others wait, so that each sees what was kept before it writes.
    """
    address = url.replace("postgresql://", "postgresql+psycopg://", 1)
    seal = seal or ClearSeal()
    _bring_up_to_date(address, seal)
    writing = _postgres_engine(address)
    try:
        refuse_unsynced(writing)
        refuse_without_wall(writing)
    except (SQLAlchemyError, CannotStart) as problem:
        writing.dispose()
        if isinstance(problem, CannotStart):
            raise
        raise CannotStart(f"PostgreSQL cannot be opened ({first_line(problem)}). Is it running?") from problem
    reading = create_engine(
        address,
        pool_size=READERS,
        isolation_level="REPEATABLE READ",  # one state for all of a read
        hide_parameters=True,
        pool_pre_ping=True,
        connect_args={"options": AS_ROLE},
    )
    return Database(writing, reading, seal)


def refuse_old_sqlite(version: tuple[int, ...]) -> None:
    """Raise CannotStart for an SQLite that can lose records."""
    if version < OLDEST_SQLITE:
        found, needed = ".".join(map(str, version)), ".".join(map(str, OLDEST_SQLITE))
        raise CannotStart(f"SQLite {found} can corrupt records; at least {needed} is needed. Run the set-up again.")


def refuse_unsynced(engine: Engine) -> None:
    """Raise CannotStart for a PostgreSQL that says it is durable before it is."""
    with engine.connect() as connection:
        if connection.exec_driver_sql("SHOW fsync").scalar_one() == "off":
            raise CannotStart("This PostgreSQL runs with fsync off and can lose records: set it on in its settings.")


def refuse_open_line(engine: Engine) -> None:
    """Raise CannotStart for a PostgreSQL on another computer whose line is not encrypted or whose name not proved."""
    with engine.connect() as connection:
        address, is_encrypted = connection.exec_driver_sql(LINE).one()
        is_proved = asked_of_line(connection) in PROVED
    if is_in_the_open(address, is_encrypted=is_encrypted, is_proved=is_proved):
        raise CannotStart(
            "This PostgreSQL is on another computer and the line is not encrypted, or it need not prove who it is: "
            "add ?sslmode=verify-full&sslrootcert=… to INTERBEING_DATABASE."
        )


def asked_of_line(connection: Connection) -> str:
    """Give how the line is wanted (`sslmode`), from the address or from what surrounds the program."""
    raw: Any = connection.connection.driver_connection
    return str(raw.info.get_parameters().get("sslmode", ""))


def is_in_the_open(address: str | None, *, is_encrypted: bool, is_proved: bool) -> bool:
    """Say whether this line can be read on its way; a socket of this computer has no address."""
    return not ((is_encrypted and is_proved) or address is None or ip_address(address.partition("/")[0]).is_loopback)


def _up_to_date(path: Path, writing: Engine, seal: Seal) -> Engine:
    try:
        bring_up_to_date(writing, seal)
    except SQLAlchemyError as problem:
        writing.dispose()
        raise CannotStart(why_not_opened(path, problem)) from problem
    except CannotStart:
        writing.dispose()
        raise
    return writing


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Have this folder for ourselves until the block ends; CannotStart when another room has it."""
    lock = locked(folder)
    try:
        yield
    finally:
        lock.release()


def locked(folder: Path) -> FileLock:
    """Take this folder for ourselves, until the lock is let go; CannotStart when another room has it."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # for this user alone
        lock = FileLock(folder / "room.lock", thread_local=False)  # the door opens in one thread and locks in another
        lock.acquire(timeout=0)
    except Timeout as problem:
        raise CannotStart(f"Another Interbeing already has {folder} open. Close it first.") from problem
    except OSError as problem:
        raise CannotStart(
            f"{folder} cannot be written ({problem.strerror}). Choose another INTERBEING_FOLDER."
        ) from problem
    return lock


def _bring_up_to_date(address: str, seal: Seal) -> None:
    """Run what migrations are missing, as whoever owns the tables; the room itself owns none."""
    owner = create_engine(address, poolclass=NullPool, hide_parameters=True)
    event.listen(owner, "begin", lambda connection: connection.exec_driver_sql(WAIT_FOR_THE_HAND))
    try:
        refuse_open_line(owner)
        bring_up_to_date(owner, seal)
    except ProgrammingError as problem:
        message = f"the tables are not of this version, and this role may not change them ({first_line(problem)})"
        raise CannotStart(f"PostgreSQL: {message}. Run `interbeing migrate` as their owner.") from problem
    except SQLAlchemyError as problem:
        raise CannotStart(f"PostgreSQL cannot be opened ({first_line(problem)}). Is it running?") from problem


def _postgres_engine(address: str) -> Engine:
    """Give the engine that writes: each transaction begins by waiting for the only hand that may."""
    engine = create_engine(
        address,
        pool_size=1,
        max_overflow=1,
        hide_parameters=True,
        connect_args={"options": f"{POSTGRES_OPTIONS} {AS_ROLE}"},
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(WAIT_FOR_THE_HAND)

    return engine
