"""The review's pages and files as a browser meets them."""

import re
from html import unescape
from uuid import UUID, uuid4

import pytest
from fastapi.testclient import TestClient

from interbeing.domain.emotion import Emotion
from interbeing.domain.errors import BadInput
from interbeing.domain.mark import Attitude, Felt, Noticed, Opened, Recognised, Retraction, Strength
from interbeing.domain.part import Part, Spoke
from interbeing.web.app import create_app
from interbeing.web.lengths import clock_text, read_clock
from interbeing.wiring import Room
from tests.sessions_made import Log, a_session, kept_session

NOBODY = UUID("00000000-0000-4000-8000-000000000000")  # fixed, so that each test keeps its name


@pytest.fixture
def client(room: Room) -> TestClient:
    return TestClient(create_app(room), base_url="http://localhost")


def test_the_strips_log_holds_every_moment_with_its_words(room: Room, client: TestClient) -> None:
    log = a_session()
    body = client.get(f"/api/sessions/{kept_session(room, log)}/log").json()
    assert [one["seq"] for one in body["moments"]] == list(range(1, len(log) + 1))
    assert (body["is_simulated"], body["window"], body["until_ms"]) == (True, {"lower": 3, "upper": 7}, 1_800_000)
    assert body["words"]["felt.neutral"] == "numb / nothing"
    assert body["words"]["offered.compassion"] == "care"
    assert body["words"]["gap"] == "no console"


def test_what_was_said_in_words_is_shown_as_words_never_as_markup(room: Room, client: TestClient) -> None:
    log = Log()
    log.at(0, Opened())
    log.at(5, Felt(Emotion.FEAR), late="<script>alert(1)</script>")
    session_id = kept_session(room, log.moments)
    page = client.get(f"/sessions/{session_id}/moments/{log.moments[1].moment_id}").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


@pytest.mark.parametrize(
    "asked", ["emotion=joy", "reception=nice", "show=sad", "kind=%00", "exchanges=999999", f"at={NOBODY}"]
)
def test_an_address_that_asks_for_what_is_not_there_shows_the_review_all_the_same(
    room: Room, client: TestClient, asked: str
) -> None:
    assert client.get(f"/sessions/{kept_session(room, a_session())}/review?{asked}").status_code == 200


@pytest.mark.parametrize("path", ["review", f"moments/{NOBODY}"])
def test_a_session_or_moment_that_does_not_exist_is_not_found(client: TestClient, path: str) -> None:
    assert client.get(f"/sessions/{uuid4()}/{path}").status_code == 404


def test_filters_narrow_the_list_and_paging_keeps_them(room: Room, client: TestClient) -> None:
    address = f"/sessions/{kept_session(room, a_session(exchanges=300, minutes=50))}/review"
    assert client.get(address).text.count('<tr id="e-') == 50
    only = client.get(f"{address}?show=repaired").text
    assert only.count('<tr id="e-') == 50
    assert "show=repaired&amp;exchanges=50" in only
    assert client.get(f"{address}?show=repaired&exchanges=50").text.count('<tr id="e-') == 50


@pytest.mark.parametrize(
    ("given", "ms"),
    [("0:00", 0), ("4:05", 245_000), ("1:04:05", 3_845_000), (" 59:59 ", 3_599_000), ("75:00", 4_500_000)],
)
def test_a_time_on_the_clock_is_read_as_it_is_said(given: str, ms: int) -> None:
    assert read_clock(given, 5_000_000) == ms
    assert read_clock(clock_text(ms), 5_000_000) == ms


@pytest.mark.parametrize(
    "given", ["", "4", "4:5:6:7", "-1:00", "a:b", "１:００", "90:00", "4:", "1.5:0", "9" * 30 + ":00"]
)
def test_a_time_that_cannot_be_meant_is_refused(given: str) -> None:
    with pytest.raises(BadInput):
        read_clock(given, 5_000_000)


@pytest.mark.parametrize("mark", ["", "felt", "felt:joy", "arousal:11", "closed:", "cover:covered", "we:x"])
def test_a_missed_mark_that_does_not_exist_is_refused_and_what_was_typed_stays(
    room: Room, client: TestClient, mark: str
) -> None:
    session_id = kept_session(room, a_session())
    typed = {"time": "1:00", "mark": mark, "exchange": "", "reason": "my own words"}
    answer = client.post(f"/sessions/{session_id}/review/missed", data=typed)
    assert answer.status_code == 422
    assert 'value="my own words"' in answer.text


def test_the_write_up_says_409_when_another_window_wrote_since(room: Room, client: TestClient) -> None:
    address = f"/api/sessions/{kept_session(room, a_session())}/write-up"
    assert client.get(address).json() == {"version": 0, "is_signed": False}
    assert client.put(address, json={"text": "one", "after_version": 0}).json()["version"] == 1
    assert client.put(address, json={"text": "two", "after_version": 0}).status_code == 409
    assert client.put(address, json={"text": "x" * 20_001, "after_version": 1}).status_code == 422
    assert client.get(address).json() == {"version": 1, "is_signed": False}


def test_the_exercise_is_scored_on_its_sessions_review_and_only_there(room: Room, client: TestClient) -> None:
    assert "Told apart (sensitivity)" not in client.get(f"/sessions/{kept_session(room, a_session())}/review").text
    log = Log()
    log.at(0, Opened())
    for trial, shown in enumerate([*Emotion] * 4):
        seen = None if trial == 27 else Emotion.ANGER if shown is Emotion.FEAR else shown
        log.at((trial + 1) * 4_000, Recognised(trial, shown, Strength.PLAIN, seen))
    page = client.get(f"/sessions/{kept_session(room, log.moments)}/review").text
    said = " ".join(re.sub(r"<[^>]*>", " ", page).split())
    assert "28 faces were answered, 1 of them with “I don’t know”" in said
    anger = "anger 4 of 4 4 of 23 2.2 ( 0.8 to 3.5 ) told apart −0.2 ( −0.9 to 0.5 ) no leaning can be told"
    assert anger in said
    assert "fear 0 of 4 0 of 23" in said


SAID_ELSEWHERE = re.compile(r"<(dt|th|h\d|caption|title)\b.*?</\1>", re.DOTALL)
OPENING = re.compile(r'<a class="(?:behind|to-strip)".*?</a>', re.DOTALL)
CELL = re.compile(r"<(dd|td)\b.*?</\1>", re.DOTALL)


def test_no_figure_of_a_session_stands_there_that_opens_nothing(room: Room, client: TestClient) -> None:
    log = Log()
    for n in range(9):
        said = log.at(1_800_000 + n, Spoke(Part.CRITICAL, Part.SUFFERING))
        log.at(1_800_100 + n, Noticed(Attitude.CRITICAL, part=Part.CRITICAL, spoke_id=said.moment_id))
        log.at(1_800_200 + n, Recognised(n, Emotion.FEAR, Strength.PLAIN, Emotion.FEAR if n % 2 else Emotion.ANGER))
    session_id = kept_session(room, sorted([*a_session(30, 50), *log.moments], key=lambda one: one.session_ms))
    page = client.get(f"/sessions/{session_id}/review").text
    for section in ("care", "dialogue", "facts", "recognition"):
        part = SAID_ELSEWHERE.sub("", page.split(f'<section id="{section}"')[1].split("</section>")[0])
        cells = [one[0] for one in CELL.finditer(part)]
        shut = [re.sub(r"<[^>]+>", "", OPENING.sub("", one)) for one in cells]
        assert any('class="behind"' in one for one in cells)
        assert not [one for one in shut if re.search(r"[1-9]", one)], section


FIGURE = re.compile(r'<a class="behind"(?: data-digit)? data-list href="([^"]+)">(\d+)<')


def test_every_count_of_the_review_opens_as_many_rows_as_it_says(room: Room, client: TestClient) -> None:
    log = a_session(exchanges=30, minutes=50)
    address = f"/sessions/{kept_session(room, log)}/review"
    found = [(unescape(link), int(count)) for link, count in FIGURE.findall(client.get(address).text)]
    assert len(found) > 20
    for link, count in found:
        address, _, listed = link.partition("#")
        part = re.search(rf'<section id="{listed}".*?</section>', client.get(address).text, re.DOTALL)
        assert part is not None
        rows = len(re.findall(r"<tr", part[0])) - 1
        lasting = "kind=pause" in link or "kind=grounding" in link  # each has its begin and its end
        leaving = "kind=arousal" in link  # the exits, and the marks that followed each out there
        assert rows >= count if leaving else rows == count * (1 + lasting), link


def test_each_figure_of_the_parts_opens_as_many_moments_as_it_says(room: Room, client: TestClient) -> None:
    log = Log()
    log.at(0, Opened())
    critic = [log.at(at, Spoke(Part.CRITICAL, Part.SUFFERING)) for at in (10, 20, 30)]
    log.at(35, Noticed(Attitude.CRITICAL, part=Part.CRITICAL, spoke_id=critic[1].moment_id))
    log.at(40, Spoke(Part.COMPASSIONATE, Part.SUFFERING))
    log.at(50, Retraction(critic[2].moment_id))
    page = client.get(f"/sessions/{kept_session(room, log.moments)}/review").text
    found = FIGURE.findall(page.split('<section id="dialogue"')[1].split("</section>")[0])
    assert [int(count) for _link, count in found] == [2, 1, 1, 3]  # and all that was said
    for link, count in found:
        listed = client.get(unescape(link)).text.split('<section id="moments"')[1].split("</section>")[0]
        assert listed.count("<tr>") - 1 == int(
            count
        )  # what was taken back is struck through, in a row of another class
