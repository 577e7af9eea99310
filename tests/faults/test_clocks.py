"""F6: the world's clock jumps in mid-session; the session's own clock goes on, and the log keeps its order."""

import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from interbeing.domain.mark import Screen
from interbeing.services import clock as clocks
from interbeing.services.broadcast import Broadcast, Seat
from interbeing.services.live import LiveRoom
from interbeing.wiring import Room
from tests.conftest import HandClock
from tests.rooms import a_moment, log_of, planned_session

pytestmark = pytest.mark.fault
JUMPS = {
    "ten years back": [timedelta(days=-3652)],
    "ten years on": [timedelta(days=3652)],
    "an hour on": [timedelta(hours=1)],
    "summer time and back": [timedelta(hours=1), timedelta(hours=-1)],
    "a slow clock set right again and again": [timedelta(milliseconds=-900)] * 12,
    "just before the opening": [timedelta(minutes=-5)],
}
STEP_MS = 2_000


def marked(room: Room, hand: HandClock, session_id: UUID, jumps: list[timedelta]) -> list[int]:
    """Open the session and mark every two seconds, with a jump before each; give the session clock at each mark."""

    async def run() -> list[int]:
        await room.live.open(session_id)
        times_ms = []
        seat = Seat(uuid4(), Screen.CONSOLE)
        live = (await room.live.enter(session_id, seat, 0)).live
        for jump in [timedelta(0), *jumps, timedelta(0)]:
            hand.jump(jump)
            hand.pass_ms(STEP_MS)
            times_ms.append(live.clock.session_ms())
            await room.live.keep(a_moment(session_id, session_ms=times_ms[-1]))
            await room.live.leave(session_id, seat)  # the only page is loaded again
            seat = Seat(uuid4(), Screen.CONSOLE)
            live = (await room.live.enter(session_id, seat, 0)).live
        return times_ms

    return asyncio.run(run())


@pytest.mark.parametrize("jumps", JUMPS.values(), ids=JUMPS)
def test_the_session_clock_goes_on_whatever_the_worlds_clock_does(room, hand_clock, jumps):
    session_id = planned_session(room.database, room.clock)
    times_ms = marked(room, hand_clock, session_id, jumps)
    assert times_ms == [STEP_MS * (n + 1) for n in range(len(jumps) + 2)]
    log = log_of(room.database, session_id)
    assert [one.receipt.seq for one in log] == list(range(1, len(log) + 1))
    assert [one.moment.session_ms for one in log] == sorted(one.moment.session_ms for one in log)


def test_a_session_clock_on_the_worlds_clock_is_caught(room, hand_clock, monkeypatch):
    session_id = planned_session(room.database, room.clock)
    opened_at = room.clock.now()

    def by_the_world(self: clocks.SessionClock) -> int:
        return int((self.clock.now() - opened_at).total_seconds() * 1000)

    monkeypatch.setattr(clocks.SessionClock, "session_ms", by_the_world)
    with pytest.raises(Exception, match="lies before the session opened"):
        marked(room, hand_clock, session_id, JUMPS["ten years back"])


@pytest.mark.parametrize("jump", [timedelta(days=-3652), timedelta(hours=1)])
def test_after_a_restart_the_session_clock_is_never_behind_its_log(room, hand_clock, jump):
    session_id = planned_session(room.database, room.clock)
    last_ms = marked(room, hand_clock, session_id, [])[-1]
    hand_clock.jump(jump)
    fresh = LiveRoom(room.database, room.clock, Broadcast())
    live = asyncio.run(fresh.enter(session_id, Seat(uuid4(), Screen.CONSOLE), 0)).live
    assert live.clock.session_ms() >= last_ms
    hand_clock.pass_ms(STEP_MS)
    assert live.clock.session_ms() >= last_ms + STEP_MS


@pytest.mark.parametrize("wild_ms", [7 * 24 * 3_600_000, 3_600_000])
def test_a_mark_from_a_screen_whose_clock_is_wrong_does_not_move_the_sessions_clock(room, hand_clock, wild_ms):
    session_id = planned_session(room.database, room.clock)
    marked(room, hand_clock, session_id, [])
    asyncio.run(room.live.keep(a_moment(session_id, session_ms=wild_ms)))
    last_ms = marked_once_more(room, hand_clock, session_id)
    for _ in range(2):  # what the first restart notes of it must not be believed by the second
        fresh = LiveRoom(room.database, room.clock, Broadcast())
        live = asyncio.run(fresh.enter(session_id, Seat(uuid4(), Screen.CONSOLE), 0)).live
        assert live.clock.session_ms() == last_ms
    assert max(one.moment.session_ms for one in log_of(room.database, session_id)) == wild_ms, "kept as it was sent"


def marked_once_more(room: Room, hand: HandClock, session_id: UUID) -> int:
    hand.pass_ms(STEP_MS)
    live = asyncio.run(room.live._live(session_id))
    asyncio.run(room.live.keep(a_moment(session_id, session_ms=live.clock.session_ms())))
    return live.clock.session_ms()


def test_a_closed_session_can_still_take_in_a_late_mark_in_its_place(room, hand_clock):
    session_id = planned_session(room.database, room.clock)
    marked(room, hand_clock, session_id, [])
    asyncio.run(room.live.close(session_id))
    hand_clock.jump(timedelta(days=-3652))
    asyncio.run(room.live.keep(a_moment(session_id, session_ms=1_000)))
    assert log_of(room.database, session_id)[-1].moment.session_ms == 1_000
