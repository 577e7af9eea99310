"""The pages of the desk as a browser without script meets them."""

from html import unescape
from urllib.parse import urlencode
from uuid import UUID, uuid4

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from interbeing.domain.action import DEFAULT_KEYS, Action, keys_of
from interbeing.domain.consent import TEXT_VERSION, Purpose
from interbeing.domain.deed import CUT_BEFORE, Deed
from interbeing.domain.errors import NotSaved
from interbeing.domain.patient import Patient
from interbeing.services import patients
from interbeing.services.clinic import add_contact, name_clinic, read_clinic
from interbeing.storage.audit import note
from interbeing.web.pages.forms import LARGEST_FORM
from interbeing.web.picture_words import ENGLISH, ITALIAN, free_words
from interbeing.wiring import Room
from tests.web.conftest import said

FORM = {"content-type": "application/x-www-form-urlencoded"}

NOBODY = UUID("00000000-0000-4000-8000-000000000000")  # fixed, so that each test keeps its name


@pytest.fixture
def patient(room: Room) -> Patient:
    return patients.add_patient(room.database, room.clock, "Blue Heron", "BH", "lantern", is_practice=True)


def sent(browser: TestClient, address: str, **fields: str) -> Response:
    return browser.post(address, data=fields)


def test_an_empty_room_says_what_to_do_first(browser: TestClient) -> None:
    page = said(browser.get("/"))
    assert "What to do first" in page
    assert "Begin with a practice patient" in page
    assert "This room has no passphrase and its records are not encrypted" in page
    assert "not a medical device" in page


def test_the_practice_patient_is_one_button_away_and_marked(browser: TestClient) -> None:
    answer = browser.post("/patients/practice")
    assert answer.status_code == 303
    assert "Practice: simulated, nobody real" in said(browser.get(answer.headers["location"]))


def test_a_real_patient_is_refused_in_plain_words_and_nothing_typed_is_lost(browser: TestClient) -> None:
    answer = sent(browser, "/patients/new", kind="real", pseudonym="Wren", initials="WR", picture_word="acorn")
    assert answer.status_code == 409
    page = said(answer)
    assert "First set a crisis contact" in page
    assert 'href="/clinic#contacts"' in page
    assert all(f'value="{typed}"' in page for typed in ("Wren", "WR", "acorn"))


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"pseudonym": ""}, "The pseudonym is still empty."),
        ({"pseudonym": "a\x00b"}, "The pseudonym holds a null character"),
        ({"picture_word": "x" * 41}, "The picture word has 41 characters: at most 40."),
        ({"kind": ""}, "Choose one."),
    ],
)
def test_a_message_stands_beside_its_field(browser: TestClient, fields: dict[str, str], message: str) -> None:
    whole = {"kind": "practice", "pseudonym": "Wren & <b>", "initials": "W", "picture_word": "acorn"} | fields
    answer = sent(browser, "/patients/new", **whole)
    assert answer.status_code == 422
    page = said(answer)
    assert f'id="{next(iter(fields))}-wrong">{message}' in page
    assert "<b>" not in answer.text


def test_a_near_name_asks_once_and_only_about_those_it_named(browser: TestClient, patient: Patient) -> None:
    fields = {"kind": "practice", "pseudonym": "Blue Herron", "initials": "", "picture_word": "acorn"}
    asked = sent(browser, "/patients/new", **fields)
    assert asked.status_code == 409
    assert "Is this somebody else?" in said(asked)
    assert f'value="{patient.patient_id}"' in asked.text
    other = sent(browser, "/patients/new", **fields, told_apart=str(uuid4()))
    assert other.status_code == 409
    assert sent(browser, "/patients/new", **fields, told_apart=str(patient.patient_id)).status_code == 303


def test_a_name_is_kept_to_the_letter_and_set_apart_on_the_page(browser: TestClient) -> None:
    name = "\u202eabc\u202c 👩‍🌾"
    made = sent(browser, "/patients/new", kind="practice", pseudonym=name, initials="", picture_word="acorn")
    assert f"<bdi>{name}</bdi>" in browser.get(made.headers["location"]).text


@pytest.mark.parametrize("body", [b"pseudonym=%ED%A0%80", b"pseudonym=\xff", b"pseudonym=%FF"])
def test_half_a_character_is_answered_plainly(browser: TestClient, body: bytes) -> None:
    answer = browser.post("/patients/new", content=body, headers=FORM)
    assert answer.status_code == 422
    assert "characters that cannot be read" in said(answer)


def test_a_form_too_large_or_of_another_kind_is_answered_plainly(browser: TestClient) -> None:
    large = browser.post("/patients/new", content=b"a=" + b"x" * LARGEST_FORM, headers=FORM)
    many = browser.post("/patients/new", content=urlencode([("a", "1")] * 300).encode(), headers=FORM)
    other = browser.post("/patients/new", json={})
    assert [answer.status_code for answer in (large, many, other)] == [422, 422, 422]
    assert "shorten it" in said(large)


def test_every_page_about_a_patient_says_whom_and_whom_to_call(
    browser: TestClient, room: Room, patient: Patient
) -> None:
    add_contact(room.database, "Crisis line", "0800 000", is_crisis=True)
    for place in ("", "/cautions", "/consent", "/consent/letter", "/plan"):
        page = said(browser.get(f"/patients/{patient.patient_id}{place}"))
        assert "<bdi>Blue Heron</bdi>" in page, place
        assert "<bdi>BH</bdi>" in page, place
        assert "<bdi>lantern</bdi>" in page, place
        assert "0800 000" in page, place
        assert "Practice: simulated" in page, place


def test_a_decision_needs_a_tick_a_choice_and_a_name(browser: TestClient, room: Room, patient: Patient) -> None:
    address = f"/patients/{patient.patient_id}/cautions"
    whole = {"present": "none", "goes_on": "yes", "reason": "", "decided_by": "Dr F"}
    for field, value in (("present", ""), ("goes_on", ""), ("decided_by", ""), ("present", "psychosis")):
        fields = {name: words for name, words in (whole | {field: value}).items() if words}
        answer = sent(browser, address, **fields)
        assert answer.status_code == 422
        assert 'class="field-wrong"' in answer.text
    both = browser.post(address, data={**whole, "present": ["none", "psychosis"]})
    assert "both are ticked" in said(both)
    assert patients.open_chart(room.database, patient.patient_id).decisions == ()
    assert sent(browser, address, **whole).headers["location"] == f"/patients/{patient.patient_id}"


def test_a_long_reason_comes_back_whole_when_something_is_missing(browser: TestClient, patient: Patient) -> None:
    reason = "First line\r\n  second <line>\r\n" + "é" * 1500
    answer = sent(
        browser, f"/patients/{patient.patient_id}/cautions", present="psychosis", goes_on="yes", reason=reason
    )
    assert answer.status_code == 422
    assert reason.replace("\r\n", "\n") in unescape(answer.text).replace("\r\n", "\n")


def test_consent_is_given_and_withdrawn_on_the_ledger(browser: TestClient, room: Room, patient: Patient) -> None:
    address = f"/patients/{patient.patient_id}/consent"
    assert sent(browser, f"{address}/record", is_given="yes", recorded_by=" ").status_code == 422
    assert sent(browser, f"{address}/record", is_given="yes", recorded_by="Dr F").status_code == 303
    assert "The patient withdraws this consent" in said(browser.get(address))
    assert sent(browser, f"{address}/record", is_given="no", recorded_by="Dr F").status_code == 303
    page = said(browser.get(address))
    assert page.count("<td>withdrawn</td>") == page.count("<td>given</td>") == 1
    assert TEXT_VERSION in page


def test_the_camera_is_offered_only_with_its_consent(browser: TestClient, room: Room, patient: Patient) -> None:
    address = f"/patients/{patient.patient_id}/plan"
    fields = {"date": "2026-11-24", "time": "14:30", "mirror": "camera", "protocol": "mirror-course"}
    assert "Not offered: no consent to use the camera stands." in said(browser.get(address))
    refused = sent(browser, address, **fields)
    assert refused.status_code == 409
    assert 'id="mirror-wrong"' in refused.text
    patients.record_consent(
        room.database, room.clock, patient.patient_id, Purpose.CAMERA, is_given=True, recorded_by="Dr F"
    )
    assert sent(browser, address, **fields).status_code == 303
    page = said(browser.get(f"/patients/{patient.patient_id}"))
    assert "24 November 2026, 14:30" in page
    assert "mirror by camera" in page
    assert 'target="mirror"' in page


@pytest.mark.parametrize(
    ("field", "value"),
    [("date", "tomorrow"), ("date", "2026-11-20"), ("date", "9999-12-31"), ("time", "25:00"), ("mirror", "glass"),
     ("protocol", "unknown")],
)  # fmt: skip
def test_a_plan_that_cannot_be_meant_says_where(browser: TestClient, patient: Patient, field: str, value: str) -> None:
    fields = {"date": "2026-11-24", "time": "14:30", "mirror": "real", "protocol": "mirror-course"} | {field: value}
    answer = sent(browser, f"/patients/{patient.patient_id}/plan", **fields)
    assert answer.status_code == 422
    assert f'id="{field}-wrong"' in answer.text


def test_the_clinic_keeps_what_was_typed_and_says_what_is_wrong(browser: TestClient, room: Room) -> None:
    figures = {
        "lower": "7",
        "upper": "3",
        "still_gaze_s": "60",
        "total_gaze_s": "sixty",
        "exchange_gap_s": "120",
        "course_gaze_s": "0",
    }
    figures |= {"enough_lx": "150", "dim_lx": "50", "dark_lx": "15", "near_cm": "100"}
    answer = sent(browser, "/clinic/limits", **figures)
    assert answer.status_code == 422
    assert 'id="total_gaze_s-wrong">Give a whole number.' in said(answer)
    assert 'value="sixty"' in answer.text
    assert 'id="lower-wrong"' in sent(browser, "/clinic/limits", **figures | {"total_gaze_s": "900"}).text
    assert sent(browser, "/clinic/limits", **figures | {"total_gaze_s": "800", "upper": "9"}).status_code == 303
    assert read_clinic(room.database).limits.total_gaze_s == 800
    assert "ours: 900" in said(browser.get("/clinic"))
    assert browser.post("/clinic/limits/defaults").status_code == 303
    assert "ours:" not in said(browser.get("/clinic"))


def test_contacts_come_and_go_without_script(browser: TestClient, room: Room) -> None:
    fields = {"contact_name": "Crisis line", "reach": "0800", "is_crisis": "yes"}
    assert sent(browser, "/clinic/contacts", **fields).headers["location"] == "/clinic#contacts"
    patients.add_patient(room.database, room.clock, "Wren", "W", "acorn")
    refused = sent(browser, "/clinic/contacts/remove", **fields)
    assert refused.status_code == 409
    assert "This is the last crisis contact" in said(refused)
    assert sent(browser, "/clinic/contacts", contact_name="Dr Rossi", reach="").status_code == 422


def test_italian_takes_effect_at_once(browser: TestClient) -> None:
    assert sent(browser, "/clinic", name="Studio", language="it").status_code == 303
    page = said(browser.get("/clinic"))
    assert '<html lang="it">' in page
    assert "Contatti per aiuto e per una crisi" in page
    assert "Lo pseudonimo" not in page
    refused = sent(browser, "/patients/new", kind="practice", pseudonym="", picture_word="faro")
    assert "«pseudonimo» è ancora vuoto." in said(refused)
    assert sent(browser, "/clinic", name="Studio", language="tlh").status_code == 422


def found(browser: TestClient, where: str, words: str) -> tuple[str, str]:
    """Search as the page does; gives the address of what is shown, and its words."""
    place = sent(browser, where, q=words).headers["location"]
    return place, said(browser.get(place))


def test_a_search_works_without_script_and_stands_in_no_address(browser: TestClient, patient: Patient) -> None:
    place, page = found(browser, "/patients", "LANTERN")
    assert "Blue Heron" in page
    assert 'value="LANTERN"' in page
    assert "lantern" not in place.casefold()
    assert found(browser, "/patients", "LANTERN")[0] != place, "the same words twice are not told to be the same"
    assert "No patient fits these words." in found(browser, "/patients", "nobody\x00\u202e")[1]
    assert "No session of a patient" in found(browser, "/sessions", "nobody")[1]
    assert found(browser, "/sessions", "  ")[0] == "/sessions"
    assert browser.get(found(browser, "/patients", "\U0001f499" * 300)[0]).status_code == 200
    assert browser.get("/patients", params={"from": "-1"}).status_code == 422


@pytest.mark.parametrize("q", ["LANTERN", "AAAA", "\x00", "=", "A" * 300])
def test_an_address_with_words_that_are_not_sealed_lists_everybody(
    browser: TestClient, patient: Patient, q: str
) -> None:
    page = said(browser.get("/patients", params={"q": q}))
    assert "Blue Heron" in page
    assert 'type="search" maxlength="200" value=""' in page


@pytest.mark.parametrize("address", ["/nowhere", f"/patients/{NOBODY}", f"/patients/{NOBODY}/plan"])
def test_what_is_not_there_is_a_page_for_a_person_and_a_problem_for_a_program(
    browser: TestClient, address: str
) -> None:
    answer = browser.get(address)
    assert answer.status_code == 404
    assert "To today’s page" in said(answer)
    program = browser.get(address, headers={"accept": "application/json"})
    assert program.status_code == 404
    assert program.headers["content-type"] == "application/problem+json"
    assert set(program.json()) == {"type", "status", "title", "detail"}


def test_an_address_that_cannot_be_read_is_a_page_too(browser: TestClient) -> None:
    assert "That cannot be meant" in said(browser.get("/patients/not-an-id"))
    assert browser.get("/patients/not-an-id").status_code == 422


def test_a_full_disk_loses_nothing_that_was_typed(
    browser: TestClient, room: Room, patient: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise NotSaved("not saved: OperationalError. Check the disk, then try again")

    monkeypatch.setattr(patients, "decide_cautions", refuse)
    fields = {"present": "psychosis", "goes_on": "no", "reason": "A long thought", "decided_by": "Dr F"}
    answer = sent(browser, f"/patients/{patient.patient_id}/cautions", **fields)
    assert answer.status_code == 503
    page = said(answer)
    assert "notice-unsaved" in page
    assert "A long thought" in page


def test_another_site_cannot_change_anything(browser: TestClient, room: Room) -> None:
    answer = browser.post("/patients/practice", headers={"origin": "http://elsewhere.example"})
    assert answer.status_code == 403
    assert patients.find_patients(room.database).total == 0


def test_picture_words_are_offered_once_in_both_languages() -> None:
    assert len(set(ENGLISH)) == len(set(ITALIAN)) == 60
    first = free_words("en", frozenset(), 1)[0]
    assert first not in free_words("en", frozenset({first}))
    assert free_words("en", frozenset(ENGLISH), 1) == ("green lantern",)
    assert free_words("it", frozenset(ITALIAN), 1) == ("lanterna verde",)


def test_the_offered_picture_word_is_not_in_use_and_changes_with_the_language(
    browser: TestClient, room: Room, patient: Patient
) -> None:
    assert 'value="acorn"' in browser.get("/patients/new").text
    name_clinic(room.database, "", "it")
    assert 'value="lanterna"' in browser.get("/patients/new").text


def test_a_browser_is_let_say_that_our_forms_are_our_own(browser: TestClient) -> None:
    """With `no-referrer` a browser sends `Origin: null` with every form, which the wall rightly refuses."""
    assert browser.get("/clinic").headers["referrer-policy"] == "same-origin"
    assert browser.post("/patients/practice", headers={"origin": "null"}).status_code == 403


def all_keys(**own: str) -> dict[str, str]:
    return {action.value: code for action, code in DEFAULT_KEYS.items()} | {"keys_on": "yes"} | own


def test_each_action_of_the_console_has_its_row_and_its_default(browser: TestClient) -> None:
    page = browser.get("/clinic/keys").text
    assert [action for action in Action if f'name="{action.value}"' not in page] == []
    assert page.count(" selected>") == len(Action)


def test_a_key_is_changed_taken_away_and_given_back(browser: TestClient, room: Room) -> None:
    assert sent(browser, "/clinic/keys", **all_keys(ground="F1", undo="")).status_code == 303
    chosen = keys_of(read_clinic(room.database).keys)
    assert (chosen[Action.GROUND], chosen[Action.UNDO]) == ("F1", "")
    off = {name: code for name, code in all_keys().items() if name != "keys_on"}
    assert sent(browser, "/clinic/keys", **off).status_code == 303
    assert not read_clinic(room.database).keys_on
    assert browser.post("/clinic/keys/defaults").status_code == 303
    assert keys_of(read_clinic(room.database).keys) == DEFAULT_KEYS
    assert read_clinic(room.database).keys_on


def test_two_actions_on_one_key_are_named_beside_both_and_nothing_is_kept(browser: TestClient, room: Room) -> None:
    answer = sent(browser, "/clinic/keys", **all_keys(ground="KeyQ"))
    assert answer.status_code == 422
    page = said(answer)
    assert 'id="ground-wrong">This key also stands for: Offered: care' in page
    assert 'id="offered_compassion-wrong">This key also stands for: Ground now' in page
    assert read_clinic(room.database).keys == {}


def test_a_key_that_is_none_is_refused(browser: TestClient) -> None:
    assert sent(browser, "/clinic/keys", **all_keys(ground="Tab")).status_code == 422


def test_the_page_for_paper_holds_all_that_a_session_needs(browser: TestClient, room: Room) -> None:
    add_contact(room.database, "Night line", "0800 111", is_crisis=True)
    page = said(browser.get("/paper?protocol=gone"))
    assert "at least 150 lx at the face, under 15 lx no gaze; at least 1 m to the mirror" in page
    for words in (
        "Arrive",
        "Meet the mirror",
        "Read as",
        "Received",
        "Feel your feet on the floor",
        "Night line",
        "0800 111",
    ):
        assert words in page


def test_the_clinics_own_words_are_kept_and_an_empty_field_goes_back_to_ours(browser: TestClient, room: Room) -> None:
    own = {"grounding_en": "Feel the wool.", "grounding_it": "", "aftercare_en": "Rest.", "aftercare_it": "Riposi."}
    assert sent(browser, "/clinic/words", **own).status_code == 303
    words = read_clinic(room.database).words
    assert words.grounding_in("en") == ("Feel the wool.",)
    assert words.grounding_in("it")[0].startswith("Lo specchio")
    assert words.aftercare_in("it") == ("Riposi.",)
    assert sent(browser, "/clinic/words", **{**own, "aftercare_en": "x" * 1_001}).status_code == 422


def test_limits_of_light_go_up_and_stay_in_bounds(browser: TestClient, room: Room) -> None:
    figures = {
        "lower": "3",
        "upper": "7",
        "still_gaze_s": "60",
        "total_gaze_s": "900",
        "exchange_gap_s": "120",
        "course_gaze_s": "0",
    }
    figures |= {"enough_lx": "150", "dim_lx": "200", "dark_lx": "15", "near_cm": "100"}
    assert "Light goes up" in said(sent(browser, "/clinic/limits", **figures))
    assert sent(browser, "/clinic/limits", **{**figures, "dim_lx": "60"}).status_code == 303
    assert read_clinic(room.database).limits.dim_lx == 60


def test_a_cut_end_is_told_on_the_first_page(room: Room, browser: TestClient) -> None:
    assert "changed from outside" not in said(browser.get("/"))
    cut = Deed(CUT_BEFORE, room.clock.now(), room.clock.monotonic_ms())
    room.database.write(lambda connection: note(connection, cut)).result()
    assert "changed from outside, seen on 23 November 2026" in said(browser.get("/"))
