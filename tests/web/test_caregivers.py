"""The pages of the caregiver history as a browser without script meets them."""

from uuid import UUID, uuid4

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from interbeing.services import caregivers
from interbeing.services.plan import session_of
from interbeing.wiring import Room
from tests.web.conftest import said


@pytest.fixture
def address(room: Room, session_id: UUID) -> str:
    return f"/patients/{session_of(room.database, session_id).patient_id}/caregivers"


def tell(browser: TestClient, address: str, name: str, **answers: str) -> Response:
    fields = {field.replace("_", "-"): word for field, word in answers.items()}
    return browser.post(f"{address}/fill", data={"history_id": str(uuid4()), "caregiver": name} | fields)


def test_one_person_after_the_other_is_told_and_shown_with_what_the_model_takes(
    browser: TestClient, address: str
) -> None:
    assert "Nothing was told yet" in said(browser.get(address))
    page = said(browser.get(f"{address}/fill"))
    assert "Not knowing is an answer too" in page
    assert "Nobody watches this page" in page
    assert "0800 000" in page
    after = tell(browser, address, "Mother <b>", sadness_anger="often", sadness_compassion="never")
    assert "Was there somebody else" in said(browser.get(after.headers["location"]))
    tell(browser, address, "Grandfather", sadness_compassion="sometimes")
    page = said(browser.get(address))
    assert "Mother <b>" in page
    assert "<b>" not in browser.get(address).text
    assert "“sometimes” counts as 2 remembered instances and each “often” as 6" in page
    assert '<td class="count">6</td>' in page
    assert '<td class="count">2</td>' in page


def test_a_person_is_told_anew_from_what_was_told_before_and_taken_out_again(
    browser: TestClient, address: str, room: Room
) -> None:
    tell(browser, address, "Mother", sadness_anger="often")
    page = said(browser.get(f"{address}/fill?again=Mother"))
    assert 'name="sadness-anger" value="often" checked' in page
    assert 'value="Mother"' in page
    assert 'name="sadness-fear" value="" checked' in page
    browser.post(f"{address}/take-out", data={"history_id": str(uuid4()), "caregiver": "Mother"})
    versions = caregivers.versions_of(room.database, UUID(address.split("/")[2]))
    assert [len(version.caregivers) for version in versions] == [1, 0]
    assert "nobody" in said(browser.get(address))


def test_what_cannot_be_meant_is_said_and_nothing_told_is_lost(browser: TestClient, address: str) -> None:
    nameless = tell(browser, address, "", fear_shame="sometimes")
    assert nameless.status_code == 422
    assert 'id="caregiver-wrong"' in nameless.text
    assert 'name="fear-shame" value="sometimes" checked' in said(nameless)
    assert "choose at least one answer" in said(tell(browser, address, "Mother"))
    assert tell(browser, address, "Mother", fear_shame="hourly").status_code == 422


def test_the_questions_come_on_paper_too(browser: TestClient, address: str) -> None:
    page = said(browser.get(f"{address}/form"))
    assert "Write N for never" in page
    assert page.count("<td></td>") == 1 + 49
