"""Every kind of page, in each language and scheme: no barrier, no sideways scrolling at 200 %, no hidden focus."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import Page

from interbeing.domain.coding import CodedMark
from interbeing.domain.given import FilledBy, Given
from interbeing.domain.session import SessionState
from interbeing.domain.together import Chooser
from interbeing.services import coding, measuring, retention, together
from interbeing.services.clinic import change_clinic, read_clinic
from interbeing.services.practice import ready_practice
from interbeing.settings import Settings
from interbeing.storage.sessions import sessions_of
from interbeing.wiring import Room, open_room
from tests.browser.conftest import barriers, picture
from tests.browser.every_page import every_page, hidden_stops, kinds_served, runs_sideways
from tests.conftest import Served, free_port, serving
from tests.faults.counts import SHARE
from tests.rooms import open_session

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]
LAPTOP: Any = {"width": 1280, "height": 800}
Look = tuple[str, Literal["light", "dark"]]
EVERYDAY: tuple[Look, ...] = (("it", "dark"),)
ALL: tuple[Look, ...] = (*EVERYDAY, ("en", "light"), ("en", "dark"), ("it", "light"))
HARM = (0, 0, 0, 0, 0, 0, 0, 0, 1)  # the ninth item of the PHQ-9
NO_PAGES = {"/sessions/{}/pinned", "/patients/{}/package"}  # what scripts and downloads ask for
OF_A_FILE = {"/patients/{}/bring-in/{}"}  # stands only while a file is looked at: tests/web/test_bring_in_pages.py
OF_LONG_WORK = {"/under-way/{}"}  # stands only while something is made: tests/browser/test_under_way.py
# Where people sign in: tests/browser/test_people.py
OF_PEOPLE = {"/sign-in", "/sign-in/invited", "/account", "/account/again", "/people", "/people/{}"}
OF_PEOPLE |= {"/people/{}/acts", "/clinic/erasures", "/clinic/holds", "/patients/{}/erase/ask"}
OF_PEOPLE |= {"/emergency", "/patients/{}/emergency", "/patients/{}/help"}
OF_A_TABLET = {"/tablet", "/clinic/tablet/authority"}  # on the tablet, and a download: tests/browser/test_tablet.py
OF_THE_DOOR = {"/door", "/door/recovery", "/door/recover", "/door/restore", "/door/state"}  # tests/browser/test_door.py


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A practice room in which something of everything was done, and a list of pages to begin from."""
    folder = tmp_path_factory.mktemp("every") / "records"
    room = open_room(Settings(folder, has_mind=False))
    (folder.parent / "more").write_text("\n".join(done(room)), encoding="utf-8")
    room.close()
    return folder


def done(room: Room) -> tuple[str, ...]:
    """Code the example session, answer about harm, open a session; give pages to begin from."""
    patient_id = ready_practice(room.database, room.clock).patient_id
    with room.database.read() as connection:
        closed = [one for one in sessions_of(connection, patient_id) if one.state is SessionState.CLOSED]
    a_coding(room, closed[0].session_id, is_finished=False)
    a_coding(room, closed[0].session_id, is_finished=True)
    given = Given(uuid4(), patient_id, "phq-9", "1", room.clock.now(), FilledBy.PATIENT, HARM, {}, "en")
    measuring.give(room.database, room.measures.measure_of("phq-9"), given)
    write_together(room, patient_id)
    retention.hold(room.database, room.clock, uuid4(), patient_id, "A complaint is open", "Therapist")
    session_id = open_session(room.database)
    return (
        f"/patients/{patient_id}",
        f"/patients/{patient_id}/measures/phq-9",
        f"/patients/{patient_id}/measures/given/{given.given_id}",
        f"/patients/{patient_id}/caregivers/another",
        f"/patients/{patient_id}/together/ask",
        f"/patients/{patient_id}/together/page",
        f"/sessions/{closed[0].session_id}/codings",
        f"/sessions/{session_id}/console",
        f"/sessions/{session_id}/recognition",
        f"/sessions/{session_id}/rated",
        f"/sessions/{session_id}/tablet",
    )


def a_coding(room: Room, session_id: UUID, *, is_finished: bool) -> None:
    coding_id = coding.begin_coding(room.database, room.clock, session_id, "Second coder")
    begun = coding.coding_of(room.database, session_id, coding_id)
    coding.code(room.database, room.clock, begun, CodedMark(uuid4(), 60_000, "felt:shame"))
    if is_finished:
        coding.finish_coding(room.database, room.clock, coding.coding_of(room.database, session_id, coding_id))


def write_together(room: Room, patient_id: UUID) -> None:
    page_id = uuid4()
    together.write_page(room.database, room.clock, patient_id, page_id, "You looked, and stayed.", "Therapist")
    for chooser in Chooser:
        together.choose(room.database, room.clock, patient_id, page_id, chooser, shows=True)


@pytest.fixture(params=ALL if SHARE else EVERYDAY, ids="-".join)
def looked_at(request: pytest.FixtureRequest, folder: Path, page: Page) -> Iterator[Served]:
    """That room, served in one of the looks."""
    language, scheme = request.param
    room = open_room(Settings(folder, has_mind=False))
    change_clinic(room.database, replace(read_clinic(room.database), language=language))
    room.close()
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    with serving(folder, free_port()) as one:
        yield one


def test_every_kind_of_page_can_be_read_used_by_keys_and_enlarged(
    looked_at: Served, page: Page, request: pytest.FixtureRequest
) -> None:
    look = "-".join(request.node.callspec.params["looked_at"])
    more = tuple((looked_at.folder.parent / "more").read_text(encoding="utf-8").split())
    seen, found = set(), {}
    for kind in every_page(page, looked_at.address, more):
        page.set_viewport_size(LAPTOP)
        picture(page, f"every{kind.replace('/', '-').replace('{}', 'one')}-{look}")
        troubles: list[Any] = [*barriers(page), *hidden_stops(page)]
        troubles += [f"{wide} pixels too wide"] if (wide := runs_sideways(page)) > 0 else []
        found |= {kind: troubles} if troubles else {}
        seen.add(kind)
    assert found == {}
    others = NO_PAGES | OF_A_FILE | OF_LONG_WORK | OF_THE_DOOR | OF_PEOPLE | OF_A_TABLET
    assert kinds_served() - others <= seen, "a kind of page that nobody looked at"
