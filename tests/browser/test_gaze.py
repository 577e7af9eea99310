"""From a camera to both screens: it learns where somebody looks while they do what the mirror asks of them."""

import time
from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import Browser

from interbeing.domain.consent import Purpose
from tests.browser.conftest import ARTEFACTS, picture
from tests.browser.face import face_clip
from tests.browser.held_camera import hold_camera, hold_up, lay_out
from tests.browser.mirror_room import note, show_mirror, until
from tests.browser.sensing_stage import Stage, before
from tests.browser.sitter import AWAY, OTHER, OWN, SHUT, Pose
from tests.faults.counts import only_long, times

pytestmark = [pytest.mark.browser, only_long("minutes before a camera; for every day there is test_looks.py")]
ASKED = ("own", "other", "away")
LOOKS = {"own": OWN, "other": OTHER, "away": AWAY, "closed": SHUT}
UNCLEAR = {"two faces": Pose(faces=2), "nobody": Pose(faces=0), "dim": Pose(light=0.15)}
SETTLED_S, JUDGED_S = 4, times(2, 20)
SHARE, KNOWN = 0.95, 0.5
PATIENCE_S = 60
TOLD_MS = 600  # the room tells the screens every half second


@pytest.fixture(scope="module")
def stage(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    folder = tmp_path_factory.mktemp("gaze") / "served"
    with before(browser, folder, face_clip(ARTEFACTS), Purpose.CAMERA_SIGNALS, show=False) as stage:
        hold_camera(stage.page)
        show_mirror(stage.page, stage.served, stage.sessions.camera)
        rng = np.random.default_rng(4)
        for name, pose in {**LOOKS, **UNCLEAR}.items():
            lay_out(stage.page, name, pose, rng)
        hold_up(stage.page, "own")
        stage.until_told("eyes", lambda one: one["is_on"], PATIENCE_S)
        yield stage


def is_said(what: str) -> str:
    return f"!document.querySelector('[data-learning={what}]').hidden"


def seconds_of(stage: Stage, pose: str) -> list[str | None]:
    """What the screens say of each second while this pose is held, once it has surely arrived."""
    hold_up(stage.page, pose)
    stage.page.wait_for_timeout(1_000 * SETTLED_S)
    said: list[str | None] = []
    while len(said) < JUDGED_S:
        after_next_second(stage)
        newest = stage.told("eyes")[-1]
        if newest["is_on"]:  # a computer that is too busy to see anything for two seconds says so, and no direction
            said.append(newest["now"]["eyes"])
    return said


def after_next_second(stage: Stage) -> None:
    """Wait until the page has sent one more second, and the screens were told of it."""
    sent, end = len(stage.sent), time.monotonic() + PATIENCE_S
    while not any('"eyes"' in str(message) for _, message in stage.sent[sent:]):
        assert time.monotonic() < end, "no second was sent"
        stage.page.wait_for_timeout(50)
    stage.page.wait_for_timeout(TOLD_MS)


def test_it_learns_where_somebody_looks_who_does_as_the_mirror_asks(stage: Stage) -> None:
    page = stage.page
    assert set(seconds_of(stage, "own")) == {None}, "a direction was said before anything was learned"
    page.locator("#signals summary").click()
    page.locator("[data-learn]").click()
    assert not page.locator("[data-learn]").is_visible(), "the list lies over the face"
    for asked in ASKED:
        until(page, is_said(asked), PATIENCE_S)
        hold_up(page, asked)
    until(page, f"{is_said('learned')} || {is_said('not_learned')}", PATIENCE_S)
    assert page.evaluate(is_said("learned")), "the three could not be told apart"
    picture(page, "mirror-signals-learned")


def test_what_the_screens_say_agrees_with_where_the_eyes_look(stage: Stage) -> None:
    said = {what: seconds_of(stage, what) for what in LOOKS}
    known = [(what, one) for what, seconds in said.items() for one in seconds if one is not None]
    agreed = sum(one == what for what, one in known)
    count = sum(len(seconds) for seconds in said.values())
    note(f"seconds through the whole path, directions: {agreed} of {len(known)} known of {count} agree; {said}")
    assert len(known) >= KNOWN * count, said  # a busy computer sees too few pictures in some
    assert agreed >= SHARE * len(known), said


@pytest.mark.parametrize("what", UNCLEAR)
def test_where_it_cannot_be_judged_it_is_not_known(stage: Stage, what: str) -> None:
    assert set(seconds_of(stage, what)) == {None}
