"""Long work as a browser meets it: at once where it is quick, else followed, stopped, and never half done."""

from collections.abc import Iterator
from threading import Event, Thread
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi.testclient import TestClient

from interbeing.domain.access import acting_as
from interbeing.domain.errors import NotFound, TooBusy
from interbeing.domain.under_way import Doing, Standing, What
from interbeing.services import bring_in, export
from interbeing.services.patients import open_chart
from interbeing.services.practice import ready_practice_patient
from interbeing.services.under_way import KEPT_MS, MOST_KEPT, MadeFile, UnderWay, Work
from interbeing.storage import moments
from interbeing.web import long_work
from interbeing.wiring import Room
from tests.conftest import HandClock
from tests.sessions_made import a_session, kept_session

PERSON = {"sec-fetch-mode": "navigate"}
MARKS = b"time,label\n" + b"".join(b"%d,sadness\n" % n for n in range(2_000))


@pytest.fixture
def under_way(hand_clock: HandClock) -> Iterator[UnderWay]:
    one = UnderWay(hand_clock.clock)
    yield one
    one.close()


class Later:
    """Begins nothing before it is told to, so that a person is always shown how far it is, however quick it is."""

    def __init__(self) -> None:
        self.waiting: list[Thread] = []

    def submit(self, do: Any, *given: Any) -> None:
        self.waiting.append(Thread(target=do, args=given))

    def begin(self) -> None:
        while self.waiting:
            self.waiting.pop(0).start()

    def shutdown(self, **_given: Any) -> None:
        self.begin()


@pytest.fixture
def later(room: Room, monkeypatch: pytest.MonkeyPatch) -> Later:
    threads = Later()
    monkeypatch.setattr(long_work, "PATIENCE_S", 0.0)
    monkeypatch.setattr(room.under_way, "_threads", threads)
    return threads


def a_file(under_way: UnderWay, size: int = 3) -> Work[MadeFile]:
    work: Work[MadeFile] = under_way.new(What.FILE, None, "/", lambda one: f"/file?made={one.work_id}")
    return under_way.begin(work, lambda _work: MadeFile((b"x" * size,), "x.csv", "text/csv"))


def followed(browser: TestClient, answer: Any) -> dict[str, Any]:
    """Wait until the work that this answer leads to has ended; give what the room says of it."""
    assert answer.status_code == 303, answer.text
    work_id = UUID(answer.headers["location"].rpartition("/")[2])
    under_way = browser.app.state.door.inside.under_way  # type: ignore[attr-defined]
    if isinstance(under_way._threads, Later):
        under_way._threads.begin()
    assert under_way.of(work_id).ended.wait(30)
    return dict(browser.get(f"/api{answer.headers['location']}").json())


def test_work_belongs_to_who_asked_and_is_kept_for_ten_minutes(under_way: UnderWay, hand_clock: HandClock) -> None:
    work = a_file(under_way)
    assert work.ended.wait(5)
    assert under_way.done_for(work.work_id, "/file").given().name == "x.csv"
    with pytest.raises(NotFound):
        under_way.done_for(work.work_id, "/another-file")
    with acting_as(uuid4()), pytest.raises(NotFound):
        under_way.of(work.work_id)
    hand_clock.pass_ms(KEPT_MS + 1)
    with pytest.raises(NotFound):
        under_way.of(work.work_id)


def test_too_much_at_once_is_refused_and_what_ended_first_makes_room(under_way: UnderWay) -> None:
    first = a_file(under_way)
    assert first.ended.wait(5)
    let_on = Event()
    for _ in range(MOST_KEPT):
        work: Work[bool] = under_way.new(What.PDF, None, "/", lambda _one: "/")
        under_way.begin(work, lambda _one: let_on.wait(10))
    with pytest.raises(NotFound):
        under_way.of(first.work_id)
    with pytest.raises(TooBusy):
        a_file(under_way)
    let_on.set()


def test_a_stop_is_heard_at_the_next_word_of_progress(under_way: UnderWay) -> None:
    may_go_on = Event()

    def do(one: Work[int]) -> int:
        tell = one.telling(Doing.KEEPING)
        tell(1, 9)
        may_go_on.wait(10)
        tell(2, 9)
        return 2

    work: Work[int] = under_way.new(What.BRING_IN, None, "/", lambda _one: "/")
    under_way.begin(work, do)
    under_way.stop(work.work_id)
    may_go_on.set()
    assert work.ended.wait(5)
    assert (work.standing, work.at.done) == (Standing.STOPPED, 1)


def saved_at_once(room: Room, session_id: UUID) -> bytes:
    wanted = export.format_named("csv")
    return b"".join(wanted.write(export.take_out(room.database, room.logs, session_id, wanted)))


def test_a_file_that_takes_long_is_followed_saved_at_its_own_address_and_nowhere_else(
    room: Room, browser: TestClient, later: Later
) -> None:
    session_id = kept_session(room, a_session())
    address = f"/sessions/{session_id}/files/csv"
    told = followed(browser, browser.get(address, headers=PERSON))
    at_once = saved_at_once(room, session_id)
    assert (told["standing"], told["doing"], told["done"]) == ("done", "writing", len(at_once))
    assert told["leads_to"].startswith(f"{address}?made=")
    saved = browser.get(told["leads_to"], headers=PERSON)
    assert saved.content == at_once
    assert saved.headers["content-disposition"] == f'attachment; filename="session-{session_id}.csv"'
    made = told["leads_to"].rpartition("=")[2]
    assert browser.get(f"/sessions/{session_id}/files/json?made={made}").status_code == 404


def test_a_pdf_that_is_stopped_leaves_no_process_and_says_that_nothing_is_left(
    room: Room, browser: TestClient, later: Later
) -> None:
    session_id = kept_session(room, a_session())
    way = browser.get(f"/sessions/{session_id}/review.pdf", headers=PERSON).headers["location"]
    assert browser.post(f"{way}/stop").status_code == 303
    assert followed(browser, browser.post(f"{way}/stop"))["standing"] == "stopped"
    page = browser.get(way, headers=PERSON).text
    assert "It was stopped: nothing of it is left" in page
    assert f'href="/sessions/{session_id}/review"' in page


def offered(room: Room, browser: TestClient, content: bytes = MARKS) -> str:
    """The page that asks what the labels of this table mean."""
    patient = ready_practice_patient(room.database, room.clock)
    told = followed(
        browser,
        browser.post(
            f"/patients/{patient.patient_id}/bring-in", files={"file": ("marks.csv", content)}, headers=PERSON
        ),
    )
    assert told["standing"] == "done"
    return str(told["leads_to"])


def kept(browser: TestClient, address: str) -> Any:
    meant = {"label-0": "felt:sadness", "date": "2026-11-23", "time": "09:30"}
    return browser.post(address, data=meant, headers=PERSON)


def sessions(room: Room) -> int:
    patient = ready_practice_patient(room.database, room.clock)
    return len(open_chart(room.database, patient.patient_id).sessions)


def test_a_session_that_takes_long_to_bring_in_leads_to_its_review(
    room: Room, browser: TestClient, later: Later
) -> None:
    told = followed(browser, kept(browser, offered(room, browser)))
    assert (told["standing"], told["of"]) == ("done", len(MARKS.splitlines()) + 2)  # opened, brought in, closed
    assert browser.get(told["leads_to"]).status_code == 200


def test_bringing_in_that_is_stopped_in_the_middle_keeps_nothing(
    room: Room, browser: TestClient, later: Later, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, before = offered(room, browser), sessions(room)
    in_the_middle, may_go_on = Event(), Event()

    def slowly(*given: Any) -> Any:
        in_the_middle.set()
        may_go_on.wait(10)
        return moments.append(*given)

    monkeypatch.setattr(bring_in, "append", slowly)
    answer = kept(browser, address)
    later.begin()
    assert in_the_middle.wait(10)
    page = browser.get(answer.headers["location"], headers=PERSON)  # seen while the record is busy with it
    assert "<progress" in page.text
    browser.post(f"{answer.headers['location']}/stop")
    may_go_on.set()
    assert followed(browser, answer)["standing"] == "stopped"
    assert sessions(room) == before


def test_a_file_that_is_refused_late_says_why_in_one_sentence(room: Room, browser: TestClient, later: Later) -> None:
    patient, before = ready_practice_patient(room.database, room.clock), sessions(room)
    sent = {"file": ("marks.csv", MARKS + b"late,sadness\n")}
    answer = browser.post(f"/patients/{patient.patient_id}/bring-in", files=sent, headers=PERSON)
    assert followed(browser, answer)["standing"] == "refused"
    page = browser.get(answer.headers["location"], headers=PERSON).text
    assert "marks.csv, line 2002: the time cannot be read." in page
    assert "Nothing was changed." in page
    assert sessions(room) == before
