"""The wall: what is too large to be one of our pages' is refused."""

import asyncio
from collections.abc import Iterator
from uuid import uuid4

import pytest
import uvicorn
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from interbeing.web.app import create_app
from interbeing.web.limits import limited
from interbeing.web.wall import LARGEST_BODY
from interbeing.wiring import Room


@pytest.fixture
def program(room: Room) -> Iterator[TestClient]:
    with TestClient(create_app(room), base_url="http://localhost") as one:
        yield one


def test_a_body_larger_than_the_room_takes_is_refused(program: TestClient) -> None:
    parts = (b"a" * LARGEST_BODY, b"a")
    answer = program.put(f"/api/sessions/{uuid4()}/write-up", content=iter(parts))
    assert (answer.status_code, answer.json()["status"]) == (413, 413)


def test_a_body_of_the_size_our_pages_send_is_read(program: TestClient) -> None:
    answer = program.put(f"/api/sessions/{uuid4()}/write-up", json={"text": "à" * 20_000, "after_version": 0})
    assert answer.status_code == 404


def test_the_longest_write_up_fits_into_a_form_in_any_script(program: TestClient) -> None:
    typed = {"text": "𝄞" * 20_000, "after_version": "0"}
    answer = program.post(f"/sessions/{uuid4()}/review/write-up", data=typed)
    assert answer.status_code == 404  # read, and there is no such session


@pytest.mark.parametrize(("peer", "is_believed"), [("127.0.0.1", True), ("192.168.1.9", False)])
def test_from_where_somebody_asks_is_believed_only_of_a_web_server_on_this_computer(
    peer: str, is_believed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "*")
    seen = []

    async def app(scope: Scope, _receive: Receive, _send: Send) -> None:
        seen.append(scope["client"][0])

    config = limited(uvicorn.Config(app))
    config.load()
    headers = [(b"x-forwarded-for", b"203.0.113.9")]
    asyncio.run(
        config.loaded_app({"type": "http", "client": (peer, 1), "headers": headers, "scheme": "http"}, None, None)
    )
    assert seen == ["203.0.113.9" if is_believed else peer]
