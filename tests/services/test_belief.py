"""The live reading: after the mark, in nobody's way, the same when read back, and missing without harm."""

import asyncio
import json
import subprocess
import sys
import threading
import time
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from websockets.sync.client import connect

from interbeing.domain.emotion import Emotion
from interbeing.domain.mark import ArousalSeen, Cover, Felt, Mark, Offered, Perceived, Received, Reception, Screen
from interbeing.domain.moment import Author, Moment
from interbeing.domain.reading import Reading, ReadingState
from interbeing.services.belief import Beliefs
from interbeing.services.broadcast import Broadcast, Seat
from interbeing.services.mind import Mind
from interbeing.services.reading import Logs
from interbeing.settings import Settings
from interbeing.wiring import Room, open_room
from tests.conftest import free_port, serving
from tests.rooms import AT, log_of, open_session

SAD, CARE, ANGER = Emotion.SADNESS, Emotion.COMPASSION, Emotion.ANGER
PATIENCE_S = 60
QUIET_S = 5
ACKNOWLEDGED_WITHIN_S = 0.2


@pytest.fixture(scope="module", autouse=True)
def translated() -> None:
    """The model's arithmetic in this machine's language: about 50 s when nobody has needed it before."""
    subprocess.run([sys.executable, "-m", "interbeing.model.prepare"], check=True, timeout=300)


def marks(exchanges: int) -> list[tuple[int, Mark]]:
    """Sadness, met with compassion, read as anger three times of four; with arousal now and then."""
    told: list[tuple[int, Mark]] = [(500, Cover(covered=False))]
    for one in range(exchanges):
        at = 1_000 + one * 60_000
        told += [(at, Felt(SAD)), (at + 2_000, Offered(CARE)), (at + 3_000, ArousalSeen(5))]
        told += [(at + 4_000, Perceived(CARE if one % 4 == 3 else ANGER)), (at + 6_000, Received(Reception.HARD))]
    return told


def moment(session_id: UUID, session_ms: int, mark: Mark) -> Moment:
    return Moment(uuid4(), session_id, Author.THERAPIST, session_ms, AT, mark)


async def next_reading(seat: Seat, *, settled: bool = True) -> Reading:
    while True:
        news = await asyncio.wait_for(seat.news.get(), PATIENCE_S)
        if isinstance(news, Reading) and not (settled and news.state is ReadingState.PREPARING):
            return news


async def last_reading(seat: Seat) -> Reading:
    """The reading after which none comes for a while."""
    reading = await next_reading(seat)
    while True:
        try:
            reading = await asyncio.wait_for(next_reading(seat), QUIET_S)
        except TimeoutError:
            return reading


def read_back(room: Room, session_id: UUID) -> Reading:
    mind = Mind(room.database, Logs())
    mind.prepare()
    return mind.read(session_id)


def test_the_live_reading_equals_the_one_read_back_from_the_log(room: Room) -> None:
    async def live() -> Reading:
        seat = Seat(uuid4(), Screen.CONSOLE)
        await room.live.enter(session_id, seat, 0)
        for at, mark in marks(7):
            await room.live.keep(moment(session_id, at, mark))
            await next_reading(seat)
        return await last_reading(seat)

    session_id = open_session(room.database)
    reading = asyncio.run(live())
    assert reading == read_back(room, session_id)
    assert reading.state is ReadingState.KNOWN
    assert reading.foretold is not None
    assert (reading.foretold.felt, reading.exchanges) == (SAD, 7)
    assert reading.foretold.readings[0].emotion is ANGER
    likeliest = reading.foretold.readings[0].chance
    assert 0 < likeliest.low < likeliest.mean < likeliest.high < 1


def test_few_exchanges_are_not_known_yet_and_are_counted(room: Room) -> None:
    async def live() -> Reading:
        seat = Seat(uuid4(), Screen.CONSOLE)
        await room.live.enter(session_id, seat, 0)
        for at, mark in marks(3):
            await room.live.keep(moment(session_id, at, mark))
        return await last_reading(seat)

    session_id = open_session(room.database)
    reading = asyncio.run(live())
    assert (reading.state, reading.exchanges) == (ReadingState.NOT_KNOWN, 3)


class CountingMind(Mind):
    """A model that is ready at once, and reads only when it is let."""

    def __init__(self, room: Room) -> None:
        super().__init__(room.database, Logs())
        self.may_read, self.read_times, self.is_prepared = threading.Event(), 0, True

    def read(self, _session_id: UUID) -> Reading:
        self.read_times += 1
        assert self.may_read.wait(PATIENCE_S)
        return Reading(ReadingState.NOT_KNOWN, self.read_times)


def test_a_burst_of_marks_is_thought_through_once_more_and_not_once_each(room: Room) -> None:
    async def burst() -> Reading:
        broadcast, session_id = Broadcast(), uuid4()
        beliefs, seat, mirror = Beliefs(mind, broadcast), Seat(uuid4(), Screen.CONSOLE), Seat(uuid4(), Screen.MIRROR)
        broadcast.take(session_id, seat)
        broadcast.take(session_id, mirror)
        for _ in range(50):
            beliefs.think(session_id)
            await asyncio.sleep(0)
        mind.may_read.set()
        await next_reading(seat)
        reading = await next_reading(seat)
        beliefs.close()
        assert mirror.news.empty()
        return reading

    mind = CountingMind(room)
    assert asyncio.run(burst()).exchanges == 2
    assert mind.read_times == 2


class SlowMind(CountingMind):
    """A model that takes its time to be made ready."""

    def __init__(self, room: Room) -> None:
        super().__init__(room)
        self.is_prepared = False

    def prepare(self) -> None:
        assert self.may_read.wait(PATIENCE_S)
        self.is_prepared = True


def test_while_the_model_is_prepared_the_reading_says_so_and_marks_are_kept(room: Room) -> None:
    async def live() -> None:
        room.live._beliefs = Beliefs(mind, room.broadcast)
        seat = Seat(uuid4(), Screen.CONSOLE)
        await room.live.enter(session_id, seat, 0)
        assert (await next_reading(seat, settled=False)).state is ReadingState.PREPARING
        await room.live.keep(moment(session_id, 1_000, Felt(SAD)))
        assert log_of(room.database, session_id)[-1].moment.mark == Felt(SAD)
        assert not mind.is_prepared
        mind.may_read.set()
        assert (await next_reading(seat)).state is ReadingState.NOT_KNOWN
        room.live._beliefs.close()

    session_id, mind = open_session(room.database), SlowMind(room)
    asyncio.run(live())


def test_a_model_that_breaks_costs_the_reading_and_nothing_else(
    room: Room, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise FloatingPointError("sadness 0.61")

    async def live() -> None:
        seat = Seat(uuid4(), Screen.CONSOLE)
        await room.live.enter(session_id, seat, 0)
        await next_reading(seat)
        with monkeypatch.context() as sabotage:
            sabotage.setattr("interbeing.model.follow.Followed.believe", broken)
            receipt = await room.live.keep(moment(session_id, 1_000, Felt(SAD)))
            assert receipt.is_new
            assert (await next_reading(seat)).state is ReadingState.NONE
        await room.live.keep(moment(session_id, 2_000, Offered(CARE)))
        assert (await next_reading(seat)).state is ReadingState.NOT_KNOWN

    session_id = open_session(room.database)
    asyncio.run(live())
    assert [kept.moment.mark for kept in log_of(room.database, session_id)][-2:] == [Felt(SAD), Offered(CARE)]
    assert f"session {session_id}: no reading (FloatingPointError)" in caplog.text
    assert "0.61" not in caplog.text


def test_a_model_that_cannot_be_made_ready_is_asked_once_and_the_marks_are_kept(room: Room) -> None:
    class Unready(CountingMind):
        def prepare(self) -> None:
            self.read_times += 1
            raise ImportError("no numba here")

    async def live() -> None:
        room.live._beliefs = Beliefs(mind, room.broadcast)
        seat = Seat(uuid4(), Screen.CONSOLE)
        await room.live.enter(session_id, seat, 0)
        for at in (1_000, 2_000):
            assert (await room.live.keep(moment(session_id, at, Felt(SAD)))).is_new
            assert (await next_reading(seat)).state is ReadingState.NONE
        room.live._beliefs.close()

    session_id, mind = open_session(room.database), Unready(room)
    mind.is_prepared = False
    asyncio.run(live())
    assert mind.read_times == 1


def test_the_room_opens_without_the_model(tmp_path: Path) -> None:
    script = (
        "import sys, pathlib; from interbeing.settings import Settings; from interbeing.wiring import open_room\n"
        "from interbeing.web.app import create_app\n"
        f"create_app(open_room(Settings(pathlib.Path({str(tmp_path)!r}))))\n"
        "print([name for name in ('numpy', 'numba', 'scipy') if name in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert said.stdout.strip() == "[]"


def test_marks_are_acknowledged_at_once_while_the_model_is_translated_for_the_first_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "kernels"))
    folder, port = tmp_path / "records", free_port()
    made = open_room(Settings(folder))
    session_id = open_session(made.database)
    made.close()
    waits: list[float] = []
    states: list[str] = []
    with serving(folder, port), connect(f"ws://localhost:{port}/live/{session_id}") as socket:
        socket.send(json.dumps({"type": "enter", "screen": "console", "tab": str(uuid4())}))
        until = time.monotonic() + 8
        while time.monotonic() < until:
            sent_at = time.monotonic()
            socket.send(json.dumps({"type": "mark", "moment": on_the_wire(len(waits))}))
            while (answer := json.loads(socket.recv(PATIENCE_S)))["type"] != "acknowledged":
                states += [answer["state"]] if answer["type"] == "reading" else []
            waits.append(time.monotonic() - sent_at)
            time.sleep(0.05)
    assert set(states) == {"preparing"}
    assert sorted(waits)[int(0.95 * len(waits))] < ACKNOWLEDGED_WITHIN_S, sorted(waits)[-5:]


def on_the_wire(place: int) -> dict[str, object]:
    mark = {"kind": "arousal", "level": place % 11}
    return {"moment_id": str(uuid4()), "session_ms": 1_000 + place, "marked_at": AT.isoformat(), "mark": mark}
