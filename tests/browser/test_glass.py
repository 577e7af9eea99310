"""What the mirror shows in a real browser: veiled, cropped, lit by the therapist's hand, grounded by the patient's."""

import statistics
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageFilter
from playwright.sync_api import BrowserContext, Page

from interbeing.services.clinic import change_clinic, read_clinic
from interbeing.settings import Settings
from interbeing.wiring import open_room
from tests.browser.conftest import barriers, picture
from tests.browser.mirror_room import (
    Console,
    Sessions,
    console,
    marks_in_log,
    note,
    open_mirror,
    prepare,
    show_mirror,
    until,
)
from tests.browser.test_mirror import (
    IS_COVERED,
    IS_OPEN,
    MEASURE,
    WATCH_COVER,
    WITHIN_MS,
    cover_ms,
    window_nearby,
)
from tests.browser.test_mirror import channel_of as channel_of
from tests.browser.test_mirror import sessions as sessions
from tests.conftest import Served

pytestmark = pytest.mark.browser
CLEAR = {"kind": "view", "veil": "clear", "crop": "whole", "who": "own", "brightness": 0, "border": 0}
EASED_MS = 1_700  # a change, and the one before it that may still have had its time
HAS_PICTURE = (
    "document.getElementById('mirror').dataset.trouble === '' && document.querySelector('video').currentTime > 0"
)
GLASS = "document.getElementById('glass').dataset"


def shown(page: Page, name: str) -> Image.Image:
    picture(page, f"mirror-{name}")
    return Image.open(BytesIO(page.screenshot())).convert("L")


def detail(seen: Image.Image) -> float:
    """How much fine detail a picture has: the mean of its edges."""
    edges = seen.crop((300, 200, 980, 700)).filter(ImageFilter.FIND_EDGES)
    return statistics.mean(edges.tobytes())


def look(therapist: Console, page: Page, **changed: Any) -> None:
    therapist.mark(**{**CLEAR, **changed})
    for name, value in changed.items():
        until(page, f"{GLASS}.{name} === '{value}'", 3)
    page.wait_for_timeout(EASED_MS)


def test_each_veil_crop_and_light_is_seen_and_no_frame_is_added(sessions: Sessions, served: Served, page: Page) -> None:
    figures = {}
    with console(served, sessions.camera) as therapist:
        show_mirror(page, served, sessions.camera)
        page.wait_for_timeout(1_000)
        plain = detail(shown(page, "clear"))
        for veil in ("softened", "outline"):
            look(therapist, page, veil=veil)
            before, plain = plain, detail(shown(page, veil))
            assert plain < 0.75 * before, f"{veil} is no softer than the veil before"
            figures[veil] = intervals(page)
        for crop in ("face", "mouth_and_cheek", "eyes"):
            look(therapist, page, crop=crop)
            assert shown(page, crop).getpixel((5, 5)) < 30, "what lies outside the crop is not dark"
        look(therapist, page, crop="face", who="both")
        assert page.evaluate("document.getElementById('beside').srcObject !== null")
        shown(page, "both")
        figures["both, side by side"] = intervals(page)
        look(therapist, page, border=3, brightness=-3)
        assert shown(page, "border").getpixel((5, 400)) > 200
        figures["border and brightness"] = intervals(page)
        look(therapist, page, veil="clear")
        figures["clear"] = intervals(page)
        assert page.evaluate("document.getElementById('beside').srcObject === null")
        assert page.evaluate("document.querySelectorAll('canvas').length") == 0
    for name, (middle, late) in figures.items():
        note(f"{name}: {middle:.1f} ms between two pictures, p95 {late:.1f}")
        assert middle < 40, f"{name} does not stay at camera rate"


def intervals(page: Page) -> tuple[float, float]:
    frames = page.evaluate(MEASURE, 2)
    gaps = sorted(b[0] - a[0] for a, b in pairwise(frames))
    return statistics.median(gaps), gaps[int(len(gaps) * 0.95)]


def test_where_motion_is_reduced_the_picture_fades_and_does_not_move(
    sessions: Sessions, served: Served, page: Page
) -> None:
    page.emulate_media(reduced_motion="reduce")
    with console(served, sessions.camera) as therapist:
        show_mirror(page, served, sessions.camera)
        moves = "getComputedStyle(document.querySelector('video')).transitionProperty"
        assert page.evaluate(moves) == "filter, opacity"
        assert page.evaluate("getComputedStyle(document.querySelector('video')).transitionDuration") == "1s"
        therapist.mark(**{**CLEAR, "crop": "face"})
        until(page, "document.getElementById('glass').getAnimations().length === 1", 3)
        until(page, f"{GLASS}.crop === 'face'", 3)


def test_the_last_view_stays_when_the_room_dies_and_older_news_changes_nothing(
    sessions: Sessions, served: Served, context: BrowserContext
) -> None:
    page = context.new_page()
    with console(served, sessions.camera) as therapist:
        show_mirror(page, served, sessions.camera)
        look(therapist, page, veil="softened")
    other = window_nearby(context, served, sessions.camera)
    served.process.kill()
    served.process.wait(10)
    page.wait_for_timeout(1_500)
    assert page.evaluate(f"{GLASS}.veil") == "softened"
    other.evaluate("(shown) => channel.postMessage({shown})", {**CLEAR, "veil": "outline"})
    until(page, f"{GLASS}.veil === 'outline'", 3)


def test_until_light_was_looked_at_the_mirror_waits_covered(
    tmp_path: Path, request: pytest.FixtureRequest, page: Page
) -> None:
    sessions = prepare(tmp_path / "served", is_lit=False)
    served: Served = request.getfixturevalue("served")
    with console(served, sessions.camera) as therapist:
        open_mirror(page, served, sessions.camera)
        page.wait_for_timeout(500)
        page.locator("#show").click()
        therapist.mirror_until("covered")
        until(page, HAS_PICTURE)
        assert page.evaluate(IS_COVERED)
        assert page.get_by_text("when light and distance are right").is_visible()
        picture(page, "mirror-waits")
        therapist.mark(kind="light", by_list=False, lux=200)
        page.wait_for_timeout(700)
        assert page.evaluate(IS_COVERED), "the mirror came by itself"
        therapist.mark(kind="cover", covered=False)
        until(page, IS_OPEN, 3)
    assert marks_in_log(served, sessions.camera)[0] == ("patient", {"kind": "cover", "covered": True})


# What the room says arrives later than the first picture.
LATE = """() => {
  const Line = globalThis.WebSocket;
  globalThis.WebSocket = class extends Line {
    set onmessage(hear) { super.onmessage = (said) => setTimeout(() => hear(said), 1500); }
  };
}"""


def test_a_mirror_that_is_opened_anew_waits_for_the_log_and_covers_nothing_by_itself(
    sessions: Sessions, served: Served, page: Page
) -> None:
    page.add_init_script(f"({LATE})()")
    with console(served, sessions.camera):
        open_mirror(page, served, sessions.camera)
        page.locator("#show").click()
        until(page, "document.querySelector('video').currentTime > 0.3")
        until(page, IS_OPEN, 5)
    assert marks_in_log(served, sessions.camera) == [("patient", {"kind": "cover", "covered": False})]


def test_the_patients_touch_grounds_with_the_clinics_words_also_with_the_room_dead(
    tmp_path: Path, request: pytest.FixtureRequest, context: BrowserContext
) -> None:
    sessions = prepare(tmp_path / "served")
    room = open_room(Settings(tmp_path / "served"))
    clinic = read_clinic(room.database)
    words = replace(clinic.words, grounding={"en": "Feel the wool of the chair.\nName five blue things."})
    change_clinic(room.database, replace(clinic, words=words))
    room.close()
    served: Served = request.getfixturevalue("served")
    page = context.new_page()
    show_mirror(page, served, sessions.camera)
    other = window_nearby(context, served, sessions.camera)
    served.process.kill()
    served.process.wait(10)
    page.evaluate(WATCH_COVER, channel_of(sessions.camera))
    page.keyboard.press("Space")
    took_ms = cover_ms(page)
    note(f"covered and grounded {took_ms:.0f} ms after the patient's key, the room being dead")
    assert took_ms < WITHIN_MS
    assert page.get_by_text("Feel the wool of the chair.").is_visible()
    assert page.locator("#covered-title").is_hidden()
    assert barriers(page) == []
    picture(page, "mirror-grounding")
    other.evaluate("channel.postMessage({grounding: false})")
    page.get_by_text("Feel the wool of the chair.").wait_for(state="hidden")
    assert page.evaluate(IS_COVERED), "the end of grounding uncovered the mirror"
