"""F12: a PostgreSQL dies in every way while marks come in; what was acknowledged is there, once, in its place."""

import asyncio
import os
import random
import signal
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy.exc import SQLAlchemyError

from interbeing.settings import Settings
from interbeing.storage.connect import open_postgres
from interbeing.storage.moments import moments_of
from interbeing.storage.writer import Writer
from interbeing.wiring import open_room
from tests.faults import sabotage
from tests.faults.counts import only_long, times
from tests.faults.crowd import Crowd
from tests.faults.promise import Witness, broken_promises
from tests.faults.reply_lost import Between
from tests.postgres import Server, own_server
from tests.rooms import open_session, served_here

pytestmark = [pytest.mark.fault, pytest.mark.postgres, pytest.mark.timeout(times(280, 14_400))]
CRASHES = times(4, 300)
MOST_TRIES = 4  # each with one crash of every way
SCREENS, SESSIONS = 20, 5
MOST_CONNECTIONS = 20
PATIENCE_S = 60


def kill_all(server: Server, _between: Between) -> None:
    """As when the machine's power goes, but for its disk."""
    processes = server.processes()
    for process in processes:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    wait_until(lambda: not any(Path(f"/proc/{process}").exists() for process in processes))
    server.start(*SETTINGS)


def stop_at_once(server: Server, _between: Between) -> None:
    server.stop("immediate")
    server.start(*SETTINGS)


def start_anew(server: Server, _between: Between) -> None:
    server.stop("fast")
    server.start(*SETTINGS)


def lose_the_reply(server: Server, between: Between) -> None:
    """The commit is sent, its reply is never heard, and the server dies of a killed backend."""
    between.lose = True
    wait_until(lambda: between.killed is not None)
    wait_until(lambda: not Path(f"/proc/{between.killed}").exists())
    wait_until(lambda: is_up(server))  # one that is asked to stop while it recovers may hang by itself
    between.killed = None


def exhaust_the_pool(server: Server, _between: Between) -> None:
    """Others take every connection, also those that the room had."""
    taken = []
    with suppress(psycopg.OperationalError):
        taken.append(psycopg.connect(f"{server.address}/postgres", autocommit=True))
        taken[0].execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
    until = time.monotonic() + 0.5
    while time.monotonic() < until:
        with suppress(psycopg.OperationalError):
            taken.append(psycopg.connect(f"{server.address}/postgres"))
    for one in taken:
        one.close()


SETTINGS = (f"max_connections={MOST_CONNECTIONS}",)
WAYS = (kill_all, stop_at_once, lose_the_reply, exhaust_the_pool, start_anew)


def is_up(server: Server) -> bool:
    with suppress(psycopg.OperationalError), psycopg.connect(f"{server.address}/postgres"):
        return True
    return False


def wait_until(claim: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE_S
    while not claim():
        assert time.monotonic() < until, "it never came"
        time.sleep(0.005)


@contextmanager
def postgres_behind() -> Iterator[tuple[Server, Between]]:
    """A server of our own, and what stands between it and the room."""

    def kill_one() -> int:
        one = server.processes()[-1]
        os.kill(one, signal.SIGKILL)
        return one

    with own_server(*SETTINGS) as server:
        between = Between(server.port, kill_one)
        yield server, between
        between.close()


async def crash_again_and_again(crowd: Crowd, crash: Callable[[int], Awaitable[None]], crashes: int) -> None:
    """Let the crowd work, crash the server, wait until marks are acknowledged again."""
    chance = random.Random(crashes)
    marking = [asyncio.create_task(crowd.screen(number)) for number in range(SCREENS)]
    for number in range(crashes):
        await _answered(crowd, crowd.answered + SCREENS)
        await asyncio.sleep(chance.random() * 0.2)
        await crash(number)
    await _answered(crowd, crowd.answered + SCREENS)
    crowd.is_over = True
    await asyncio.wait_for(asyncio.gather(*marking), PATIENCE_S)


async def _answered(crowd: Crowd, count: int) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while crowd.answered < count:
            await asyncio.sleep(0.005)


def crashed(folder: Path, crashes: int) -> tuple[Crowd, list[str]]:
    """Crash the server so many times and give every promise that was broken."""
    with postgres_behind() as (server, between):
        room = open_room(
            Settings(folder, database_url=f"postgresql://postgres@127.0.0.1:{between.port}/postgres", has_mind=False)
        )
        witnesses = {open_session(room.database): Witness() for _ in range(SESSIONS)}
        with room.database.read() as connection:
            for session_id, witness in witnesses.items():
                log = moments_of(connection, room.database.seal, session_id)
                witness.sent |= {one.moment.moment_id for one in log}
        with served_here(room) as port:
            crowd = Crowd(port, witnesses, pause_s=0.05)

            async def crash(number: int) -> None:
                await asyncio.to_thread(WAYS[number % len(WAYS)], server, between)

            asyncio.run(crash_again_and_again(crowd, crash, crashes))
        database = open_postgres(f"{server.address}/postgres")
        broken = [one for s, witness in witnesses.items() for one in broken_promises(database, s, witness)]
        database.close()
    return crowd, broken


def test_what_was_acknowledged_outlives_every_death_of_the_server(tmp_path: Path) -> None:
    crowd, broken = crashed(tmp_path, CRASHES)
    sent = sum(len(witness.sent) for witness in crowd.witnesses.values()) - SESSIONS
    print(f"\nPostgreSQL: {CRASHES} crashes, {sent} sent, {crowd.answered} acknowledged, {len(broken)} broken promises")
    assert broken == []
    assert crowd.refused == []
    assert sent == crowd.answered, "every mark was acknowledged in the end"


def answers_before_the_commit(patch: pytest.MonkeyPatch) -> None:
    """As the sabotaged build does, but for a thread that outlives the server."""
    patch.setattr(Writer, "_commit", Writer._commit)
    sabotage.answers_before_the_commit()
    commit = Writer._commit

    def committing(self: Writer, batch: list[Any]) -> None:
        try:
            commit(self, batch)
        except SQLAlchemyError as problem:
            self._fail([work for work in batch if not work.answer.done()], problem)

    patch.setattr(Writer, "_commit", committing)


def does_not_wait_for_the_disk(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("interbeing.storage.connect.POSTGRES_OPTIONS", "-c synchronous_commit=off")


@only_long("the same sabotages are caught every day without PostgreSQL, in half the time")
@pytest.mark.parametrize("break_it", [answers_before_the_commit, does_not_wait_for_the_disk])
def test_a_build_that_answers_too_early_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, break_it: Callable[[pytest.MonkeyPatch], None]
) -> None:
    break_it(monkeypatch)
    tries = (crashed(tmp_path / str(number), len(WAYS))[1] for number in range(MOST_TRIES))
    broken = next(filter(None, tries), [])
    print(f"\n{break_it.__name__}: {len(broken)} broken promises, as {broken[:2]}")
    assert broken != []
