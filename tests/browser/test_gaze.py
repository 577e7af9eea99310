"""From a camera file to both screens: it learns where somebody looks while they do what the mirror asks of them."""

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from interbeing.domain.consent import Purpose
from tests.browser.conftest import picture
from tests.browser.mirror_room import note, until
from tests.browser.obeying_camera import ObeyingCamera, obeying_camera
from tests.browser.sensing_stage import Stage, before
from tests.browser.sitter import Pose
from tests.faults.counts import only_long, times

pytestmark = [pytest.mark.browser, only_long("minutes before a camera; for every day there is test_looks.py")]
ASKED = ("own", "other", "away")
SIDES = {"own": 0.0, "other": 2.25, "away": -2.25}
LOOKS = {
    **{side: Pose(at) for side, at in SIDES.items()},
    "closed": Pose(lids=1.0),
    **{
        f"{side}, leant": Pose(at, lean_degrees=lean)
        for (side, at), lean in zip(SIDES.items(), (-12, 8, 12), strict=True)
    },
    **{f"{side}, half the light": Pose(at, light=0.5) for side, at in SIDES.items()},
    "closed, leant": Pose(lids=1.0, lean_degrees=10),
    "own, nearer": Pose(near=1.25),
    "other, farther": Pose(2.25, near=0.75),
}
UNCLEAR = {"two faces": Pose(faces=2), "nobody": Pose(faces=0), "dim": Pose(light=0.15)}
SETTLED_S, JUDGED_S = 4, times(2, 10)
SHARE, KNOWN = 0.95, 0.5
PATIENCE_S = 60
TOLD_MS = 600  # the room tells the screens every half second


@pytest.fixture(scope="module")
def camera(tmp_path_factory: pytest.TempPathFactory) -> ObeyingCamera:
    return obeying_camera(tmp_path_factory.mktemp("poses"), {**LOOKS, **UNCLEAR})


@pytest.fixture(scope="module")
def stage(browser: Browser, camera: ObeyingCamera, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    folder = tmp_path_factory.mktemp("gaze") / "served"
    with before(browser, folder, camera.path, Purpose.CAMERA_SIGNALS) as stage:
        camera.watch(stage.page)
        stage.until_told("eyes", lambda one: one["is_on"], PATIENCE_S)
        yield stage


def is_said(what: str) -> str:
    return f"!document.querySelector('[data-learning={what}]').hidden"


def seconds_of(stage: Stage, camera: ObeyingCamera, pose: str) -> list[str | None]:
    """What the screens say of each second while this pose is held, once it has surely arrived."""
    camera.hold(pose)
    stage.page.wait_for_timeout(1_000 * SETTLED_S)
    said: list[str | None] = []
    while len(said) < JUDGED_S:
        after_next_second(stage)
        newest = stage.told("eyes")[-1]
        if newest["is_on"]:  # a computer that is too busy to see anything for two seconds says so, and no direction
            said.append(newest["now"]["eyes"])
    assert camera.shown(stage.page, len(said)) == {pose}, "the camera showed something else"
    return said


def after_next_second(stage: Stage) -> None:
    """Wait until the page has sent one more second, and the screens were told of it."""
    sent, end = len(stage.sent), time.monotonic() + PATIENCE_S
    while not any('"eyes"' in str(message) for _, message in stage.sent[sent:]):
        assert time.monotonic() < end, "no second was sent"
        stage.page.wait_for_timeout(50)
    stage.page.wait_for_timeout(TOLD_MS)


def test_it_learns_where_somebody_looks_who_does_as_the_mirror_asks(stage: Stage, camera: ObeyingCamera) -> None:
    page = stage.page
    assert set(seconds_of(stage, camera, "own")) == {None}, "a direction was said before anything was learned"
    page.locator("#signals summary").click()
    page.locator("[data-learn]").click()
    assert not page.locator("[data-learn]").is_visible(), "the list lies over the face"
    for asked in ASKED:
        until(page, is_said(asked), PATIENCE_S)
        camera.hold(asked)
    until(page, f"{is_said('learned')} || {is_said('not_learned')}", PATIENCE_S)
    assert page.evaluate(is_said("learned")), "the three could not be told apart"
    picture(page, "mirror-signals-learned")


def test_what_the_screens_say_agrees_with_where_the_eyes_look(stage: Stage, camera: ObeyingCamera) -> None:
    said = {what: seconds_of(stage, camera, what) for what in LOOKS}
    known = [(what.partition(",")[0], one) for what, seconds in said.items() for one in seconds if one is not None]
    agreed = sum(one == what for what, one in known)
    count = sum(len(seconds) for seconds in said.values())
    note(f"seconds through the whole path, directions: {agreed} of {len(known)} known of {count} agree; {said}")
    assert len(known) >= KNOWN * count, said  # a busy computer sees too few pictures in some
    assert agreed >= SHARE * len(known), said


@pytest.mark.parametrize("what", UNCLEAR)
def test_where_it_cannot_be_judged_it_is_not_known(stage: Stage, camera: ObeyingCamera, what: str) -> None:
    assert set(seconds_of(stage, camera, what)) == {None}
