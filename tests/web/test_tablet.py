"""A tablet of the same network: it joins one session by a code that counts once, and reaches nothing else."""

from collections import deque
from collections.abc import Iterator
from ssl import TLSVersion
from uuid import UUID, uuid4

import pytest
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketDisconnect

from interbeing.domain.mark import Screen
from interbeing.domain.tablet import AFTER_CLOSING, CODE_HOLDS_FOR, LONGEST
from interbeing.services import tablets
from interbeing.services.tablet_door import FOLDER, door_of, open_door
from interbeing.storage.sessions import session_of
from interbeing.web.app import create_app
from interbeing.web.asked import ASKED
from interbeing.web.hearing import MIRROR_SHOWS
from interbeing.web.tablet_server import over_tls
from interbeing.web.who import AT_TABLET
from interbeing.wiring import Room
from tests.conftest import HandClock
from tests.domain.test_access import typed_by_hand
from tests.rooms import entering, open_session, sent_mark

ADDRESS = "https://192.168.1.20:8766"
HEADERS = {"accept": "text/html", "origin": ADDRESS, "user-agent": "A tablet"}


def at_the_tablets_door(app: ASGIApp) -> ASGIApp:
    """What comes through the tablets' own port, as the server there marks it."""

    async def pass_on(scope: Scope, receive: Receive, send: Send) -> None:
        await app({**scope, AT_TABLET: ADDRESS}, receive, send)

    return pass_on


@pytest.fixture
def session_id(room: Room) -> UUID:
    return open_session(room.database, room.clock)


@pytest.fixture
def tablet(room: Room) -> Iterator[TestClient]:
    app = at_the_tablets_door(create_app(room))
    with TestClient(app, ADDRESS, headers=HEADERS, follow_redirects=False) as one:
        yield one


def join(tablet: TestClient, room: Room, session_id: UUID) -> str:
    code = tablets.ask_tablet(room.database, room.clock, session_id)
    assert tablet.post("/tablet", data={"code": code.lower()}).headers["location"] == "/tablet"
    return code


def test_a_code_lets_one_tablet_in_once_and_in_time(
    room: Room, session_id: UUID, tablet: TestClient, hand_clock: HandClock
) -> None:
    assert tablet.get(f"/sessions/{session_id}/mirror").headers["location"] == "/tablet"
    code = join(tablet, room, session_id)
    assert tablet.get(f"/sessions/{session_id}/mirror").status_code == 200
    assert "was used" in tablet.post("/tablet", data={"code": code}).text, "a code that was replayed"
    first, second = (tablets.ask_tablet(room.database, room.clock, session_id) for _ in range(2))
    assert "was used" in tablet.post("/tablet", data={"code": first}).text, "only the newest code counts"
    hand_clock.jump(CODE_HOLDS_FOR)
    assert "too old" in tablet.post("/tablet", data={"code": second}).text


def test_codes_cannot_be_guessed_fast(tablet: TestClient, room: Room, session_id: UUID) -> None:
    code = tablets.ask_tablet(room.database, room.clock, session_id)
    for _ in range(tablets.MOST_OF_ONE_PLACE):
        assert "is not known" in tablet.post("/tablet", data={"code": "AAAA"}).text
    assert "tried too often" in tablet.post("/tablet", data={"code": code}).text


def test_a_token_from_before_is_never_taken_over(tablet: TestClient, room: Room, session_id: UUID) -> None:
    join(tablet, room, session_id)
    before = dict(tablet.cookies)
    join(tablet, room, session_id)
    assert dict(tablet.cookies) != before


def test_a_tablet_reaches_the_pages_of_its_session_that_the_second_table_names_and_nothing_else(
    room: Room, session_id: UUID, tablet: TestClient
) -> None:
    patient_id = _patient(room, session_id)
    join(tablet, room, session_id)
    mine = {action for (role, action, _at) in typed_by_hand() if role == "tablet"}
    for route, action in ASKED.items():
        method, path = route.split()
        for session, patient in ((session_id, patient_id), (uuid4(), uuid4())):
            where = path.replace("{session_id}", str(session)).replace("{patient_id}", str(patient))
            if "{" in where or method != "GET":
                continue
            status = tablet.get(where).status_code
            is_here = session == session_id or "{session_id}" not in path
            assert (status != 404) is (action in mine and is_here and "{patient_id}" not in path), f"{status} {route}"
    assert tablet.get("/door").status_code == 404, "not even the door of a room that is open"


def test_a_tablet_sits_at_the_mirror_and_never_at_the_console(room: Room, session_id: UUID, tablet: TestClient) -> None:
    join(tablet, room, session_id)
    here = f"wss://{ADDRESS.removeprefix('https://')}/live/{session_id}"
    headers = {"cookie": "; ".join(f"{name}={value}" for name, value in tablet.cookies.items())}
    for screen in Screen:
        with tablet.websocket_connect(here, headers=headers) as socket:
            socket.send_json(entering(screen=screen))
            if screen is Screen.CONSOLE:
                with pytest.raises(WebSocketDisconnect):
                    socket.receive_json()
            else:
                assert socket.receive_json()["type"] == "entered"


def test_a_tablet_that_is_let_go_leaves_within_a_second(room: Room, session_id: UUID, tablet: TestClient) -> None:
    join(tablet, room, session_id)
    headers = {"cookie": "; ".join(f"{name}={value}" for name, value in tablet.cookies.items())}
    with tablet.websocket_connect(
        f"wss://{ADDRESS.removeprefix('https://')}/live/{session_id}", headers=headers
    ) as socket:
        socket.send_json(entering(screen=Screen.MIRROR))
        assert socket.receive_json()["type"] == "entered"
        (mine,) = tablets.joined(room.database, room.clock, session_id)
        tablets.let_go(room.database, room.clock, session_id, mine.tablet_id)
        with pytest.raises(WebSocketDisconnect) as gone:
            deque(iter(socket.receive_json, None), maxlen=0)
        assert gone.value.code == 4404
    assert tablet.get(f"/sessions/{session_id}/mirror").headers["location"] == "/tablet"


def test_a_tablet_goes_with_its_session(
    room: Room, session_id: UUID, tablet: TestClient, hand_clock: HandClock
) -> None:
    join(tablet, room, session_id)
    hand_clock.jump(LONGEST)
    assert tablet.get(f"/sessions/{session_id}/mirror").status_code == 303
    hand_clock.jump(-LONGEST + AFTER_CLOSING)
    assert tablet.get(f"/sessions/{session_id}/ratings/patient").status_code == 200


def test_other_names_than_that_of_the_certificate_are_not_answered(tablet: TestClient) -> None:
    for host in ("localhost:8766", "192.168.1.21:8766", "192.168.1.20", "room.example"):
        assert tablet.get("/tablet", headers={"host": host}).status_code == 421
    assert tablet.post("/tablet", data={"code": "A"}, headers={"origin": "http://localhost:8765"}).status_code == 403


def test_the_rooms_own_port_knows_no_tablets(room: Room, session_id: UUID) -> None:
    with TestClient(create_app(room), "http://localhost", headers={"accept": "text/html"}) as browser:
        assert browser.get("/tablet").status_code == 404
        assert "No tablet can come in just now" in browser.get(f"/sessions/{session_id}/tablet").text


def test_a_certificate_is_made_for_one_address_alone(room: Room) -> None:
    made = open_door(room.settings.folder, None, "192.168.1.20", room.clock.now())
    assert (made.host, door_of(room.settings.folder)) == ("192.168.1.20", made)
    with TestClient(create_app(room), "http://localhost", headers={"origin": "http://localhost"}) as browser:
        for wrong in ("0.0.0.0", "localhost", "a b", "::1", "room", "https://room.example", ""):
            answer = browser.post("/clinic/tablet", data={"address": wrong})
            assert "192.168.1.20, or its name there" in answer.text, wrong
        assert browser.get("/clinic/tablet/authority").content.startswith(b"-----BEGIN CERTIFICATE")
        assert door_of(room.settings.folder) == made, "what was refused changes nothing"


def test_tablets_are_spoken_to_with_strong_ciphers_alone(room: Room) -> None:
    open_door(room.settings.folder, None, "192.168.1.20", room.clock.now())
    tls = over_tls(create_app(room), room.settings.folder / FOLDER, b"").ssl
    assert tls is not None
    assert tls.minimum_version is TLSVersion.TLSv1_2
    older = [one["name"] for one in tls.get_ciphers() if one["protocol"] != "TLSv1.3"]
    assert older
    assert [one for one in older if not one.startswith("ECDHE") or not ("GCM" in one or "CHACHA20" in one)] == []


def test_the_mirrors_socket_hears_what_it_shows_and_no_word_of_the_rest(room: Room, session_id: UUID) -> None:
    told: list[dict[str, object]] = []
    with (
        TestClient(create_app(room), "http://localhost") as browser,
        browser.websocket_connect(f"ws://localhost/live/{session_id}") as console,
    ):
        console.send_json(entering())
        heard = iter(console.receive_json, None)
        marks = (
            {"kind": "felt", "emotion": "shame"},
            {"kind": "passed", "limit": "light"},
            {"kind": "cover", "covered": True},
        )
        with browser.websocket_connect(f"ws://localhost/live/{session_id}") as mirror:
            mirror.send_json(entering(screen=Screen.MIRROR))
            for mark in marks:
                console.send_json(sent_mark(uuid4(), mark=mark, reason="She asked for it"))
                assert (
                    next(one for one in heard if one["type"] in {"acknowledged", "refused"})["type"] == "acknowledged"
                )
            for one in iter(mirror.receive_json, None):
                told += one.get("moments", [one["moment"]] if "moment" in one else [])
                if any(kept["mark"]["kind"] == "cover" for kept in told):
                    break
            mirror.send_json({"type": "read_on", "after_seq": 0})
            told += next(one for one in iter(mirror.receive_json, None) if one["type"] == "log")["moments"]
    kinds = {kept["mark"]["kind"] for kept in told}
    assert {"passed", "cover"} <= kinds <= MIRROR_SHOWS
    assert {kept["reason"] for kept in told} == {""}


def _patient(room: Room, session_id: UUID) -> UUID:
    with room.database.read() as connection:
        return session_of(connection, session_id).patient_id
