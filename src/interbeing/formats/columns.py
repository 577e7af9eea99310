"""Tables by their columns: written as CSV or Parquet, and explained by a codebook, whatever they hold."""

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING, Any, Final

from interbeing.formats.cells import safe_cell
from interbeing.formats.chunks import chunked

if TYPE_CHECKING:
    import pyarrow as pa

Row = dict[str, Any]
ROWS_IN_A_GROUP: Final = 20_000


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, the type of its values (text, whole, figure, truth) and what it means."""

    name: str
    kind: str
    meaning: str


def csv_of(columns: Sequence[Column], rows: Iterable[Row]) -> Iterator[bytes]:
    """Give the table: UTF-8, comma, CRLF; None is an empty cell, and no text begins a formula."""
    names = [column.name for column in columns]
    yield _lines([names])
    for some in chunked(rows):
        yield _lines([[_cell(row[name]) for name in names] for row in some])


def parquet_of(columns: Sequence[Column], rows: Iterable[Row]) -> Iterator[bytes]:
    """Give the table as Parquet, with types and nulls; what each column means stands in its metadata."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = pa.BufferOutputStream()
    schema = _schema(columns)
    with pq.ParquetWriter(sink, schema, compression="zstd") as writer:
        for some in chunked(rows, ROWS_IN_A_GROUP):
            arrays = [pa.array([_typed(row[field.name]) for row in some], field.type) for field in schema]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
    yield sink.getvalue().to_pybytes()


def codebook_of(columns: Sequence[Column]) -> Iterator[bytes]:
    """Give the codebook: one line for each column."""
    yield _lines([("column", "type", "meaning"), *((one.name, one.kind, one.meaning) for one in columns)])


def _schema(columns: Sequence[Column]) -> "pa.Schema":
    import pyarrow as pa

    kinds = {"text": pa.string(), "whole": pa.int64(), "figure": pa.float64(), "truth": pa.bool_()}
    return pa.schema([pa.field(c.name, kinds[c.kind], metadata={"meaning": c.meaning}) for c in columns])


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
