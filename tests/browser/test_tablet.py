"""A tablet of the same network, for real: Chromium over TLS that trusts the room's own authority alone."""

import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, expect

from tests.browser.clinic_server import trusting_home
from tests.browser.conftest import CHROMIUM, QUIET, barriers, picture
from tests.browser.every_page import hidden_stops, runs_sideways
from tests.conftest import Served, free_port, serving
from tests.faults.counts import only_long

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
HOST = "127.0.0.2"  # this computer too, and another address than that of the room's own pages
TABLET = {"width": 820, "height": 1180}


def two_free_ports() -> int:
    """A port after which the next one is free too: tablets come in there."""
    while True:
        port = free_port()
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port + 1)) != 0:
                return port


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Served]:
    with serving(tmp_path / "served", two_free_ports(), "--practice") as one:
        yield one


def let_in(page: Page, room: Served) -> str:
    """The owner opens the tablets' door; gives its address."""
    page.goto(f"{room.address}/clinic/tablet")
    looked_at(page, "tablet-door-shut")
    page.fill("#address", HOST)
    page.click("main form button")
    expect(page.locator("#open-title")).to_be_visible()
    looked_at(page, "tablet-door-open")
    return f"https://{HOST}:{int(room.address.rsplit(':', 1)[1]) + 1}"


def code_for(page: Page, room: Served) -> str:
    """The owner shows a code for the session of today."""
    page.goto(room.address)
    console = page.locator("a[href$='/console']").first.get_attribute("href")
    page.goto(f"{room.address}{console}")
    page.click("a[href$='/tablet']")
    page.click("form[action$='/tablet'] button")
    looked_at(page, "tablet-code")
    return page.locator(".code-letters").last.inner_text()


def looked_at(page: Page, name: str) -> None:
    """The page can be read, used by keys and enlarged; keeps a picture of it."""
    before = page.viewport_size
    picture(page, name)
    assert barriers(page) == []
    assert hidden_stops(page) == []
    assert runs_sideways(page) <= 0
    page.set_viewport_size(before or TABLET)


@only_long("needs certutil, and a Chromium of its own that trusts the room's authority")
def test_a_tablet_joins_by_a_code_over_tls_is_the_mirror_and_goes_when_it_is_let_go(
    page: Page, room: Served, browser: Browser, tmp_path: Path
) -> None:
    if shutil.which("certutil") is None:
        pytest.skip("This computer lacks certutil, with which Chromium is told whom to trust.")
    address = let_in(page, room)
    with pytest.raises(Error, match="ERR_CERT_AUTHORITY_INVALID"):
        browser.new_page().goto(f"{address}/tablet")
    home = trusting_home(tmp_path, room.folder / "tablet" / "authority.pem")
    code = code_for(page, room)
    with browser.browser_type.launch(executable_path=CHROMIUM, env={"HOME": str(home)}, args=list(QUIET)) as chromium:
        tablet = chromium.new_context(viewport=TABLET).new_page()
        tablet.goto(f"{address}/tablet#{code}")
        expect(tablet.locator("#code")).to_have_value(code)
        assert "#" not in tablet.url
        looked_at(tablet, "tablet-join")
        tablet.click("main form button")
        looked_at(tablet, "tablet-home")
        replayed = chromium.new_context(viewport=TABLET).new_page()
        replayed.goto(f"{address}/tablet#{code}")
        replayed.click("main form button")
        expect(replayed.locator("#code-wrong")).to_be_visible()
        for elsewhere in ("/", "/patients", "/door", "/clinic", "/api/health"):
            answer = tablet.goto(f"{address}{elsewhere}")
            assert answer is not None and answer.status == 404, elsewhere  # noqa: PT018
        tablet.goto(f"{address}/tablet")
        is_the_mirror(tablet, page)
        page.goto(page.url.replace("/console", "/tablet"))
        looked_at(page, "tablet-joined")
        page.click("form[action$='/let-go'] button")
        tablet.goto(f"{address}/tablet")
        expect(tablet.locator("#code")).to_be_visible()


def is_the_mirror(tablet: Page, desk: Page) -> None:
    """The therapist opens the session, the tablet shows the mirror, and each hears the other over TLS."""
    tablet.click("a[href$='/mirror']")
    desk.click("a[href$='/console']")
    desk.get_by_role("button", name="Open the session").click()
    expect(tablet.locator("#show")).to_be_enabled()
    tablet.click("#show")
    expect(tablet.locator("#mirror")).to_have_attribute("data-stage", "mirror")
    tablet.locator("#stage").click(position={"x": 20, "y": 20})
    expect(tablet.locator("#mirror")).to_have_attribute("data-grounding", "true")
    expect(desk.locator("body")).to_contain_text("Grounding")
    picture(tablet, "tablet-mirror")
