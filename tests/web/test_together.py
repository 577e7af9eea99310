"""What we saw together: seen by nobody before both chose it, in every order; plain words without figures."""

import re
from html import unescape
from itertools import permutations
from uuid import UUID, uuid4

import pytest
from fastapi.testclient import TestClient

from interbeing.services.clinic import add_contact
from interbeing.services.practice import ready_practice
from interbeing.services.together import standing_of
from interbeing.wiring import Room

TEXT = "We met. <i>You</i> stayed."


@pytest.fixture
def patient_id(room: Room) -> UUID:
    add_contact(room.database, "Crisis line", "0800 000", is_crisis=True)
    return ready_practice(room.database, room.clock).patient_id


@pytest.fixture
def address(patient_id: UUID) -> str:
    return f"/patients/{patient_id}/together"


def write(browser: TestClient, address: str, words: str = TEXT) -> str:
    page_id = str(uuid4())
    answer = browser.post(address, data={"page_id": page_id, "words": words, "written_by": "Dr F"})
    assert answer.status_code == 303
    return page_id


def choose(browser: TestClient, address: str, who: str, page_id: str, shows: str = "yes") -> int:
    way = {"therapist": "choose", "patient": "ask"}[who]
    return browser.post(f"{address}/{way}", data={"page_id": page_id, "shows": shows}).status_code


def is_seen(browser: TestClient, address: str) -> bool:
    page, asked = browser.get(f"{address}/page"), browser.get(f"{address}/ask")
    assert "stayed" not in asked.text  # the patient is asked without being shown
    assert ("stayed" in page.text) == (page.status_code == 200)
    return page.status_code == 200


@pytest.mark.parametrize("order", list(permutations(("therapist", "patient"))), ids=", ".join)
def test_it_is_seen_only_once_it_is_written_and_both_chose(
    browser: TestClient, address: str, order: tuple[str, str]
) -> None:
    assert not is_seen(browser, address)
    page_id = write(browser, address)
    for who in order:
        assert not is_seen(browser, address)
        assert choose(browser, address, who, page_id) == 303
    assert is_seen(browser, address)


@pytest.mark.parametrize("who", ["therapist", "patient"])
def test_either_can_take_the_choice_back_and_every_choice_stays_on_record(
    room: Room, browser: TestClient, patient_id: UUID, address: str, who: str
) -> None:
    page_id = write(browser, address)
    for one in ("therapist", "patient"):
        choose(browser, address, one, page_id)
    choose(browser, address, who, page_id, "no")
    assert not is_seen(browser, address)
    assert {one.value for one in standing_of(room.database, patient_id).chosen} == {"therapist", "patient"} - {who}


def test_written_anew_both_choose_again(browser: TestClient, address: str) -> None:
    first = write(browser, address)
    for who in ("therapist", "patient"):
        choose(browser, address, who, first)
    second = write(browser, address, "We met. You stayed longer.")
    assert not is_seen(browser, address)
    assert choose(browser, address, "patient", first) == 409  # what is chosen is what was read
    for who in ("therapist", "patient"):
        choose(browser, address, who, second)
    assert "stayed longer" in browser.get(f"{address}/page").text


def test_the_page_holds_words_as_words_the_help_and_nothing_of_the_desk(browser: TestClient, address: str) -> None:
    page_id = write(browser, address)
    for who in ("therapist", "patient"):
        choose(browser, address, who, page_id)
    page = browser.get(f"{address}/page").text
    assert "&lt;i&gt;You&lt;/i&gt; stayed." in page
    assert "0800 000" in page
    assert "simulated" in page
    assert 'href="/patients"' not in page


def test_the_draft_is_plain_words_without_a_figure_or_a_grade(browser: TestClient, address: str) -> None:
    page = unescape(browser.get(address).text)
    draft = re.search(r'<textarea id="words".*?>\n(.*?)</textarea>', page, re.DOTALL)
    assert draft is not None
    assert "We met once before the mirror" in draft[1]
    assert "You paused when you needed to." in draft[1]
    without_days = re.sub(r"\d+ \w+ \d{4}", "", draft[1])
    assert not re.search(r"\d|%|score|better|worse|progress", without_days)


def test_without_words_or_a_name_nothing_is_kept(browser: TestClient, address: str) -> None:
    for wrong in ({"words": " "}, {"written_by": ""}):
        data = {"page_id": str(uuid4()), "words": TEXT, "written_by": "Dr F"} | wrong
        assert browser.post(address, data=data).status_code == 422
    assert "Nothing is written yet." in browser.get(f"{address}/ask").text
