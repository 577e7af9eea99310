"""Every message, for every role, in every relation, on both databases: heard exactly where the second table says so."""

from collections.abc import Iterator
from itertools import count, islice, product
from typing import Any
from uuid import uuid4

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from interbeing.domain import access
from interbeing.domain.access import Decision, Relation, Role
from interbeing.domain.mark import Screen
from interbeing.web.app import create_app
from interbeing.web.asked import OF_MESSAGES
from interbeing.wiring import Room
from tests.clinic import ROLES, Clinic, a_clinic, a_clinics_room
from tests.faults.counts import SHARE
from tests.rooms import entering, sent_mark
from tests.web.test_every_cell import may_by_hand

EVERYDAY_ONE_OF = 4
NOT_FOR_YOU = "Not for you"
TICKS = count(2)
Seat = tuple[Screen, Role, Relation]
Cell = tuple[Screen, str, Role, Relation]


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def room(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    yield from a_clinics_room(request, tmp_path_factory.mktemp("messages"))


@pytest.fixture(scope="module")
def clinic(room: Room) -> Clinic:
    return a_clinic(room)


@pytest.fixture(scope="module")
def browser(room: Room) -> Iterator[TestClient]:
    with TestClient(create_app(room), "http://localhost", headers={"origin": "http://localhost"}) as one:
        yield one


def said(kind: str) -> dict[str, Any]:
    """One message of this kind, as a screen says it."""
    of_signal = {"signal": "eyes"}
    more: dict[str, dict[str, Any]] = {
        "tick": {"sent_ms": 1.0},
        "read_on": {"after_seq": 0},
        "mirror": {"state": "real"},
        "eyes": {"eyes": "o"},
        "skin": {"at_ms": 1.0, "frames": [[0, *([100] * 9)]]},
        "belt": {"rr": [1024]},
        "not_measured": of_signal | {"why": "no_face"},
        "stop_signal": of_signal,
        "erase_signal": of_signal,
    }
    return sent_mark(uuid4()) if kind == "mark" else {"type": kind} | more.get(kind, {})


def seats() -> Iterator[Seat]:
    """Every seat in the long runs; every day one of four."""
    every = product(Screen, ROLES, Relation)
    return islice(every, 0, None, 1 if SHARE else EVERYDAY_ONE_OF)


def heard(browser: TestClient, clinic: Clinic) -> dict[Cell, tuple[bool, bool]]:
    """For every message of every seat whether it was heard, and whether it should be."""
    found: dict[Cell, tuple[bool, bool]] = {}
    for screen, role, relation in seats():
        meeting = clinic.meetings.get(relation)
        here = f"ws://localhost/live/{meeting.session_id if meeting else uuid4()}"
        answers = heard_at(browser, here, screen, clinic.cookies[role])
        may_come = may_by_hand(clinic, OF_MESSAGES[screen]["enter"], role, relation)
        for kind, action in OF_MESSAGES[screen].items():
            wanted = may_come and may_by_hand(clinic, action, role, relation)
            found[screen, kind, role, relation] = (answers[kind], wanted)
    return found


def heard_at(browser: TestClient, here: str, screen: Screen, cookie: str) -> dict[str, bool]:
    """Come in and say one of everything; where nobody is let in, nothing is heard."""
    with browser.websocket_connect(here, headers={"cookie": cookie}) as socket:
        socket.send_json(entering(screen=screen))
        try:
            socket.receive_json()
        except WebSocketDisconnect:
            return dict.fromkeys(OF_MESSAGES[screen], False)
        return {"enter": True} | {kind: is_heard(socket, kind) for kind in OF_MESSAGES[screen] if kind != "enter"}


def is_heard(socket: Any, kind: str) -> bool:
    """Say it and then ask the time: what comes before the answer says whether it was refused as not theirs."""
    asked_at = float(next(TICKS))
    socket.send_json(said(kind))
    socket.send_json({"type": "tick", "sent_ms": asked_at})
    for answer in iter(socket.receive_json, None):
        if answer["type"] == "refused" and answer["title"] == NOT_FOR_YOU:
            return False
        if answer["type"] == "tock" and answer["sent_ms"] == asked_at:
            return True
    raise AssertionError("the socket answers no more")


def test_every_message_is_heard_exactly_where_the_second_table_says(browser: TestClient, clinic: Clinic) -> None:
    found = heard(browser, clinic)
    assert len(found) > (900 if SHARE else 200)
    assert any(is_heard for is_heard, _wanted in found.values())
    assert [cell for cell, (was_heard, wanted) in found.items() if was_heard is not wanted] == []


def test_with_a_policy_that_allows_everything_nearly_every_message_that_is_refused_would_be_seen(
    browser: TestClient, clinic: Clinic, monkeypatch: pytest.MonkeyPatch, room: Room
) -> None:
    if room.settings.database_url:
        pytest.skip("PostgreSQL has a second wall behind the policy: tests/web/test_second_wall.py")
    monkeypatch.setattr(access, "authorize", lambda *_asked: Decision(is_allowed=True))
    found = heard(browser, clinic)
    no = [
        was_heard
        for (_screen, _kind, _role, relation), (was_heard, wanted) in found.items()
        if relation in clinic.meetings and not wanted
    ]
    assert sum(no) >= 0.99 * len(no) > (500 if SHARE else 100)
