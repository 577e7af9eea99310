"""For spreadsheets and statistics: the log as CSV, Parquet or JSON, and the codebook of its columns."""

import json
from collections.abc import Iterator
from typing import Any, Final

from interbeing.formats.columns import ROWS_IN_A_GROUP, Block, codebook_of, csv_of, parquet_of
from interbeing.formats.recording import Recording
from interbeing.formats.table import COLUMNS, blocks_of

FORMAT: Final = "interbeing-log"
VERSION: Final = 5
NAMES: Final = tuple(column.name for column in COLUMNS)
BETWEEN_ROWS: Final = f'}}, {{"{NAMES[0]}": '
BETWEEN_LINES: Final = f'}},\n{{"{NAMES[0]}": '


def as_csv(recording: Recording) -> Iterator[bytes]:
    """Give the table: UTF-8, comma, CRLF; an empty cell means *not marked*, no text begins a formula."""
    return csv_of(COLUMNS, blocks_of(recording))


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
    for block in blocks_of(recording):
        yield between + _rows(block).encode()
        between = b",\n"
    yield b"\n ]\n}\n"


def as_parquet(recording: Recording) -> Iterator[bytes]:
    """Give the table as Parquet, with types and nulls."""
    return parquet_of(COLUMNS, blocks_of(recording, ROWS_IN_A_GROUP))


def codebook(_recording: Recording) -> Iterator[bytes]:
    """Give the codebook: one line for each column of the table."""
    return codebook_of(COLUMNS)


def _rows(block: Block) -> str:
    """Give these rows, one a line: they are encoded together, and no text can hold a quote that is not escaped."""
    rows: list[dict[str, Any]] = [{} for _ in block[NAMES[0]]]
    for name in NAMES:
        for row, value in zip(rows, block.get(name, ()), strict=False):
            if value is not None:
                row[name] = value
    return json.dumps(rows, ensure_ascii=False)[1:-1].replace(BETWEEN_ROWS, BETWEEN_LINES)
