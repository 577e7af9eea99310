"""The measures' pages as a browser without script meets them, the safety page first of all."""

from uuid import UUID, uuid4

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from interbeing.domain.consent import Purpose
from interbeing.services.clinic import name_clinic
from interbeing.services.measure_course import course_of
from interbeing.services.patients import record_consent
from interbeing.storage.sessions import session_of
from interbeing.wiring import Room
from tests.web.conftest import said


@pytest.fixture
def measures(room: Room, session_id: UUID) -> str:
    with room.database.read() as connection:
        return f"/patients/{session_of(connection, session_id).patient_id}/measures"


def fill(browser: TestClient, measures: str, name: str = "phq-9", **answers: str) -> Response:
    return browser.post(f"{measures}/{name}/fill", data={"given_id": str(uuid4())} | answers)


def test_the_patients_page_says_who_reads_it_and_whom_to_call(browser: TestClient, measures: str) -> None:
    page = said(browser.get(f"{measures}/phq-9/fill"))
    assert "Your therapist reads this, with you or after the session" in page
    assert "Nobody watches this page" in page
    assert "0800 000" in page
    assert "Little interest or pleasure in doing things" in page
    assert "I’d rather not say" in page
    assert "Kurt Kroenke" in page
    assert 'href="/patients"' not in page


@pytest.mark.parametrize("answer", ["1", "2", "3"])
def test_an_answer_about_harm_shows_the_safety_page_before_it_ends_and_is_pinned_everywhere(
    browser: TestClient, measures: str, session_id: UUID, answer: str
) -> None:
    after = fill(browser, measures, a9=answer).headers["location"]
    page = said(browser.get(after))
    assert "Please tell your therapist now" in page
    assert "0800 000" in page
    assert "Thank you for saying so" in page
    assert "Your answers are saved" not in page
    assert "Your answers are saved" in said(browser.get(f"{after}?seen=1"))
    words = "PHQ-9, item 9: “Thoughts that you would be better off dead or of hurting yourself in some way” answered"
    patient = measures.removesuffix("/measures")
    for place in ("/", patient, measures, f"{measures}/phq-9"):
        assert words in said(browser.get(place)), place
    (pin,) = browser.get(f"/sessions/{session_id}/pinned", headers={"accept": "application/json"}).json()
    assert words in pin["said"]
    assert browser.post(pin["address"], data={"what_was_done": "", "written_by": "Dr F"}).status_code == 422
    assert words in said(browser.get("/"))
    done = {"what_was_done": "We talked; she is seen again tomorrow.", "written_by": "Dr F"}
    assert browser.post(pin["address"], data=done).status_code == 303
    assert "We talked; she is seen again tomorrow." in said(browser.get(pin["address"]))
    for place in ("/", patient, measures):
        assert words not in said(browser.get(place)), place
    assert browser.get(f"/sessions/{session_id}/pinned", headers={"accept": "application/json"}).json() == []


def test_without_an_answer_about_harm_the_page_thanks_at_once(browser: TestClient, measures: str) -> None:
    after = fill(browser, measures, a1="2", a9="0").headers["location"]
    assert "Your answers are saved" in said(browser.get(after))
    assert "Answers to look at" not in said(browser.get("/"))


def test_nothing_answered_or_an_answer_that_is_none_is_said_and_nothing_is_lost(
    browser: TestClient, measures: str
) -> None:
    empty = fill(browser, measures)
    assert (empty.status_code, "Nothing is answered yet." in said(empty)) == (422, True)
    wrong = fill(browser, measures, a1="7", a2="1")
    assert wrong.status_code == 422
    assert 'name="a2" value="1" checked' in said(wrong)
    assert fill(browser, measures, a1="0", given_id="x").status_code == 422


def test_words_that_may_not_be_shown_are_not(browser: TestClient, measures: str, room: Room) -> None:
    refused = browser.get(f"{measures}/core-10/fill")
    assert refused.status_code == 409
    assert "use its paper and enter the answers" in said(refused)
    name_clinic(room.database, "", "it")
    assert browser.get(f"{measures}/phq-9/fill").status_code == 409
    assert "Oggi" not in said(browser.get(f"{measures}/suds/fill"))
    assert "Quanto è difficile per te" in said(browser.get(f"{measures}/suds/fill"))


def test_without_consent_no_question_is_asked(browser: TestClient, measures: str, room: Room) -> None:
    patient_id = UUID(measures.split("/")[2])
    record_consent(room.database, room.clock, patient_id, Purpose.RECORD, is_given=False, recorded_by="the test")
    for place in ("phq-9/fill", "phq-9/enter"):
        assert browser.get(f"{measures}/{place}").status_code == 409
    assert "record it before anything is answered" in said(browser.get(measures))


def test_answers_from_paper_are_entered_and_those_about_harm_lead_to_what_was_done(
    browser: TestClient, measures: str, room: Room
) -> None:
    page = said(browser.get(f"{measures}/core-10/enter"))
    assert "6 (about harm)" in page.replace("</span>", "")
    whole = {"given_on": "2026-11-01"} | {f"a{item}": "1" for item in range(1, 11)}
    answer = browser.post(f"{measures}/core-10/enter", data=whole)
    assert "/safety/" in answer.headers["location"]
    assert "CORE-10, item 6: answered 1 of 4" in said(browser.get(answer.headers["location"]))
    course = said(browser.get(f"{measures}/core-10"))
    assert "1 November 2026" in course
    assert '<td class="count">14</td>' in course  # eight times one, and two turned round
    assert "from paper" in course


def test_only_totals_can_be_entered_and_never_beside_answers(browser: TestClient, measures: str) -> None:
    day = {"given_on": "2026-11-01"}
    assert browser.post(f"{measures}/fcs/enter", data=day | {"t-for-self": "33,0"}).status_code == 303
    page = said(browser.get(f"{measures}/fcs"))
    assert '<td class="count">33</td>' in page
    assert "Not known yet." in page  # the two other scores
    both = browser.post(f"{measures}/fcs/enter", data=day | {"t-for-self": "33", "a1": "2"})
    assert (both.status_code, "not both" in said(both)) == (422, True)
    for wrong in ("61", "nan", "1e400", "x"):
        answer = browser.post(f"{measures}/fcs/enter", data=day | {"t-for-self": wrong})
        assert (answer.status_code, 'id="t-for-self-wrong"' in answer.text) == (422, True), wrong
    for day_given in ("2030-01-01", "1900-01-01", "yesterday"):
        answer = browser.post(f"{measures}/fcs/enter", data={"given_on": day_given, "t-for-self": "3"})
        assert (answer.status_code, 'id="given_on-wrong"' in answer.text) == (422, True), day_given


def test_a_course_says_its_change_in_words_with_its_source_and_its_n(browser: TestClient, measures: str) -> None:
    for day, answer in (("2026-10-01", "3"), ("2026-11-01", "2")):
        whole = {"given_on": day} | {f"a{item}": answer for item in range(1, 9)} | {"a9": "0"}
        browser.post(f"{measures}/phq-9/enter", data=whole)
    page = said(browser.get(f"{measures}/phq-9"))
    assert "Since the first time: 8 less. That is 6 or more, which is more than the measure’s own error" in page
    assert "NHS Talking Therapies manual" in page
    assert "n = 2" in page
    assert "from 15 “moderately severe”" in page
    assert "how missing answers are treated" in page  # to be confirmed
    dissociation = said(browser.get(f"{measures}/des-ii"))
    assert "To be confirmed against the source:" in dissociation
    assert "which items belong to which part" in dissociation


def test_a_mistaken_entry_is_taken_out_with_its_reason(browser: TestClient, measures: str, room: Room) -> None:
    browser.post(f"{measures}/oas-2/enter", data={"given_on": "2026-11-01", "t-total": "12"})
    (given,) = course_of(room.database, room.measures.measure_of("oas-2"), UUID(measures.split("/")[2])).given
    address = f"{measures}/oas-2/take-back/{given.given_id}"
    assert browser.post(address, data={"reason": "", "written_by": "Dr F"}).status_code == 422
    assert browser.post(address, data={"reason": "mistyped", "written_by": "Dr F"}).status_code == 303
    assert "it was not given so far" in said(browser.get(f"{measures}/oas-2"))


def test_how_often_is_chosen_and_what_is_due_is_listed(browser: TestClient, measures: str) -> None:
    assert "Nothing is due" in said(browser.get(measures))
    assert browser.post(f"{measures}/schedule", data={"take": "suggestion"}).status_code == 303
    page = said(browser.get(measures))
    assert "Measures that are due" in page
    assert "never yet" in page
    assert "OAS-2, PHQ-9" in said(browser.get("/")), "the desk says it too"
    assert browser.post(f"{measures}/schedule", data={"phq-9": "hourly"}).status_code == 422
    all_off = dict.fromkeys(("phq-9", "gad-7", "fcs", "scs-sf", "fscrs", "oas-2", "itq", "des-ii"), "never")
    browser.post(f"{measures}/schedule", data=all_off | {"suds": "never", "at-the-mirror": "never"})
    assert "Nothing is due" in said(browser.get(measures))
