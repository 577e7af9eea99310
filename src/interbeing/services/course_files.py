"""Reads and writes courses of many patients as files, and says in a sentence what is wrong with one from elsewhere.

`moments.parquet` has one row per moment (docs/codebook.md). Labels are words, null where not marked. A row without
any of the three labels is a mark of arousal or gaze between exchanges and teaches nothing by itself.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from interbeing.domain.emotion import EMOTIONS
from interbeing.domain.errors import BadFile
from interbeing.model.marks import (
    AROUSAL,
    AT_REFLECTION,
    COLUMNS,
    EXCHANGE,
    FELT,
    FIRST,
    INVITED,
    MISSING,
    OFFERED,
    PERCEIVED,
    REASSURED,
    Marks,
)
from interbeing.model.plan import Lived

MOMENTS: Final = pa.schema(
    [
        pa.field("patient", pa.int64(), nullable=False),
        pa.field("session", pa.int32(), nullable=False),
        pa.field("ordinal", pa.int32(), nullable=False),
        pa.field("minutes_since_previous", pa.float64(), nullable=False),
        pa.field("felt", pa.string()),
        pa.field("offered", pa.string()),
        pa.field("perceived", pa.string()),
        pa.field("arousal", pa.int8()),
        pa.field("at_reflection", pa.bool_()),
        pa.field("invited", pa.bool_(), nullable=False),
        pa.field("reassured", pa.bool_(), nullable=False),
    ]
)
LABELS: Final = (("felt", FELT), ("offered", OFFERED), ("perceived", PERCEIVED))
WORDS: Final = pa.array([str(emotion) for emotion in EMOTIONS])
KEY: Final = ("patient", "session", "ordinal")
ROWS_AT_ONCE: Final = 1 << 17


class Course(NamedTuple):
    """One patient's number and marks."""

    patient: int
    marks: Marks


def moments_table(lived: Lived, first: int, moments_per_session: int) -> pa.Table:
    """Write courses of patients first.. as rows, in the order of the file."""
    patients, length = lived.minutes.shape
    at = np.arange(patients * length)
    codes = lived.codes.reshape(-1, COLUMNS)
    labels = {name: _words(codes[:, column]) for name, column in LABELS}
    arousal = codes[:, AROUSAL]
    gaze = codes[:, AT_REFLECTION]
    columns = {
        "patient": first + at // length,
        "session": (at % length // moments_per_session).astype(np.int32),
        "ordinal": (at % moments_per_session).astype(np.int32),
        "minutes_since_previous": lived.minutes.ravel(),
        **labels,
        "arousal": pa.array(arousal, mask=arousal == MISSING),
        "at_reflection": pa.array(gaze == 1, mask=gaze == MISSING),
        "invited": codes[:, INVITED] == 1,
        "reassured": codes[:, REASSURED] == 1,
    }
    return pa.table(columns).cast(pa.schema([_stored(field) for field in MOMENTS]))


def _stored(field: pa.Field) -> pa.Field:
    is_word = field.type == pa.string()
    return pa.field(field.name, pa.dictionary(pa.int8(), pa.string()), field.nullable) if is_word else field


def _words(codes: NDArray[np.int8]) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(codes, mask=codes == MISSING), WORDS)


def read_courses(path: Path, *, is_ordered: bool) -> Iterator[Course]:
    """Give each patient's marks in the order of patients, holding one patient and one batch in memory.

    The file must have been checked (services/course_checks.py), which also says whether it comes in order.
    """
    held: list[pa.Table] = []
    for table in rows_in_order(path, is_ordered=is_ordered):
        patients = table["patient"].to_numpy()
        cuts = np.flatnonzero(np.diff(patients)) + 1
        pieces = [table.slice(a, b - a) for a, b in zip([0, *cuts], [*cuts, len(patients)], strict=True)]
        for piece in pieces:
            if held and held[0]["patient"][0] != piece["patient"][0]:
                yield _course(pa.concat_tables(held))
                held = []
            held.append(piece)
    if held:
        yield _course(pa.concat_tables(held))


def _course(table: pa.Table) -> Course:
    session = table["session"].to_numpy()
    codes = np.full((len(session), COLUMNS), MISSING, dtype=np.int64)
    codes[:, FIRST] = np.diff(session, prepend=session[0] - 1) != 0
    for name, column in LABELS:
        codes[:, column] = _codes(table[name])
    codes[:, EXCHANGE] = (codes[:, [FELT, OFFERED, PERCEIVED]] != MISSING).any(axis=1)
    for name, column in (("arousal", AROUSAL), ("at_reflection", AT_REFLECTION)):
        codes[:, column] = pc.fill_null(table[name].cast(pa.int8()), MISSING).to_numpy()
    codes[:, INVITED] = table["invited"].to_numpy()
    codes[:, REASSURED] = table["reassured"].to_numpy()
    return Course(int(table["patient"][0].as_py()), Marks(table["minutes_since_previous"].to_numpy().copy(), codes))


def _codes(words: pa.ChunkedArray) -> NDArray[np.int64]:
    codes: NDArray[np.int64] = pc.fill_null(pc.index_in(words, value_set=WORDS), MISSING).to_numpy()
    return codes


def rows_as_they_come(path: Path) -> Iterator[pa.Table]:
    """Give the rows in parts, each with its number in the file (from 1) in the column `row`."""
    with _opened(path) as opened:
        row = 1
        for batch in opened.iter_batches(ROWS_AT_ONCE):
            table = _meant(path, pa.Table.from_batches([batch]))
            yield table.append_column("row", pa.array(np.arange(row, row + len(table))))
            row += len(table)


def rows_in_order(path: Path, *, is_ordered: bool) -> Iterator[pa.Table]:
    """Give the rows by patient, session and ordinal; a file in another order is sorted in memory."""
    if is_ordered:
        yield from rows_as_they_come(path)
    else:
        yield pa.concat_tables(rows_as_they_come(path)).sort_by([(name, "ascending") for name in KEY]).combine_chunks()


def _opened(path: Path) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(path)
    except FileNotFoundError as problem:
        raise BadFile(path.name, None, "there is no such file", "Check its name") from problem
    except (pa.ArrowInvalid, OSError) as problem:
        raise BadFile(path.name, None, "it is not a Parquet file", "Write it as docs/codebook.md says") from problem


def _meant(path: Path, table: pa.Table) -> pa.Table:
    """Give the columns of `MOMENTS` in their types; BadFile names a column that is missing or of another kind."""
    missing = [field.name for field in MOMENTS if field.name not in table.column_names]
    if missing:
        raise BadFile(path.name, None, f"the column {missing[0]} is missing", "Add it as docs/codebook.md says")
    columns = []
    for field in MOMENTS:
        try:
            columns.append(table[field.name].cast(field.type))
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as problem:
            wrong = f"the column {field.name} holds {table[field.name].type}, which cannot be read as {field.type}"
            raise BadFile(path.name, None, wrong, "Write it in the type that docs/codebook.md gives") from problem
    return pa.table(columns, names=MOMENTS.names)
