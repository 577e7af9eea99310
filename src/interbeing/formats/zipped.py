"""A zip file written as it goes: each part leaves as soon as it is made."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

Part = tuple[str, Iterable[bytes]]
READ_BY_ALL: Final = 0o100644 << 16
EARLIEST: Final = (1980, 1, 1, 0, 0, 0)  # a zip knows no earlier time


class _Leaving:
    """Takes what the zip writes until it is carried away; it only grows, so the zip never looks back."""

    def __init__(self) -> None:
        self._waiting: list[bytes] = []

    def write(self, written: bytes) -> int:
        self._waiting.append(bytes(written))
        return len(written)

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        """What was not carried away is still here."""

    def carried_away(self) -> bytes:
        """Give what was written since, and forget it."""
        written = b"".join(self._waiting)
        self._waiting.clear()
        return written


def zipped(parts: Iterable[Part], at: datetime) -> Iterator[bytes]:
    """Give the zip of these parts, each a path and its bytes piece by piece, dated `at`."""
    leaving = _Leaving()
    dated = max(at.timetuple()[:6], EARLIEST)
    with ZipFile(leaving, "w", ZIP_DEFLATED, compresslevel=1) as whole:
        for path, pieces in parts:
            info = ZipInfo(path, dated)
            info.compress_type, info.external_attr = ZIP_DEFLATED, READ_BY_ALL
            with whole.open(info, "w") as part:
                for piece in pieces:
                    part.write(piece)
                    yield leaving.carried_away()
    yield leaving.carried_away()
