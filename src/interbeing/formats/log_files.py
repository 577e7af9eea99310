"""For spreadsheets and statistics: the log as CSV, Parquet or JSON, and the codebook of its columns."""

import json
from collections.abc import Iterator
from typing import Final

from interbeing.formats.chunks import chunked
from interbeing.formats.columns import codebook_of, csv_of, parquet_of
from interbeing.formats.recording import Recording
from interbeing.formats.table import COLUMNS, rows_of

FORMAT: Final = "interbeing-log"
VERSION: Final = 5
NAMES: Final = tuple(column.name for column in COLUMNS)


def as_csv(recording: Recording) -> Iterator[bytes]:
    """Give the table: UTF-8, comma, CRLF; an empty cell means *not marked*, no text begins a formula."""
    return csv_of(COLUMNS, rows_of(recording))


def as_json(recording: Recording) -> Iterator[bytes]:
    """Give the same rows as JSON, with what they belong to; places that nobody filled are left out."""
    session = recording.session
    head = {
        "format": FORMAT,
        "version": VERSION,
        "is_simulated": recording.is_simulated,
        "session": {
            "session_id": str(session.session_id),
            "state": session.state.value,
            "mirror": session.mirror.value,
            "protocol_id": session.protocol_id,
            "planned_for": session.planned_for.isoformat(),
            "opened_at": session.opened_at.isoformat() if session.opened_at else None,
            "closed_at": session.closed_at.isoformat() if session.closed_at else None,
        },
    }
    yield json.dumps(head, ensure_ascii=False, indent=1)[:-2].encode() + b',\n "moments": ['
    between = b"\n"
    for some in chunked(rows_of(recording)):
        filled = [{name: value for name, value in row.items() if value is not None} for row in some]
        yield between + ",\n".join([json.dumps(row, ensure_ascii=False) for row in filled]).encode()
        between = b",\n"
    yield b"\n ]\n}\n"


def as_parquet(recording: Recording) -> Iterator[bytes]:
    """Give the table as Parquet, with types and nulls."""
    return parquet_of(COLUMNS, rows_of(recording))


def codebook(_recording: Recording) -> Iterator[bytes]:
    """Give the codebook: one line for each column of the table."""
    return codebook_of(COLUMNS)
