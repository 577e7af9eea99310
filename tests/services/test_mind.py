"""The mind in a process of its own: none of it in the room, gone with the room, started once more, in no mark's way."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from uuid import UUID, uuid4

import psutil
import pytest
from websockets.sync.client import connect

from interbeing.domain.emotion import Emotion
from interbeing.domain.mark import Felt
from interbeing.domain.question import ReadingOf
from interbeing.domain.reading import Estimate, ExpectedMove, Foretold, ReadAs, Reading, ReadingState
from interbeing.services.mind import Mind, MindGone
from interbeing.services.pipe import hear, tell
from interbeing.settings import Settings
from interbeing.storage.connect import open_postgres
from interbeing.storage.look import Record
from interbeing.storage.moments import append
from interbeing.wiring import open_room
from tests.conftest import free_port, is_alive, serving
from tests.faults.counts import times
from tests.rooms import AT, a_moment, console, open_session

pytestmark = pytest.mark.usefixtures("translated")
PATIENCE_S = 60
GONE_WITHIN_S = 10
CLOSED_WITHIN_S = 3
ACKNOWLEDGED_WITHIN_S = 0.2
NOT_KNOWN = Reading(ReadingState.NOT_KNOWN)

IN_A_ROOM = """
import asyncio, pathlib, sys, uuid
from interbeing.services.broadcast import Seat
from interbeing.domain.mark import Felt, Screen
from interbeing.domain.emotion import Emotion
from interbeing.domain.reading import Reading
from interbeing.settings import Settings
from interbeing.web.app import create_app
from interbeing.wiring import open_room
from tests.rooms import a_moment, open_session

async def live():
    seat = Seat(uuid.uuid4(), Screen.CONSOLE)
    await room.live.enter(session_id, seat, 0)
    await room.live.keep(a_moment(session_id, Felt(Emotion.SADNESS)))
    while not (isinstance(news := await seat.news.get(), Reading) and news.foretold):
        pass

if __name__ == "__main__":
    room = open_room(Settings(pathlib.Path(sys.argv[1])))
    create_app(room)
    session_id = open_session(room.database)
    asyncio.run(live())
    print(sorted({"numpy", "numba", "scipy", "llvmlite"} & set(sys.modules)))
    print([name for name in sys.modules if name.startswith("interbeing.model")])
    room.close()
"""


@pytest.fixture
def recorded(tmp_path: Path) -> Iterator[tuple[Mind, UUID]]:
    """A mind that has answered once, and a session with one feeling."""
    with_felt = open_room(Settings(tmp_path / "records"))
    session_id = open_session(with_felt.database)
    felt = a_moment(session_id, Felt(Emotion.SADNESS), 1_000)
    with_felt.database.write(lambda c: append(c, with_felt.database.seal, felt, AT)).result()
    mind = Mind(Record(tmp_path / "records"))
    assert isinstance(mind.ask(ReadingOf(session_id)), Reading)
    yield mind, session_id
    mind.close()
    with_felt.close()


def pid_of(mind: Mind) -> int:
    assert mind._process is not None
    return mind._process.pid


def test_what_the_mind_says_arrives_as_it_was_meant(tmp_path: Path) -> None:
    chance = ReadAs(Emotion.ANGER, Estimate(0.1 + 0.2, 1e-300, 1.0), is_known=True)
    foretold = Foretold(
        Emotion.SHAME, 3, (chance, chance), 1.0, chance.chance, False, ExpectedMove(Estimate(0.4, -1.0, 2.0), None)
    )
    for told in (Reading(ReadingState.KNOWN, 3, foretold), NOT_KNOWN, ReadingOf(uuid4()), Record(tmp_path)):
        with (tmp_path / "pipe").open("wb") as pipe:
            tell(pipe, told)
        line = (tmp_path / "pipe").read_bytes()
        assert hear(line, (Reading, ReadingOf, Record)) == told
        with pytest.raises(EOFError):
            hear(line[:-1], (Reading, ReadingOf, Record))


def test_nothing_of_the_model_is_in_the_rooms_process_after_a_reading(tmp_path: Path) -> None:
    script = tmp_path / "room.py"
    script.write_text(IN_A_ROOM, encoding="utf-8")
    command = (sys.executable, str(script), str(tmp_path / "records"))
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    said = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=PATIENCE_S, check=False)
    assert said.stdout.splitlines() == ["[]", "[]"], said.stderr


def test_a_mind_that_was_killed_is_started_once_more_and_not_twice(recorded: tuple[Mind, UUID]) -> None:
    mind, session_id = recorded
    before = mind.ask(ReadingOf(session_id))
    os.kill(pid_of(mind), signal.SIGKILL)
    assert mind.ask(ReadingOf(session_id)) == before
    os.kill(pid_of(mind), signal.SIGKILL)
    with pytest.raises(MindGone):
        mind.ask(ReadingOf(session_id))


def test_what_was_thought_of_an_erased_patient_goes_and_the_mind_begins_anew(recorded: tuple[Mind, UUID]) -> None:
    mind, session_id = recorded
    before, first = mind.ask(ReadingOf(session_id)), pid_of(mind)
    mind.forget()
    assert not psutil.pid_exists(first)
    assert mind.ask(ReadingOf(session_id)) == before


def test_closing_ends_the_mind_at_once_even_while_it_is_asked(recorded: tuple[Mind, UUID]) -> None:
    mind, session_id = recorded
    pid, ended = pid_of(mind), threading.Event()

    def ask_on() -> None:
        with suppress(MindGone):
            while True:
                mind.ask(ReadingOf(session_id))
        ended.set()

    threading.Thread(target=ask_on).start()
    began = time.monotonic()
    mind.close()
    assert time.monotonic() - began < CLOSED_WITHIN_S
    assert ended.wait(CLOSED_WITHIN_S)
    assert not is_alive(pid)


@pytest.mark.skipif(not hasattr(os, "nice"), reason="this system has no such priority")
def test_the_mind_gives_way_to_everything_else(recorded: tuple[Mind, UUID]) -> None:
    assert os.getpriority(os.PRIO_PROCESS, pid_of(recorded[0])) == os.getpriority(os.PRIO_PROCESS, 0) + 10


@pytest.mark.postgres
def test_the_mind_reads_a_clinics_postgresql_and_its_address_stands_in_no_list_of_processes(
    postgres_url: str, tmp_path: Path
) -> None:
    database = open_postgres(postgres_url)
    session_id = open_session(database)
    mind = Mind(Record(tmp_path, postgres_url))
    assert mind.ask(ReadingOf(session_id)) == NOT_KNOWN
    assert b"postgresql" not in Path(f"/proc/{pid_of(mind)}/cmdline").read_bytes()
    mind.close()
    database.close()


def test_the_mind_ends_when_the_room_is_killed_also_while_it_translates(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "kernels"))
    session_id, port = session_in(tmp_path / "records"), free_port()
    with serving(tmp_path / "records", port, mind="on") as served, console(port, session_id) as one:
        assert one.hear("reading")["state"] == "preparing"
        minds = born_of(served.process.pid)
        assert len(minds) == 1
        time.sleep(1)  # into the translation
        served.process.kill()
        until = time.monotonic() + GONE_WITHIN_S
        while any(map(is_alive, minds)):
            assert time.monotonic() < until, "the mind outlived its room"
            time.sleep(0.05)


def test_marks_are_acknowledged_at_once_while_the_model_is_translated_for_the_first_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "kernels"))
    session_id, port = session_in(tmp_path / "records"), free_port()
    waits: list[float] = []
    states: list[str] = []
    with serving(tmp_path / "records", port, mind="on"), connect(f"ws://localhost:{port}/live/{session_id}") as socket:
        socket.send(json.dumps({"type": "enter", "screen": "console", "tab": str(uuid4())}))
        until = time.monotonic() + times(4, 8)
        while time.monotonic() < until:
            sent_at = time.monotonic()
            socket.send(json.dumps({"type": "mark", "moment": on_the_wire(len(waits))}))
            while (answer := json.loads(socket.recv(PATIENCE_S)))["type"] != "acknowledged":
                states += [answer["state"]] if answer["type"] == "reading" else []
            waits.append(time.monotonic() - sent_at)
            time.sleep(0.05)
    assert set(states) == {"preparing"}
    assert sorted(waits)[int(0.95 * len(waits))] < ACKNOWLEDGED_WITHIN_S, sorted(waits)[-5:]


def session_in(folder: Path) -> UUID:
    room = open_room(Settings(folder))
    session_id = open_session(room.database)
    room.close()
    return session_id


def on_the_wire(place: int) -> dict[str, object]:
    mark = {"kind": "arousal", "level": place % 11}
    return {"moment_id": str(uuid4()), "session_ms": 1_000 + place, "marked_at": AT.isoformat(), "mark": mark}


def born_of(pid: int) -> list[int]:
    """Give the children of a room, once it has one: the page hears *preparing* before the mind is born."""
    until = time.monotonic() + PATIENCE_S
    while not (children := children_of(pid)):
        assert time.monotonic() < until, "the room started no mind"
        time.sleep(0.02)
    return children


def children_of(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text(encoding="utf-8").split()]
