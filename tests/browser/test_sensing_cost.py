"""What the measuring costs the mirror: its pictures come as evenly with it as without it. A long run, alone."""

from itertools import pairwise

import numpy as np
import pytest
from playwright.sync_api import Browser

from interbeing.domain.consent import Purpose
from tests.browser.conftest import ARTEFACTS
from tests.browser.face import face_clip
from tests.browser.mirror_room import note
from tests.browser.sensing_stage import Stage, before
from tests.faults.counts import only_long

pytestmark = [pytest.mark.browser, pytest.mark.alone, only_long("forty seconds of pictures")]
HELD_S = 20
WITHIN = 1.1
LATE = 1.25  # of the middle: a picture that missed its moment comes half as long again after the one before
# When each picture was handed to the screen, over so many seconds.
PICTURES = """(held_ms) => new Promise((done) => {
  const video = document.querySelector('video'), shown = [], until = performance.now() + held_ms;
  const next = (now, frame) => {
    shown.push(frame.expectedDisplayTime);
    if (now < until) video.requestVideoFrameCallback(next); else done(shown);
  };
  video.requestVideoFrameCallback(next);
})"""


def longest_usual_ms(stage: Stage, what: str) -> float:
    """The 95th percentile of the time between two pictures; notes how many came late, too."""
    shown = stage.page.evaluate(PICTURES, 1_000 * HELD_S)
    apart = np.array([after - one for one, after in pairwise(shown)])
    late = float((apart > LATE * np.median(apart)).mean())
    note(f"{what}: {apart.size} pictures, {100 * late:.1f} % of them late")
    return float(np.percentile(apart, 95))


def test_the_mirrors_pictures_come_as_evenly_with_measuring_as_without(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("cost") / "served"
    with before(browser, folder, face_clip(ARTEFACTS), Purpose.CAMERA_SIGNALS) as stage:
        stage.until_told("eyes", lambda one: one["is_on"], 40)
        measuring = longest_usual_ms(stage, "with measuring")
        stage.page.locator("[data-signal-do=stop_all]").click()
        stage.until_told("eyes", lambda one: one["why"] == "withdrawn")
        without = longest_usual_ms(stage, "without")
    note(f"between two pictures, 95th percentile: {measuring:.1f} ms with measuring, {without:.1f} ms without")
    assert measuring <= WITHIN * without
