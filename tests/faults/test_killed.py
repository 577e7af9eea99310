"""F1: the room is killed in mid-session, again and again; what it acknowledged is there, once, in its place."""

import asyncio
import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from itertools import chain
from pathlib import Path
from uuid import UUID

import pytest

from interbeing.domain.errors import CannotStart
from interbeing.storage.connect import open_file
from interbeing.storage.moments import moments_of
from tests.conftest import free_port
from tests.faults.counts import times
from tests.faults.crowd import Crowd
from tests.faults.promise import Witness, broken_promises
from tests.nursery import Nursery
from tests.rooms import open_session

pytestmark = [pytest.mark.fault, pytest.mark.timeout(times(280, 14_400))]
KILLS = times(12, 1_000)
KILLS_A_ROUND = 50  # then other sessions: a real one has hundreds of moments, not tens of thousands
KILLS_TO_CATCH = 7
MOST_TRIES = 8  # on a quiet machine the time between answer and commit is rarely met
SCREENS, SESSIONS = 20, 5
MOST_TO_COME_BACK_S = 3


@contextmanager
def rooms_in(folder: Path, port: int, sabotage: str) -> Iterator[Callable[[], int]]:
    """Give what starts the room in this folder, each time in a new process, and gives its id."""
    place = {"INTERBEING_FOLDER": str(folder), "INTERBEING_PORT": str(port), "INTERBEING_MIND": "off"}
    with closing(Nursery(sabotage)) as rooms:
        yield lambda: rooms.start({**os.environ, **place}, "serve").pid


def opened_sessions(folder: Path) -> dict[UUID, Witness]:
    database = open_file(folder)
    witnesses = {open_session(database): Witness() for _ in range(SESSIONS)}
    with database.read() as connection:
        for session_id, witness in witnesses.items():
            witness.sent |= {one.moment.moment_id for one in moments_of(connection, database.seal, session_id)}
    database.close()
    return witnesses


async def kill(process: int) -> None:
    """Kill the process and wait until it is gone."""
    with suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)
        while True:
            os.kill(process, 0)
            await asyncio.sleep(0.005)


async def kill_again_and_again(start: Callable[[], int], crowd: Crowd, kills: int) -> list[float]:
    """Start the room, let the crowd work for a moment, kill it; give how long the first answer took each time."""
    chance = random.Random(kills)
    marking = [asyncio.create_task(crowd.screen(number)) for number in range(SCREENS)]
    came_back = []
    for _ in range(kills):
        began, before, process = time.monotonic(), crowd.answered, start()
        while crowd.answered == before:
            await asyncio.sleep(0.005)
            assert time.monotonic() - began < 30, "the room does not come back"
        came_back.append(time.monotonic() - began)
        await asyncio.sleep(chance.random() * 0.5)
        await kill(process)
    process = start()
    await asyncio.sleep(0.3)
    crowd.is_over = True
    await asyncio.wait_for(asyncio.gather(*marking), 60)
    os.kill(process, signal.SIGTERM)
    return came_back


def killed(folder: Path, sabotage: str, kills: int) -> tuple[Crowd, list[str], list[float]]:
    """Kill the room in `folder` so many times and give every promise that was broken."""
    crowd = Crowd(free_port(), opened_sessions(folder), pause_s=0.05)
    with rooms_in(folder, crowd.port, sabotage) as start:
        came_back = asyncio.run(kill_again_and_again(start, crowd, kills))
    database = _opened_once_free(folder)
    broken = [one for session_id, w in crowd.witnesses.items() for one in broken_promises(database, session_id, w)]
    database.close()
    return crowd, broken, came_back


def _opened_once_free(folder: Path):
    until = time.monotonic() + 20
    while True:
        try:
            return open_file(folder)
        except CannotStart:
            assert time.monotonic() < until, "the room does not let go of its folder"
            time.sleep(0.1)


def test_a_killed_room_has_everything_it_acknowledged(tmp_path):
    rounds = [min(KILLS_A_ROUND, KILLS - before) for before in range(0, KILLS, KILLS_A_ROUND)]
    crowds, broken, came_back = zip(*(killed(tmp_path / "records", "none", kills) for kills in rounds), strict=True)
    sent, acknowledged = sum(map(sent_by, crowds)), sum(crowd.answered for crowd in crowds)
    back_s = sorted(chain.from_iterable(came_back))
    print(
        f"\n{len(back_s)} kills: {sent} sent, {acknowledged} acknowledged, {sum(map(len, broken))} broken promises; ",
        end="",
    )
    print(f"back after {back_s[len(back_s) // 2]:.2f} s in the middle, {back_s[-1]:.2f} s at most")
    assert list(chain.from_iterable(broken)) == []
    assert list(chain.from_iterable(crowd.refused for crowd in crowds)) == []
    assert sent == acknowledged, "every mark was acknowledged in the end"
    assert back_s[len(back_s) // 2] < MOST_TO_COME_BACK_S


def sent_by(crowd: Crowd) -> int:
    """Give how many marks its screens sent, without the one that opened each session."""
    return sum(len(witness.sent) - 1 for witness in crowd.witnesses.values())


@pytest.mark.parametrize("sabotage", ["answers_before_the_commit", "knows_no_resend"])
def test_a_build_that_answers_too_early_or_knows_no_resend_is_caught(tmp_path, sabotage):
    tries = (killed(tmp_path / f"records-{n}", sabotage, KILLS_TO_CATCH)[1] for n in range(MOST_TRIES))
    broken = next(filter(None, tries), [])
    print(f"\n{sabotage}: {len(broken)} broken promises, as {broken[:2]}")
    assert broken != []
