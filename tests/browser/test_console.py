"""The console in a real browser: every way of marking, undoing and completing, in both languages."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import barriers, picture, pictures_everywhere
from tests.browser.console_stage import Stage, all_saved, open_console, press, ready, said, settle, staged

pytestmark = pytest.mark.browser
HELD: Any = {"across": {"width": 1024, "height": 768}, "upright": {"width": 768, "height": 1024}}
# The keys whose word, as it is drawn, touches the letter of the keyboard or leaves the key.
WORDS_UNDER_KEYS = """() => [...document.querySelectorAll(".key")].filter((key) => {
  const [word, cap, around] = [key.querySelector(".key-word"), key.querySelector("kbd"), document.createRange()];
  if (!key.checkVisibility() || !word || !cap?.offsetParent) return false;
  around.selectNodeContents(word);
  const [drawn, letter] = [around.getBoundingClientRect(), cap.getBoundingClientRect()];
  const isBeside = drawn.right <= letter.left || drawn.bottom <= letter.top + 2 || drawn.top + 2 >= letter.bottom;
  return !isBeside || drawn.right > key.getBoundingClientRect().right;
}).map((key) => key.innerText)"""


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return staged(tmp_path / "records")


@pytest.fixture
def console(stage: Stage, page: Page) -> Iterator[Page]:
    """An open session's console that holds the session."""
    with stage.serving():
        open_console(stage, page)
        yield page


def test_a_session_is_marked_from_opening_to_closing_by_keyboard_alone(stage: Stage, page: Page) -> None:
    with stage.serving():
        page.goto(stage.console)
        page.get_by_role("button", name="Open the session").focus()
        page.keyboard.press("Enter")
        ready(page)
        press(page, "F2", "Digit2", "Digit0", "Digit0", "Enter")
        press(page, "PageDown", "Digit0", "Digit7", "KeyQ", "KeyG", "KeyX", "KeyN", "Comma", "KeyM", "Semicolon")
        press(page, "KeyO", "F6", "KeyK")
        press(page, "KeyB", "KeyA", "KeyC", "KeyB", "BracketRight", "ArrowUp", "ArrowUp", "ArrowUp")
        settle(page)
        expect(page.locator("#arousal-word")).to_have_text("8 of 10, above")
        expect(page.locator("#exchanges .exchange")).to_have_count(1)
        expect(page.locator("#exchanges .exchange.open")).to_have_count(0)
        press(page, "Space", "Space", "End", "Period", "Slash", "Slash")
        all_saved(page)
        page.get_by_text("Close the session", exact=True).focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator("#closed")).to_be_visible()
        expect(page.get_by_role("link", name="To the review")).to_have_attribute(
            "href", f"/sessions/{stage.session_id}/review"
        )
    assert said(stage.marks()) == [
        ("light",),
        ("cue", "seat.notice"),
        ("felt", "shame"),
        ("offered", "compassion"),
        ("perceived", "anger"),
        ("received", "hard"),
        ("reassured",),
        ("gaze", "True"),
        ("we",),
        ("noticed", "compassionate"),
        ("spoke", "suffering"),
        ("noticed", "critical"),
        ("look_again", "began"),
        ("perceived", "compassion"),
        ("received", "bearable"),
        ("look_again", "ended"),
        ("rung", "wall"),
        ("cover", "True"),
        ("arousal", "8"),
        ("grounding", "began"),
        ("grounding", "ended"),
        ("cover", "False"),
        ("pause", "began"),
        ("pause", "ended"),
    ]
    assert stage.marks()[2].intensity == "strong"


def test_a_held_key_marks_once(stage: Stage, console: Page) -> None:
    for _ in range(5):
        console.keyboard.down("KeyM")
    console.keyboard.up("KeyM")
    all_saved(console)
    expect(console.locator("#latest .mark")).to_have_count(1)


def test_space_grounds_and_does_not_press_the_button_in_focus(stage: Stage, console: Page) -> None:
    console.locator('.key[data-action="we"]').click()
    press(console, "Space")
    all_saved(console)
    marks = console.locator("#latest .mark-word")
    expect(marks).to_have_text(["we", "mirror: covered", "grounding: began"])
    expect(console.locator("#resting")).to_contain_text("The mirror is covered.")


def test_touch_alone_marks_an_exchange_arousal_and_ground_now(stage: Stage, browser: Browser) -> None:
    with stage.serving():
        context = browser.new_context(viewport={"width": 820, "height": 1180}, has_touch=True)
        page = context.new_page()
        open_console(stage, page)
        for action in ("felt_fear", "offered_compassion", "perceived_disgust", "received_unbearable", "arousal_down"):
            page.locator(f'.key[data-action="{action}"]').tap()
        settle(page)
        box = page.locator("#arousal").bounding_box()
        assert box
        page.touchscreen.tap(box["x"] + box["width"] * 0.95, box["y"] + box["height"] / 2)
        settle(page)
        page.locator('.acts .key[data-action="ground"]').tap()
        all_saved(page)
        targets = page.locator("#console button:visible, #console a:visible, #console summary:visible")
        small = [one for one in targets.all() if _is_small(one.bounding_box())]
        assert [one.inner_text() for one in small] == []
        context.close()
    felt, offered, perceived, received, low, high, *ground = said(stage.marks())
    assert (felt, offered) == (("felt", "fear"), ("offered", "compassion"))
    assert (perceived, received) == (("perceived", "disgust"), ("received", "unbearable"))
    assert (low, high[0]) == (("arousal", "4"), "arousal")
    assert int(high[1]) >= 9
    assert ground == [("cover", "True"), ("grounding", "began")]


def _is_small(box: Any) -> bool:
    return box is not None and (box["height"] < 43.5 or box["width"] < 43.5)


def test_undo_takes_back_the_last_note_and_says_which(stage: Stage, console: Page) -> None:
    press(console, "Digit3", "KeyQ", "Backspace")
    expect(console.locator("#said")).to_have_text("Taken back: offered: care")
    all_saved(console)
    expect(console.locator("#exchanges .offered .place-open")).to_have_text("open")
    press(console, "Backspace")
    expect(console.locator("#exchanges .exchange")).to_have_count(0)
    press(console, "Backspace")
    expect(console.locator("#said")).to_have_text("There is nothing to take back.")


def test_an_earlier_exchange_is_completed_late_and_a_mark_is_moved(stage: Stage, console: Page) -> None:
    press(console, "Digit3", "Digit5", "KeyQ")
    earlier, later = console.locator("#exchanges .exchange").nth(1), console.locator("#exchanges .exchange").nth(0)
    expect(earlier).to_contain_text("sadness")
    press(console, "ArrowLeft", "ArrowLeft")
    expect(console.locator("#said")).to_contain_text("The next marks complete the exchange of")
    press(console, "KeyG", "KeyX")
    expect(earlier.locator(".perceived")).to_contain_text("anger")
    expect(later.locator(".perceived")).to_contain_text("open")
    picture(console, "console-late")
    later.get_by_role("button", name="care", exact=True).click()
    expect(console.locator("#said")).to_contain_text("Moving: offered: care")
    earlier.get_by_role("button", name="Move here").click()
    expect(earlier.locator(".offered")).to_contain_text("care")
    expect(later.locator(".offered")).to_contain_text("open")
    all_saved(console)
    console.reload()
    ready(console)
    expect(earlier.locator(".offered")).to_contain_text("care")
    expect(console.locator("#exchanges .exchange.open")).to_have_count(1)


def test_keys_can_be_switched_off_and_the_sheet_shows_them(stage: Stage, console: Page) -> None:
    press(console, "Shift+Slash")
    sheet = console.locator("#keys")
    expect(sheet).to_be_visible()
    picture(console, "console-keys")
    assert barriers(console) == []
    press(console, "KeyM")
    sheet.get_by_role("checkbox").uncheck()
    press(console, "Escape")
    expect(sheet).not_to_be_visible()
    expect(console.locator("#keys-state")).to_have_text("Keys are off")
    press(console, "KeyM", "Digit3")
    console.locator('.key[data-action="we"]').click()
    all_saved(console)
    expect(console.locator("#latest .mark-word")).to_have_text(["we"])
    console.reload()
    expect(console.locator("#line")).to_have_text("Connected")
    expect(console.locator("#keys-state")).to_have_text("Keys are off")


def test_the_clinics_own_keys_and_its_switch_are_honoured(tmp_path: Path, page: Page) -> None:
    own = staged(tmp_path / "own", lambda clinic: replace(clinic, keys={"cue_next": "ArrowRight", "we": "KeyQ"}))
    with own.serving():
        open_console(own, page)
        press(page, "ArrowRight", "KeyQ")
        all_saved(page)
        expect(page.locator("#latest .mark-word")).to_have_text(["cue: body, notice", "we"])
    off = staged(tmp_path / "off", lambda clinic: replace(clinic, keys_on=False))
    with off.serving():
        page.goto(off.console)
        page.get_by_role("button", name="Open the session").click()
        expect(page.locator("#keys-state")).to_have_text("Keys are off")


def test_the_console_speaks_italian_and_fits(tmp_path: Path, page: Page) -> None:
    stage = staged(tmp_path / "records", lambda clinic: replace(clinic, language="it"))
    with stage.serving():
        page.goto(stage.console)
        page.get_by_role("button", name="Apri la seduta").click()
        expect(page.locator("body")).to_have_attribute("data-keys", "on")
        press(page, "PageDown", "Digit3", "KeyQ", "KeyG", "KeyZ", "ArrowUp")
        page.wait_for_timeout(750)
        expect(page.locator("#waiting")).to_have_text("Tutti i segni sono salvati.")
        expect(page.locator("#exchanges")).to_contain_text("tristezza")
        expect(page.locator("#latest")).to_contain_text("ricevuto: insopportabile")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert _overflowing(page) == []
        assert barriers(page) == []
        picture(page, "console-italian")
        _fits_a_tablet(page)


def _fits_a_tablet(page: Page) -> None:
    """Held across and upright: no word lies under its key, and what is done is in sight without scrolling."""
    for held, size in HELD.items():
        page.set_viewport_size(size)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), held
        assert page.evaluate(WORDS_UNDER_KEYS) == [], held
        acts, bottom = (page.locator(place).bounding_box() for place in (".acts", ".bottom"))
        assert acts is not None
        assert bottom is not None
        assert acts["y"] + acts["height"] <= bottom["y"] + 1, held
        assert bottom["y"] + bottom["height"] <= size["height"], held
        picture(page, f"console-{held}")


def _overflowing(page: Page) -> list[str]:
    found = page.evaluate(
        """() => [...document.querySelectorAll(".key")].filter((key) => key.scrollWidth > key.clientWidth + 1)
            .map((key) => key.innerText)"""
    )
    return list(found)


def test_before_it_opens_the_console_says_what_is_missing(tmp_path: Path, page: Page) -> None:
    stage = staged(tmp_path / "records")
    with stage.serving():
        page.goto(stage.console)
        expect(page.get_by_role("heading")).to_have_text("Everything is in place")
        pictures_everywhere(page, "console-ready")
        assert barriers(page) == []


def test_the_console_is_free_of_barriers_and_looks_right_everywhere(stage: Stage, console: Page) -> None:
    expect(console.locator(".who-practice")).to_have_text("Practice: simulated")
    expect(console.locator(".who-word")).to_contain_text("sparrow")
    assert barriers(console) == []
    pictures_everywhere(console, "console-empty")
    console.set_viewport_size({"width": 1280, "height": 800})
    press(console, "PageDown", "PageDown", "Digit3", "KeyQ", "KeyG", "KeyX", "KeyB", "KeyA", "KeyC", "KeyB")
    press(console, "Digit7", "KeyN", "KeyI", "Digit0", "ArrowUp", "ArrowUp", "ArrowUp", "BracketRight", "Comma")
    settle(console)
    assert barriers(console) == []
    assert _overflowing(console) == []
    pictures_everywhere(console, "console")
    _fits_a_tablet(console)


def test_on_a_laptop_the_keys_the_latest_exchanges_and_the_last_minutes_need_no_scrolling(console: Page) -> None:
    press(console, "Digit7", "KeyQ", "KeyG", "KeyX", "Digit3")
    expect(console.locator("#exchanges .exchange")).to_have_count(2)
    bottom = console.locator(".bottom").bounding_box()
    latest = console.locator("#exchanges .exchange").nth(1).bounding_box()
    assert bottom is not None
    assert latest is not None
    assert latest["y"] + latest["height"] <= bottom["y"]
    assert bottom["y"] + bottom["height"] <= 800
    minutes = console.locator(".minutes").bounding_box()
    assert minutes is not None
    assert minutes["y"] + minutes["height"] <= bottom["y"]


def test_what_is_asked_before_a_limit_lies_over_no_key_and_is_answered_with_a_reason(
    stage: Stage, console: Page
) -> None:
    press(console, "BracketRight", "Period")
    guard = console.locator("#guard")
    expect(guard).to_contain_text("are light and distance right?")
    box, acts = guard.bounding_box(), console.locator(".acts").bounding_box()
    assert box is not None
    assert acts is not None
    assert acts["y"] + acts["height"] <= box["y"], "the question lies over the keys"
    assert barriers(console) == []
    picture(console, "console-light")
    press(console, "F2", "Digit2", "Digit0", "Enter")
    expect(guard).to_contain_text("20 lx at the face is under 50")
    press(console, "Digit1")
    expect(console.locator("#light-lux")).to_have_value("20")
    expect(console.locator("#exchanges .exchange")).to_have_count(1)
    press(console, "F2", "Space")
    expect(console.locator("#resting")).to_contain_text("Grounding since")
    press(console, "F2", "Tab", "Tab", "End")
    guard.get_by_role("button", name="Agreed before").click()
    expect(guard).to_be_hidden()
    expect(console.locator("#resting")).to_have_text("")
    press(console, "BracketRight")
    expect(guard).to_contain_text("0 of 2 stable sessions")
    picture(console, "console-early")
    press(console, "Escape")
    expect(console.locator("#rung")).to_have_text("the wall")
    press(console, "BracketRight")
    guard.get_by_label("Another reason").fill("her own wish")
    press(console, "Enter")
    expect(console.locator("#rung")).to_have_text("the therapist’s reflection")
    console.get_by_text("Picture and light").click()
    console.get_by_role("button", name="Border of light 0").click()
    expect(console.get_by_role("button", name="Border of light 1")).to_be_visible()
    picture(console, "console-picture")
    all_saved(console)


def test_a_gaze_that_lasts_is_said_against_the_clinics_limits(tmp_path: Path, page: Page) -> None:
    stage = staged(tmp_path / "records", lambda clinic: replace(clinic, limits=replace(clinic.limits, still_gaze_s=1)))
    with stage.serving():
        open_console(stage, page)
        expect(page.locator("#gaze-time")).to_have_text("Gaze: 0:00 of 15:00")
        press(page, "Comma")
        expect(page.locator("#gaze-time.long")).to_contain_text("without a break")
        expect(page.locator("#guard-course")).not_to_contain_text("so far: 0:00")
        press(page, "Period")
        expect(page.locator("#gaze-time.long")).to_have_count(0)
