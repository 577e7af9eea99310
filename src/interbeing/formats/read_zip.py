"""A zip file read with care: known before anything is unpacked, never larger than it says, never outside itself."""

import zlib
from collections.abc import Callable
from io import BytesIO
from stat import S_ISLNK
from typing import Final
from zipfile import BadZipFile, ZipFile, ZipInfo

from interbeing.domain.errors import BadFile

MOST_ENTRIES: Final = 10_000
LARGEST_PART: Final = 50 * 1024 * 1024
LARGEST_WHOLE: Final = 200 * 1024 * 1024
MOST_TIMES: Final = 100  # how many times larger unpacked than packed; our own packages stay under 30
SMALL: Final = 100_000  # bytes: below this a part may be of one letter
ENCRYPTED: Final = 0x1
NOT_OURS: Final = "Take the package as Interbeing made it"


def read_zip(file: str, content: bytes, is_known: Callable[[str], bool]) -> dict[str, bytes]:
    """Give every part by its path; BadFile before anything is unpacked when one of them is not as ours are."""
    if not content:
        raise BadFile(file, None, "the file is empty", NOT_OURS)
    try:
        with ZipFile(BytesIO(content)) as whole:
            entries = whole.infolist()
            _refuse(file, entries, is_known)
            return {entry.filename: _part(file, whole, entry) for entry in entries}
    except (BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError, OverflowError, zlib.error) as problem:
        raise BadFile(file, None, "the file is no zip, or it is damaged or cut off", NOT_OURS) from problem


def _refuse(file: str, entries: list[ZipInfo], is_known: Callable[[str], bool]) -> None:
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > LARGEST_WHOLE:
        raise BadFile(file, None, "the package holds more than can be read at once", NOT_OURS)
    if len({entry.filename.casefold() for entry in entries}) != len(entries):
        raise BadFile(file, None, "two parts of the package have the same name", NOT_OURS)
    for entry in entries:
        if entry.flag_bits & ENCRYPTED:
            raise BadFile(file, None, "the package is encrypted", NOT_OURS)
        if not is_known(entry.filename) or S_ISLNK(entry.external_attr >> 16) or entry.is_dir():
            raise BadFile(file, None, "the package holds a part that is not ours", NOT_OURS)
        if entry.file_size > LARGEST_PART or entry.file_size > SMALL + MOST_TIMES * entry.compress_size:
            raise BadFile(file, None, "a part of the package unpacks to far more than it should", NOT_OURS)


def _part(file: str, whole: ZipFile, entry: ZipInfo) -> bytes:
    with whole.open(entry) as part:
        read = part.read(entry.file_size + 1)
    if len(read) != entry.file_size:
        raise BadFile(file, None, "a part of the package is not as long as it says", NOT_OURS)
    return read
