"""The two paths end to end: a mark becomes durable, is learned and told; what a mirror says is told and forgotten."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from starlette.testclient import TestClient, WebSocketTestSession

from interbeing.domain.access import Action, Thing, Verb
from interbeing.domain.clinic import Clinic, Contact
from interbeing.domain.consent import Purpose
from interbeing.domain.errors import NotAllowed, NotSaved
from interbeing.domain.mark import Screen as ScreenKind
from interbeing.domain.mark import We
from interbeing.domain.moment import Author, Kept, Moment
from interbeing.domain.session import MirrorKind
from interbeing.services.broadcast import Broadcast, Seat
from interbeing.services.clinic import change_clinic
from interbeing.services.live import LiveRoom
from interbeing.services.patients import add_patient, decide_cautions, record_consent
from interbeing.services.plan import plan_session, session_of
from interbeing.storage.moments import moments_of
from interbeing.web.app import create_app
from interbeing.web.asked import ASKED
from interbeing.wiring import Room
from tests.conftest import HandClock

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
NOTHING_IS_TAKEN = "CREATE TRIGGER full BEFORE INSERT ON moments BEGIN SELECT RAISE(ABORT, 'the disk is full'); END"


@pytest.fixture
def session_id(room: Room) -> UUID:
    """A planned session with everything in place to open it."""
    change_clinic(room.database, Clinic(name="Clinic", contacts=(Contact("Crisis line", "000", is_crisis=True),)))
    patient = add_patient(room.database, room.clock, "Wren", "W", "lantern")
    for purpose in Purpose:
        record_consent(room.database, room.clock, patient.patient_id, purpose, is_given=True, recorded_by="T")
    decide_cautions(room.database, room.clock, patient.patient_id, frozenset(), goes_on=True, reason="", decided_by="T")
    return plan_session(room.database, patient.patient_id, MirrorKind.CAMERA, "mirror-course", AT).session_id


@pytest.fixture
def client(room: Room) -> Iterator[TestClient]:
    with TestClient(create_app(room), base_url="http://localhost") as one:
        yield one


class Screen:
    """One open socket; `until` reads on to the next answer of a type."""

    def __init__(self, socket: WebSocketTestSession, screen: str) -> None:
        self.socket = socket
        self.say(type="enter", screen=screen, tab=str(uuid4()), after_seq=0)
        self.entered = self.until("entered")

    def say(self, **message: Any) -> None:
        self.socket.send_text(json.dumps(message))

    def until(self, kind: str) -> dict[str, Any]:
        while True:
            answer: dict[str, Any] = json.loads(self.socket.receive_text())
            if answer["type"] == kind:
                return answer

    def mark(self, mark: dict[str, Any], session_ms: int = 1_000, moment_id: str | None = None) -> str:
        moment_id = moment_id or str(uuid4())
        moment = {"moment_id": moment_id, "session_ms": session_ms, "marked_at": AT.isoformat(), "mark": mark}
        self.say(type="mark", moment=moment)
        return moment_id


@contextmanager
def screen(client: TestClient, session_id: UUID, kind: str) -> Iterator[Screen]:
    with client.websocket_connect(f"ws://localhost/live/{session_id}") as socket:
        yield Screen(socket, kind)


def opened(client: TestClient, room: Room, session_id: UUID) -> None:
    assert client.portal
    client.portal.call(room.live.open, session_id)


def log_of(room: Room, session_id: UUID) -> tuple[Kept, ...]:
    with room.database.read() as connection:
        return moments_of(connection, room.database.seal, session_id)


def test_a_key_press_is_durable_then_learned_then_told(client: TestClient, room: Room, session_id: UUID) -> None:
    opened(client, room, session_id)
    with screen(client, session_id, "console") as console, screen(client, session_id, "console") as beside:
        moment_id = console.mark({"kind": "felt", "emotion": "shame"})
        receipt = console.until("acknowledged")
        told = beside.until("happened")
        while told["moment"]["moment_id"] != moment_id:
            told = beside.until("happened")
    kept = {str(one.moment.moment_id): one for one in log_of(room, session_id)}
    assert kept[moment_id].receipt.seq == receipt["seq"]
    assert kept[moment_id].receipt.sha256 == receipt["sha256"]
    assert told["exchange_id"] == moment_id


def test_a_moment_sent_twice_is_kept_and_told_once(client: TestClient, room: Room, session_id: UUID) -> None:
    opened(client, room, session_id)
    with screen(client, session_id, "console") as console:
        moment_id = console.mark({"kind": "offered", "emotion": "compassion"})
        first = console.until("acknowledged")
        console.mark({"kind": "offered", "emotion": "compassion"}, moment_id=moment_id)
        second = console.until("acknowledged")
    assert (first["seq"], first["head"]) == (second["seq"], second["head"])
    assert (first["is_new"], second["is_new"]) == (True, False)
    kept = log_of(room, session_id)
    assert sum(str(one.moment.moment_id) == moment_id for one in kept) == 1


def test_marks_in_any_order_make_one_exchange(client: TestClient, room: Room, session_id: UUID) -> None:
    opened(client, room, session_id)
    with screen(client, session_id, "console") as console:
        console.mark({"kind": "received", "reception": "hard"}, 1_000)
        console.mark({"kind": "perceived", "emotion": "anger"}, 2_000)
        console.mark({"kind": "offered", "emotion": "compassion"}, 3_000)
        last = console.mark({"kind": "felt", "emotion": "sadness"}, 4_000)
        told = [console.until("happened")]
        while told[-1]["moment"]["moment_id"] != last:
            told.append(console.until("happened"))
    marks = [one for one in told if one["moment"]["author"] == "therapist"]
    assert len({one["exchange_id"] for one in marks}) == 1


def test_no_session_opens_without_a_consent(client: TestClient, room: Room, session_id: UUID) -> None:
    patient_id = session_of(room.database, session_id).patient_id
    record_consent(room.database, room.clock, patient_id, Purpose.RECORD, is_given=False, recorded_by="T")
    with pytest.raises(NotAllowed, match="no consent to keep a record"):
        opened(client, room, session_id)
    assert log_of(room, session_id) == ()


def test_what_the_mirror_says_of_itself_is_told_and_forgotten(client: TestClient, room: Room, session_id: UUID) -> None:
    opened(client, room, session_id)
    with screen(client, session_id, "console") as console, screen(client, session_id, "mirror") as mirror:
        before = len(log_of(room, session_id))
        mirror.say(type="mirror", state="showing", rate_hz=29.8, delay_ms=61.0)
        seen = console.until("mirror")
        after = len(log_of(room, session_id))
    assert (seen["state"], seen["rate_hz"]) == ("showing", 29.8)
    assert after == before


def test_a_mirror_that_went_is_not_told_of_to_a_console_that_comes_later(
    client: TestClient, room: Room, session_id: UUID
) -> None:
    opened(client, room, session_id)
    with screen(client, session_id, "console") as console:
        with screen(client, session_id, "mirror") as mirror:
            mirror.say(type="mirror", state="showing", rate_hz=29.8, delay_ms=61.0)
            console.until("mirror")
        while (told := console.until("happened")["moment"]["mark"]) != {
            "kind": "connection",
            "screen": "mirror",
            "connected": False,
        }:
            assert told
        with screen(client, session_id, "console") as later:
            assert later.entered["mirror"] is None


def test_a_session_is_closed_once(client: TestClient, room: Room, session_id: UUID) -> None:
    opened(client, room, session_id)
    assert client.portal
    client.portal.call(room.live.close, session_id)
    with pytest.raises(NotAllowed, match="closed already"):
        client.portal.call(room.live.close, session_id)
    again = client.post(f"/sessions/{session_id}/close", follow_redirects=False)
    assert again.status_code == 303
    assert [one.moment.mark.kind for one in log_of(room, session_id)] == ["opened", "closed"]


def test_a_second_console_watches_until_it_takes_over(client: TestClient, room: Room, session_id: UUID) -> None:
    opened(client, room, session_id)
    with screen(client, session_id, "console") as first, screen(client, session_id, "console") as second:
        assert (first.entered["is_holding"], second.entered["is_holding"]) == (True, False)
        second.say(type="take_over")
        assert first.until("holding")["is_holding"] is False
        assert second.until("holding")["is_holding"] is True


def test_time_without_a_console_is_in_the_log(client: TestClient, room: Room, session_id: UUID) -> None:
    opened(client, room, session_id)
    with screen(client, session_id, "console"):
        pass
    wanted, patience = ["opened", "connection", "connection"], time.monotonic() + 5
    while (kinds := [one.moment.mark.kind for one in log_of(room, session_id)]) != wanted:
        assert time.monotonic() < patience, kinds
        time.sleep(0.02)


def test_a_killed_room_leaves_a_gap_and_not_a_silence(
    client: TestClient, room: Room, session_id: UUID, hand_clock: HandClock
) -> None:
    opened(client, room, session_id)
    seat = Seat(uuid4(), ScreenKind.CONSOLE)
    assert client.portal
    client.portal.call(room.live.enter, session_id, seat, 0)
    hand_clock.pass_ms(60_000)
    reborn = LiveRoom(room.database, hand_clock.clock, Broadcast())  # the first was killed: nobody saw the console go
    hand_clock.pass_ms(240_000)
    client.portal.call(reborn.enter, session_id, Seat(uuid4(), ScreenKind.CONSOLE), 0)
    came_and_went = [(one.moment.mark.connected, one.moment.session_ms) for one in log_of(room, session_id)[1:]]
    assert came_and_went == [(True, 0), (False, 0), (True, 300_000)]


def test_a_console_comes_in_after_a_kill_though_nothing_can_be_written(
    client: TestClient, room: Room, session_id: UUID, hand_clock: HandClock
) -> None:
    opened(client, room, session_id)
    assert client.portal
    client.portal.call(room.live.enter, session_id, Seat(uuid4(), ScreenKind.CONSOLE), 0)
    reborn = LiveRoom(room.database, hand_clock.clock, Broadcast())
    room.database.write(lambda record: record.exec_driver_sql(NOTHING_IS_TAKEN)).result()
    with pytest.raises(NotSaved):
        client.portal.call(room.live.keep, Moment(uuid4(), session_id, Author.THERAPIST, 1_000, AT, We()))
    client.portal.call(reborn.enter, session_id, Seat(uuid4(), ScreenKind.CONSOLE), 0)


def test_a_console_that_waits_for_the_opening_is_in_the_log_from_then_on(
    client: TestClient, room: Room, session_id: UUID
) -> None:
    assert client.portal
    client.portal.call(room.live.enter, session_id, Seat(uuid4(), ScreenKind.CONSOLE), 0)
    opened(client, room, session_id)
    assert [one.moment.mark.kind for one in log_of(room, session_id)] == ["opened", "connection"]


def test_a_reading_follows_the_marks_on_the_console_and_never_on_the_mirror(
    client: TestClient, room: Room, session_id: UUID
) -> None:
    opened(client, room, session_id)
    with screen(client, session_id, "console") as console, screen(client, session_id, "mirror") as mirror:
        console.mark({"kind": "felt", "emotion": "sadness"})
        console.mark({"kind": "perceived", "emotion": "anger"}, 2_000)
        reading = console.until("reading")
        while reading["exchanges"] < 1:
            reading = console.until("reading")
        console.mark({"kind": "cover", "covered": True}, 3_000)
        told = []
        while (answer := json.loads(mirror.socket.receive_text()))["type"] != "happened":
            told.append(answer["type"])
    assert (reading["state"], reading["foretold"]["felt"]) == ("not_known", "sadness")
    assert all(0 <= one["chance"]["low"] <= one["chance"]["high"] <= 1 for one in reading["foretold"]["readings"])
    assert (answer["moment"]["mark"]["kind"], "reading" in told) == ("cover", False)


def test_the_time_in_which_the_computer_slept_is_a_gap(
    client: TestClient, room: Room, session_id: UUID, hand_clock: HandClock
) -> None:
    opened(client, room, session_id)
    assert client.portal
    client.portal.call(room.live.enter, session_id, Seat(uuid4(), ScreenKind.CONSOLE), 0)
    hand_clock.pass_ms(600_000)
    client.portal.call(room.live.woke, 540_000)
    came_and_went = [(one.moment.mark.connected, one.moment.session_ms) for one in log_of(room, session_id)[1:]]
    assert came_and_went == [(True, 0), (False, 60_000), (True, 600_000)]


def test_the_patients_screen_marks_only_what_is_the_patients(client: TestClient, room: Room, session_id: UUID) -> None:
    opened(client, room, session_id)
    with screen(client, session_id, "mirror") as mirror:
        moment_id = mirror.mark({"kind": "felt", "emotion": "shame"})
        assert mirror.until("refused")["moment_id"] == moment_id
        mirror.mark({"kind": "pause", "step": "began"})
        assert mirror.until("acknowledged")["is_new"] is True


def test_a_mark_that_cannot_be_read_is_refused_by_its_name(client: TestClient, room: Room, session_id: UUID) -> None:
    opened(client, room, session_id)
    with screen(client, session_id, "console") as console:
        moment_id = console.mark({"kind": "felt", "emotion": "joy"})
        assert console.until("refused")["moment_id"] == moment_id


def test_an_unforeseen_error_is_answered_with_the_same_headers_as_everything(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ASKED, "GET /api/broken", Action(Verb.READ, Thing.DOOR))
    app = create_app(room)
    app.add_api_route("/api/broken", lambda: 1 / 0)
    with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as client:
        broken, sound = client.get("/api/broken"), client.get("/api/health")
    assert broken.status_code == 500
    assert broken.headers["content-security-policy"] == sound.headers["content-security-policy"]
