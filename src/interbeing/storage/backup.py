"""Copies the record to a file of its own, whole or not at all, also while the room is open."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import sqlcipher3.dbapi2 as sqlite

from interbeing.domain.errors import NotSaved
from interbeing.storage.look import open_for_reading
from interbeing.storage.on_disk import UNFINISHED, to_disk

FOR_THE_OWNER: Final = 0o600
MARGIN: Final = 1.1  # a copy is as large as the record; ours, for what the file system itself needs


def copy_record(record: Path, copy: Path, key: str | None = None) -> None:
    """Write a copy of the record as it is at this moment. NotSaved in one sentence, and then nothing is left behind.

    SQLite itself writes the copy (VACUUM INTO) from one consistent state; a file copied while the room writes would
    not open. It gets its name only when every byte of it is on the disk.
    """
    with _named_once_whole(copy) as unfinished:
        _refuse_too_little_room(record, copy.parent)
        os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, FOR_THE_OWNER))
        connection = open_for_reading(record, key)
        try:
            connection.execute("VACUUM INTO ?", (str(unfinished),))
        finally:
            connection.close()


@contextmanager
def _named_once_whole(copy: Path) -> Iterator[Path]:
    unfinished = copy.with_name(f".{copy.name}{UNFINISHED}")
    try:
        copy.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        yield unfinished
        to_disk(unfinished)
        unfinished.rename(copy)
        to_disk(copy.parent)
    except (OSError, sqlite.Error) as problem:
        raise NotSaved(f"no backup was made in {copy.parent} ({_said(problem)}): {_remedy(problem)}") from problem
    finally:
        if unfinished.exists():
            unfinished.unlink()


def _refuse_too_little_room(record: Path, folder: Path) -> None:
    beside = record.with_name(f"{record.name}-wal")
    needed = int((record.stat().st_size + (beside.stat().st_size if beside.exists() else 0)) * MARGIN)
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise NotSaved(f"no backup was made: {folder} has {free} bytes free and {needed} are needed. Make room there.")


def _said(problem: Exception) -> str:
    return problem.strerror if isinstance(problem, OSError) and problem.strerror else str(problem)


def _remedy(problem: Exception) -> str:
    said = _said(problem).lower()
    if any(sign in said for sign in ("full", "no space", "too large", "disk i/o")):
        return "make room there, or choose another folder."
    if isinstance(problem, OSError):
        return "choose a folder that can be written."
    return "run `interbeing check` to see whether the record itself is whole."
