"""Looks through a file of moments before anything is computed from it, and names the first row that cannot be meant."""

from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from interbeing.domain.emotion import EMOTIONS
from interbeing.domain.errors import BadFile
from interbeing.model.parameters import HIGHEST_REPORT
from interbeing.services.course_files import KEY, LABELS, MOMENTS, WORDS, rows_as_they_come, rows_in_order

ROWS_SORTED_IN_MEMORY: Final = 20_000_000
"""A file in another order is sorted in memory up to this many rows (about 1 GB); a longer one must come sorted."""

Claims = NDArray[np.bool_]
Finding = tuple[Claims, str, str]


class Census(NamedTuple):
    """What a checked file holds, and whether its rows come by patient, session and ordinal."""

    patients: int
    rows: int
    is_ordered: bool


def check_moments(path: Path) -> Census:
    """Read the whole file; BadFile names the first row that cannot be meant, and the remedy."""
    rows, is_ordered = _order(path)
    if rows == 0:
        raise BadFile(path.name, None, "it holds no moments", "Write one row per moment")
    if not is_ordered and rows > ROWS_SORTED_IN_MEMORY:
        raise BadFile(path.name, None, "its rows are not in order", "Sort it by patient, session and ordinal")
    patients = 0
    last: NDArray[np.int64] | None = None
    for table in rows_in_order(path, is_ordered=is_ordered):
        keys = _keys(table)
        before = np.vstack([keys[:1] - 1 if last is None else last[None], keys[:-1]])
        _refuse_first(path, table, [*_findings(table), _twice(keys, before)])
        patients += int((keys[:, 0] != before[:, 0]).sum())
        last = keys[-1]
    return Census(patients, rows, is_ordered)


def _keys(table: pa.Table) -> NDArray[np.int64]:
    return np.column_stack([pc.fill_null(table[name].cast(pa.int64()), -1).to_numpy() for name in KEY])


def _order(path: Path) -> tuple[int, bool]:
    rows, is_ordered = 0, True
    last: NDArray[np.int64] | None = None
    for table in rows_as_they_come(path):
        keys = _keys(table)
        if last is not None:
            keys = np.vstack([last[None], keys])
        steps = np.diff(keys, axis=0)
        steps = np.where(steps[:, 0] != 0, steps[:, 0], np.where(steps[:, 1] != 0, steps[:, 1], steps[:, 2]))
        is_ordered &= bool((steps >= 0).all())
        rows += len(table)
        last = keys[-1]
    return rows, is_ordered


def _findings(table: pa.Table) -> list[Finding]:
    """Give for each rule which rows break it, what is wrong (with the value in braces), and the remedy."""
    required = [field.name for field in MOMENTS if not field.nullable]
    labels = ", ".join(EMOTIONS)
    found: list[Finding] = [
        (_true(pc.is_null(table[n])), f"{n} is not given", "Give it in every row") for n in required
    ]
    for name, _column in LABELS:
        unknown = pc.and_(pc.is_valid(table[name]), pc.invert(pc.is_in(table[name], value_set=WORDS)))
        found.append(
            (_true(unknown), f"{name} is “{{{name}}}”, which is no known emotion", f"Use one of {labels}, or null")
        )
    minutes = pc.fill_null(table["minutes_since_previous"], 0.0).to_numpy()
    sentence = "minutes_since_previous is {minutes_since_previous}, but time cannot run backwards or be unknown"
    found.append((~((minutes >= 0) & np.isfinite(minutes)), sentence, "Give minutes from 0 upwards"))
    arousal = pc.fill_null(table["arousal"], 0).to_numpy()
    off = (arousal < 0) | (arousal > HIGHEST_REPORT)
    found.append((off, "arousal is {arousal}", f"Give a whole number from 0 to {HIGHEST_REPORT}, or null"))
    uninvited = pc.and_(pc.fill_null(table["at_reflection"], False), pc.invert(pc.fill_null(table["invited"], True)))
    sentence = "at_reflection is true where invited is false"
    return [*found, (_true(uninvited), sentence, "Set invited to true, or at_reflection to false or null")]


def _true(claims: pa.ChunkedArray) -> Claims:
    return np.asarray(claims.to_numpy(), dtype=bool)


def _twice(keys: NDArray[np.int64], before: NDArray[np.int64]) -> Finding:
    sentence = "patient {patient}, session {session}, ordinal {ordinal} stands here for the second time"
    return (keys == before).all(axis=1), sentence, "Give each moment of a session an ordinal of its own"


def _refuse_first(path: Path, table: pa.Table, findings: list[Finding]) -> None:
    broken = [(int(np.argmax(claims)), wrong, remedy) for claims, wrong, remedy in findings if claims.any()]
    if broken:
        at, wrong, remedy = min(broken, key=lambda finding: finding[0])
        row = table.slice(at, 1).to_pylist()[0]
        raise BadFile(path.name, None, f"row {row['row']}: {wrong.format(**row)}", remedy)
