"""A second coding as a browser meets it: blind until it is finished, its own list, then the agreement page."""

from uuid import UUID, uuid4

import pytest
from fastapi.testclient import TestClient

from interbeing.domain.named import named_as
from interbeing.web.app import create_app
from interbeing.wiring import Room
from tests.rooms import log_of
from tests.sessions_made import a_session, kept_session

HIDDEN = {
    "felt",
    "offered",
    "perceived",
    "received",
    "noticed",
    "arousal",
    "gaze",
    "we",
    "reassured",
    "look_again",
    "rung",
}


@pytest.fixture
def client(room: Room) -> TestClient:
    return TestClient(create_app(room), base_url="http://localhost")


def begun(room: Room, client: TestClient) -> str:
    """The address of a coding that was just begun."""
    session_id = kept_session(room, a_session())
    answer = client.post(f"/sessions/{session_id}/codings", data={"coder": "B. Coder"}, follow_redirects=False)
    assert answer.status_code == 303
    return answer.headers["location"]


def test_until_it_is_finished_a_coding_shows_no_mark_of_the_first_coder_and_no_agreement(
    room: Room, client: TestClient
) -> None:
    address = begun(room, client)
    seen = {one["mark"]["kind"] for one in client.get(f"/api{address}/log").json()["moments"]}
    assert seen
    assert not seen & HIDDEN
    assert client.get(f"{address}/agreement", follow_redirects=False).headers["location"] == address


def test_a_mark_sent_twice_is_kept_once_and_can_be_taken_back(room: Room, client: TestClient) -> None:
    address = begun(room, client)
    mark = {"mark_id": str(uuid4()), "at_ms": 61_000, "name": "felt:shame"}
    assert [client.post(f"/api{address}/marks", json=mark).status_code for _ in range(2)] == [204, 204]
    assert client.get(address).text.count(f'data-mark="{mark["mark_id"]}"') == 1
    assert client.delete(f"/api{address}/marks/{mark['mark_id']}").status_code == 204
    assert client.delete(f"/api{address}/marks/{mark['mark_id']}").status_code == 404


@pytest.mark.parametrize(
    "wrong", [{"name": "felt:joy"}, {"at_ms": 99_999_999}, {"at_ms": -1}, {"name": "rung:moon"}, {"mark_id": "x"}]
)
def test_a_mark_that_cannot_be_is_refused(room: Room, client: TestClient, wrong: dict) -> None:
    address = begun(room, client)
    mark = {"mark_id": str(uuid4()), "at_ms": 61_000, "name": "felt:shame"} | wrong
    assert client.post(f"/api{address}/marks", json=mark).status_code == 422


def test_without_script_a_mark_is_added_by_its_time_and_the_coding_finished(room: Room, client: TestClient) -> None:
    address = begun(room, client)
    assert "Nothing is marked yet" in client.post(f"{address}/finish", data={"done": "yes"}).text
    assert client.post(f"{address}/marks", data={"time": "4", "mark": "we"}).status_code == 422
    assert "1:02" in client.post(f"{address}/marks", data={"time": "1:02", "mark": "we"}).text
    assert "To talk about" in client.post(f"{address}/finish", data={"done": "yes"}).text
    assert (
        client.post(f"/api{address}/marks", json={"mark_id": str(uuid4()), "at_ms": 1, "name": "we"}).status_code == 409
    )


def test_the_agreement_page_lists_each_difference_with_its_moment(room: Room, client: TestClient) -> None:
    address = begun(room, client)
    session_id = UUID(address.split("/")[2])
    log = [kept.moment for kept in log_of(room.database, session_id)]
    felt = [moment for moment in log if moment.mark.kind == "felt"]
    for moment in felt[1:]:
        sent = {"mark_id": str(uuid4()), "at_ms": moment.session_ms + 500, "name": named_as(moment.mark)}
        client.post(f"/api{address}/marks", json=sent)
    page = client.post(f"{address}/finish", data={"done": "yes"}).text
    assert f"/moments/{felt[0].moment_id}" in page
    assert "not known" in page, "kappa of five linked marks in few minutes has no interval"
    second = client.get(f"/api{address}/log").json()["moments"]
    assert len([one for one in second if one["mark"]["kind"] == "felt"]) == len(felt) - 1
