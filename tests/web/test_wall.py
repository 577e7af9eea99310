"""The wall: what is too large to be one of our pages' is refused."""

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
import uvicorn
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from interbeing.web.app import create_app
from interbeing.web.limits import limited
from interbeing.web.pages.account import OURS
from interbeing.web.wall import LARGEST_BODY
from interbeing.wiring import Room
from tests.conftest import HandClock

ISLANDS = Path(__file__).parents[2] / "islands"


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


def test_what_the_wall_stops_is_told_on_standard_error_without_what_was_asked_and_once_a_minute(
    program: TestClient, caplog: pytest.LogCaptureFixture, hand_clock: HandClock
) -> None:
    planted = {"host": "planted.example"}
    for _ in range(3):
        assert program.get("/patients/planted", headers=planted).status_code == 421
    assert program.post("/patients/new", headers={"origin": "https://planted.example"}).status_code == 403
    assert [one.getMessage() for one in caplog.records if "stopped" in one.getMessage()] == ["stopped at the wall: 1"]
    hand_clock.pass_ms(60_000)
    program.get("/", headers=planted)
    said = [one.getMessage() for one in caplog.records if "stopped" in one.getMessage()]
    assert said == ["stopped at the wall: 1", "stopped at the wall: 4"]
    assert "planted" not in caplog.text


def test_no_page_listens_to_other_windows_or_speaks_to_any() -> None:
    """A worker is spoken to by its own page alone, a channel by pages of one origin; a window by whoever has it."""
    pages = [path for path in ISLANDS.rglob("*.ts") if ".worker." not in path.name]
    islands = "\n".join(path.read_text(encoding="utf-8") for path in pages)
    assert "postMessage(" in islands
    assert (
        re.findall(
            r"(?:window|globalThis|self|parent|opener|top)\.(?:addEventListener\(\s*.message|onmessage)", islands
        )
        == []
    )
    assert re.findall(r"(?:window|parent|opener|top)\.postMessage|postMessage\([^)]*[\"']\*", islands) == []


@pytest.mark.parametrize(
    "to", ["javascript:alert(1)", "data:text/html,x", "//elsewhere", "/\\elsewhere", "https://e.example"]
)
def test_no_way_back_leads_out_of_the_room_or_to_another_protocol(to: str) -> None:
    assert OURS.fullmatch(to) is None
    assert OURS.fullmatch("/patients/new")


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
