"""Reads marks from a table: a column with times, a column with what was marked, perhaps one with its value."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from typing import Final

from interbeing.domain.errors import BadFile
from interbeing.formats.cells import unsafe_cell
from interbeing.formats.foreign import LONGEST_LABEL, LONGEST_SESSION_MS, MOST_MARKS, ForeignMark, ForeignSession

SAVE_AS_CSV: Final = "Save it as CSV in UTF-8, with one line of column names"
SPLIT_IT: Final = "Split it into smaller ones"
DELIMITERS: Final = ",;\t"
MOST_COLUMNS: Final = 200
CLOCK: Final = re.compile(r"(?:(\d{1,2}):)?(\d{1,4}):(\d{1,2}(?:[.,]\d{1,6})?)")
NUMBER: Final = re.compile(r"\d{1,9}(?:[.,]\d{1,9})?")
TIMES: Final = ("session_ms", "start_ms", "onset", "start (s)", "start", "time", "begin", "inizio", "tempo")
WHATS: Final = ("kind", "trial_type", "behavior", "behaviour", "code", "label", "mark", "event", "codice")
VALUES: Final = ("value", "modifier #1", "modifier", "emotion", "valore")
EXCHANGES: Final = ("exchange", "scambio")
UNITS: Final = {"s": 1000.0, "ms": 1.0}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as it was read: its columns and its rows, each row with the line where it stands."""

    file: str
    columns: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column holds what, by place from 0; `unit` is s or ms, and a clock (m:ss) is read as one in either."""

    time: int
    what: int
    value: int | None = None
    exchange: int | None = None
    unit: str = "s"


def read_sheet(file: str, content: bytes) -> Sheet:
    """Give the table; BadFile with the line where it cannot be read."""
    if not content.strip():
        raise BadFile(file, None, "the file is empty", SAVE_AS_CSV)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise BadFile(
            file, content[: problem.start].count(b"\n") + 1, "the text is not UTF-8", SAVE_AS_CSV
        ) from problem
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise BadFile(file, line, "the file holds what no table holds", SAVE_AS_CSV)
    head = text.partition("\n")[0]
    rows = list(_rows(file, text, max(DELIMITERS, key=head.count)))
    columns = rows[0][1] if rows else ()
    if len(columns) < 2 or len(columns) > MOST_COLUMNS:
        raise BadFile(file, 1, "the first line does not name the columns", SAVE_AS_CSV)
    for line, row in rows[1:]:
        if len(row) != len(columns):
            raise BadFile(file, line, "this line has another number of cells than the first", SAVE_AS_CSV)
    if len(rows) < 2:
        raise BadFile(file, None, "the table holds no mark", SAVE_AS_CSV)
    return Sheet(file, columns, tuple(rows[1:]))


def columns_guessed(sheet: Sheet) -> Columns:
    """Guess by the columns' names which holds what; a person looks at it before anything is kept."""
    names = [name.strip().lower() for name in sheet.columns]
    time, what = _named(names, TIMES), _named(names, WHATS)
    time = 0 if time is None else time
    unit = "ms" if names[time].endswith("_ms") or "(ms)" in names[time] else "s"
    other = next(place for place in range(len(names)) if place != time)
    return Columns(time, other if what is None else what, _named(names, VALUES), _named(names, EXCHANGES), unit)


def marks_of(sheet: Sheet, columns: Columns) -> ForeignSession:
    """Read the marks with these columns; BadFile with the line where a time cannot be meant."""
    marks = sorted((_mark(sheet.file, line, row, columns) for line, row in sheet.rows), key=lambda mark: mark.at_ms)
    return ForeignSession(sheet.file, None, tuple(marks))


def _mark(file: str, line: int, row: tuple[str, ...], columns: Columns) -> ForeignMark:
    at_ms = _ms(row[columns.time].strip(), UNITS[columns.unit])
    if at_ms is None or at_ms > LONGEST_SESSION_MS:
        raise BadFile(file, line, "the time cannot be read", "Write seconds (83.5), milliseconds or a clock (1:23)")
    value = row[columns.value].strip() if columns.value is not None else ""
    label = f"{row[columns.what].strip()}: {value}" if value not in {"", "n/a"} else row[columns.what].strip()
    if not label or len(label) > LONGEST_LABEL:
        raise BadFile(file, line, "what was marked is empty or too long", "Write a short word for each mark")
    number = row[columns.exchange].strip() if columns.exchange is not None else ""
    return ForeignMark(at_ms, label, int(number) if re.fullmatch(r"[0-9]{1,6}", number) else None, line)


def _ms(text: str, unit_ms: float) -> int | None:
    if NUMBER.fullmatch(text):
        return round(float(text.replace(",", ".")) * unit_ms)
    clock = CLOCK.fullmatch(text)
    if clock is None:
        return None
    seconds = int(clock[1] or 0) * 3600 + int(clock[2]) * 60 + float(clock[3].replace(",", "."))
    return round(seconds * 1000)


def _rows(file: str, text: str, delimiter: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins = 1
    try:
        for count, row in enumerate(reader):
            if count > MOST_MARKS:
                raise BadFile(file, None, "the file holds more marks than can be read at once", SPLIT_IT)
            if row:
                yield begins, tuple(unsafe_cell(cell) for cell in row)
            begins = reader.line_num + 1
    except csv.Error as problem:
        raise BadFile(file, begins, "this line is not one of a table", SAVE_AS_CSV) from problem


def _named(names: list[str], known: tuple[str, ...]) -> int | None:
    return next((names.index(name) for name in known if name in names), None)
