"""Whatever is asked over HTTP, the room never answers with a fault of its own (Schemathesis over `/openapi.json`)."""

from typing import Any
from uuid import UUID

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interbeing.settings import Settings
from interbeing.web.app import create_app
from interbeing.web.asked import ASKED
from interbeing.wiring import open_room
from tests.faults.counts import times
from tests.rooms import open_session

HOST = {"host": "localhost"}  # the room answers to no other
PATIENCE_S = 60  # what asks the mind waits until it is ready


def described(app: FastAPI) -> None:
    """Let the document be asked for, which the room itself does not serve."""
    app.openapi_url = "/openapi.json"
    app.setup()


def operations(app: FastAPI) -> list[Any]:
    """Everything that can be asked for, as the room's own document lists it."""
    described(app)
    schema = schemathesis.openapi.from_asgi("/openapi.json", app, headers=HOST)
    return [result.ok() for result in schema.get_all_operations()]


def ask_at_random(operation: Any, requests: int, session_id: UUID | None = None) -> set[int]:
    """Ask this operation so many things that its schema allows, and give the answers' status codes.

    Half of those that are about a session are about the one that is there.
    """
    answered: set[int] = set()

    @settings(max_examples=requests, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(case=operation.as_strategy(), is_there=st.booleans())
    def ask(case: Any, is_there: bool) -> None:
        if is_there and session_id and "session_id" in (case.path_parameters or {}):
            case.path_parameters["session_id"] = str(session_id)
        answered.add(case.call(headers=HOST, timeout=PATIENCE_S).status_code)
        assert max(answered) < 500, f"{case.method} {case.formatted_path}"

    ask()
    return answered


def test_no_request_makes_the_room_fail(tmp_path):
    room = open_room(Settings(tmp_path / "records"))
    session_id = open_session(room.database)
    asked = {one.label: ask_at_random(one, times(15, 2_000), session_id) for one in operations(create_app(room))}
    room.close()
    print(f"\n{asked}")
    assert "GET /api/health" in asked
    assert not any(421 in answered for answered in asked.values()), "a request that the wall stops proves nothing"


def test_an_operation_that_fails_is_caught(tmp_path, monkeypatch):
    monkeypatch.setitem(ASKED, "GET /api/broken", ASKED["GET /api/health"])  # named, so that it is served at all
    room = open_room(Settings(tmp_path / "records"))
    app = create_app(room)

    @app.get("/api/broken")
    def broken(number: int) -> float:
        return 1 / (number - number)

    with pytest.raises(ZeroDivisionError):
        ask_at_random(next(one for one in operations(app) if one.label == "GET /api/broken"), 10)
    room.close()
