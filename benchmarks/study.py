"""Asks one question of many imagined patients, keeping each answer: a stopped study goes on where it was."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from interbeing.services.many import Piece, Work, Workers, work_through
from interbeing.services.pieces import Pieces

ROOT = Path(__file__).parent.parent
KEPT = ROOT / "build" / "studies"
EVIDENCE = ROOT / "docs" / "evidence"


def study(name: str, one: Work, jobs: Sequence[Any], processes: int) -> pa.Table:
    """Give the rows of every job, each a table {"rows": ...} made by `one(job)`, in the order of the jobs."""
    KEPT.mkdir(parents=True, exist_ok=True)
    at = KEPT / f"{name}.parquet"
    kept = Pieces({"rows": at}, {"study": name})
    work_through(
        (Piece(place, 1, job) for place, job in enumerate(jobs)), one, kept, Workers(processes=processes), len(jobs)
    )
    return pq.read_table(at)


def so_far(name: str) -> pa.Table:
    """Give the rows of a finished study, or those that an unfinished one has kept."""
    whole = KEPT / f"{name}.parquet"
    kept = [whole] if whole.is_file() else sorted((KEPT / f"{whole.name}.unfinished").glob("*.rows"))
    return pa.concat_tables([pq.read_table(at) for at in kept], promote_options="permissive")


def row(**values: Any) -> dict[str, pa.Table]:
    """Write one job's answer as one row."""
    return {"rows": pa.Table.from_pylist([values])}


def load() -> str:
    """Say how busy the machine is."""
    return ", ".join(f"{load:.1f}" for load in os.getloadavg())


def write(name: str, lines: Sequence[str]) -> None:
    """Write a page of evidence, and show it."""
    text = "\n".join(lines) + "\n"
    (EVIDENCE / f"{name}.md").write_text(text)
    print(text)
