"""Measures in a real browser: by touch, by keyboard, help before the end, the pin on the console, and on paper."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import ARTEFACTS, barriers, pictures_everywhere
from tests.conftest import Served, free_port, serving

pytestmark = pytest.mark.browser
LARGE_PX = 44
PIN = "Thoughts that you would be better off dead"


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A practice room for all tests of this file: they only add to it."""
    with serving(tmp_path_factory.mktemp("measures"), free_port(), "--practice") as one:
        yield one


@pytest.fixture
def measures(page: Page, room: Served) -> str:
    """The address of the practice patient's measures."""
    form = {"contact_name": "Crisis line", "reach": "0800 000 000", "is_crisis": "yes"}
    page.request.post(f"{room.address}/clinic/contacts", form=form)
    patient = re.search(r"/patients/[0-9a-f-]{36}", page.request.get(f"{room.address}/patients").text())
    assert patient is not None
    return f"{room.address}{patient[0]}/measures"


def answer(page: Page, item: int, words: str) -> None:
    page.locator("fieldset").nth(item - 1).get_by_text(words, exact=True).click()


def pinned(page: Page, room: Served) -> int:
    page.goto(room.address)
    return page.get_by_text(PIN).count()


def test_a_patient_fills_in_by_touch_and_is_thanked(page: Page, measures: str) -> None:
    page.set_viewport_size({"width": 768, "height": 1024})
    page.goto(f"{measures}/at-the-mirror/fill")
    heights = page.locator("label.answer").evaluate_all("all => all.map(one => one.getBoundingClientRect().height)")
    assert min(heights) >= LARGE_PX
    answer(page, 1, "very much")
    answer(page, 2, "somewhat")
    answer(page, 2, "I’d rather not say")
    page.get_by_role("button", name="Give my answers").click()
    expect(page.get_by_role("heading", name="Thank you.")).to_be_visible()
    page.goto(f"{measures}/at-the-mirror")
    expect(page.get_by_role("region", name="Safe enough").get_by_role("cell", name="4")).to_be_visible()
    expect(page.get_by_role("region", name="Could stay with the image")).to_contain_text("Not known yet.")


def test_a_measure_is_filled_in_by_keyboard_alone(page: Page, measures: str) -> None:
    page.goto(f"{measures}/gad-7/fill")
    for _ in range(7):
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Thank you.")).to_be_visible()
    page.goto(f"{measures}/gad-7")
    expect(page.get_by_role("cell", name="7", exact=True)).to_be_visible()


def test_help_stands_before_the_end_and_the_pin_on_the_console_until_it_is_written_about(
    page: Page, measures: str, room: Served, browser: Browser
) -> None:
    page.goto(measures.removesuffix("/measures"))
    page.get_by_role("link", name=re.compile("^Console")).first.click()
    page.get_by_role("button", name="Open the session").click()
    expect(page.get_by_text("Connected")).to_be_visible()
    console = page.url
    expect(page.locator("#pinned")).to_be_hidden()
    tablet = page.context.new_page()
    tablet.goto(f"{measures}/phq-9/fill")
    answer(tablet, 9, "Several days")
    tablet.get_by_role("button", name="Give my answers").click()
    expect(tablet.get_by_role("heading", name="Thank you for saying so")).to_be_focused()
    expect(tablet.locator("#help-first").get_by_text("0800 000 000")).to_be_visible()
    assert barriers(tablet) == []
    pictures_everywhere(tablet, "measures-help")
    expect(page.locator("#pinned")).to_contain_text(PIN, timeout=10_000)
    assert barriers(page) == []
    pictures_everywhere(page, "measures-pinned-console")
    tablet.get_by_role("button", name="Go on").click()
    expect(tablet.get_by_text("Your answers are saved.")).to_be_visible()
    assert pinned(tablet, room) == 1
    tablet.get_by_role("link", name=re.compile("Write what was done")).click()
    tablet.get_by_label("What was done").fill("We talked. She is safe with her sister tonight and comes tomorrow.")
    tablet.get_by_label("Who writes it").fill("Dr F")
    tablet.get_by_role("button", name="Keep what was done").click()
    expect(tablet.get_by_text("She is safe with her sister")).to_be_visible()
    assert pinned(tablet, room) == 0
    page.goto(console)
    expect(page.locator("#pinned")).to_be_hidden()


def test_help_stands_also_when_the_room_cannot_be_reached_and_the_answers_arrive_later(
    page: Page, measures: str, room: Served
) -> None:
    for chosen in ("Several days", "More than half the days", "Nearly every day"):
        help_stands(page, measures, room, chosen)


def help_stands(page: Page, measures: str, room: Served, chosen: str) -> None:
    page.goto(f"{measures}/phq-9/fill")
    away = re.compile("/fill$")

    def refuse(route: Route) -> None:
        route.abort()

    page.route(away, refuse)
    answer(page, 9, chosen)
    page.get_by_role("button", name="Give my answers").click()
    expect(page.get_by_role("heading", name="Thank you for saying so")).to_be_visible()
    expect(page.locator("#help-first").get_by_text("0800 000 000")).to_be_visible()
    expect(page.get_by_text("Your answers are not saved yet.")).to_be_visible()
    page.get_by_role("button", name="Go on").click()
    page.unroute(away, refuse)
    expect(page.get_by_text("Your answers are saved.")).to_be_visible(timeout=10_000)
    assert pinned(page, room) == 1
    page.get_by_role("link", name=re.compile("Write what was done")).click()
    page.get_by_label("What was done").fill("Asked.")
    page.get_by_label("Who writes it").fill("Dr F")
    page.get_by_role("button", name="Keep what was done").click()
    assert pinned(page, room) == 0


def test_every_page_of_the_measures_stays_in_its_width_and_prints(page: Page, measures: str) -> None:
    for day, each in (("2026-08-03", "3"), ("2026-09-01", "2"), ("2026-10-02", "1")):
        whole = {f"a{item}": each for item in range(1, 9)} | {"given_on": day, "a9": "0"}
        page.request.post(f"{measures}/phq-9/enter", form=whole)
    places = {"list": "", "fill": "/phq-9/fill", "figures": "/suds/fill", "enter": "/core-10/enter", "course": "/phq-9"}
    for name, place in places.items():
        page.goto(f"{measures}{place}")
        for width in (360, 768):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, (name, width)
    page.emulate_media(media="print")
    expect(page.locator("svg.course-line").first).to_be_visible()
    expect(page.get_by_role("link", name="Enter from paper")).to_be_hidden()
    page.pdf(path=str(Path(ARTEFACTS) / "measures-course.pdf"), format="A4")
