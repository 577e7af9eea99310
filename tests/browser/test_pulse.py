"""The pulse from a camera, through nets, line and room, at known rates; and none where there is none or it is dark.

A long run (INTERBEING_SOAK=1): half a minute for each file.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from interbeing.domain.consent import Purpose
from tests.browser.camera_file import CameraFile, camera_file, read_numbers, true_beats_per_min
from tests.browser.mirror_room import note
from tests.browser.sensing_stage import Stage, before
from tests.browser.sitter import OWN, Pose
from tests.faults.counts import only_long

pytestmark = [pytest.mark.browser, pytest.mark.alone, only_long("half a minute for each file")]
SPAN_S, HEARD_S = 20, 12
FEWEST_KNOWN = 0.9  # of what is told, once twenty seconds were seen


@contextmanager
def watching(browser: Browser, folder: Path, file: CameraFile) -> Iterator[Stage]:
    """A mirror that has measured this file for as long as a reading looks back."""
    with before(browser, folder / "served", file.path, Purpose.CAMERA_PULSE) as stage:
        read_numbers(stage.page)
        stage.until_told("pulse", lambda one: one["is_on"], 60)
        stage.page.wait_for_timeout(1_000 * (SPAN_S + 3))
        yield stage


def rates_of(stage: Stage) -> list[float | None]:
    """What the screens are told, half second by half second."""
    told: list[float | None] = []
    for _ in range(2 * HEARD_S):
        newest = stage.told("pulse")[-1]
        told.append(newest["now"]["rate_bpm"] if newest["is_on"] else None)
        stage.page.wait_for_timeout(500)
    return told


def pictures_per_s(stage: Stage) -> float:
    """How many pictures a second the nets have seen in what was sent last."""
    skins = [said["frames"] for _, text in stage.sent if (said := json.loads(text))["type"] == "skin"][-HEARD_S:]
    return sum(len(frames) for frames in skins) / len(skins)


@pytest.mark.parametrize("beats_per_min", [55, 72, 108])
def test_a_pulse_is_told_within_one_beat_a_minute(browser: Browser, tmp_path: Path, beats_per_min: int) -> None:
    file = camera_file(tmp_path, "pulse", OWN, beats_per_min)
    with watching(browser, tmp_path, file) as stage:
        told = rates_of(stage)
        true = true_beats_per_min(stage.page, file, SPAN_S + HEARD_S)
        note(f"pulse, {beats_per_min} ({true:.1f} by the clock): {told}; {pictures_per_s(stage):.1f} pictures a second")
    known = [rate for rate in told if rate is not None]
    assert len(known) >= FEWEST_KNOWN * len(told)
    assert max(abs(rate - true) for rate in known) <= 1


@pytest.mark.parametrize(("pose", "beats_per_min"), [(OWN, 0), (Pose(light=0.15), 72)])
def test_without_a_pulse_or_light_no_rate_is_told(
    browser: Browser, tmp_path: Path, pose: Pose, beats_per_min: int
) -> None:
    file = camera_file(tmp_path, "none", pose, beats_per_min)
    with watching(browser, tmp_path, file) as stage:
        told = rates_of(stage)
        note(f"no pulse to be seen, {pose} {beats_per_min}: {told}; {pictures_per_s(stage):.1f} pictures a second")
    assert set(told) == {None}
