"""The course page: nothing, one session, and many; no figure without its interval or its n; words beside them."""

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape
from uuid import UUID, uuid4

import pytest
from fastapi.testclient import TestClient

from interbeing.domain.clinic import Clinic
from interbeing.domain.emotion import EMOTIONS, Emotion
from interbeing.domain.given import FilledBy, Given
from interbeing.domain.mark import (
    ArousalSeen,
    Attitude,
    Closed,
    Felt,
    Mark,
    Noticed,
    Offered,
    Opened,
    Perceived,
    Received,
    Reception,
    Recognised,
    Strength,
)
from interbeing.domain.part import Part, Spoke
from interbeing.services.clinic import change_clinic
from interbeing.services.measuring import give
from interbeing.services.practice import ready_practice_patient
from interbeing.wiring import Room
from tests.sessions_made import BEGAN, Log, kept_session

CARE = Emotion.COMPASSION


@pytest.fixture
def patient_id(room: Room) -> UUID:
    return ready_practice_patient(room.database, room.clock).patient_id


def a_day(room: Room, misread: int, of: int = 8, day: int = 0) -> UUID:
    log = Log()
    marks: list[Mark] = []
    for n in range(of):
        read = Emotion.ANGER if n < misread else CARE
        marks += [Felt(Emotion.SADNESS), Offered(CARE), Perceived(read), Received(Reception.BEARABLE), ArousalSeen(5)]
    log.at(0, Opened())
    for n, mark in enumerate(marks, 1):
        log.at(n * 9_000, mark)
    log.at(900_000, Closed())
    return keep(room, log, day)


def keep(room: Room, log: Log, day: int) -> UUID:
    """Keep the log as a session of that day."""
    return kept_session(room, [replace(one, marked_at=one.marked_at + timedelta(days=day)) for one in log.moments])


def said(browser: TestClient, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, answer.text
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def test_before_the_first_session_the_page_says_what_will_stand_there(browser: TestClient, patient_id: UUID) -> None:
    assert "No session was opened yet." in said(browser, f"/patients/{patient_id}/course")
    assert browser.get(f"/patients/{uuid4()}/course").status_code == 404


def test_one_session_is_counted_and_nothing_is_said_of_change(
    room: Room, browser: TestClient, patient_id: UUID
) -> None:
    a_day(room, 6)
    page = said(browser, f"/patients/{patient_id}/course")
    assert "6 of 8: 0.75 (0.46–0.91)" in page
    assert "not known yet; 1 of the 5 sessions that it takes" in page
    assert "it takes 3 sessions in each" in page
    assert "first span" not in page  # one session is not compared with itself
    assert "Compare" not in page


def test_many_sessions_have_a_slope_an_overlap_and_a_matrix_that_changes(
    room: Room, browser: TestClient, patient_id: UUID
) -> None:
    for day, misread in enumerate((7, 6, 7, 5, 2, 1, 2, 0)):
        a_day(room, misread, day=day)
    page = said(browser, f"/patients/{patient_id}/course")
    assert "in 0.00 of all pairs (0.00–0.33)" in page
    assert "n = 4 and 4" in page
    assert "n = 8 sessions" in page
    assert re.search(r"change −0\.62 \(−0\.\d\d to −0\.\d\d\)", page)
    chosen = said(browser, f"/patients/{patient_id}/course?a_from=2&a_to=1&b_from=8&b_to=900&felt=shame")
    assert "no exchange has both an offer and a reading" in chosen
    assert "it takes 3 sessions in each" in chosen


def test_a_mark_that_comes_later_is_in_the_next_look(room: Room, browser: TestClient, patient_id: UUID) -> None:
    a_day(room, 4)
    assert "4 of 8" in said(browser, f"/patients/{patient_id}/course")
    a_day(room, 3)
    assert "3 of 8" in said(browser, f"/patients/{patient_id}/course")


def test_a_measure_stands_there_with_whether_its_change_is_reliable_and_over_its_cut_off(
    room: Room, browser: TestClient, patient_id: UUID
) -> None:
    a_day(room, 4)
    for day, answer in enumerate((2, 1)):
        at, answers = BEGAN + timedelta(days=day), (answer,) * 8 + (0,)
        given = Given(uuid4(), patient_id, "phq-9", "1", at, FilledBy.PATIENT, answers, {})
        give(room.database, room.measures.measure_of("phq-9"), given)
    page = said(browser, f"/patients/{patient_id}/course")
    assert "8 less. That is 6 or more" in page
    assert "Clinically significant by the rule of Jacobson and Truax" in page


def test_every_score_of_a_measure_has_its_own_line_its_n_and_a_table_that_says_the_same(
    room: Room, browser: TestClient, patient_id: UUID
) -> None:
    a_day(room, 4)
    measure = room.measures.measure_of("fscrs")
    assert len(measure.scores) > 2
    for day, answer in enumerate((3, 1, 2)):
        at, answers = BEGAN + timedelta(days=day), (answer,) * measure.item_count
        give(room.database, measure, Given(uuid4(), patient_id, "fscrs", "1", at, FilledBy.PATIENT, answers, {}))
    page = browser.get(f"/patients/{patient_id}/course").text
    for score in measure.scores:
        name = f"m-fscrs-{score.score_id}"
        section = page.split(f' {name}">')[1].split("</section>")[0]
        assert "n = 3" in section
        assert section.count("<circle") == section.count('scope="row"') == 3
        assert "Since the first time" in section


def test_drawn_faces_are_compared_between_the_spans_with_an_interval(
    room: Room, browser: TestClient, patient_id: UUID
) -> None:
    def faces(read_as: Emotion, day: int) -> None:
        log = Log()
        log.at(0, Opened())
        for trial in range(28):
            shown = EMOTIONS[trial % 7]
            log.at(4_000 * (trial + 1), Recognised(trial, shown, Strength.PLAIN, read_as if trial % 2 else shown))
        keep(room, log, day)

    faces(Emotion.ANGER, 1)
    assert "it takes faces answered in both spans" in said(browser, f"/patients/{patient_id}/course")
    faces(Emotion.FEAR, 2)
    page = said(browser, f"/patients/{patient_id}/course")
    table = page.split("Reading drawn faces, first span and second")[1].split("Who speaks to whom")[0]
    assert "anger +1.3 (0.0 to +2.6) seen in 4 of 4, elsewhere in 12 of 24" in table
    assert "seen in 2 of 4, elsewhere in 0 of 24" in table
    assert "may be chance" in table
    assert "more than the answers’ own chance" in table


def test_who_speaks_to_whom_is_counted_in_both_spans(room: Room, browser: TestClient, patient_id: UUID) -> None:
    for day, speaker in enumerate((Part.CRITICAL, Part.COMPASSIONATE)):
        log = Log()
        log.at(0, Opened())
        said_by = log.at(1_000, Spoke(speaker, Part.SUFFERING))
        log.at(2_000, Noticed(Attitude.COMPASSIONATE, spoke_id=said_by.moment_id))
        keep(room, log, day)
    page = said(browser, f"/patients/{patient_id}/course")
    assert "critical to suffering 1 of 1 not known yet compassionate 1 0 of 1 not known yet" in page
    assert "compassionate to suffering 0 of 1 not known yet 1 of 1 not known yet compassionate 1" in page


def test_who_speaks_to_whom_is_a_share_with_its_interval_and_a_difference_with_its_own(
    room: Room, browser: TestClient, patient_id: UUID
) -> None:
    for day, kind_of_ten in enumerate((2, 9)):
        log = Log()
        log.at(0, Opened())
        for n in range(10):
            log.at(1_000 * (n + 1), Spoke(Part.COMPASSIONATE if n < kind_of_ten else Part.CRITICAL, Part.SUFFERING))
        keep(room, log, day)
    page = said(browser, f"/patients/{patient_id}/course")
    # Wilson, 90 %: 2 of 10 and 9 of 10; Newcombe's of both
    assert (
        "compassionate to suffering 2 of 10: 0.20 (0.07–0.46) 9 of 10: 0.90 (0.65–0.98) +0.70 (+0.34 to +0.85)" in page
    )


def test_own_words_and_harms_are_written_down_once_and_shown_as_words(
    room: Room, browser: TestClient, patient_id: UUID
) -> None:
    a_day(room, 1)
    address, same = f"/patients/{patient_id}/course", str(uuid4())
    words = {"said_id": same, "about": "harm", "words": "<b>No sleep</b> for a night.", "written_by": "Dr F"}
    assert [browser.post(f"{address}/words", data=words).status_code for _ in range(2)] == [303, 303]
    assert browser.get(address).text.count("&lt;b&gt;No sleep&lt;/b&gt;") == 1
    empty = browser.post(f"{address}/words", data=words | {"words": " ", "said_id": str(uuid4())})
    assert (empty.status_code, "The words are still empty." in unescape(empty.text)) == (422, True)


def test_the_course_speaks_italian(room: Room, browser: TestClient, patient_id: UUID) -> None:
    change_clinic(room.database, Clinic(language="it"))
    for _ in range(2):
        a_day(room, 4)
    page = said(browser, f"/patients/{patient_id}/course")
    assert "Che cosa sta cambiando" in page
    assert "Cura fraintesa" in page
    assert "4 su 8: 0,50 (0,25–0,75)" in page  # Wilson, 90 %, with the comma that Italian writes
    assert not re.search(r"\d\.\d", page.rpartition("Interbeing ")[0])  # what follows is the version
