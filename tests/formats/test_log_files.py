"""Taking the log out: stable columns, numbers as numbers, and no text that a spreadsheet takes for a formula."""

import csv
import json
from dataclasses import fields
from io import StringIO
from typing import get_args

import pytest

from interbeing.domain.emotion import Emotion
from interbeing.domain.mark import ArousalSeen, CueGiven, Felt, Mark, Opened, Retraction
from interbeing.domain.protocol import Aspect, Stance
from interbeing.formats.cells import safe_cell, unsafe_cell
from interbeing.formats.log_files import NAMES, as_csv, as_json, codebook
from interbeing.formats.table import COLUMNS
from interbeing.services.export import FORMATS, take_out
from interbeing.services.review import open_review
from interbeing.wiring import Room
from tests.sessions_made import Log, a_session, kept_session

RISKY = ["=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠"]


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text, newline="")))


def exported(room: Room, moments) -> tuple[list[dict[str, str]], dict]:
    session_id = kept_session(room, moments)
    recording = take_out(room.database, room.logs, session_id, FORMATS["json"])
    return rows_of(b"".join(as_csv(recording)).decode()), json.loads(b"".join(as_json(recording)))


def test_every_field_of_every_mark_has_its_column() -> None:
    names = {column.name for column in COLUMNS}
    assert {field.name for mark in get_args(Mark) for field in fields(mark)} <= names


def test_the_columns_are_the_documented_ones_in_the_documented_order() -> None:
    assert ",".join(NAMES) == (
        "session_id,is_simulated,seq,moment_id,session_ms,marked_at,received_at,author,kind,emotion,intensity,part,"
        "reception,attitude,aspect,stance,level,at_reflection,covered,rung,step,phase_id,cue_id,screen,connected,"
        "exchange_id,marked,retracted,trial,shown,strength,read_as,outlooks,lower_edge,upper_edge,exchanges,file,source,"
        "own_reflection,place,veil,crop,who,brightness,border,across,down,closer,by_list,lux,distance_cm,limit,"
        "signal,is_on,why,from_ms,stretches,spoken_to,spoke_id,values,in_exchange,is_late,is_retracted,reason,sha256,head"
    )


@pytest.mark.parametrize("first", RISKY)
def test_a_text_that_begins_like_a_formula_gets_an_apostrophe(first: str) -> None:
    assert safe_cell(f"{first}HYPERLINK()") == f"'{first}HYPERLINK()"


@pytest.mark.parametrize("text", ["", "shame", "a=b", "'quoted", "3 - 2", "ä", "１"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert safe_cell(text) == text


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "＝", "＋", "－", "＠"])
def test_no_text_column_of_the_table_can_begin_a_formula_and_numbers_stay_numbers(room: Room, first: str) -> None:
    log = Log()
    log.at(0, Opened())
    log.at(1_000, CueGiven(f"{first}phase", f"{first}1+1", Aspect.BODY, Stance.CARE), late=f"{first}cmd|' /C calc'!A0")
    log.at(2_000, ArousalSeen(7))
    rows, whole = exported(room, log.moments)
    cue, arousal = rows[1], rows[2]
    for column in ("phase_id", "cue_id", "reason"):
        assert cue[column].startswith(f"'{first}")
    assert all(not cell.startswith(tuple(RISKY)) for row in rows for cell in row.values())
    assert (int(arousal["level"]), int(arousal["session_ms"]), int(arousal["seq"])) == (7, 2_000, 3)
    assert whole["moments"][1]["reason"] == f"{first}cmd|' /C calc'!A0"


def test_the_table_comes_back_through_csv_with_line_breaks_quotes_and_commas_whole(room: Room) -> None:
    log = Log()
    log.at(0, Opened())
    log.at(5, Felt(Emotion.FEAR), late='she said "no", twice; è così')
    rows, _whole = exported(room, log.moments)
    assert rows[1]["reason"] == 'she said "no", twice; è così'
    assert rows[1]["is_late"] == "true"


def test_practice_says_that_it_is_simulated_in_every_row_and_in_the_document(room: Room) -> None:
    rows, whole = exported(room, a_session())
    assert {row["is_simulated"] for row in rows} == {"true"}
    assert whole["is_simulated"] is True
    assert all(moment["is_simulated"] is True for moment in whole["moments"])


def test_both_files_hold_every_moment_also_what_was_taken_back(room: Room) -> None:
    log = Log()
    log.at(0, Opened())
    slip = log.at(5, Felt(Emotion.FEAR))
    log.at(9, Retraction(slip.moment_id), late="wrong key")
    rows, whole = exported(room, log.moments)
    assert [row["kind"] for row in rows] == ["opened", "felt", "retraction"]
    assert [row["is_retracted"] for row in rows] == ["false", "true", "false"]
    assert rows[2]["retracted"] == str(slip.moment_id)
    assert [moment["seq"] for moment in whole["moments"]] == [1, 2, 3]
    assert "level" not in whole["moments"][0]


def test_marks_of_one_exchange_share_its_id_whether_they_named_it_or_not(room: Room) -> None:
    rows, _whole = exported(room, a_session(exchanges=1))
    places = {row["in_exchange"] for row in rows if row["kind"] in {"felt", "offered", "perceived", "received"}}
    assert len(places) == 1


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_in_a_file_names_the_patient(room: Room, name: str) -> None:
    session_id = kept_session(room, a_session())
    patient = open_review(room.database, room.logs, room.clock, session_id).patient
    written = b"".join(FORMATS[name].write(take_out(room.database, room.logs, session_id, FORMATS[name])))
    assert written
    assert patient.pseudonym.encode() not in written
    assert patient.picture_word.encode() not in written


def test_the_codebook_says_of_each_column_what_it_means(room: Room) -> None:
    recording = take_out(room.database, room.logs, kept_session(room, a_session()), FORMATS["json"])
    rows = rows_of(b"".join(codebook(recording)).decode())
    assert [row["column"] for row in rows] == [column.name for column in COLUMNS]
    assert all(row["meaning"] for row in rows)


@pytest.mark.parametrize("text", [*(f"{first}x" for first in RISKY), "plain", "'quoted"])
def test_a_cell_that_was_made_safe_comes_back_as_it_was(text: str) -> None:
    assert unsafe_cell(safe_cell(text)) == text
