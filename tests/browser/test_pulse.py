"""The pulse from a camera, through nets, line and room, at known rates; and none where there is none or it is dark.

A long run (INTERBEING_SOAK=1): twenty seconds for each rate, and the nets must see six pictures a second.
"""

import json
from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import Browser

from interbeing.domain.consent import Purpose
from tests.browser.conftest import ARTEFACTS
from tests.browser.face import face_clip
from tests.browser.held_camera import hold_camera, hold_up, lay_out
from tests.browser.mirror_room import note, show_mirror
from tests.browser.sensing_stage import Stage, before
from tests.browser.sitter import OWN, Pose
from tests.faults.counts import only_long

pytestmark = [pytest.mark.browser, pytest.mark.alone, only_long("twenty seconds for each rate")]
SETTLED_S, HEARD_S = 23, 12  # the first until nothing of the pose before is in the last twenty seconds
PATIENCE_S = 60


@pytest.fixture(scope="module")
def stage(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    folder = tmp_path_factory.mktemp("pulse") / "served"
    with before(browser, folder, face_clip(ARTEFACTS), Purpose.CAMERA_PULSE, show=False) as stage:
        hold_camera(stage.page)
        show_mirror(stage.page, stage.served, stage.sessions.camera)
        rng = np.random.default_rng(5)
        lay_out(stage.page, "pulse", OWN, rng, has_pulse=True)
        lay_out(stage.page, "none", OWN, rng)
        lay_out(stage.page, "dim", Pose(light=0.15), rng, has_pulse=True)
        hold_up(stage.page, "none")
        stage.until_told("pulse", lambda one: one["is_on"], PATIENCE_S)
        yield stage


def rates_of(stage: Stage, pose: str, beats_per_min: float = 0) -> list[float | None]:
    """What the screens are told, once nothing of another pose can be in it, half second by half second."""
    hold_up(stage.page, pose, beats_per_min)
    stage.page.wait_for_timeout(1_000 * SETTLED_S)
    told: list[float | None] = []
    for _ in range(2 * HEARD_S):
        newest = stage.told("pulse")[-1]
        told.append(newest["now"]["rate_bpm"] if newest["is_on"] else None)
        stage.page.wait_for_timeout(500)
    note(f"pulse, {pose} {beats_per_min}: {told}; {pictures_per_s(stage):.1f} pictures a second")
    return told


def pictures_per_s(stage: Stage) -> float:
    """How many pictures a second the nets have seen in what was sent last."""
    skins = [said["frames"] for _, text in stage.sent if (said := json.loads(text))["type"] == "skin"][-HEARD_S:]
    return sum(len(frames) for frames in skins) / len(skins)


@pytest.mark.parametrize("beats_per_min", [55, 72, 108])
def test_a_pulse_is_told_within_one_beat_a_minute(stage: Stage, beats_per_min: int) -> None:
    told = [rate for rate in rates_of(stage, "pulse", beats_per_min) if rate is not None]
    assert told, "the nets saw too few pictures, or it did not stand out"
    assert max(abs(rate - beats_per_min) for rate in told) <= 1


@pytest.mark.parametrize(("pose", "beats_per_min"), [("none", 0), ("dim", 72)])
def test_without_a_pulse_or_light_no_rate_is_told(stage: Stage, pose: str, beats_per_min: int) -> None:
    assert set(rates_of(stage, pose, beats_per_min)) == {None}
