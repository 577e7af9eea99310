"""Paired ratings through their pages: unseen until both are in and both choose, kept once, counted only when shown."""

import re
from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from uuid import UUID, uuid4

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from interbeing.services.export import FORMATS, take_out
from interbeing.services.plan import session_of
from interbeing.wiring import Room
from tests.rooms import planned_session
from tests.sessions_made import BEGAN, a_session, kept_session
from tests.web.conftest import said

BELIEVED = {"sadness": "3", "anger": "0", "understood": "4"}
FELT = {"sadness": "0", "anger": "2", "understood": "1"}


@pytest.fixture
def address(session_id: UUID) -> str:
    return f"/sessions/{session_id}/ratings"


def rate(browser: TestClient, address: str, rater: str, rating_id: UUID | None = None, **more: str) -> Response:
    answers = BELIEVED if rater == "therapist" else FELT
    return browser.post(f"{address}/{rater}", data={"rating_id": str(rating_id or uuid4())} | answers | more)


def is_shown(browser: TestClient, address: str) -> bool:
    page = said(browser.get(address))
    shown = "Patient said" in page
    assert ("clearly" in page and "strongly" in page) == shown  # what either rated stands nowhere before
    return shown


STEPS = ("therapist rates", "patient rates", "therapist chooses", "patient chooses")
ORDERS = [
    order
    for order in permutations(STEPS)
    if all(order.index(f"{rater} rates") < order.index(f"{rater} chooses") for rater in ("therapist", "patient"))
]


@pytest.mark.parametrize("order", ORDERS, ids=", ".join)
def test_in_every_order_both_are_shown_only_after_both_rated_and_both_chose(
    browser: TestClient, address: str, order: tuple[str, ...]
) -> None:
    for step in order:
        assert not is_shown(browser, address)
        rater, deed = step.split()
        if deed == "rates":
            assert rate(browser, address, rater).status_code == 303
        else:
            assert browser.post(f"{address}/{rater}/show").status_code == 303
    assert is_shown(browser, address)


def test_a_form_says_that_it_is_private_and_never_shows_what_the_other_rated(browser: TestClient, address: str) -> None:
    rate(browser, address, "therapist", shows="yes")
    page = said(browser.get(f"{address}/patient"))
    assert "Your therapist does not see this" in page
    assert "0800 000" in page
    assert " checked" not in page
    after = rate(browser, address, "patient").headers["location"]
    assert "It is kept, unseen." in said(browser.get(after))


def test_a_rating_is_kept_once_and_stays_as_it_was_given(browser: TestClient, address: str) -> None:
    first = uuid4()
    assert rate(browser, address, "patient", first).status_code == 303
    assert rate(browser, address, "patient", first).status_code == 303
    again = rate(browser, address, "patient", sadness="3")
    assert (again.status_code, browser.get(f"{address}/patient").status_code) == (409, 409)
    assert browser.post(f"{address}/therapist/show").status_code == 409  # chosen before it was rated
    assert browser.get(f"{address}/supervisor").status_code == 422


@pytest.mark.parametrize("wrong", [{"sadness": "4"}, {"sadness": "-1"}, {"understood": "5"}, {"understood": "x"}])
def test_a_step_that_is_none_is_refused(browser: TestClient, address: str, wrong: dict[str, str]) -> None:
    assert rate(browser, address, "patient", **wrong).status_code == 422
    assert not is_shown(browser, address)


def test_nothing_answered_is_said(browser: TestClient, address: str) -> None:
    answer = browser.post(f"{address}/patient", data={"rating_id": str(uuid4())})
    assert (answer.status_code, "Nothing is answered yet." in said(answer)) == (422, True)


def test_a_session_that_was_not_opened_is_not_rated(browser: TestClient, room: Room) -> None:
    address = f"/sessions/{planned_session(room.database, room.clock)}/ratings"
    assert browser.get(f"{address}/patient").status_code == 409
    assert rate(browser, address, "patient").status_code == 409


def test_over_time_only_shown_pairs_count_and_few_are_not_known_yet(
    browser: TestClient, room: Room, session_id: UUID, address: str
) -> None:
    course = f"/patients/{session_of(room.database, session_id).patient_id}/ratings"
    rate(browser, address, "therapist", shows="yes")
    rate(browser, address, "patient")
    page = said(browser.get(course))
    assert "no pair is shown so far" in page
    assert "n = 0" in page
    browser.post(f"{address}/patient/show")
    page = said(browser.get(course))
    assert "n = 1" in page
    assert "not known yet: 0 of 1 so far" in page
    assert '<td class="count">0</td><td class="count">1</td><td class="count">1</td>' in page


def test_over_time_sessions_stand_in_the_order_in_which_they_were_opened(browser: TestClient, room: Room) -> None:
    for day in (3, 1, 2):
        log = [replace(one, marked_at=one.marked_at + timedelta(days=day)) for one in a_session(exchanges=1)]
        session_id = kept_session(room, log)  # all planned for the same time
        for rater in ("therapist", "patient"):
            rate(browser, f"/sessions/{session_id}/ratings", rater, shows="yes")
            browser.post(f"/sessions/{session_id}/ratings/{rater}/show")
    page = said(browser.get(f"/patients/{session_of(room.database, session_id).patient_id}/ratings"))
    days = re.findall(r">(\d+) November 2026<", page.split('id="each-session"')[1])
    assert days == [str(BEGAN.day + day) for day in (1, 2, 3)]


def test_ratings_leave_with_the_sessions_fhir_only_once_both_chose_to_show_them(
    browser: TestClient, room: Room, address: str
) -> None:
    session_id = UUID(address.split("/")[2])
    for rater, leaving in (("therapist", 0), ("patient", 2)):
        rate(browser, address, rater, shows="yes")
        assert len(take_out(room.database, room.logs, session_id, FORMATS["fhir"]).ratings) == leaving
