"""Two rooms of one clinic: a screen hears what the other room keeps; one is killed, and the other goes on."""

import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from websockets.exceptions import ConnectionClosed

from interbeing.domain.access import Role
from interbeing.domain.mark import Connection, Screen
from interbeing.domain.person import IDLE
from interbeing.services.accounts import Accounts
from interbeing.services.live import LOST
from interbeing.services.signing_in import enter, who_signed_in
from interbeing.settings import Settings
from interbeing.storage import seats
from interbeing.storage.connect import Database, open_postgres
from interbeing.wiring import Room, open_room
from tests.clinic import a_person, accounts_of
from tests.conftest import HandClock, Served, free_port, serving
from tests.faults.counts import times
from tests.rooms import Console, console, log_of, open_session, served_here

pytestmark = [pytest.mark.fault, pytest.mark.postgres, pytest.mark.timeout(300)]
MARKS_BEFORE_THE_END = times(30, 500)
PATIENCE_S = 20


@pytest.fixture
def record(postgres_url: str) -> Iterator[Database]:
    opened = open_postgres(postgres_url)
    yield opened
    opened.close()


@pytest.fixture
def two(postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Served, Served]]:
    """Two rooms, each in a process of its own, as a clinic's server runs them."""
    monkeypatch.setenv("INTERBEING_DATABASE", postgres_url)
    with serving(tmp_path, free_port()) as one, serving(tmp_path, free_port()) as other:
        yield one, other


def port(served: Served) -> int:
    return int(served.address.rsplit(":", 1)[1])


def heard(screen: Console) -> set[UUID]:
    return {UUID(one["moment"]["moment_id"]) for one in screen.heard if one["type"] == "happened"}


def hear_until(screen: Console, wanted: set[UUID]) -> None:
    """Listen until the console has heard all of these moments."""
    until = time.monotonic() + PATIENCE_S
    while not wanted <= heard(screen):
        screen.hear("happened", "read_again", within_s=until - time.monotonic())


def mark_until_killed(screen: Console, served: Served) -> tuple[set[UUID], set[UUID]]:
    """Mark and kill the room in the middle of it; gives what was acknowledged, and what was sent."""
    acknowledged, sent = set(), set()

    def mark_on() -> None:
        with suppress(ConnectionClosed, OSError):
            while True:
                sent.add(one := uuid4())
                screen.keep(one, session_ms=len(sent))
                acknowledged.add(one)

    marking = threading.Thread(target=mark_on)
    marking.start()
    until = time.monotonic() + PATIENCE_S
    while len(acknowledged) < MARKS_BEFORE_THE_END:
        assert time.monotonic() < until, "the room acknowledges too slowly"
        time.sleep(0.002)
    served.process.kill()
    marking.join(PATIENCE_S)
    return acknowledged, sent


def test_one_of_two_rooms_is_killed_and_the_others_console_has_every_mark_holds_and_goes_on(
    two: tuple[Served, Served], record: Database
) -> None:
    session_id = open_session(record)
    with console(port(two[1]), session_id) as there:
        with suppress(ConnectionClosed), console(port(two[0]), session_id) as here:
            assert here.heard[0]["is_holding"] is False, "the console of the other room came first"
            there.say({"type": "tick", "sent_ms": 1.0})
            here.say({"type": "take_over"})
            there.hear("holding")
            acknowledged, sent = mark_until_killed(here, two[0])
        assert acknowledged
        hear_until(there, acknowledged)
        while not there.hear("holding", within_s=PATIENCE_S)["is_holding"]:
            pass
        for one in sorted(sent, key=str):
            assert there.keep(one, session_ms=10_000)["type"] in {"acknowledged", "refused"}
        last = uuid4()
        assert there.keep(last)["type"] == "acknowledged"
    log = log_of(record, session_id)  # fails where the chain does not hold
    kept = [one.moment.moment_id for one in log]
    assert acknowledged | {last} <= set(kept)
    assert len(set(kept)) == len(kept)
    went = [one.moment for one in log if one.moment.mark == Connection(Screen.CONSOLE, connected=False)]
    assert [one.reason for one in went].count(LOST) == 1, "it is kept, once, that the killed room's console went"


@pytest.fixture
def pair(postgres_url: str, tmp_path: Path, hand_clock: HandClock) -> Iterator[tuple[Room, Room]]:
    """Two rooms in this process, whose clock is in the test's hand."""
    settings = Settings(tmp_path, database_url=postgres_url, has_mind=False)
    one, other = (open_room(settings, hand_clock.clock) for _ in range(2))
    yield one, other
    one.close()
    other.close()


def test_each_console_hears_the_other_once_and_one_alone_holds(pair: tuple[Room, Room]) -> None:
    session_id = open_session(pair[0].database, pair[0].clock)
    with (
        served_here(pair[0]) as first,
        served_here(pair[1]) as second,
        console(first, session_id) as here,
        console(second, session_id) as there,
    ):
        ids = [uuid4() for _ in range(20)]
        for one in ids[:10]:
            assert here.keep(one)["type"] == "acknowledged"
        hear_until(there, set(ids[:10]))
        assert there.keep(ids[10])["title"] == "Not held here"
        there.say({"type": "take_over"})
        here.hear("holding")
        for one in ids[10:]:
            assert there.keep(one)["type"] == "acknowledged"
        hear_until(here, set(ids))
        told = [one["moment"]["moment_id"] for one in here.heard if one["type"] == "happened"]
        assert len(told) == len(set(told)), "each is told once"
        with console(second, session_id, screen="mirror") as mirror:
            mirror.say({"type": "mirror", "state": "showing", "rate_hz": 30.0, "delay_ms": 40.0})
            assert here.hear("mirror")["state"] == "showing"


def test_rooms_that_do_not_tell_each_other_are_caught(pair: tuple[Room, Room], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seats, "tell", lambda *_told: None)
    monkeypatch.setattr("tests.faults.test_next_door.PATIENCE_S", 2)
    with pytest.raises(TimeoutError):
        test_each_console_hears_the_other_once_and_one_alone_holds(pair)


def test_a_session_open_in_one_room_keeps_its_sign_in_from_being_idle_in_the_other(
    postgres_url: str, tmp_path: Path, hand_clock: HandClock
) -> None:
    settings = Settings(tmp_path, database_url=postgres_url, has_mind=False, has_accounts=True)
    one, other = (open_room(settings, hand_clock.clock) for _ in range(2))
    entry = enter(accounts_of(one), a_person(one, Role.THERAPIST), "a test")
    session_id, seat_id = open_session(one.database, one.clock), uuid4()
    assert one.next_door is not None
    one.next_door.listen(lambda _heard: None)

    def sit(connection) -> None:
        number = one.next_door.number if one.next_door else 0
        seats.sit(connection, number, seat_id, session_id, uuid4(), "console", entry.sign_in.sign_in_id)

    one.next_door.do(sit).result()
    hand_clock.pass_ms(int(IDLE.total_seconds() * 1000) + 1)
    elsewhere: Accounts = accounts_of(other)
    assert who_signed_in(elsewhere, entry.token) is not None
    one.close()
    assert who_signed_in(elsewhere, entry.token) is None
    other.close()


def test_tries_in_both_rooms_count_together(postgres_url: str, tmp_path: Path, hand_clock: HandClock) -> None:
    settings = Settings(tmp_path, database_url=postgres_url, has_mind=False, has_accounts=True)
    rooms = [open_room(settings, hand_clock.clock) for _ in range(2)]
    for _ in range(2):
        for room in rooms:
            accounts_of(room).refuse_too_many(("a name", 4))
    for room in rooms:
        with pytest.raises(Exception, match="too often"):
            accounts_of(room).refuse_too_many(("a name", 4))
        room.close()
