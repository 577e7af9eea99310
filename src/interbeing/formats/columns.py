"""Tables by their columns: written as CSV or Parquet, and explained by a codebook, whatever they hold."""

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from operator import itemgetter
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
    cells = itemgetter(*names)
    yield _lines([names])
    for some in chunked(rows):
        yield _lines([[None if value is None else _cell(value) for value in cells(row)] for row in some])


def parquet_of(columns: Sequence[Column], rows: Iterable[Row]) -> Iterator[bytes]:
    """Give the table as Parquet, with types and nulls; what each column means stands in its metadata."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = pa.BufferOutputStream()
    schema, cells = _schema(columns), itemgetter(*[column.name for column in columns])
    with pq.ParquetWriter(sink, schema, compression="zstd") as writer:
        for some in chunked(rows, ROWS_IN_A_GROUP):
            by_column = zip(*map(cells, some), strict=True)
            arrays = [_array(values, field.type) for values, field in zip(by_column, schema, strict=True)]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
    yield sink.getvalue().to_pybytes()


def codebook_of(columns: Sequence[Column]) -> Iterator[bytes]:
    """Give the codebook: one line for each column."""
    yield _lines([("column", "type", "meaning"), *((one.name, one.kind, one.meaning) for one in columns)])


def _schema(columns: Sequence[Column]) -> "pa.Schema":
    import pyarrow as pa

    kinds = {"text": pa.string(), "whole": pa.int64(), "figure": pa.float64(), "truth": pa.bool_()}
    return pa.schema([pa.field(c.name, kinds[c.kind], metadata={"meaning": c.meaning}) for c in columns])


def _array(values: tuple[Any, ...], kind: "pa.DataType") -> "pa.Array":
    """Give one column; where a text is a list, it is written as JSON."""
    import pyarrow as pa

    try:
        return pa.array(values, kind)
    except pa.ArrowTypeError:
        return pa.array([json.dumps(value) if isinstance(value, list) else value for value in values], kind)


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return safe_cell(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return safe_cell(json.dumps(value)) if isinstance(value, list) else value


def _lines(rows: Any) -> bytes:
    written = StringIO()
    csv.writer(written, lineterminator="\r\n").writerows(rows)
    return written.getvalue().encode()
