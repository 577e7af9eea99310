"""A whole session of measuring before one camera: what leaves the page in it, and what the browser holds at its end.

A long run (INTERBEING_SOAK=1: three hours; a share of it is a shorter session, and the note says how long it was).
"""

import csv
import statistics
import time
from collections.abc import Iterator
from typing import NamedTuple

import psutil
import pytest
from playwright.sync_api import Browser

from interbeing.domain.consent import Purpose
from tests.browser.conftest import ARTEFACTS
from tests.browser.face import face_clip
from tests.browser.mirror_room import note, show_mirror
from tests.browser.sensing_stage import Stage, before
from tests.browser.what_leaves import bytes_a_second, messages, strange
from tests.faults.counts import only_long, times

pytestmark = [pytest.mark.browser, pytest.mark.alone, only_long("a session in real time")]
SESSION_H = 3
HELD_S = times(120, SESSION_H * 3600)
SETTLED_SHARE = 0.1  # of the session: its caches fill first
LOOK_EVERY_S = 15
MOST_GROWTH_MB = 50
# Counts the calls of a page before any script of its own runs; the mirror's page then takes them away.
COUNT_CALLS = """() => {
  globalThis.calls = 0;
  const Call = globalThis.RTCPeerConnection;
  globalThis.RTCPeerConnection = class extends Call { constructor(...all) { super(...all); globalThis.calls += 1; } };
}"""


class Held(NamedTuple):
    """What the browser held at one moment of the session, in megabytes."""

    at_s: float
    all_mb: float
    measuring_mb: float
    script_mb: float


@pytest.fixture(scope="module")
def session(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Stage, list[Held]]]:
    folder = tmp_path_factory.mktemp("session") / "served"
    consents = (Purpose.CAMERA_SIGNALS, Purpose.CAMERA_PULSE)
    with before(browser, folder, face_clip(ARTEFACTS), *consents, show=False) as stage:
        stage.page.add_init_script(f"({COUNT_CALLS})()")
        show_mirror(stage.page, stage.served, stage.sessions.camera)
        stage.until_told("pulse", lambda one: one["is_on"], 60)
        yield stage, list(_sit(stage))


def _sit(stage: Stage) -> Iterator[Held]:
    """Sit before the mirror until the session is over, and look at the browser from time to time."""
    began = time.monotonic()
    ARTEFACTS.mkdir(exist_ok=True)
    with (ARTEFACTS / "whole-session.csv").open("w", encoding="utf-8", newline="") as kept:
        table = csv.writer(kept)
        table.writerow(Held._fields)
        while (at_s := time.monotonic() - began) < HELD_S:
            held = _held(stage, at_s)
            table.writerow(f"{value:.2f}" for value in held)
            kept.flush()
            stage.heard = stage.heard[-1_000:]
            stage.page.wait_for_timeout(1_000 * LOOK_EVERY_S)
            yield held


def _held(stage: Stage, at_s: float) -> Held:
    stage.page.evaluate("sentAt.length = 0")  # what this test keeps in the page is not the page's
    line = stage.page.context.new_cdp_session(stage.page)
    line.send("HeapProfiler.collectGarbage")
    script = line.send("Runtime.getHeapUsage")["usedSize"] / 1e6
    line.detach()
    family = [one for one in psutil.Process().children(recursive=True) if one.name().startswith("chrom")]
    held = [one.memory_full_info().uss / 1e6 for one in family]
    return Held(at_s, sum(held), max(held), script)


def test_hours_of_measuring_hold_no_more_than_the_first_minutes(session: tuple[Stage, list[Held]]) -> None:
    _, seen = session
    settled = [one for one in seen if one.at_s >= SETTLED_SHARE * HELD_S]
    at_h = [one.at_s / 3600 for one in settled]
    growth = {
        field: SESSION_H * statistics.linear_regression(at_h, [getattr(one, field) for one in settled]).slope
        for field in ("all_mb", "measuring_mb", "script_mb")
    }
    first, last = settled[0], settled[-1]
    note(
        f"memory over {seen[-1].at_s / 60:.0f} min of measuring, the first tenth left out: "
        f"all of the browser {first.all_mb:.0f} to {last.all_mb:.0f} MB, "
        f"its largest process {first.measuring_mb:.0f} to {last.measuring_mb:.0f}; "
        f"in {SESSION_H} h at that slope {growth}"
    )
    assert growth["all_mb"] < MOST_GROWTH_MB


def test_in_a_whole_session_only_letters_and_small_numbers_leave_the_page(session: tuple[Stage, list[Held]]) -> None:
    stage, seen = session
    heard = stage.tap.heard()
    began_s, ended_s = heard[0].at_s, heard[-1].at_s
    eyes, skin = (bytes_a_second(heard, began_s, ended_s, kind) for kind in ("eyes", "skin"))
    requests = [one for one in heard if one.asked]
    note(
        f"from the camera over {seen[-1].at_s / 60:.0f} min: "
        f"{eyes:.0f} B/s without the pulse, {eyes + skin:.0f} with it; "
        f"{len(messages(heard))} messages, {len(requests)} requests, "
        f"{sum(len(one.body) for one in requests)} bytes in their bodies"
    )
    assert eyes <= 200
    assert eyes + skin <= 2_048
    assert strange(heard) == []
    assert stage.page.evaluate("globalThis.calls") == 0
