"""Keeps a long piece of work that was done part by part, so that stopping loses nothing and the next start goes on.

Beside the file to be made stands a folder `NAME.unfinished` with one small file per finished piece and a note of what
was asked. The same request goes on where it stopped; another request begins anew. At the end the pieces become one
file, in order, and the folder goes away.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

NOTE: Final = "asked.json"
Tables = dict[str, pa.Table]


class Pieces:
    """The finished pieces of one piece of work that will end as the files `targets` (name of table to path)."""

    def __init__(self, targets: dict[str, Path], asked: dict[str, object]) -> None:
        """Open what is left of the same request, or begin anew."""
        self.targets = targets
        main = next(iter(targets.values()))
        self.folder = main.with_name(main.name + ".unfinished")
        note = json.dumps(asked, sort_keys=True, default=str)
        if not (self.folder / NOTE).is_file() or (self.folder / NOTE).read_text() != note:
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder.mkdir(parents=True)
            (self.folder / NOTE).write_text(note)

    def is_done(self, piece: int) -> bool:
        """Say whether every table of the piece is kept."""
        return all(self._at(piece, name).is_file() for name in self.targets)

    def keep(self, piece: int, tables: Tables) -> None:
        """Keep a finished piece: whole or not at all."""
        for name, table in tables.items():
            at = self._at(piece, name)
            _write(at.with_suffix(".new"), [table])
            at.with_suffix(".new").replace(at)

    def join(self, count: int) -> None:
        """Write pieces 0..count-1 as one file for each table, holding one piece in memory, and tidy up."""
        for name, target in self.targets.items():
            new = target.with_name(target.name + ".new")
            tables = (pq.read_table(self._at(piece, name)) for piece in range(count))
            _write(new, tables)
            new.replace(target)
        shutil.rmtree(self.folder)

    def _at(self, piece: int, name: str) -> Path:
        return self.folder / f"{piece:08d}.{name}"


def _write(path: Path, tables: Iterable[pa.Table]) -> None:
    writer: pq.ParquetWriter | None = None
    with path.open("wb") as file:
        for table in tables:
            if writer is None:
                words = [f.name for f in table.schema if pa.types.is_dictionary(f.type) or pa.types.is_string(f.type)]
                writer = pq.ParquetWriter(file, table.schema, use_dictionary=words, store_schema=False)
            writer.write_table(table)
        if writer is not None:
            writer.close()
        file.flush()
        os.fsync(file.fileno())


def fingerprint(path: Path) -> str:
    """Name the exact content of a file (SHA-256)."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
