"""The mirror is covered at once while a hundred other sessions mark in the same room, and when the room has died of it.

A long run (INTERBEING_SOAK=1), alone: the load takes a core and a half.
"""

import time
from collections.abc import Iterator
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from benchmarks.bench_marks import Load, run
from interbeing.domain.consent import Purpose
from interbeing.settings import Settings
from interbeing.wiring import open_room
from tests.browser.mirror_room import Console, Sessions, console, note, prepare, show_mirror, until
from tests.browser.sensing_stage import VIEWPORT, agree
from tests.browser.test_mirror import IS_OPEN, WATCH_COVER, WITHIN_MS, announce, channel_of, cover_ms, window_nearby
from tests.conftest import Served, free_port, serving
from tests.faults.counts import only_long
from tests.rooms import open_session

pytestmark = [pytest.mark.browser, pytest.mark.alone, only_long("a hundred sessions for three quarters of a minute")]
LOAD = Load("100 sessions, 2 marks/s each", 100, 2, 45, None, None)
TURNS = 10
RESTED_MS = 700


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hundred") / "served"


@pytest.fixture(scope="module")
def loaded(browser: Browser, folder: Path) -> Iterator[tuple[Served, Sessions, Page, BaseProcess]]:
    """A mirror that also measures, in a room in which a hundred sessions are marked."""
    sessions, port = prepare(folder), free_port()
    agree(folder, Purpose.CAMERA_SIGNALS)
    room = open_room(Settings(folder))
    others = [open_session(room.database) for _ in range(LOAD.sessions)]
    room.close()
    page = browser.new_context(viewport=VIEWPORT).new_page()
    with serving(folder, port, mind="on") as served:
        show_mirror(page, served, sessions.camera)
        marking = get_context("spawn").Process(target=run, args=(port, others, LOAD))
        marking.start()
        page.wait_for_timeout(4_000)  # until all of them are in
        yield served, sessions, page, marking
        marking.kill()
        page.context.close()


def uncovered(page: Page, sessions: Sessions) -> None:
    until(page, IS_OPEN)
    page.wait_for_timeout(RESTED_MS)
    page.evaluate(WATCH_COVER, channel_of(sessions.camera))


def covered_by_another_device(therapist: Console, page: Page, sessions: Sessions) -> float:
    """Give how long it takes from a console that reaches the mirror through the room alone."""
    uncovered(page, sessions)
    began_ms = 1_000 * time.time()
    therapist.mark(kind="cover", covered=True)
    until(page, "globalThis.covered !== null", 5)
    took_ms = float(page.evaluate("globalThis.covered")) - began_ms
    therapist.mark(kind="cover", covered=False)
    return took_ms


def covered_by_a_window_nearby(other: Page, page: Page, sessions: Sessions) -> float:
    uncovered(page, sessions)
    announce(other, covered=True)
    took_ms = cover_ms(page)
    announce(other, covered=False)
    return took_ms


def test_it_is_covered_in_time_under_load_and_with_the_room_dead(
    loaded: tuple[Served, Sessions, Page, BaseProcess],
) -> None:
    served, sessions, page, marking = loaded
    with console(served, sessions.camera) as therapist:
        through_the_room = [covered_by_another_device(therapist, page, sessions) for _ in range(TURNS)]
    other = window_nearby(page.context, served, sessions.camera)
    nearby = [covered_by_a_window_nearby(other, page, sessions) for _ in range(TURNS)]
    assert marking.is_alive(), "the load was over before"
    served.process.kill()
    dead = [covered_by_a_window_nearby(other, page, sessions) for _ in range(TURNS)]
    uncovered(page, sessions)
    page.keyboard.press("Space")
    by_patient = cover_ms(page)
    for name, figures in {"through the room": through_the_room, "nearby": nearby, "nearby, room dead": dead}.items():
        note(f"covered under 100 sessions, {name}: {sorted(round(one) for one in figures)} ms")
    note(f"covered under 100 sessions, by the patient, room dead: {by_patient:.0f} ms")
    assert max(*nearby, *dead, by_patient) < WITHIN_MS
    assert sorted(through_the_room)[TURNS // 2] < WITHIN_MS
