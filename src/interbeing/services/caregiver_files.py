"""Reads and writes what people remember of how their feelings were answered: a count for each feeling and response."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from interbeing.domain.emotion import EMOTIONS
from interbeing.domain.errors import BadFile
from interbeing.model.parameters import Floats, K

COLUMNS = ("patient", "felt", "response", "count")


def caregivers_table(history: Floats, first: int) -> pa.Table:
    """Give one row per patient, feeling and response that came back at least once; history is (n, 7, 7)."""
    patient, felt, response = np.nonzero(history)
    words = np.array(EMOTIONS)
    count = history[patient, felt, response].astype(np.int32)
    return pa.table([patient + first, words[felt], words[response], count], names=COLUMNS)


def read_caregivers(path: Path) -> dict[int, Floats]:
    """Give each patient's reports (7, 7) [felt, response]; BadFile names the first row that cannot be meant."""
    try:
        table = pq.read_table(path, columns=list(COLUMNS))
    except (FileNotFoundError, pa.ArrowInvalid, KeyError) as problem:
        wrong = "it cannot be read as patient, felt, response and count"
        raise BadFile(path.name, None, wrong, "Write it as docs/codebook.md says") from problem
    histories: dict[int, Floats] = {}
    for row, (patient, felt, response, count) in enumerate(zip(*table.to_pydict().values(), strict=True), start=1):
        if felt not in EMOTIONS or response not in EMOTIONS:
            wrong = f"row {row}: “{felt}” answered by “{response}” holds no known emotion"
            raise BadFile(path.name, None, wrong, f"Use {', '.join(EMOTIONS)}")
        if count is None or count < 0:
            raise BadFile(path.name, None, f"row {row}: count is {count}", "Give a number from 0 upwards")
        history = histories.setdefault(patient, np.zeros((K, K)))
        history[EMOTIONS.index(felt), EMOTIONS.index(response)] += count
    return histories
