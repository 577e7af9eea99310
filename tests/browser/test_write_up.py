"""The write-up in three minutes: what a therapist must press from the end of a session to a signed note, counted."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.console_stage import Stage, all_saved, open_console, press, staged

pytestmark = pytest.mark.browser
MOST_PRESSES = 15  # from the end of the session to the signed note, without typing
AN_EXCHANGE = ("3", "q", "g", "x")  # felt sadness, care given back, read as anger, hard to receive
COUNTS = """
  for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, (event) => {
    if (event.repeat) return;
    localStorage.setItem("pressed", String(Number(localStorage.getItem("pressed") ?? 0) + 1));
  }, true);
"""


@pytest.fixture
def ended(tmp_path: Path, context: BrowserContext) -> Iterator[Page]:
    """A session in which one exchange was marked and that is about to be closed; from here on presses are counted."""
    stage: Stage = staged(tmp_path)
    with stage.serving():
        page = context.new_page()
        open_console(stage, page)
        press(page, *AN_EXCHANGE)
        all_saved(page)
        page.add_init_script(COUNTS)
        page.evaluate(COUNTS)
        yield page


def presses(page: Page) -> int:
    return int(page.evaluate("Number(localStorage.getItem('pressed'))"))


def is_signed(page: Page) -> None:
    expect(page.locator("[data-written]")).to_contain_text("Signed on")
    expect(page.get_by_label("What happened, in your words")).to_have_value(re.compile("read as something else 1"))


def said(how: str, count: int) -> None:
    sys.stdout.write(f"from the end of the session to a signed note {how}: {count} presses\n")
    assert count <= MOST_PRESSES


def test_the_note_is_signed_within_fifteen_clicks_with_a_look_behind_a_figure(ended: Page) -> None:
    ended.get_by_text("Close the session", exact=True).click()
    ended.get_by_role("button", name="Yes, close the session").click()
    ended.get_by_role("link", name="To the review").click()
    ended.wait_for_selector("html[data-drawn=strip]")
    ended.locator(".quadrant-misread a").click()
    expect(ended.locator(".exchanges tbody tr")).to_have_count(1)
    ended.get_by_role("link", name="Write-up").click()
    ended.get_by_role("button", name="Sign and finish").click()
    is_signed(ended)
    said("by clicks", presses(ended))


def test_the_note_is_signed_within_fifteen_keys_and_no_mouse(ended: Page) -> None:
    ended.get_by_text("Close the session", exact=True).focus()  # where the keys of the desk have led
    press(ended, "Enter", "Tab", "Enter")
    expect(ended.get_by_role("link", name="To the write-up")).to_be_visible()
    for _ in range(MOST_PRESSES):
        press(ended, "Tab")
        if ended.evaluate("document.activeElement.textContent") == "To the write-up":
            break
    press(ended, "Enter")
    ended.wait_for_selector("html[data-drawn=strip]")
    for _ in range(MOST_PRESSES):
        press(ended, "Tab")
        if ended.evaluate("document.activeElement.getAttribute('name')") == "signs":
            break
    press(ended, "Enter")
    is_signed(ended)
    said("by keys", presses(ended))
