"""The review in a real browser: the strip and the lists lead to each other, nothing typed is lost, and it is quick."""

import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from interbeing.domain.clinic import Clinic
from interbeing.domain.mark import Opened
from interbeing.services.clinic import change_clinic
from interbeing.settings import Settings
from interbeing.wiring import open_room
from tests.browser.conftest import barriers, picture, pictures_everywhere
from tests.conftest import free_port, serving
from tests.sessions_made import Log, a_session, kept_session

pytestmark = pytest.mark.browser
LONG = 985  # exchanges: 5,000 marks and a few more
PAGES = 120  # exchanges: more than two pages of them
OPENS_WITHIN_MS = 1_000


@dataclass(frozen=True)
class Archive:
    address: str
    usual: UUID
    long: UUID
    bare: UUID
    live: UUID

    def review(self, session_id: UUID) -> str:
        return f"{self.address}/sessions/{session_id}/review"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    folder = tmp_path_factory.mktemp("archive")
    ids = _filled(folder)
    with serving(folder, free_port()) as served:
        yield Archive(served.address, *ids)


@pytest.fixture
def five_thousand_marks(tmp_path: Path) -> Iterator[str]:
    """The address of the review of a very long session."""
    ids = _filled(tmp_path, exchanges=LONG)
    with serving(tmp_path, free_port()) as served:
        yield Archive(served.address, *ids).review(ids[1])


@pytest.fixture
def italian(tmp_path: Path) -> Iterator[str]:
    ids = _filled(tmp_path, language="it", exchanges=6)
    with serving(tmp_path, free_port()) as served:
        yield f"{served.address}/sessions/{ids[0]}/review"


def _filled(folder: Path, language: str = "en", exchanges: int = PAGES) -> tuple[UUID, UUID, UUID, UUID]:
    room = open_room(Settings(folder))
    change_clinic(room.database, Clinic(language=language))
    bare = Log()
    bare.at(0, Opened())
    logs = (a_session(), a_session(exchanges, 50), bare.moments, a_session(closed=False))
    usual, long, empty, live = (kept_session(room, log) for log in logs)
    room.close()
    return usual, long, empty, live


def drawn(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_selector("html[data-drawn=strip]")


def test_enter_on_a_mark_goes_to_it_in_the_list_and_its_time_leads_back_by_keyboard_only(
    page: Page, archive: Archive
) -> None:
    drawn(page, archive.review(archive.usual))
    page.locator("[data-strip]").focus()
    for _ in range(6):
        page.keyboard.press("n")
    chosen = page.locator("#strip .mark.chosen")
    expect(chosen).to_have_count(1)
    ids = (chosen.get_attribute("data-moments") or "").split()
    page.keyboard.press("Enter")
    expect(page.locator("a.marked:focus")).to_have_count(1)
    assert page.evaluate("document.activeElement.id").removeprefix("m-") in ids
    page.locator(".exchanges .to-strip").nth(2).focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-strip]")).to_be_focused()
    wanted = page.locator(".exchanges .to-strip").nth(2).get_attribute("data-show")
    expect(page.locator(f'#strip [data-moments~="{wanted}"]')).to_have_class(re.compile("chosen"))
    expect(page.locator("[data-chosen]")).not_to_be_empty()


def test_a_click_on_a_mark_goes_to_it_even_on_another_page_of_a_long_list(page: Page, archive: Archive) -> None:
    drawn(page, archive.review(archive.long))
    last = page.locator("#strip .mark[data-moments]").filter(has_text="bearable").last
    ids = (last.get_attribute("data-moments") or "").split()
    last.click()
    expect(page.locator("a.marked:focus")).to_have_count(1)
    assert page.evaluate("document.activeElement.id").removeprefix("m-") == ids[0]
    assert f"at={ids[0]}" in page.url


def test_the_strip_goes_closer_wider_and_along_by_keys_and_buttons(page: Page, archive: Archive) -> None:
    drawn(page, archive.review(archive.usual))
    shown = page.locator("[data-shown]")
    expect(shown).to_have_text("0:00 – 30:00")
    page.locator("[data-strip]").focus()
    page.keyboard.press("+")
    expect(shown).to_have_text("7:30 – 22:30")
    page.keyboard.press("ArrowRight")
    expect(shown).to_have_text("11:15 – 26:15")
    page.keyboard.press("ArrowLeft")
    expect(shown).to_have_text("7:30 – 22:30")
    page.get_by_role("button", name="Wider").click()
    expect(shown).to_have_text("0:00 – 30:00")
    page.get_by_role("button", name="Closer").click()
    page.get_by_role("button", name="Whole session").click()
    expect(shown).to_have_text("0:00 – 30:00")


def test_a_finger_drags_the_strip_and_does_not_jump(page: Page, archive: Archive) -> None:
    drawn(page, archive.review(archive.usual))
    page.get_by_role("button", name="Closer").click()
    box = page.locator("#strip").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 600, box["y"] + 100)
    page.mouse.down()
    page.mouse.move(box["x"] + 400, box["y"] + 100, steps=4)
    page.mouse.up()
    expect(page.locator("[data-shown]")).not_to_have_text("7:30 – 22:30")
    assert not page.evaluate("document.activeElement.id.startsWith('m-')")


def test_the_strip_shows_every_stream_and_a_gap_as_a_gap(page: Page, archive: Archive) -> None:
    drawn(page, archive.review(archive.usual))
    kinds = page.eval_on_selector_all("#strip .block", "blocks => blocks.map(b => b.classList[1])")
    assert {"phase", "covered", "uncovered", "at_reflection", "away", "pause", "grounding", "gap"} <= set(kinds)
    lanes = page.eval_on_selector_all("#strip .lane", "all => all.map(one => one.textContent)")
    assert lanes == ["phase", "felt", "offered", "read as", "received", "arousal", "mirror", "gaze", "also"]
    zones = page.eval_on_selector_all("#strip .zone-word", "all => all.map(one => one.textContent)")
    assert sorted(zones) == ["above", "below", "inside"]
    page.get_by_text("The strip in words").click()
    expect(page.get_by_role("table", name="no console")).to_contain_text("27:45")


def test_filters_show_only_what_fits_and_keep_the_strip_as_it_is(page: Page, archive: Archive) -> None:
    drawn(page, archive.review(archive.usual))
    page.locator("[data-strip]").focus()
    page.keyboard.press("+")
    rows = page.locator(".exchanges tbody tr")
    expect(rows).to_have_count(6)
    page.get_by_label("Show", exact=True).select_option("open")
    page.locator("#exchanges form button").click()
    expect(rows).to_have_count(2)
    expect(page.locator(".exchanges tbody .is-open, .exchanges tbody tr.is-open")).to_have_count(2)
    expect(page.locator("[data-shown]")).to_have_text("7:30 – 22:30")
    page.get_by_label("Kind", exact=True).select_option("grounding")
    page.locator("#moments form button").click()
    expect(page.locator(".moments tbody tr")).to_have_count(2)
    expect(rows).to_have_count(2)


def test_a_missed_mark_is_added_with_a_reason_and_then_taken_back_with_one(page: Page, archive: Archive) -> None:
    address = archive.review(archive.live)
    drawn(page, address)
    page.get_by_label("When, on the session’s clock").fill("17:40")
    page.get_by_label("What was missed").select_option("received:hard")
    page.get_by_label("Number of the exchange").fill("5")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_text("The reason is still empty.")).to_be_visible()
    expect(page.get_by_label("When, on the session’s clock")).to_have_value("17:40")
    page.get_by_label("Why it is added now").fill("I had no hand free")
    page.get_by_role("button", name="Add it").click()
    late = page.locator(".exchanges .marked", has_text="added later")
    expect(late).to_have_count(1)
    late.click()
    expect(page.locator("dd", has_text="I had no hand free")).to_be_visible()
    page.get_by_label("Why it is taken back").fill("it was the next exchange")
    page.get_by_role("button", name="Take it back").click()
    row = page.locator(".moments tr.is-taken-back")
    expect(row).to_contain_text("it was the next exchange")
    expect(row.locator("s").first).to_have_text("received")
    expect(late).to_have_count(0)


def test_what_is_typed_into_the_write_up_survives_a_reload_and_is_signed_at_the_end(
    page: Page, archive: Archive
) -> None:
    drawn(page, archive.review(archive.usual))
    text = page.get_by_label("What happened, in your words")
    expect(text).to_have_value(re.compile("6 exchanges were marked"))
    text.press("Control+End")
    text.press_sequentially("She looked up.")
    page.reload()
    expect(text).to_have_value(re.compile("She looked up"))
    text.press("Control+End")
    text.press_sequentially(" Twice.")
    expect(page.locator("[data-state]")).to_have_text(re.compile(r"Saved as version \d"))
    page.get_by_role("button", name="Sign and finish").click()
    expect(page.locator("[data-written]")).to_contain_text("Signed on")
    expect(text).to_have_value(re.compile(r"She looked up\. Twice\."))
    assert page.evaluate("localStorage.length") == 0


def test_a_write_up_that_cannot_be_sent_says_so_and_is_sent_when_the_room_answers_again(
    page: Page, archive: Archive
) -> None:
    drawn(page, archive.review(archive.live))
    page.route("**/write-up", lambda route: route.abort())
    text = page.get_by_label("What happened, in your words")
    text.fill("Words in the dark")
    state = page.locator("[data-state]")
    expect(state).to_have_text("Not saved: it stays in this browser and is sent again.")
    page.unroute("**/write-up")
    expect(state).to_have_text(re.compile("Saved as version"), timeout=8_000)


def test_two_windows_with_one_write_up_lose_neither_text(page: Page, archive: Archive) -> None:
    other = page.context.new_page()
    for window in (page, other):
        drawn(window, archive.review(archive.bare))
    page.get_by_label("What happened").fill("From the first window")
    expect(page.locator("[data-state]")).to_have_text(re.compile("Saved"))
    other.get_by_label("What happened").fill("From the second window")
    expect(other.locator("[data-state]")).to_have_text(re.compile("Another window"))
    expect(other.get_by_label("What happened")).to_have_value("From the second window")
    other.get_by_role("button", name="Keep mine as the newest").click()
    expect(other.locator("[data-state]")).to_have_text("Saved as version 2.")


def test_a_session_that_still_runs_says_that_figures_may_change(page: Page, archive: Archive) -> None:
    drawn(page, archive.review(archive.live))
    expect(page.get_by_text("This session is still going: figures may change.")).to_be_visible()


def test_a_session_without_marks_says_so_kindly(page: Page, archive: Archive) -> None:
    drawn(page, archive.review(archive.bare))
    expect(page.get_by_text("Nothing was marked in this session.")).to_be_visible()
    expect(page.get_by_text("No exchange was marked. One that was missed can be added below.")).to_be_visible()
    picture(page, "review-bare")


@pytest.mark.alone
def test_a_session_of_five_thousand_marks_opens_within_a_second(page: Page, five_thousand_marks: str) -> None:
    times = []
    for _ in range(3):
        drawn(page, five_thousand_marks)
        expect(page.locator(".exchanges tbody tr").first).to_be_visible()
        times.append(page.evaluate("performance.getEntriesByName('strip-drawn')[0].startTime"))
    load = os.getloadavg()[0]
    sys.stdout.write(
        f"review of a long session: {min(times):.0f}–{max(times):.0f} ms to strip and rows, load {load:.1f}\n"
    )
    crowded = max(1.0, 1.5 * load / (os.cpu_count() or 1))  # other work on this computer slows all alike
    assert min(times) < OPENS_WITHIN_MS * crowded
    picture(page, "review-long")


def test_axe_finds_nothing_on_the_review_and_on_a_moments_page(page: Page, archive: Archive) -> None:
    drawn(page, archive.review(archive.usual))
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert barriers(page) == []
    page.locator(".exchanges .marked").first.click()
    page.wait_for_url("**/moments/**")
    assert barriers(page) == []


def test_the_review_is_whole_without_script(browser, archive: Archive) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(archive.review(archive.long))
    expect(page.locator(".exchanges tbody tr")).to_have_count(50)
    page.locator("#exchanges a[rel=next]").click()
    expect(page.locator(".exchanges tbody tr .count").first).to_have_text("51")
    context.close()


def test_on_paper_the_strip_stands_and_the_buttons_do_not(page: Page, archive: Archive) -> None:
    drawn(page, archive.review(archive.usual))
    page.emulate_media(media="print")
    expect(page.locator("#strip")).to_be_visible()
    expect(page.get_by_role("button", name="Print")).to_be_hidden()
    expect(page.locator("[data-printed]")).to_be_visible()
    expect(page.get_by_text("Practice: simulated").first).to_be_visible()
    page.set_viewport_size({"width": 720, "height": 1000})
    picture(page, "review-print")


def test_the_review_speaks_italian(page: Page, italian: str) -> None:
    drawn(page, italian)
    expect(page.get_by_role("heading", name="I fatti")).to_be_visible()
    expect(page.get_by_label("Che cosa è accaduto")).to_have_value(re.compile("6 scambi sono stati segnati"))
    lanes = page.eval_on_selector_all("#strip .lane", "all => all.map(one => one.textContent)")
    assert lanes[:3] == ["fase", "sentito", "offerto"]
    assert barriers(page) == []
    picture(page, "review-italian")


def test_pictures_of_the_review_at_each_size(page: Page, archive: Archive) -> None:
    drawn(page, archive.review(archive.usual))
    pictures_everywhere(page, "review")
