"""Paired ratings in a real browser: by touch and keyboard, unseen, then together, and free of barriers."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import barriers, pictures_everywhere
from tests.conftest import Served, free_port, serving

pytestmark = pytest.mark.browser
LARGE_PX = 44


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("ratings"), free_port(), "--practice") as one:
        yield one


def choose(page: Page, row: str, step: str) -> None:
    page.get_by_role("radiogroup", name=row, exact=True).get_by_role("radio", name=step, exact=True).check()


def looked_at(page: Page, name: str) -> None:
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert barriers(page) == [], name
    pictures_everywhere(page, f"ratings-{name}")
    for width in (360, 768):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, (name, width)


def test_both_rate_apart_and_look_together(page: Page, room: Served) -> None:
    page.goto(f"{room.address}/sessions")
    page.get_by_role("link", name=re.compile("^Review")).first.click()
    page.get_by_role("link", name="Paired ratings").click()
    standing = page.url
    looked_at(page, "standing")
    page.get_by_role("link", name="Rate it now").click()
    choose(page, "sadness", "strongly")
    choose(page, "I felt with the patient.", "fully")
    page.get_by_label("I would like us to look at both together").check()
    looked_at(page, "therapist")
    page.get_by_role("button", name="Keep it private").click()
    expect(page.get_by_text("In, and to be shown together.")).to_be_visible()
    expect(page.get_by_text("strongly")).to_have_count(0)
    page.get_by_role("link", name="Hand to the patient").click()
    looked_at(page, "patient")
    heights = page.locator(".recall-steps label").evaluate_all("all => all.map(a => a.getBoundingClientRect().height)")
    assert min(heights) >= LARGE_PX
    choose(page, "sadness", "not")
    choose(page, "shame", "clearly")
    choose(page, "My therapist felt with me.", "half")
    page.get_by_role("button", name="Keep it private").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("It is kept, unseen.")).to_be_visible()
    page.goto(standing)
    expect(page.get_by_text("strongly")).to_have_count(0)
    page.get_by_role("button", name="The patient chooses to show both").click()
    row = page.get_by_role("row", name=re.compile("^sadness"))
    expect(row.get_by_role("cell")).to_have_text(["strongly", "not"])
    looked_at(page, "shown")
    page.get_by_role("link", name="Over time").click()
    expect(page.get_by_text("n = 1")).to_be_visible()
    expect(page.get_by_text("not known yet: 1 of 1 so far").first).to_be_visible()
    looked_at(page, "course")
