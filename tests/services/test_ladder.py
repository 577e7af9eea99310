"""The ladder's file, ours and a clinic's, and what the sessions before say of a patient."""

from pathlib import Path

from interbeing.domain.glass import Crop, RungChosen, Veil, Who
from interbeing.domain.mark import ArousalSeen, Closed, Cover, Gaze, Opened, Received, Reception
from interbeing.services.ladder import before, course_dose
from interbeing.services.ladder_file import FILE, ladder_of, read_ladder
from interbeing.services.plan import session_of
from interbeing.services.shipped import shipped
from interbeing.wiring import Room
from tests.sessions_made import MINUTE, Log, kept_session

OURS = shipped("ladder") / FILE


def own(folder: Path, change) -> Path:
    text = OURS.read_text(encoding="utf-8").replace("is_ours = true\n", "")
    (folder / FILE).write_text(change(text), encoding="utf-8")
    return folder


def test_ours_goes_from_the_wall_to_ones_own_eyes_in_both_languages() -> None:
    ladder = read_ladder(OURS)
    assert ladder.is_ours
    assert [rung.rung_id for rung in ladder.rungs] == ["wall", "therapist", "outlines", "mouth_and_cheek", "own_eyes"]
    assert all(set(rung.words) == {"en", "it"} for rung in ladder.rungs)
    wall, therapist, outlines, _mouth, eyes = ladder.rungs
    assert wall.view is None
    assert therapist.view is not None
    assert therapist.view.who is Who.THERAPIST
    assert outlines.view is not None
    assert outlines.view.veil is Veil.OUTLINE
    assert eyes.view is not None
    assert eyes.view.crop is Crop.FACE, "own eyes are met in the whole face"


def test_a_clinics_own_ladder_takes_the_place_of_ours(tmp_path: Path) -> None:
    read = ladder_of(own(tmp_path, lambda text: text.replace("stable_sessions = 2", "stable_sessions = 5")))
    assert read.broken is None
    assert (read.ladder.is_ours, read.ladder.rule.sessions) == (False, 5)


def test_a_broken_file_is_named_with_line_and_remedy_and_ours_stands(tmp_path: Path) -> None:
    for change, what in (
        (lambda text: text.replace('veil = "outline"', 'veil = "outlines"'), "Did you mean “outline”?"),
        (lambda text: text.replace("covered = true", 'covered = true\nveil = "clear"'), "a covered mirror shows no"),
        (lambda text: text.replace('id = "outlines"', 'id = "wall"'), "two rungs are called “wall”"),
        (lambda text: "is_ours = true\n" + text, "only the file that comes with Interbeing"),
    ):
        read = ladder_of(own(tmp_path, change))
        assert read.ladder.is_ours
        assert what in str(read.broken)


def test_the_sessions_before_say_where_a_patient_stands_and_what_the_dose_was(room: Room) -> None:
    log = Log()
    marks = (Opened(), RungChosen("outlines"), Cover(False), ArousalSeen(5), Gaze(True), Gaze(False))
    for at, mark in enumerate((*marks, Received(Reception.BEARABLE), Closed())):
        log.at(at * MINUTE, mark)
    kept_session(room, log.moments)
    now = kept_session(room)
    earlier = before(room.database, room.ladder.ladder, session_of(room.database, now))
    assert earlier.stable == {"wall": 0, "therapist": 0, "outlines": 1, "mouth_and_cheek": 0, "own_eyes": 0}
    course = course_dose(room.database, room.digests, session_of(room.database, now).patient_id)
    here = [one for one in course.sessions if one.rungs == ("outlines",)]
    assert [(one.dose.gaze_ms, one.dose.uncovered_ms, one.dose.beyond) for one in here] == [(MINUTE, 5 * MINUTE, 0)]
    assert earlier.gaze_ms == course.whole.gaze_ms >= MINUTE
    assert earlier.last_gaze_ms == course.sessions[-1].dose.gaze_ms
