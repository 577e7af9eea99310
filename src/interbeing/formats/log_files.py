"""For spreadsheets and statistics: the log as CSV, Parquet or JSON, and the codebook of its columns."""

import csv
import json
from collections.abc import Iterator
from io import StringIO
from typing import TYPE_CHECKING, Any, Final

from interbeing.formats.cells import safe_cell
from interbeing.formats.chunks import chunked
from interbeing.formats.recording import Recording
from interbeing.formats.table import COLUMNS, rows_of

if TYPE_CHECKING:
    import pyarrow as pa

FORMAT: Final = "interbeing-log"
VERSION: Final = 4
NAMES: Final = tuple(column.name for column in COLUMNS)


def as_csv(recording: Recording) -> Iterator[bytes]:
    """Give the table: UTF-8, comma, CRLF; an empty cell means *not marked*, no text begins a formula."""
    yield _lines([NAMES])
    for some in chunked(rows_of(recording)):
        yield _lines([[_cell(row[name]) for name in NAMES] for row in some])


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
    """Give the table as Parquet, with types and nulls; what each column means stands in its metadata."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = pa.BufferOutputStream()
    schema = _schema()
    with pq.ParquetWriter(sink, schema, compression="zstd") as writer:
        for some in chunked(rows_of(recording), 20_000):
            columns = [pa.array([_typed(row[field.name]) for row in some], field.type) for field in schema]
            writer.write_table(pa.Table.from_arrays(columns, schema=schema))
    yield sink.getvalue().to_pybytes()


def codebook(_recording: Recording) -> Iterator[bytes]:
    """Give the codebook: one line for each column of the table."""
    rows = [("column", "type", "meaning"), *((column.name, column.kind, column.meaning) for column in COLUMNS)]
    yield _lines(rows)


def _schema() -> "pa.Schema":
    import pyarrow as pa

    kinds = {"text": pa.string(), "whole": pa.int64(), "figure": pa.float64(), "truth": pa.bool_()}
    return pa.schema([pa.field(c.name, kinds[c.kind], metadata={"meaning": c.meaning}) for c in COLUMNS])


def _typed(value: Any) -> Any:
    """Give a list as JSON in one text; anything else as it is."""
    return json.dumps(value) if isinstance(value, list) else value


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    value = _typed(value)
    return safe_cell(value) if isinstance(value, str) else value


def _lines(rows: Any) -> bytes:
    written = StringIO()
    csv.writer(written, lineterminator="\r\n").writerows(rows)
    return written.getvalue().encode()
