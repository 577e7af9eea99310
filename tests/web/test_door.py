"""The door: first a passphrase and a recovery key typed back, then locked and opened, and nothing told while locked."""

import asyncio
import re
from collections.abc import Iterator
from concurrent import futures
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient, WebSocketTestSession
from starlette.websockets import WebSocketDisconnect

from interbeing.cli.serve import open_server
from interbeing.domain.clinic import Clinic, Contact
from interbeing.domain.deed import WRONG_BEFORE
from interbeing.domain.errors import CannotStart
from interbeing.services.clinic import change_clinic
from interbeing.services.patients import add_patient
from interbeing.settings import Settings
from interbeing.storage.audit import deeds_called
from interbeing.storage.keyring import has_keys
from interbeing.storage.patients import all_patients
from interbeing.storage.sqlite_file import CLEAR_HEAD, FILE_NAME, is_clear
from interbeing.web import door as doors
from interbeing.web.app import create_app, create_app_behind
from interbeing.web.door import ASLEEP_MS, BEGUN_FOR_MS, IDLE_MS, LONG_OPEN_MS, LONGEST_OPEN_MS, PAUSE_MS, Door
from interbeing.wiring import open_room
from tests.conftest import HandClock
from tests.keys import PASSPHRASE, keys_in, recovery_words
from tests.rooms import open_session

ASKS_FOR_A_PAGE = {"accept": "text/html", "origin": "http://localhost"}
NAME = "Perpetua Planted"


def browsing(door: Door) -> TestClient:
    return TestClient(create_app_behind(door), "http://localhost", headers=ASKS_FOR_A_PAGE, follow_redirects=False)


@pytest.fixture
def locked(tmp_path: Path, hand_clock: HandClock) -> Iterator[tuple[TestClient, Door]]:
    """A room with a passphrase and one patient, its door locked."""
    folder = tmp_path / "records"
    room = open_room(Settings(folder), hand_clock.clock, keys_in(folder))
    add_patient(room.database, room.clock, NAME, "", "anchor", is_practice=True)
    room.close()
    door = Door(Settings(folder, wants_keys=True), clock=hand_clock.clock)
    with browsing(door) as one:
        yield one, door


def unlock(browser: TestClient) -> None:
    assert browser.post("/door", data={"passphrase": PASSPHRASE}).headers["location"] == "/"


def words_on(text: str) -> list[str]:
    return re.findall(r'<span translate="no">(\w+)</span>', text)


def test_the_first_start_asks_for_a_passphrase_and_opens_once_the_words_are_typed_back(tmp_path: Path) -> None:
    folder = tmp_path / "records"
    with browsing(Door(Settings(folder, wants_keys=True))) as browser:
        assert browser.get("/").headers["location"] == "/door"
        begun = browser.post("/door/begin", data={"passphrase": PASSPHRASE, "again": PASSPHRASE})
        assert begun.headers["location"] == "/door/recovery"
        assert not has_keys(folder)
        page = browser.get("/door/recovery", headers={"accept-language": "it"})
        assert "data:image/svg+xml" in page.text
        words = words_on(page.text)
        assert len(words) == 24
        wrong = browser.post("/door/finish", data={"words": " ".join(reversed(words))})
        assert wrong.status_code == 422
        assert not has_keys(folder)
        assert browser.post("/door/finish", data={"words": " ".join(words)}).headers["location"] == "/"
        assert "Records on this computer are encrypted" in browser.get("/").text
    assert not is_clear(folder / FILE_NAME)


def test_the_recovery_key_is_shown_to_the_browser_that_began_and_not_for_ever(
    tmp_path: Path, hand_clock: HandClock
) -> None:
    door = Door(Settings(tmp_path / "records", wants_keys=True), clock=hand_clock.clock)
    with browsing(door) as browser:
        begun = browser.post("/door/begin", data={"passphrase": PASSPHRASE, "again": PASSPHRASE})
        assert "HttpOnly" in begun.headers["set-cookie"]
        assert "SameSite=strict" in begun.headers["set-cookie"]
        other = TestClient(browser.app, "http://localhost", headers=ASKS_FOR_A_PAGE, follow_redirects=False)
        for cookie in ("", "room-begun=guessed"):
            assert other.get("/door/recovery", headers={"cookie": cookie}).headers["location"] == "/door"
        assert other.post("/door/finish", data={"words": "any"}).headers["location"] == "/door"
        assert len(words_on(browser.get("/door/recovery").text)) == 24
        hand_clock.pass_ms(BEGUN_FOR_MS)
        assert browser.get("/door/recovery").headers["location"] == "/door"
        assert door._begun is None


def test_while_locked_no_page_program_or_socket_tells_anything(locked: tuple[TestClient, Door]) -> None:
    browser, _ = locked
    assert browser.get("/patients").headers["location"] == "/door"
    assert browser.get("/patients", headers={"accept": "application/json"}).status_code == 423
    assert browser.post("/patients/new", data={}).status_code == 423
    assert NAME not in browser.get("/door").text
    with pytest.raises(WebSocketDisconnect) as refused, browser.websocket_connect("ws://localhost/live/0"):
        pass
    assert refused.value.code == 4423


def test_a_wrong_passphrase_is_one_sentence_and_opens_nothing(locked: tuple[TestClient, Door]) -> None:
    browser, door = locked
    answer = browser.post("/door", data={"passphrase": "not the passphrase"}, headers={"accept-language": "it"})
    assert "Questa non è la frase segreta di queste cartelle." in answer.text
    assert "not the passphrase" not in answer.text
    assert door.room is None


def test_it_is_locked_by_hand_and_opened_again(locked: tuple[TestClient, Door]) -> None:
    browser, door = locked
    unlock(browser)
    assert NAME in browser.get("/patients").text
    assert browser.get("/door/state").json() == {"is_open": True}
    answer = browser.post("/door/lock")
    assert (answer.headers["location"], answer.headers["clear-site-data"]) == ("/door", '"cache"')
    assert door.room is None
    assert browser.get("/door/state").json() == {"is_open": False}
    unlock(browser)
    assert NAME in browser.get("/patients").text


def test_the_recovery_key_opens_it_with_a_new_passphrase(locked: tuple[TestClient, Door]) -> None:
    browser, _ = locked
    typed = {"words": recovery_words(), "passphrase": "another calm phrase", "again": "another calm phrase"}
    assert browser.post("/door/recover", data=typed).headers["location"] == "/"
    browser.post("/door/lock")
    assert browser.post("/door", data={"passphrase": PASSPHRASE}).status_code == 409
    assert browser.post("/door", data={"passphrase": "another calm phrase"}).headers["location"] == "/"


@pytest.mark.parametrize("away_ms", [IDLE_MS, ASLEEP_MS])
def test_it_locks_when_nobody_works_or_the_computer_slept(
    locked: tuple[TestClient, Door], hand_clock: HandClock, away_ms: int
) -> None:
    browser, door = locked
    unlock(browser)
    asyncio.run(door.look())
    assert door.room is not None
    hand_clock.pass_ms(away_ms)
    browser.get("/door/state")  # a page that only looks is no work
    assert browser.portal is not None
    browser.portal.call(door.look)
    assert door.room is None


def test_an_open_room_in_use_locks_after_twelve_hours_when_the_work_pauses_and_an_hour_later_in_any_case(
    locked: tuple[TestClient, Door], hand_clock: HandClock
) -> None:
    browser, door = locked
    assert browser.portal is not None
    for paused_ms, open_for_ms in ((0, LONGEST_OPEN_MS), (PAUSE_MS, LONG_OPEN_MS + PAUSE_MS)):
        unlock(browser)
        opened_ms = hand_clock.ms
        while door.room is not None and hand_clock.ms - opened_ms <= LONGEST_OPEN_MS:
            hand_clock.pass_ms(ASLEEP_MS // 2)
            if not paused_ms or hand_clock.ms - opened_ms <= LONG_OPEN_MS:
                door.used()
            browser.portal.call(door.look)
        assert (door.room, hand_clock.ms - opened_ms) == (None, open_for_ms)


def test_wrong_passphrases_are_counted_in_the_audit_once_it_opens(locked: tuple[TestClient, Door]) -> None:
    browser, door = locked
    for _ in range(2):
        assert browser.post("/door", data={"passphrase": "not this one at all"}).status_code == 409
    unlock(browser)
    with door.inside.database.read() as connection:
        noted = [(one.reason, one.actor) for one in deeds_called(connection, WRONG_BEFORE)]
    assert noted == [("2", "owner")]


POLLED = {"sec-fetch-site": "same-origin", "sec-fetch-mode": "cors"}
PICTURED = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}
SENT_HERE = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
GONE_TO = {"sec-fetch-site": "same-origin", "sec-fetch-mode": "navigate"}


@pytest.mark.parametrize(
    ("asked", "is_work"), [(POLLED, False), (PICTURED, False), (SENT_HERE, False), (GONE_TO, True)]
)
def test_no_other_site_and_no_page_by_itself_keeps_it_open(
    locked: tuple[TestClient, Door], hand_clock: HandClock, asked: dict[str, str], is_work: bool
) -> None:
    browser, door = locked
    unlock(browser)
    assert browser.portal is not None
    for _ in range(2):
        for _ in range(IDLE_MS // ASLEEP_MS):
            hand_clock.pass_ms(ASLEEP_MS - 1)
            browser.portal.call(door.look)
        browser.get("/patients", headers=asked)
    browser.portal.call(door.look)
    assert (door.room is not None) == is_work


def test_no_folder_is_looked_into_at_the_request_of_another_site(
    locked: tuple[TestClient, Door], tmp_path: Path
) -> None:
    browser, _ = locked
    (tmp_path / "disk").mkdir()
    (tmp_path / "disk" / "interbeing-2026-11-25T09-00-00Z.sqlite").write_bytes(b"")
    asked = {"place": str(tmp_path / "disk")}
    assert "interbeing-2026" not in browser.get("/door/restore", params=asked).text
    assert browser.post("/door/restore/look", data=asked, headers={"origin": "http://other"}).status_code == 403
    assert "interbeing-2026" in browser.post("/door/restore/look", data=asked).text


def test_locking_lets_go_of_the_keys_though_a_backup_failed_meanwhile(
    locked: tuple[TestClient, Door], monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, door = locked
    unlock(browser)

    async def pulled_out() -> None:
        raise OSError(5, "the stick was pulled out")

    async def failing() -> asyncio.Task[None]:
        return asyncio.create_task(pulled_out())

    assert browser.portal is not None
    door._saving = browser.portal.call(failing)
    with pytest.raises(OSError, match="pulled out"):
        browser.portal.call(door.lock)
    unlock(browser)  # the folder is free again
    assert browser.post("/door/lock").status_code == 303


def test_a_look_that_fails_does_not_end_the_locking(
    locked: tuple[TestClient, Door], hand_clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, door = locked
    unlock(browser)

    def failing(*_given: object) -> bool:
        raise ValueError("month must be in 1..12")

    monkeypatch.setattr(doors, "is_due", failing)
    monkeypatch.setattr(doors, "place_of", lambda _folder: Path())
    monkeypatch.setattr(doors, "LOOK_EVERY_S", 0.0)
    looks = 0
    look = door.look

    async def looking() -> None:
        nonlocal looks
        looks += 1
        if looks == 3:
            raise asyncio.CancelledError
        await look()

    monkeypatch.setattr(door, "look", looking)
    assert browser.portal is not None
    with pytest.raises((asyncio.CancelledError, futures.CancelledError)):
        browser.portal.call(door.watch)
    hand_clock.pass_ms(IDLE_MS)
    browser.portal.call(look)
    assert door.room is None


def test_the_pause_after_wrong_passphrases_never_ends_the_trying() -> None:
    assert [doors.pause_s(failures) for failures in (0, 2, 3, 5_000)] == [0, 0, 2, 8]


def test_work_keeps_it_open(locked: tuple[TestClient, Door], hand_clock: HandClock) -> None:
    browser, door = locked
    unlock(browser)
    for _ in range(50):
        hand_clock.pass_ms(ASLEEP_MS - 1)
        browser.post("/door/awake")
        assert browser.portal is not None
        browser.portal.call(door.look)
    assert door.room is not None


def hear_to_the_end(socket: WebSocketTestSession) -> None:
    while True:
        socket.receive_json()


def test_in_a_live_session_nothing_locks_and_after_it_the_sockets_are_ended(
    locked: tuple[TestClient, Door], hand_clock: HandClock
) -> None:
    browser, door = locked
    unlock(browser)
    session_id = open_session(door.inside.database, hand_clock.clock)
    assert browser.portal is not None
    with browser.websocket_connect(f"ws://localhost/live/{session_id}") as socket:
        socket.send_json({"type": "enter", "screen": "console", "tab": str(session_id), "after_seq": 0})
        assert socket.receive_json()["type"] == "entered"
        hand_clock.pass_ms(IDLE_MS + ASLEEP_MS)
        browser.portal.call(door.look)
        assert "close it first" in browser.post("/door/lock").text
        assert door.room is not None
        browser.portal.call(door.inside.live.close, session_id)
        assert browser.post("/door/lock").status_code == 303
        with pytest.raises(WebSocketDisconnect) as ended:
            hear_to_the_end(socket)
        assert ended.value.code == 4423


def test_a_practice_room_needs_no_passphrase_says_so_and_takes_no_real_patient(tmp_path: Path) -> None:
    room = open_room(Settings(tmp_path / "records", wants_keys=True))
    with TestClient(create_app(room), "http://localhost", headers=ASKS_FOR_A_PAGE) as browser:
        assert "This room has no passphrase and its records are not encrypted" in browser.get("/").text
        typed = {"kind": "real", "pseudonym": "Somebody", "initials": "", "picture_word": "lantern"}
        answer = browser.post("/patients/new", data=typed)
        assert answer.status_code == 409
        assert "it is for practice patients" in answer.text
        assert browser.post("/door/lock").status_code == 409


def test_a_practice_room_does_not_open_over_real_patients_in_the_clear(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "records")
    room = open_room(settings)
    change_clinic(room.database, Clinic(contacts=(Contact("Crisis line", "000", is_crisis=True),)))
    add_patient(room.database, room.clock, NAME, "", "anchor")
    with TestClient(create_app(room), "http://localhost", headers=ASKS_FOR_A_PAGE) as browser:
        assert "This room does not encrypt it" in browser.get("/patients/new").text
        assert "Kept encrypted" not in browser.get("/patients/new").text
    with pytest.raises(CannotStart, match="who are not for practice, unencrypted"):
        open_server(replace(settings, wants_keys=True), practice=True)
    open_room(settings).close()  # and the folder was let go


def test_clear_backups_from_before_the_passphrase_are_named(locked: tuple[TestClient, Door], tmp_path: Path) -> None:
    browser, door = locked
    clear = door.settings.folder / "backups" / "interbeing-2026-11-25T09-00-00Z.sqlite"
    clear.parent.mkdir()
    clear.write_bytes(CLEAR_HEAD)
    unlock(browser)
    assert f"Throw them away once you have a newer one: {clear}" in browser.get("/clinic/backups").text


def test_a_backup_is_made_an_erased_patient_stays_gone_and_a_restored_room_opens(
    locked: tuple[TestClient, Door], tmp_path: Path
) -> None:
    browser, door = locked
    unlock(browser)
    place = {"backup_folder": str(tmp_path / "disk")}
    assert browser.post("/clinic/backups/place", data=place).status_code == 303
    assert browser.post("/clinic/backups/now").status_code == 303
    assert "MB" in browser.get("/clinic/backups").text
    with door.inside.database.read() as connection:
        page = f"/patients/{all_patients(connection, door.inside.database.seal)[0].patient_id}/erase"
    assert "/package" in browser.get(page).text
    wrong = browser.post(page, data={"picture_word": "anchor", "passphrase": "not the passphrase"})
    assert (wrong.status_code, "not the passphrase of these records" in wrong.text) == (409, True)
    assert browser.post(page, data={"picture_word": "Anchor", "passphrase": PASSPHRASE}).status_code == 303
    assert NAME not in browser.get("/patients").text
    browser.post("/door/lock")
    asked = browser.get("/door/restore").text
    backup = re.findall(r'name="backup" value="(interbeing-[^"]+)"', asked)[0]
    typed = {"place": str(tmp_path / "disk"), "backup": backup, "passphrase": PASSPHRASE}
    assert browser.post("/door/restore", data=typed | {"backup": "../../etc/passwd"}).status_code == 404
    assert browser.post("/door/restore", data=typed | {"passphrase": "not the passphrase"}).status_code == 409
    assert browser.post("/door/restore", data=typed).headers["location"] == "/"
    assert browser.get("/patients").status_code == 200
    assert NAME not in browser.get("/patients").text
