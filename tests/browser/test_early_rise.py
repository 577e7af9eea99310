"""The band of the early rise on the review: the mind knows it after enough exchanges, and it stays a hypothesis."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from interbeing.domain.emotion import Emotion
from interbeing.domain.mark import ArousalSeen, Closed, Felt, Offered, Opened, Perceived, Received, Reception
from interbeing.settings import Settings
from interbeing.wiring import open_room
from tests.browser.conftest import barriers, picture
from tests.conftest import free_port, serving
from tests.faults.counts import only_long
from tests.sessions_made import Log, kept_session

pytestmark = [pytest.mark.browser, only_long("the mind reads twenty exchanges anew")]
SLOWLY_MS = 120_000  # the model may have to be translated first
EXCHANGES, EACH_MS = 20, 40_000


def care_read_as_care() -> Log:
    """One sadness after the other met with care that is read as care; arousal rises by one and comes back."""
    log = Log()
    log.at(0, Opened())
    for began_ms in range(10_000, EXCHANGES * EACH_MS, EACH_MS):
        log.at(began_ms, ArousalSeen(4))
        log.at(began_ms + 2_000, Felt(Emotion.SADNESS))
        log.at(began_ms + 6_000, Offered(Emotion.COMPASSION))
        log.at(began_ms + 9_000, Perceived(Emotion.COMPASSION))
        log.at(began_ms + 13_000, Received(Reception.BEARABLE))
        log.at(began_ms + 16_000, ArousalSeen(5))
        log.at(began_ms + 30_000, ArousalSeen(4))
    log.at(EXCHANGES * EACH_MS + 10_000, Closed())
    return log


def test_after_many_exchanges_the_review_says_the_band_with_its_ends_as_a_hypothesis(
    page: Page, tmp_path: Path
) -> None:
    room = open_room(Settings(tmp_path))
    session_id = kept_session(room, care_read_as_care().moments)
    room.close()
    with serving(tmp_path, free_port(), mind="on") as served:
        page.goto(f"{served.address}/sessions/{session_id}/review")
        band = page.locator("[data-early-rise]")
        point = r"(0|[+−]\d)"
        known = rf"of such a move: {point} to {point} points, [+−]?\d\.\d on average; 20 of the 20 lie within"
        expect(band).to_contain_text(re.compile(known), timeout=SLOWLY_MS)
        expect(band.locator(".tag")).to_have_text("hypothesis")
        assert barriers(page) == []
        picture(page, "review-early-rise")
        page.emulate_media(color_scheme="dark")
        picture(page, "review-early-rise-dark")
