"""Files that are on the disk whole or not at all, whatever stops the computer meanwhile."""

import os
from pathlib import Path
from typing import Final

UNFINISHED: Final = ".part"


def put_whole(path: Path, text: bytes) -> None:
    """Write a file beside, then move it into its place, on the disk; OSError when that fails: the one before stays."""
    beside = path.with_name(f".{path.name}{UNFINISHED}")
    with open(os.open(beside, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as file:  # noqa: PTH123
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    to_disk(path.parent)


def to_disk(path: Path) -> None:
    """Wait until this file or folder is on the disk."""
    if path.is_dir() and os.name == "nt":
        return  # Windows has no such thing for a folder
    opened = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
