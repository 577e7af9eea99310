"""A clinic's server as the guide says, once for real: come in by a passkey over TLS, hold a session, lose a room."""

import json
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Browser, Page, expect

from interbeing.services.live import LOST
from tests.browser.clinic_server import ClinicServer, clinic_server, trusting_home
from tests.browser.conftest import CHROMIUM, QUIET, picture
from tests.browser.console_stage import all_saved, press, ready
from tests.browser.test_people import AUTHENTICATOR
from tests.faults.counts import only_long

pytestmark = [pytest.mark.browser, pytest.mark.postgres, pytest.mark.timeout(600)]
NEEDED = ("caddy", "certutil", "psql", "pg_dump")


def came_in(page: Page, clinic: ClinicServer, code: str, goes_to: str) -> None:
    """Give the code, make a passkey, sign out, and sign in with the passkey."""
    page.goto(f"{clinic.address}/sign-in/invited")
    page.fill("#code", code)
    page.keyboard.press("Enter")
    page.click("button[data-makes=yes]")
    expect(page).to_have_url(f"{clinic.address}{goes_to}")
    page.click(".head-me button")
    page.click("button[data-ask='/sign-in/passkey/ask']")
    expect(page).to_have_url(f"{clinic.address}{goes_to}")


def a_patient(page: Page, clinic: ClinicServer) -> str:
    """Add a practice patient with what a session needs, and plan one; gives its console."""
    page.goto(f"{clinic.address}/patients/new")
    page.check("#kind-practice")
    page.fill("#pseudonym", "Wren, for practice")
    page.click("main form button")
    at = page.url
    page.goto(f"{at}/consent")
    form = page.locator("form[action$='/consent/record']")
    form.locator("input[name=recorded_by]").fill("Tessa")
    form.locator("button").first.click()
    page.goto(f"{at}/cautions")
    page.check("#present-none")
    page.check("#goes_on-yes")
    page.fill("#decided_by", "Tessa")
    page.click("main form button")
    page.goto(f"{at}/plan")
    page.check("#mirror-real")
    page.click("main form button")
    return str(page.locator("a[href$='/console']").first.get_attribute("href"))


@only_long("needs Caddy, certutil and a PostgreSQL of its own")
def test_a_therapist_comes_in_by_a_passkey_holds_a_session_and_loses_a_room_on_a_clinics_server(
    browser: Browser, tmp_path: Path
) -> None:
    missing = [one for one in NEEDED if shutil.which(one) is None]
    if missing:
        pytest.skip(f"This computer lacks {' and '.join(missing)}, which a clinic's server needs.")
    with clinic_server(tmp_path) as clinic:
        found: dict[str, Any] = {"Caddy": first_line("caddy", "version")}
        args = [*QUIET, "--host-resolver-rules=MAP *.example 127.0.0.1"]
        home = {"HOME": str(trusting_home(tmp_path, clinic.authority))}
        with browser.browser_type.launch(executable_path=CHROMIUM, env=home, args=args) as chromium:
            found["Chromium"] = chromium.version
            code = invited_by_the_first_admin(with_a_device(chromium), clinic)
            found |= held_session(with_a_device(chromium), clinic, code)
        found |= dumped_and_looked_over(clinic, tmp_path)
    (Path(__file__).parents[2] / "artefacts" / "clinic-server.json").write_text(json.dumps(found, indent=1))


def with_a_device(browser: Browser) -> Page:
    """A window of somebody's own, with a device on which passkeys lie."""
    page = browser.new_context().new_page()
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    return page


def invited_by_the_first_admin(page: Page, clinic: ClinicServer) -> str:
    """The first admin comes in with the code of the terminal, and invites a therapist; gives the therapist's code."""
    came_in(page, clinic, code_in(clinic.command("invite", "Ada Rossi", "admin")), "/people")
    page.fill("#name", "Tessa")
    page.check("#role-therapist")
    page.click("main form button")
    return page.locator(".code-letters").inner_text()


def held_session(page: Page, clinic: ClinicServer, code: str) -> dict[str, Any]:
    """The therapist comes in, and holds a session in which a room is killed."""
    came_in(page, clinic, code, "/")
    console = a_patient(page, clinic)
    page.goto(f"{clinic.address}{console}")
    page.get_by_role("button", name="Open the session").click()
    ready(page)
    press(page, "Digit2", "Digit7")
    all_saved(page)
    return lost_room(page, clinic, console)


def lost_room(page: Page, clinic: ClinicServer, console: str) -> dict[str, Any]:
    """Kill the room that serves the console, mark on meanwhile, and see everything saved by the other one."""
    port = clinic.room_of_seat()
    clinic.rooms[port].kill()
    began = time.monotonic()
    press(page, "KeyQ", "KeyN", "Comma")
    all_saved(page)
    saved_s = time.monotonic() - began
    assert clinic.room_of_seat() != port, "the other room serves the console now"
    picture(page, "clinic-server-console")
    press(page, "KeyM")
    all_saved(page)
    clinic.rooms[port].wait()
    clinic.start_room(port)
    page.goto(clinic.address + console.replace("/console", "/review"))
    gone = page.locator("tr", has_text=LOST)
    expect(gone).to_have_count(1)
    expect(gone).to_contain_text("a console went")
    expect(page.locator("tr", has_text="a console came")).to_have_count(2)
    picture(page, "clinic-server-review")
    return {"saved again after a killed room, s": round(saved_s, 2), "moments kept": moments_kept(clinic)}


def moments_kept(clinic: ClinicServer) -> int:
    with psycopg.connect(clinic.url("backup")) as connection:
        row = connection.execute("SELECT count(*) FROM moments").fetchone()
    return int(row[0]) if row else 0


def dumped_and_looked_over(clinic: ClinicServer, folder: Path) -> dict[str, Any]:
    """Make a dump as the guide says, and look the record over; the dump is not put back."""
    dump = folder / "interbeing.dump"
    run("pg_dump", "-Fc", "-f", str(dump), clinic.url("backup"))
    found = clinic.command("check")
    return {"dump, bytes": dump.stat().st_size, "check": found.strip().splitlines()}


def run(*words: str) -> str:
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def first_line(*words: str) -> str:
    return run(*words).splitlines()[0]


def code_in(told: str) -> str:
    return next(line.strip() for line in told.splitlines() if line.startswith("  "))
