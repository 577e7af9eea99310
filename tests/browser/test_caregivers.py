"""The caregiver history in a real browser: told by touch in few touches, large enough, and on paper."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ARTEFACTS
from tests.conftest import Served, free_port, serving

pytestmark = pytest.mark.browser
LARGE_PX = 44
FIVE_MINUTES_S = 5 * 60
SECONDS_A_TOUCH = 8  # to read a row, remember and touch it: slow on purpose, ours
TOLD = (
    ("When I was sad", ("anger", "often"), ("care, comfort", "never")),
    ("When I was afraid", ("nothing, nobody noticed", "often"), ("care, comfort", "sometimes")),
    ("When I was angry", ("anger", "often"), ("fear, worry", "sometimes")),
    ("When I was ashamed", ("shame, shaming", "often"), ("disgust, turning away", "sometimes")),
    ("When I was tender or loving", ("nothing, nobody noticed", "sometimes"), ("care, comfort", "sometimes")),
)


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("caregivers"), free_port(), "--practice") as one:
        yield one


@pytest.fixture
def address(page: Page, room: Served) -> str:
    page.goto(f"{room.address}/patients")
    page.locator("tbody th a").first.click()
    page.wait_for_url(re.compile(r"/patients/[0-9a-f-]{36}"))
    return f"{page.url}/caregivers"


def test_one_person_is_told_by_touch_in_under_five_minutes(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 768, "height": 1024})
    page.goto(address)
    page.get_by_role("link", name="Hand to the patient").click()
    heights = page.locator(".recall-steps label").evaluate_all("all => all.map(a => a.getBoundingClientRect().height)")
    assert min(heights) >= LARGE_PX
    page.get_by_label("Who was it?").fill("Mother")
    touches = 2
    for felt, *answers in TOLD:
        for came_back, often in answers:
            row = page.get_by_role("group", name=felt).get_by_role("radiogroup", name=came_back)
            row.get_by_role("radio", name=often, exact=True).check()
            touches += 1
    page.get_by_role("button", name="Keep what I told").click()
    assert touches * SECONDS_A_TOUCH < FIVE_MINUTES_S
    expect(page.get_by_text("Was there somebody else")).to_be_visible()
    page.goto(address)
    expect(page.get_by_role("table", name=re.compile("How Mother answered")).get_by_role("row")).to_have_count(6)


def test_its_pages_stay_in_their_width_and_print(page: Page, address: str) -> None:
    form = {"history_id": "0190a0a0-0000-7000-8000-000000000001", "caregiver": "Grandfather"}
    page.goto(address)
    page.request.post(f"{address}/fill", form=form | {"sadness-compassion": "often"})
    for name, place in (("desk", ""), ("fill", "/fill?again=Grandfather"), ("form", "/form"), ("another", "/another")):
        page.goto(f"{address}{place}")
        for width in (360, 768):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, (name, width)
    page.goto(f"{address}/form")
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Print")).to_be_hidden()
    page.pdf(path=str(Path(ARTEFACTS) / "caregivers-form.pdf"), format="A4")
