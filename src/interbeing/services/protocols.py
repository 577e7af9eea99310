"""All Protocols that can be chosen: ours, and those that a clinic wrote for itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from interbeing.domain.errors import BadFile, NotFound
from interbeing.domain.protocol import Protocol
from interbeing.services.protocol_file import read_protocol
from interbeing.services.shipped import shipped

FOLDER: Final = "protocols"
FALLBACK: Final = "en"
DEFAULT_ID: Final = "mirror-course"


@dataclass(frozen=True, slots=True)
class Protocols:
    """Every Protocol that could be read, and the error of every file that could not.

    The files are read when the room opens; a changed one shows at its next start. A broken one stops nothing.
    """

    found: tuple[Protocol, ...]
    broken: tuple[BadFile, ...] = ()

    def all(self, language: str) -> tuple[Protocol, ...]:
        """Give each Protocol once, in this language where it exists in it, ours first."""
        ids = dict.fromkeys(protocol.protocol_id for protocol in self.found)
        return tuple(self.protocol_of(protocol_id, language) for protocol_id in ids)

    def protocol_of(self, protocol_id: str, language: str) -> Protocol:
        """Give the Protocol in this language, else in English, else in any; NotFound when there is none."""
        same = {protocol.language: protocol for protocol in self.found if protocol.protocol_id == protocol_id}
        if not same:
            raise NotFound(f"there is no protocol {protocol_id}: perhaps its file was taken away or cannot be read")
        return same.get(language) or same.get(FALLBACK) or next(iter(same.values()))


def read_protocols(records: Path) -> Protocols:
    """Read ours, then the clinic's own from `protocols` in the folder of its records."""
    ours = _all_ours(shipped(FOLDER))
    found, broken = list(ours.found), list(ours.broken)
    _read(records / FOLDER, found, broken, is_ours=False)
    return Protocols(tuple(found), tuple(broken))


@cache
def _all_ours(folder: Path) -> Protocols:
    """Read what comes with Interbeing, once: it does not change while the program runs."""
    found: list[Protocol] = []
    broken: list[BadFile] = []
    _read(folder, found, broken, is_ours=True)
    return Protocols(tuple(found), tuple(broken))


def _read(folder: Path, found: list[Protocol], broken: list[BadFile], *, is_ours: bool) -> None:
    for path in _files(folder):
        try:
            found.append(_checked(path, found, is_ours=is_ours))
        except BadFile as problem:
            broken.append(problem)


def _files(folder: Path) -> Iterable[Path]:
    try:
        return sorted(folder.glob("*.toml"))
    except OSError:
        return []  # a folder that cannot be listed holds no protocol for us; the check command names it


def _checked(path: Path, earlier: Iterable[Protocol], *, is_ours: bool) -> Protocol:
    protocol = read_protocol(path)
    if protocol.is_ours and not is_ours:
        remedy = "Take is_ours out: only the files that come with Interbeing may say so."
        raise BadFile(path.name, None, "it says that it is Interbeing's own default", remedy)
    key = (protocol.protocol_id, protocol.language)
    if key in {(one.protocol_id, one.language) for one in earlier}:
        wrong = f"there is already a protocol “{protocol.protocol_id}” in the language {protocol.language}"
        raise BadFile(path.name, None, wrong, "Give this one an id of its own.")
    return protocol
