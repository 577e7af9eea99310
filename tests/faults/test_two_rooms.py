"""Two rooms on one PostgreSQL: each log is one chain without gap or fork, each mark once, each rule kept by both."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from interbeing.domain.mark import Closed
from interbeing.domain.moment import Moment, Receipt
from interbeing.settings import Settings
from interbeing.wiring import Room, open_room
from tests.rooms import a_moment, log_of, open_session

pytestmark = [pytest.mark.fault, pytest.mark.postgres]
MARKS, SESSIONS = 200, 3


@pytest.fixture
def rooms(postgres_url: str, tmp_path: Path) -> Iterator[tuple[Room, Room]]:
    one, other = (open_room(Settings(tmp_path, database_url=postgres_url)) for _ in range(2))
    yield one, other
    one.close()
    other.close()


def kept_by_both(rooms: tuple[Room, Room], moments: list[Moment]) -> list[Receipt]:
    """Send every moment to both rooms at once, the second room in another order."""

    async def run() -> list[Receipt]:
        there = [rooms[0].live.keep(moment) for moment in moments]
        back = [rooms[1].live.keep(moment) for moment in reversed(moments)]
        return await asyncio.gather(*there, *back)

    return asyncio.run(run())


def test_marks_that_reach_both_rooms_at_once_are_kept_once_in_one_chain(rooms: tuple[Room, Room]) -> None:
    sessions = [open_session(rooms[0].database) for _ in range(SESSIONS)]
    moments = [a_moment(sessions[n % SESSIONS], session_ms=n) for n in range(MARKS)]
    receipts = kept_by_both(rooms, moments)
    assert sum(one.is_new for one in receipts) == MARKS
    for session_id in sessions:
        log = log_of(rooms[1].database, session_id)  # fails where the chain does not hold
        assert [one.receipt.seq for one in log] == list(range(1, len(log) + 1))
        mine = {one.moment_id for one in moments if one.session_id == session_id}
        assert {one.moment.moment_id for one in log[1:]} == mine
    stored = {one.moment.moment_id: one.receipt.head for s in sessions for one in log_of(rooms[0].database, s)}
    assert all(stored[one.moment_id] == one.head for one in receipts)


def test_a_session_that_both_rooms_close_at_once_is_closed_once(rooms: tuple[Room, Room]) -> None:
    for _ in range(10):
        session_id = open_session(rooms[0].database)
        closings = [
            Moment(uuid4(), session_id, one.author, 1, one.marked_at, Closed()) for one in [a_moment(session_id)] * 2
        ]
        answers = asyncio.run(answers_of(rooms, closings))
        assert sorted(type(one).__name__ for one in answers) == ["NotAllowed", "Receipt"], answers
        assert isinstance(log_of(rooms[0].database, session_id)[-1].moment.mark, Closed)


async def answers_of(rooms: tuple[Room, Room], moments: list[Moment]) -> list[Receipt | BaseException]:
    keeping = [room.live.keep(moment) for room, moment in zip(rooms, moments, strict=True)]
    return await asyncio.gather(*keeping, return_exceptions=True)


def test_rooms_that_do_not_wait_for_each_other_are_caught(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("interbeing.storage.connect.WAIT_FOR_THE_HAND", "SELECT 1")
    rooms = tuple(open_room(Settings(tmp_path, database_url=postgres_url)) for _ in range(2))
    with pytest.raises(AssertionError):
        test_a_session_that_both_rooms_close_at_once_is_closed_once((rooms[0], rooms[1]))
    for room in rooms:
        room.close()
