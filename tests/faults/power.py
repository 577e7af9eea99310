"""Cuts the power on paper: replays the system calls of a traced room and makes the disk that a cut could have left.

What was written and not yet synced may be there, may be missing, in any combination, and may be torn at a sector's
edge. Names of files behave alike: they are certain only once their folder was synced.
"""

import random
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from uuid import UUID

from tests.faults.promise import Answered, Witness

SECTOR = 512
CALLS = "openat,write,pwrite64,ftruncate,fsync,fdatasync,unlink,unlinkat,rename,renameat,fallocate"
LINE = re.compile(r"^\d+ +(\w+)\((.*)\) += (-?\d+)")
DESCRIPTOR = re.compile(r"^(\d+)<((?:\\x[0-9a-f]{2})*)>(?:\(deleted\))?(?:, (.*))?$")
QUOTED = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
OFFSET = re.compile(r", (\d+), (\d+)$")


class Deed(Enum):
    """What one system call did to the disk, or said to the outside."""

    WRITE = 1
    TRUNCATE = 2
    SYNC = 3
    CREATE = 4
    REMOVE = 5
    SAY = 6


@dataclass(frozen=True)
class Call:
    deed: Deed
    path: str
    offset: int = 0
    data: bytes = b""


def traced(folder: Path, sabotage: str, bursts: int) -> list[Call]:
    """Run the child under strace and give what it did, in order."""
    trace = folder.with_suffix(".trace")
    child = (sys.executable, "-m", "tests.faults.power_child", str(folder), sabotage, str(bursts))
    command = (
        "strace",
        "-f",
        "--seccomp-bpf",
        "-y",
        "-xx",
        "-s",
        "1000000",
        "-e",
        f"trace={CALLS}",
        "-o",
        str(trace),
        *child,
    )
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=280)
    assert done.returncode == 0, done.stderr
    with trace.open(encoding="ascii") as lines:
        return [call for line in _joined(lines) if (call := _call(line, str(folder))) is not None]


def _joined(lines: Iterable[str]) -> Iterator[str]:
    """Put calls together that strace split because two threads were busy.

    A write counts from its beginning (from then on it may be seen), everything else from its end.
    """
    begun: dict[str, str] = {}
    for line in lines:
        process, told = line.split(maxsplit=1)
        if told.endswith("<unfinished ...>\n"):
            whole = line.replace(" <unfinished ...>\n", "")
            if told.startswith(("write(", "pwrite64(")):
                yield f"{whole}) = 0"
            else:
                begun[process] = whole
        elif told.startswith("<... ") and process in begun:
            yield begun.pop(process) + told.split("resumed>", 1)[1]
        else:
            yield line


def _call(line: str, folder: str) -> Call | None:
    found = LINE.match(line)
    if not found or int(found[3]) < 0:
        return None
    name, given = found[1], found[2]
    if name in {"openat", "unlink", "unlinkat"}:
        return _naming(name, given, folder)
    descriptor = DESCRIPTOR.match(given)
    if not descriptor:
        return None
    path, rest = _bytes(descriptor[2]).decode(), descriptor[3] or ""
    if name == "write" and descriptor[1] == "1":
        return Call(Deed.SAY, "", data=_quoted(rest))
    if not path.startswith(folder):
        return None
    match name:
        case "pwrite64":
            data, place = _quoted(rest), OFFSET.search(rest)
            assert place is not None
            assert len(data) == int(place[1]), f"cut short in the trace: {line[:200]}"
            return Call(Deed.WRITE, path, int(place[2]), data)
        case "ftruncate":
            return Call(Deed.TRUNCATE, path, int(rest))
        case "fsync" | "fdatasync":
            return Call(Deed.SYNC, path)
    assert path.endswith((".lock", "-shm")), f"a call that the replay does not know: {line[:200]}"
    return None


def _naming(name: str, given: str, folder: str) -> Call | None:
    path = _quoted(given).decode()
    if not path.startswith(folder):
        return None
    if name == "openat":
        return Call(Deed.CREATE, path) if "O_CREAT" in given else None
    return Call(Deed.REMOVE, path)


def _quoted(text: str) -> bytes:
    found = QUOTED.search(text)
    return _bytes(found[1]) if found else b""


def _bytes(escaped: str) -> bytes:
    return bytes.fromhex(escaped.replace("\\x", ""))


@dataclass
class Content:
    """One file: what is surely on the disk, and what may be."""

    certain: bytearray = field(default_factory=bytearray)
    pending: list[Call] = field(default_factory=list)

    def sync(self) -> None:
        for call in self.pending:
            _apply(self.certain, call.deed, call.offset, call.data)
        self.pending.clear()

    def after_a_cut(self, chance: random.Random, kept: float, torn: float) -> bytes:
        left = bytearray(self.certain)
        for call in self.pending:
            if chance.random() < torn and call.deed is Deed.WRITE:
                for start in range(0, len(call.data), SECTOR):
                    if chance.random() < 0.5:
                        _apply(left, call.deed, call.offset + start, call.data[start : start + SECTOR])
            elif chance.random() < kept:
                _apply(left, call.deed, call.offset, call.data)
        return bytes(left)


def _apply(content: bytearray, deed: Deed, offset: int, data: bytes) -> None:
    if deed is Deed.TRUNCATE:
        del content[offset:]
        content.extend(bytes(offset - len(content)))
    else:
        content.extend(bytes(max(0, offset - len(content))))
        content[offset : offset + len(data)] = data


@dataclass
class Disk:
    """A folder while it is written to; names that are not yet certain wait in `pending`."""

    folder: str
    certain: dict[str, Content] = field(default_factory=dict)
    pending: list[tuple[str, Content | None]] = field(default_factory=list)

    def do(self, call: Call) -> None:
        match call.deed:
            case Deed.CREATE if call.path not in self.names():
                self.pending.append((call.path, Content()))
            case Deed.REMOVE:
                self.pending.append((call.path, None))
            case Deed.WRITE | Deed.TRUNCATE:
                self.names()[call.path].pending.append(call)
            case Deed.SYNC if call.path == self.folder:
                self.certain = self.names()
                self.pending.clear()
            case Deed.SYNC:
                self.names()[call.path].sync()

    def names(self, first: int | None = None) -> dict[str, Content]:
        names = dict(self.certain)
        for path, content in self.pending[:first]:
            if content is None:
                names.pop(path, None)
            else:
                names[path] = content
        return names

    def after_a_cut(self, chance: random.Random) -> dict[str, bytes]:
        """Give one of the many disks that a cut at this instant could leave."""
        kept, torn = chance.choice([(0.0, 0.0), (1.0, 0.0), (0.5, 0.0), (0.5, 0.5), (0.9, 0.1), (1.0, 0.2)])
        names = self.names(chance.randint(0, len(self.pending)))
        return {
            path: content.after_a_cut(chance, kept, torn)
            for path, content in names.items()
            if not path.endswith(("-shm", ".lock"))
        }


@dataclass(frozen=True)
class Cut:
    """What a power cut left: the files, and what had been said to the outside before it."""

    files: dict[str, bytes]
    witnesses: dict[UUID, Witness]


def cuts(calls: list[Call], folder: Path, count: int, seed: int) -> Iterator[Cut]:
    """Cut the power at `count` instants spread at random over the run."""
    chance = random.Random(seed)
    instants = sorted(chance.randrange(len(calls)) for _ in range(count))
    disk, witnesses, at = Disk(str(folder)), dict[UUID, Witness](), 0
    for instant in instants:
        for call in calls[at:instant]:
            if call.deed is Deed.SAY:
                _hear(witnesses, call.data.decode())
            else:
                disk.do(call)
        at = instant
        yield Cut(disk.after_a_cut(chance), witnesses)


def _hear(witnesses: dict[UUID, Witness], line: str) -> None:
    word, session, moment, *answer = line.split()
    witness = witnesses.setdefault(UUID(session), Witness())
    if word == "sent":
        witness.sent.add(UUID(moment))
    else:
        witness.hear(UUID(moment), Answered(int(answer[0]), answer[1], answer[2]))
