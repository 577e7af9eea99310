"""The desk in a real browser: the whole way by keyboard, long lists, both languages, both schemes, and on paper."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from interbeing.domain.session import MirrorKind
from interbeing.services import patients
from interbeing.services.plan import plan_session
from interbeing.settings import Settings
from interbeing.wiring import open_room
from tests.browser.conftest import ARTEFACTS, barriers, pictures_everywhere
from tests.conftest import Served, free_port, serving

pytestmark = pytest.mark.browser
LONG_LIST = 600
LISTED_WITHIN_MS = 300  # the figure for opening a long list, from request to the last byte
MOST_TABS = 40


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Served]:
    """A room in which nobody has done anything yet."""
    with serving(tmp_path / "empty", free_port()) as one:
        yield one


class Keys:
    """A person without a mouse: every step is a key, and what has the focus is what they see."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def to(self, name: str) -> None:
        """Tab on until what is focused bears this name."""
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            if self.focused().startswith(name):
                return
        raise AssertionError(f"{name!r} was not reached by Tab; last was {self.focused()!r}")

    def focused(self) -> str:
        named = """() => {
          const at = document.activeElement;
          const label = at?.labels?.[0]?.innerText ?? at?.innerText ?? "";
          return label.trim();
        }"""
        return str(self.page.evaluate(named))

    def press(self, name: str, key: str = "Enter") -> None:
        self.to(name)
        self.page.keyboard.press(key)

    def go(self, name: str, heading: str) -> None:
        """Press what leads to the page with this heading, and wait until it is there."""
        self.press(name)
        expect(self.page.get_by_role("heading", name=heading, exact=True)).to_be_visible()

    def write(self, name: str, words: str) -> None:
        self.to(name)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(words)


def test_from_an_empty_room_to_a_planned_session_by_keyboard_alone(page: Page, empty: Served) -> None:
    page.goto(empty.address)
    keys = Keys(page)
    keys.press("Skip to the page")
    keys.go("To the clinic", "Clinic")
    keys.write("Who", "Crisis line")
    keys.write("How to reach them", "0800 000 000")
    keys.press("Answers in a crisis", "Space")
    keys.press("Add the contact")
    expect(page.get_by_role("rowheader", name="Crisis line")).to_be_visible()
    page.goto(empty.address)
    keys.go("Add a patient", "Add a patient")
    keys.to("A practice patient")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    keys.write("Pseudonym", "Blue Heron")
    keys.to("Initials")
    expect(page.get_by_label("Initials")).to_have_value("BH")
    keys.go("Add the patient", "What is in place")
    keys.go("Consent", "Consent")
    keys.write("Who records it", "Dr F")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Withdraw it")).to_be_visible()
    keys.go("Blue Heron", "What is in place")
    keys.go("Cautions", "Cautions")
    keys.press("None of these is present", "Space")
    keys.press("Go on with work at the mirror", "Space")
    keys.press("Keep this decision")
    expect(page.get_by_text("Everything is in place for a session.")).to_be_visible()
    keys.go("Plan a session", "Plan a session")
    expect(page.get_by_label("This screen as a mirror, by camera")).to_be_disabled()
    keys.press("Plan it")
    expect(page.get_by_role("link", name=re.compile("^Console"))).to_be_visible()
    keys.go("Today", "Planned for today")
    expect(page.get_by_role("rowheader", name="Blue Heron")).to_be_visible()
    expect(page.get_by_role("heading", name="What to do first")).to_have_count(0)


def test_what_was_typed_stays_and_the_cursor_waits_where_it_is_to_be_mended(page: Page, served: Served) -> None:
    page.goto(f"{served.address}/patients/new")
    page.get_by_label("Pseudonym").fill("Wren of the marsh")
    page.get_by_label("Picture word").fill("")
    page.get_by_label("A practice patient").check()
    page.get_by_role("button", name="Add the patient").click()
    expect(page.get_by_text("The picture word is still empty.")).to_be_visible()
    expect(page.get_by_label("Pseudonym")).to_have_value("Wren of the marsh")
    expect(page.get_by_label("A practice patient")).to_be_checked()
    expect(page.get_by_label("Picture word")).to_be_focused()
    expect(page.get_by_label("Picture word")).to_have_accessible_description(re.compile("still empty"))


def test_initials_are_suggested_until_somebody_writes_their_own(page: Page, served: Served) -> None:
    page.goto(f"{served.address}/patients/new")
    page.get_by_label("Pseudonym").press_sequentially("blue heron")
    expect(page.get_by_label("Initials")).to_have_value("BH")
    page.get_by_label("Initials").fill("X")
    page.get_by_label("Pseudonym").press_sequentially(" grey")
    expect(page.get_by_label("Initials")).to_have_value("X")


@pytest.fixture
def crowded(tmp_path: Path) -> Iterator[Served]:
    """A room with six hundred patients and as many sessions."""
    folder = tmp_path / "crowded"
    room = open_room(Settings(folder))
    for number in range(LONG_LIST):
        one = patients.add_patient(
            room.database, room.clock, f"Person {number:04}", "", f"word {number}", is_practice=True
        )
        plan_session(room.database, one.patient_id, MirrorKind.REAL, "mirror-course", room.clock.now())
    room.close()
    with serving(folder, free_port()) as served_room:
        yield served_room


def test_a_long_list_opens_fast_turns_its_pages_and_is_searched(page: Page, crowded: Served) -> None:
    took_ms = {}
    for place in ("/patients", "/sessions"):
        page.goto(f"{crowded.address}{place}")
        began = time.perf_counter()
        page.request.get(f"{crowded.address}{place}")
        took_ms[place] = (time.perf_counter() - began) * 1000
    assert max(took_ms.values()) < LISTED_WITHIN_MS, took_ms
    page.goto(f"{crowded.address}/patients")
    expect(page.get_by_text("600 patients")).to_be_visible()
    assert page.get_by_role("row").count() == 501
    page.get_by_role("link", name="Onward").click()
    expect(page.get_by_text("501–600 / 600")).to_be_visible()
    expect(page.get_by_role("rowheader", name="Person 0599")).to_be_visible()
    page.get_by_role("searchbox").fill("WORD 42")
    page.keyboard.press("Enter")
    expect(page.get_by_text("11 patients")).to_be_visible()
    assert "WORD" not in page.url
    page.get_by_role("rowheader").last.get_by_role("link").click()
    page.wait_for_url(re.compile(r"/patients/[0-9a-f-]{36}"))
    page.go_back()
    expect(page.get_by_text("11 patients")).to_be_visible()


def a_patient_in_use(page: Page, served: Served) -> str:
    """The address of a practice patient with a session, reached by the pages themselves."""
    page.goto(f"{served.address}/patients")
    page.get_by_role("button", name="practice patient").or_(page.locator("tbody th a")).first.click()
    page.wait_for_url(re.compile(r"/patients/[0-9a-f-]{36}"))
    address = page.url.split("#")[0]
    page.goto(f"{address}/plan")
    page.locator("main form button").first.click()
    expect(page.locator("tbody tr").first).to_be_visible()
    return address


@pytest.mark.parametrize("place", ["", "/nowhere"])
def test_an_empty_desk_and_a_wrong_address_are_free_of_barriers(page: Page, empty: Served, place: str) -> None:
    page.goto(f"{empty.address}{place}")
    pictures_everywhere(page, "desk-nowhere" if place else "desk-empty")
    assert barriers(page) == []


def test_a_finger_meets_every_button_and_link_of_the_navigation(page: Page, served: Served) -> None:
    page.set_viewport_size({"width": 820, "height": 1180})
    page.goto(a_patient_in_use(page, served))
    heights = page.evaluate(
        """() => [...document.querySelectorAll("nav a, button, .button, .row-links a, summary")]
          .filter((one) => one.checkVisibility())
          .map((one) => [one.innerText, one.getBoundingClientRect().height])"""
    )
    assert heights
    assert [name for name, height in heights if height < 44] == []


@pytest.mark.parametrize("width", [360, 820])
def test_no_page_runs_off_to_the_side(page: Page, served: Served, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    address = a_patient_in_use(page, served)
    for place in ("", "/cautions", "/consent", "/consent/letter", "/plan"):
        page.goto(f"{address}{place}")
        assert _too_wide(page) <= 0, place


def _too_wide(page: Page) -> float:
    """Give how far the page reaches past its window once its own type is there: another, for a moment, may be wider."""
    for _ in range(20):
        if (wide := float(page.evaluate("document.documentElement.scrollWidth - innerWidth"))) <= 0:
            break
        page.wait_for_timeout(50)
    return wide


def test_the_desk_speaks_italian_at_once(page: Page, empty: Served) -> None:
    page.goto(f"{empty.address}/clinic")
    page.get_by_role("radio", name="Italiano").check()
    page.get_by_role("button", name="Keep name and language").click()
    expect(page.get_by_role("heading", name="Studio", exact=True)).to_be_visible()
    address = a_patient_in_use_in_italian(page, empty)
    assert page.locator("html").get_attribute("lang") == "it"
    for name, place in (("today", empty.address), ("patient", address), ("letter", f"{address}/consent/letter")):
        page.goto(place)
        pictures_everywhere(page, f"desk-italian-{name}")
        assert barriers(page) == []


def a_patient_in_use_in_italian(page: Page, served: Served) -> str:
    page.goto(f"{served.address}/patients")
    page.get_by_role("button", name="Comincia con un paziente di prova").click()
    expect(page.get_by_text("Prova: simulato, nessuna persona vera")).to_be_visible()
    return page.url


def test_the_letter_for_the_patient_prints_without_the_desk_and_with_whom_to_call(page: Page, empty: Served) -> None:
    form = {"contact_name": "Crisis line", "reach": "0800 000 000", "is_crisis": "yes"}
    page.goto(empty.address)
    page.request.post(f"{empty.address}/clinic/contacts", form=form)
    page.goto(f"{a_patient_in_use(page, empty)}/consent/letter")
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation")).to_be_hidden()
    expect(page.get_by_role("button", name="Print")).to_be_hidden()
    expect(page.get_by_text("0800 000 000")).to_be_visible()
    expect(page.get_by_text("Date, and my signature")).to_be_visible()
    ARTEFACTS.mkdir(exist_ok=True)
    page.pdf(path=str(ARTEFACTS / "desk-consent-letter.pdf"), format="A4")
    page.set_viewport_size({"width": 794, "height": 1123})
    page.screenshot(path=str(ARTEFACTS / "desk-consent-letter-print.png"), full_page=True)


def test_every_form_works_without_script(browser: object, empty: Served) -> None:
    context = browser.new_context(java_script_enabled=False)  # type: ignore[attr-defined]
    page = context.new_page()
    page.goto(f"{empty.address}/patients/new")
    page.get_by_label("A practice patient").check()
    page.get_by_label("Pseudonym").fill("Blue Heron")
    page.get_by_role("button", name="Add the patient").click()
    expect(page.get_by_role("region", name="This page is about")).to_contain_text("BH")
    context.close()


def test_a_key_is_chosen_by_pressing_it(page: Page, empty: Served) -> None:
    page.goto(f"{empty.address}/clinic/keys")
    ground = page.get_by_label("Ground now", exact=True)
    expect(ground).to_have_value("Space")
    button = page.get_by_role("button", name=re.compile("Ground now$"))
    button.focus()
    for key, code in (("F2", "F2"), ("Space", "Space"), ("PageDown", "PageDown")):
        page.keyboard.press("Space")
        expect(page.get_by_text("Press it now")).to_be_visible()
        page.keyboard.press(key)
        expect(ground).to_have_value(code)
        expect(page.get_by_text("Press it now")).to_have_count(0)
    page.get_by_role("button", name="Keep these keys").click()
    expect(page.get_by_text("This key also stands for: Ground now")).to_be_visible()
    expect(ground).to_have_value("PageDown")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert barriers(page) == []
    pictures_everywhere(page, "desk-keys")
