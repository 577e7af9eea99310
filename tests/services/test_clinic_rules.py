"""The clinic's settings: what can be meant, and who must stay reachable."""

from dataclasses import replace

import pytest

from interbeing.domain.arousal import Window
from interbeing.domain.clinic import Clinic, Contact, Limits
from interbeing.domain.errors import BadInput, NotAllowed
from interbeing.services import clinic
from interbeing.services.patients import add_patient
from interbeing.wiring import Room

LINE = Contact("Crisis line", "000", is_crisis=True)


def with_crisis_line(room: Room) -> None:
    clinic.add_contact(room.database, LINE.name, LINE.reach, is_crisis=True)


def test_each_part_is_changed_without_touching_the_others(room: Room) -> None:
    with_crisis_line(room)
    clinic.name_clinic(room.database, " Studio del Lago ", "it")
    clinic.set_limits(room.database, Window(2, 8), Limits(30, 600, 90))
    assert clinic.read_clinic(room.database) == Clinic(
        "Studio del Lago", "it", (LINE,), Window(2, 8), Limits(30, 600, 90)
    )


def test_the_last_crisis_contact_stays_while_there_is_a_real_patient(room: Room) -> None:
    with_crisis_line(room)
    clinic.remove_contact(room.database, LINE)
    with_crisis_line(room)
    add_patient(room.database, room.clock, "Wren", "W", "lantern")
    with pytest.raises(NotAllowed, match="last crisis contact"):
        clinic.remove_contact(room.database, LINE)
    with pytest.raises(NotAllowed, match="last crisis contact"):
        clinic.change_clinic(room.database, Clinic())
    clinic.add_contact(room.database, "Another line", "111", is_crisis=True)
    clinic.remove_contact(room.database, LINE)
    assert [one.name for one in clinic.read_clinic(room.database).contacts] == ["Another line"]


def test_a_practice_patient_holds_no_contact_fast(room: Room) -> None:
    with_crisis_line(room)
    add_patient(room.database, room.clock, "Ada", "A", "sparrow", is_practice=True)
    clinic.remove_contact(room.database, LINE)
    assert clinic.read_clinic(room.database).contacts == ()


@pytest.mark.parametrize("reach", ["", " ", "0\x000", "\ud800"])
def test_a_contact_needs_a_way_to_be_reached(room: Room, reach: str) -> None:
    with pytest.raises(BadInput) as caught:
        clinic.add_contact(room.database, "Crisis line", reach, is_crisis=True)
    assert caught.value.about == "reach"


def test_a_contact_stands_once_and_twenty_are_enough(room: Room) -> None:
    with_crisis_line(room)
    with pytest.raises(BadInput, match="already"):
        with_crisis_line(room)
    for number in range(clinic.MOST_CONTACTS - 1):
        clinic.add_contact(room.database, f"Line {number}", "000", is_crisis=False)
    with pytest.raises(BadInput, match="20 contacts"):
        clinic.add_contact(room.database, "One more", "000", is_crisis=False)


@pytest.mark.parametrize("about", ["still_gaze_s", "total_gaze_s", "exchange_gap_s"])
@pytest.mark.parametrize("seconds", [0, -1, 4 * 60 * 60 + 1])
def test_a_limit_is_a_time_that_a_session_can_have(room: Room, about: str, seconds: int) -> None:
    with pytest.raises(BadInput) as caught:
        clinic.set_limits(room.database, Window(), replace(Limits(), **{about: seconds}))
    assert caught.value.about == about


def test_a_course_may_have_a_limit_of_gaze_or_none(room: Room) -> None:
    assert clinic.read_clinic(room.database).limits.course_gaze_ms == 0
    clinic.set_limits(room.database, Window(), replace(Limits(), course_gaze_s=7_200))
    assert clinic.read_clinic(room.database).limits.course_gaze_ms == 7_200_000
    with pytest.raises(BadInput) as caught:
        clinic.set_limits(room.database, Window(), replace(Limits(), course_gaze_s=clinic.LONGEST_COURSE_S + 1))
    assert caught.value.about == "course_gaze_s"


def test_a_language_that_the_room_does_not_speak_is_refused(room: Room) -> None:
    with pytest.raises(BadInput, match="language"):
        clinic.name_clinic(room.database, "", "tlh")
