"""Every page and every message names what it asks for, so that nothing is served that nobody decided about."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args
from uuid import uuid4

import pytest
from fastapi import APIRouter
from sqlalchemy import select
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from interbeing.domain import access
from interbeing.domain.access import NOBODY, Decision, Principal, Role, Thing
from interbeing.domain.mark import Screen
from interbeing.settings import Settings
from interbeing.storage.tables import audit
from interbeing.web import recognise
from interbeing.web.app import create_app, create_app_behind
from interbeing.web.asked import ASKED, OF_MESSAGES
from interbeing.web.deciding import decide
from interbeing.web.door import Door
from interbeing.web.wire import OfRoom, OfSignal
from interbeing.wiring import Room
from tests.rooms import entering, open_session

NAME_IT = "name what it asks for in src/interbeing/web/asked.py, and who may in src/interbeing/domain/access_table.py"
UNDECIDED = {"/static"}  # style and script: nobody's words


def served(folder: Path) -> tuple[set[str], set[str]]:
    """Every method and path that is served behind `decide`, and the paths of what is served without it."""
    app = create_app_behind(Door(Settings(folder)))
    decided, others = set(), set()
    for router in app.routes:
        if not hasattr(router, "effective_route_contexts"):
            others.add(str(router.path))  # type: ignore[attr-defined]
            continue
        for route in router.effective_route_contexts():
            calls = {one.call for one in (route.starlette_route or route).dependant.dependencies}
            assert decide in calls, f"{route.path} is served without being decided"
            decided |= {f"{method} {route.path}" for method in route.methods or ()}
    return decided, others


def test_every_page_names_what_it_asks_for(tmp_path: Path) -> None:
    decided, others = served(tmp_path)
    assert others == UNDECIDED
    assert len(decided) > 100
    assert sorted(decided - ASKED.keys()) == [], NAME_IT
    assert sorted(ASKED.keys() - decided) == [], (
        "these are served no more: take them out of src/interbeing/web/asked.py"
    )


@pytest.mark.parametrize("screen", Screen)
def test_every_message_of_every_screen_names_what_it_asks_for(screen: Screen) -> None:
    kinds = {kind for one in get_args(OfRoom | OfSignal) for kind in get_args(one.model_fields["type"].annotation)}
    assert len(kinds) > 10
    assert kinds == OF_MESSAGES[screen].keys(), NAME_IT


def test_a_page_that_nobody_named_is_not_served(room: Room) -> None:
    app, router = create_app(room), APIRouter()
    router.add_api_route("/unnamed", lambda: "words")
    app.include_router(router)
    with TestClient(app, "http://localhost") as browser:
        assert browser.get("/unnamed").status_code == 404
        assert browser.get("/patients").status_code == 200


@pytest.fixture
def nobodys(room: Room, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """The room as it is for somebody who is nobody here."""
    monkeypatch.setattr(recognise, "OWNER", NOBODY)
    with TestClient(create_app(room), "http://localhost", headers={"origin": "http://localhost"}) as browser:
        yield browser


def test_for_nobody_no_page_exists_but_the_door(nobodys: TestClient) -> None:
    an_id = str(uuid4())
    for route, action in ASKED.items():
        method, path = route.split()
        answer = nobodys.request(method, re.sub(r"\{\w+_id\}", an_id, path), follow_redirects=False)
        assert (answer.status_code == 401) is (action.thing is not Thing.DOOR), route
        assert an_id not in answer.text, route


def test_for_nobody_no_session_exists(nobodys: TestClient, room: Room) -> None:
    session_id = open_session(room.database, room.clock)
    for screen in Screen:
        with nobodys.websocket_connect(f"ws://localhost/live/{session_id}") as socket:
            socket.send_json(entering(screen=screen))
            with pytest.raises(WebSocketDisconnect) as refused:
                socket.receive_json()
            assert refused.value.code == 4404


def test_a_message_that_is_no_more_allowed_is_refused_and_the_socket_stays(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    session_id = open_session(room.database, room.clock)
    with (
        TestClient(create_app(room), "http://localhost") as browser,
        browser.websocket_connect(f"ws://localhost/live/{session_id}") as socket,
    ):
        socket.send_json(entering())
        assert socket.receive_json()["type"] == "entered"
        monkeypatch.setattr(access, "authorize", lambda *_asked: Decision(is_allowed=False))
        socket.send_json({"type": "tick", "sent_ms": 1.0})
        answers = iter(socket.receive_json, None)
        assert next(one for one in answers if one["type"] == "refused")["title"] == "Not for you"


def test_the_audit_names_who_it_was(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recognise, "OWNER", Principal(Role.OWNER, "somebody else"))
    with TestClient(create_app(room), "http://localhost") as browser:
        browser.get("/patients")
    with room.database.read() as connection:
        assert {row.actor for row in connection.execute(select(audit))} == {"somebody else"}
