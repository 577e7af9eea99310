"""What we saw together: seen by nobody before both chose it, in every order; plain words without figures."""

import re
from collections.abc import Iterator
from html import unescape
from itertools import permutations
from uuid import UUID, uuid4

import pytest
from fastapi.testclient import TestClient

from interbeing.services.clinic import add_contact
from interbeing.services.practice import ready_practice
from interbeing.services.together import standing_of
from interbeing.web.app import create_app
from interbeing.wiring import Room

TEXT = "We met. <i>You</i> stayed."


@pytest.fixture
def client(room: Room) -> Iterator[TestClient]:
    add_contact(room.database, "Crisis line", "0800 000", is_crisis=True)
    headers = {"accept": "text/html", "origin": "http://localhost", "sec-fetch-site": "same-origin"}
    with TestClient(create_app(room), "http://localhost", headers=headers, follow_redirects=False) as one:
        yield one


@pytest.fixture
def patient_id(room: Room) -> UUID:
    return ready_practice(room.database, room.clock).patient_id


@pytest.fixture
def address(patient_id: UUID) -> str:
    return f"/patients/{patient_id}/together"


def write(client: TestClient, address: str, words: str = TEXT) -> str:
    page_id = str(uuid4())
    answer = client.post(address, data={"page_id": page_id, "words": words, "written_by": "Dr F"})
    assert answer.status_code == 303
    return page_id


def choose(client: TestClient, address: str, who: str, page_id: str, shows: str = "yes") -> int:
    way = {"therapist": "choose", "patient": "ask"}[who]
    return client.post(f"{address}/{way}", data={"page_id": page_id, "shows": shows}).status_code


def is_seen(client: TestClient, address: str) -> bool:
    page, asked = client.get(f"{address}/page"), client.get(f"{address}/ask")
    assert "stayed" not in asked.text  # the patient is asked without being shown
    assert ("stayed" in page.text) == (page.status_code == 200)
    return page.status_code == 200


@pytest.mark.parametrize("order", list(permutations(("therapist", "patient"))), ids=", ".join)
def test_it_is_seen_only_once_it_is_written_and_both_chose(
    client: TestClient, address: str, order: tuple[str, str]
) -> None:
    assert not is_seen(client, address)
    page_id = write(client, address)
    for who in order:
        assert not is_seen(client, address)
        assert choose(client, address, who, page_id) == 303
    assert is_seen(client, address)


@pytest.mark.parametrize("who", ["therapist", "patient"])
def test_either_can_take_the_choice_back_and_every_choice_stays_on_record(
    room: Room, client: TestClient, patient_id: UUID, address: str, who: str
) -> None:
    page_id = write(client, address)
    for one in ("therapist", "patient"):
        choose(client, address, one, page_id)
    choose(client, address, who, page_id, "no")
    assert not is_seen(client, address)
    assert {one.value for one in standing_of(room.database, patient_id).chosen} == {"therapist", "patient"} - {who}


def test_written_anew_both_choose_again(client: TestClient, address: str) -> None:
    first = write(client, address)
    for who in ("therapist", "patient"):
        choose(client, address, who, first)
    second = write(client, address, "We met. You stayed longer.")
    assert not is_seen(client, address)
    assert choose(client, address, "patient", first) == 409  # what is chosen is what was read
    for who in ("therapist", "patient"):
        choose(client, address, who, second)
    assert "stayed longer" in client.get(f"{address}/page").text


def test_the_page_holds_words_as_words_the_help_and_nothing_of_the_desk(client: TestClient, address: str) -> None:
    page_id = write(client, address)
    for who in ("therapist", "patient"):
        choose(client, address, who, page_id)
    page = client.get(f"{address}/page").text
    assert "&lt;i&gt;You&lt;/i&gt; stayed." in page
    assert "0800 000" in page
    assert "simulated" in page
    assert 'href="/patients"' not in page


def test_the_draft_is_plain_words_without_a_figure_or_a_grade(client: TestClient, address: str) -> None:
    page = unescape(client.get(address).text)
    draft = re.search(r'<textarea id="words".*?>\n(.*?)</textarea>', page, re.DOTALL)
    assert draft is not None
    assert "We met once before the mirror" in draft[1]
    assert "You paused when you needed to." in draft[1]
    without_days = re.sub(r"\d+ \w+ \d{4}", "", draft[1])
    assert not re.search(r"\d|%|score|better|worse|progress", without_days)


def test_without_words_or_a_name_nothing_is_kept(client: TestClient, address: str) -> None:
    for wrong in ({"words": " "}, {"written_by": ""}):
        data = {"page_id": str(uuid4()), "words": TEXT, "written_by": "Dr F"} | wrong
        assert client.post(address, data=data).status_code == 422
    assert "Nothing is written yet." in client.get(f"{address}/ask").text
