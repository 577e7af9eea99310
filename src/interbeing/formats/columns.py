"""Tables by their columns: written as CSV or Parquet, and explained by a codebook, whatever they hold."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import TYPE_CHECKING, Any, Final

from interbeing.formats.cells import RISKY, needs_quotes, quoted, safe_cell
from interbeing.formats.chunks import AT_ONCE, chunked

if TYPE_CHECKING:
    import pyarrow as pa

Row = dict[str, Any]
Cells = Sequence[Any]
Block = Mapping[str, Cells]
"""Some rows of a table by their columns, each as long as the others; None is an empty cell, no column an empty one."""

ROWS_IN_A_GROUP: Final = 20_000
NOTHING: Final = type(None)
TRUTHS: Final = {None: "", True: "true", False: "false"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, the type of its values (text, whole, figure, truth) and what it means."""

    name: str
    kind: str
    meaning: str


def in_blocks(columns: Sequence[Column], rows: Iterable[Row], most: int = AT_ONCE) -> Iterator[Block]:
    """Give rows, one dict each with every column, by their columns."""
    names = [column.name for column in columns]
    for some in chunked(rows, most):
        yield {name: [row[name] for row in some] for name in names}


def csv_of(columns: Sequence[Column], blocks: Iterable[Block]) -> Iterator[bytes]:
    """Give the table: UTF-8, comma, CRLF; None is an empty cell, and no text begins a formula."""
    yield _line([quoted(column.name) for column in columns]).encode()
    for block in blocks:
        count = _count(block)
        cells = [_texts(block[one.name]) if one.name in block else repeat("", count) for one in columns]
        yield "".join([_line(row) for row in zip(*cells, strict=True)]).encode()


def parquet_of(columns: Sequence[Column], blocks: Iterable[Block]) -> Iterator[bytes]:
    """Give the table as Parquet, a group of rows for each block; what each column means stands in its metadata."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = pa.BufferOutputStream()
    schema = _schema(columns)
    with pq.ParquetWriter(sink, schema, compression="zstd") as writer:
        for block in blocks:
            arrays = [_array(block.get(field.name), field.type, _count(block)) for field in schema]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
    yield sink.getvalue().to_pybytes()


def codebook_of(columns: Sequence[Column]) -> Iterator[bytes]:
    """Give the codebook: one line for each column."""
    lines = [("column", "type", "meaning"), *((one.name, one.kind, one.meaning) for one in columns)]
    yield "".join([_line(map(quoted, line)) for line in lines]).encode()


def _schema(columns: Sequence[Column]) -> "pa.Schema":
    import pyarrow as pa

    kinds = {"text": pa.string(), "whole": pa.int64(), "figure": pa.float64(), "truth": pa.bool_()}
    return pa.schema([pa.field(c.name, kinds[c.kind], metadata={"meaning": c.meaning}) for c in columns])


def _count(block: Block) -> int:
    return len(next(iter(block.values())))


def _array(values: Cells | None, kind: "pa.DataType", count: int) -> "pa.Array":
    """Give one column; where a text is a list, it is written as JSON."""
    import pyarrow as pa

    if values is None:
        return pa.nulls(count, kind)
    try:
        return pa.array(values, kind)
    except pa.ArrowTypeError:
        return pa.array([json.dumps(value) if isinstance(value, list) else value for value in values], kind)


def _line(cells: Iterable[str]) -> str:
    return ",".join(cells) + "\r\n"


def _texts(values: Cells) -> list[str]:
    """Give the cells of one column as CSV has them: looked at together, and one by one where any of them needs it."""
    kinds = set(map(type, values)) - {NOTHING}
    if kinds <= {bool}:
        return [TRUTHS[value] for value in values]
    if kinds <= {int, float}:
        return ["" if value is None else str(value) for value in values]
    if kinds != {str}:
        return [_cell(value) for value in values]
    texts = ["" if value is None else value for value in values]
    if not RISKY.isdisjoint({text[:1] for text in texts}):
        texts = [safe_cell(text) for text in texts]
    return [quoted(text) for text in texts] if needs_quotes("".join(texts)) else texts


def _cell(value: Any) -> str:
    """Give one cell of a column that holds values of several kinds."""
    if value is None or isinstance(value, bool):
        return TRUTHS[value]
    if isinstance(value, int | float):
        return str(value)
    return quoted(safe_cell(json.dumps(value) if isinstance(value, list) else value))
