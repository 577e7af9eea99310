"""What comes in from outside: kept whole and saying so, or refused in one sentence with nothing changed."""

import io
import json
import stat
import zipfile
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from interbeing.domain.emotion import Emotion
from interbeing.domain.errors import BadFile, BadInput, InterbeingError, NotAllowed
from interbeing.domain.glass import RungChosen
from interbeing.domain.mark import BroughtIn, Closed, Felt, Opened
from interbeing.domain.moment import Author
from interbeing.domain.named import mark_named, named_as, names_with
from interbeing.domain.pacing import Advised, Outlook, Reason, Way
from interbeing.domain.rating import Aspect, Rater, Rating
from interbeing.domain.reading import Estimate
from interbeing.domain.session import SessionState
from interbeing.formats.boris import project
from interbeing.formats.foreign import suggested
from interbeing.services.bring_in import Meant, Waiting, bring_in, meant_by_name, plain_name, read_file
from interbeing.services.export import FORMATS, take_out
from interbeing.services.packages import bring_in_package, pack
from interbeing.services.practice import ready_practice_patient
from interbeing.services.ratings import rate
from interbeing.services.review import open_review
from interbeing.settings import Settings
from interbeing.storage.patients import all_patients
from interbeing.storage.sessions import all_sessions_of
from interbeing.wiring import Room, open_room
from tests.rooms import log_of, open_session
from tests.sessions_made import Log, a_session, kept_session

BEGAN = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def patient_id(room: Room) -> UUID:
    return ready_practice_patient(room.database, room.clock).patient_id


@pytest.fixture
def elsewhere(tmp_path, hand_clock):
    """Another room, on another computer."""
    opened = open_room(Settings(tmp_path / "elsewhere"), hand_clock.clock)
    yield opened
    opened.close()


def brought(room: Room, patient_id: UUID, name: str, content: bytes, meant=None) -> UUID:
    offered = read_file(name, content)
    meant = Meant(meant or meant_by_name(offered.sessions[0]))
    return bring_in(room.database, room.clock, patient_id, offered.only(0), meant, BEGAN)


def packed(room: Room, patient_id: UUID) -> bytes:
    return b"".join(pack(room.database, room.measures, room.clock, patient_id, lambda _course: "<p>")[1])


def everything(room: Room) -> list:
    with room.database.read() as connection:
        people = all_patients(connection, room.database.seal)
        return [(one, all_sessions_of(connection, one.patient_id)) for one in people]


@pytest.mark.parametrize("name", names_with())
def test_each_name_makes_its_mark_and_a_label_that_says_it_suggests_it(name: str) -> None:
    assert named_as(mark_named(name)) == name
    step = " | start" if name.startswith(("pause", "grounding")) else ""
    assert suggested(name.replace(":", ": ") + step) in {name, name.replace("ended", "began")}


def test_a_rung_of_the_clinics_own_ladder_comes_in_as_its_own_mark(room: Room, patient_id: UUID) -> None:
    doorway = RungChosen("doorway", own_reflection=False, place=0)
    offered = read_file("t.csv", b"time,label\n1,rung: doorway\n2,we\n")
    foreign, rungs = offered.sessions[0], {"doorway": doorway}
    assert meant_by_name(foreign)["rung: doorway"] == "", "nobody knows it without the ladder"
    meant = Meant(meant_by_name(foreign, rungs), rungs)
    session_id = bring_in(room.database, room.clock, patient_id, offered.only(0), meant, BEGAN)
    assert doorway in [kept.moment.mark for kept in log_of(room.database, session_id)]


def test_our_own_boris_project_comes_back_with_times_labels_and_links(room: Room, patient_id: UUID) -> None:
    first = kept_session(room, a_session())
    recording = take_out(room.database, room.logs, first, FORMATS["json"])
    again = brought(room, patient_id, "mine.boris", b"".join(project(recording)))
    before = open_review(room.database, room.logs, room.clock, first)
    after = open_review(room.database, room.logs, room.clock, again)

    def told(exchanges) -> list:
        return [
            sorted((m.session_ms, m.mark.kind, getattr(m.mark, "emotion", "")) for m in e.moments) for e in exchanges
        ]

    assert told(after.exchanges) == told(before.exchanges)


def test_a_session_that_was_brought_in_says_so_on_its_log(room: Room, patient_id: UUID) -> None:
    session_id = brought(
        room, patient_id, "C:\\people\\Mario Rossi\\marks.csv", b"time,code\n1.5,felt: fear\n2:03,we\n"
    )
    log = [kept.moment for kept in log_of(room.database, session_id)]
    assert log[1].mark == BroughtIn("marks.csv", "table")
    assert {(one.is_late, one.reason) for one in log} == {(True, "marks.csv")}
    assert [(one.session_ms, one.author) for one in log[2:4]] == [(1500, Author.CODER), (123_000, Author.CODER)]
    review = open_review(room.database, room.logs, room.clock, session_id)
    assert review.session.state is SessionState.CLOSED


def test_labels_are_given_meaning_by_a_person_and_the_rest_is_left_out(room: Room, patient_id: UUID) -> None:
    table = b"tempo;codice\n1,5;triste\n2;rumore\n"
    session_id = brought(room, patient_id, "a.csv", table, {"triste": "felt:sadness", "rumore": ""})
    marks = [kept.moment.mark for kept in log_of(room.database, session_id) if kept.moment.author is Author.CODER]
    assert marks == [Felt(Emotion.SADNESS)]
    with pytest.raises(BadInput, match="no label"):
        brought(room, patient_id, "a.csv", table, {"triste": ""})


def test_a_package_leaves_private_ratings_out_until_both_are_shown(room: Room, patient_id: UUID) -> None:
    session_id = kept_session(room, a_session())

    def rate_as(rater: Rater) -> None:
        answers = {Aspect.UNDERSTOOD: 3}
        rating = Rating(uuid4(), session_id, patient_id, rater, {Emotion.SHAME: 2}, answers, BEGAN)
        rate(room.database, rating, shows=True)

    rate_as(Rater.THERAPIST)
    assert b"understood" not in papers_in(packed(room, patient_id))
    rate_as(Rater.PATIENT)
    assert papers_in(packed(room, patient_id)).count(b"understood") == 2


def papers_in(package: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(package)) as parts:
        return parts.read("papers.json")


BAD_TABLES = {
    "empty": (b"", None),
    "blank": (b" \r\n ", None),
    "latin": (b"time,code\n1,felt: fear\n2,caff\xe8\n", 3),
    "null": (b"time,code\n1,a\0b\n", 2),
    "one-column": (b"time\n1\n", 1),
    "no-mark": (b"time,code\n", None),
    "ragged": (b"time,code\n1,a\n2,b,c\n", 3),
    "no-time": (b"time,code\n1,a\nsoon,b\n", 3),
    "endless-time": (b"time,code\n999999999,a\n", 2),
    "no-label": (b"time,code\n1,\n", 2),
    "open-quote": (b'time,code\n1,"a\n', 2),
    "xml": (b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', None),
    "half-boris": (b'{"project_format_version": "7.0", "observations": {', 1),
    "not-boris": (b'{"a": 1}', None),
    "twice": (b'{"a": 1, "a": 2}', None),
    "infinite": (b'{"a": 1e400, "b": Infinity}', None),
    "deep": (b'{"a":' + b"[" * 100_000, None),
    "boris-latin": (b'{"a": "\xe8"}', 1),
}


@pytest.mark.parametrize("name", BAD_TABLES)
def test_a_file_that_cannot_be_meant_is_refused_with_file_and_line(room: Room, patient_id: UUID, name: str) -> None:
    content, line = BAD_TABLES[name]
    before = everything(room)
    with pytest.raises(BadFile) as refused:
        brought(room, patient_id, name, content)
    assert (refused.value.file, refused.value.line) == (name, line)
    assert refused.value.remedy
    assert everything(room) == before


@pytest.mark.parametrize(
    "event", [[-1, "", "felt", "fear", ""], ["nan", "", "felt", "", ""], [1], 3, [1e12, "", "felt", "", ""]]
)
def test_an_event_of_boris_that_cannot_be_meant_is_refused_with_its_number(event) -> None:
    whole = {
        "project_format_version": "7.0",
        "behaviors_conf": {},
        "observations": {"one": {"events": [[1.0, "", "felt", "fear", ""], event]}},
    }
    with pytest.raises(BadFile) as refused:
        read_file("a.boris", json.dumps(whole).encode())
    assert refused.value.line == 2


def test_a_formula_comes_in_as_the_text_it_was(room: Room, patient_id: UUID) -> None:
    offered = read_file("a.csv", b"time,code\n1,'=1+1\n")
    assert list(offered.sessions[0].labels) == ["=1+1"]


def test_nothing_is_brought_in_while_a_session_is_open_or_without_consent(room: Room, patient_id: UUID) -> None:
    open_session(room.database)
    with pytest.raises(NotAllowed, match="a session is open"):
        brought(room, patient_id, "a.csv", b"time,code\n1,felt: fear\n")


def test_a_package_makes_the_patient_whole_in_another_room(room: Room, elsewhere: Room, patient_id: UUID) -> None:
    sessions = [kept_session(room, a_session(seed=seed)) for seed in (1, 2)]
    came = bring_in_package(elsewhere.database, elsewhere.clock, "p.zip", packed(room, patient_id))
    assert (came.patient_id, came.sessions) == (patient_id, 2)
    for session_id in sessions:
        before, after = log_of(room.database, session_id), log_of(elsewhere.database, session_id)
        assert [one.moment for one in after[:-1]] == [one.moment for one in before]
        assert [one.received_at for one in after[:-1]] == [one.received_at for one in before]
        assert after[-1].moment.mark == BroughtIn("p.zip", "package")
    with pytest.raises(NotAllowed, match="here already"):
        bring_in_package(elsewhere.database, elsewhere.clock, "p.zip", packed(room, patient_id))


def test_figures_of_pacing_come_back_too(room: Room, elsewhere: Room, patient_id: UUID) -> None:
    shown = Advised((Outlook(Way.STAY, Estimate(0.5, 0.25, 0.75), Reason.THREAT_READ),), 3.0, 7.0, 4)
    log = Log()
    log.at(0, Opened())
    log.at(9, shown, Author.ROOM)
    log.at(10, Closed())
    session_id = kept_session(room, log.moments)
    bring_in_package(elsewhere.database, elsewhere.clock, "p.zip", packed(room, patient_id))
    assert log_of(elsewhere.database, session_id)[1].moment.mark == shown


def test_a_session_that_was_running_comes_in_closed(room: Room, elsewhere: Room, patient_id: UUID) -> None:
    log = Log()
    log.at(0, Opened())
    log.at(5_000, Felt(Emotion.FEAR))
    session_id = kept_session(room, log.moments)
    bring_in_package(elsewhere.database, elsewhere.clock, "p.zip", packed(room, patient_id))
    review = open_review(elsewhere.database, elsewhere.logs, elsewhere.clock, session_id)
    assert (review.session.state, review.until_ms) == (SessionState.CLOSED, 5_000)


def test_another_patients_package_is_refused_with_nothing_changed(
    room: Room, elsewhere: Room, patient_id: UUID
) -> None:
    kept_session(room, a_session())
    other = ready_practice_patient(elsewhere.database, elsewhere.clock).patient_id
    before = everything(elsewhere)
    with pytest.raises(NotAllowed, match="another patient"):
        bring_in_package(elsewhere.database, elsewhere.clock, "p.zip", packed(room, patient_id), other)
    assert everything(elsewhere) == before


def remade(content: bytes, change) -> bytes:
    """The package with its parts changed, its manifest left as it was."""
    with zipfile.ZipFile(io.BytesIO(content)) as whole:
        parts = {entry.filename: whole.read(entry) for entry in whole.infolist()}
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as whole:
        change(whole, parts)
        for path, part in parts.items():
            whole.writestr(path, part)
    return written.getvalue()


def link(whole, _parts) -> None:
    entry = zipfile.ZipInfo("sessions/0.json")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    whole.writestr(entry, "/etc/passwd")


CHANGES = {
    "bomb": lambda _whole, parts: parts.update({"patient.json": b" " * 40_000_000}),
    "dots": lambda _whole, parts: parts.update({"../patient.json": b"{}"}),
    "absolute": lambda _whole, parts: parts.update({"/etc/patient.json": b"{}"}),
    "drive": lambda _whole, parts: parts.update({"C:\\patient.json": b"{}"}),
    "nested": lambda _whole, parts: parts.update({"inner.zip": b"PK\x03\x04"}),
    "case": lambda _whole, parts: parts.update({"Patient.json": b"{}"}),
    "link": link,
    "missing": lambda _whole, parts: parts.pop("patient.json"),
    "changed": lambda _whole, parts: parts.update({"patient.json": parts["patient.json"].replace(b"Ada", b"Eva")}),
    "newer": lambda _whole, parts: parts.update(
        {"manifest.json": parts["manifest.json"].replace(b'"version": 1', b'"version": 9')}
    ),
    "other": lambda _whole, parts: parts.update({"manifest.json": b"{}"}),
}


@pytest.mark.parametrize("name", [*CHANGES, "encrypted", "cut", "nothing", "text", "bytes"])
def test_a_package_that_is_not_as_we_made_it_is_refused_with_nothing_changed(
    room: Room, elsewhere: Room, patient_id: UUID, name: str
) -> None:
    kept_session(room, a_session())
    content = packed(room, patient_id)
    if name in CHANGES:
        content = remade(content, CHANGES[name])
    else:
        at = content.index(b"PK\x01\x02") + 8
        content = {
            "encrypted": content[:at] + bytes([content[at] | 1]) + content[at + 1 :],
            "cut": content[: len(content) // 2],
            "nothing": b"",
            "text": b"PK\x03\x04 not at all",
            "bytes": content[:200] + b"\0" * 50 + content[250:],
        }[name]
    with pytest.raises(InterbeingError) as refused:
        bring_in_package(elsewhere.database, elsewhere.clock, "p.zip", content)
    assert isinstance(refused.value, BadFile)
    assert everything(elsewhere) == []


def test_a_file_bears_its_own_name_and_no_folder() -> None:
    assert plain_name("/home/me/\u202ea\x00.csv") == "a.csv"
    assert plain_name("..") == ".."
    assert plain_name("") == "the file"


def test_only_the_last_few_files_wait() -> None:
    waiting, offered = Waiting(), read_file("a.csv", b"time,code\n1,a\n")
    keys = [waiting.put(offered) for _ in range(6)]
    assert waiting.get(keys[-1]) == offered
    with pytest.raises(InterbeingError):
        waiting.get(keys[0])
    with pytest.raises(InterbeingError):
        waiting.get(uuid4())
