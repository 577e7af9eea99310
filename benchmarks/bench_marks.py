"""How long from a mark sent until it is durably acknowledged? Ours beside the floor and an ORM, in one run.

`python benchmarks/bench_marks.py [--short] [--write]`: three loads through the real served socket (one session; 100
sessions with 2 marks a second each; a burst of 1,000 a second), each also against a room that keeps every mark through
an SQLAlchemy ORM session of its own, and beside the floor: one bare fsynced insert a mark on the same disk. A mark's
time runs from the instant it was due, so a room that falls behind cannot hide it. `--write` makes
docs/evidence/marks.md.
"""

import asyncio
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from secrets import randbits
from uuid import UUID, uuid4

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from sqlcipher3 import dbapi2 as sqlite  # noqa: E402
from websockets.asyncio.client import ClientConnection, connect  # noqa: E402

from interbeing.storage.connect import open_file  # noqa: E402
from interbeing.storage.moments import find_break, moments_of  # noqa: E402
from interbeing.storage.sqlite_file import PRAGMAS  # noqa: E402
from tests.conftest import _wait_for, free_port, serving  # noqa: E402
from tests.rooms import entering, open_session, sent_mark  # noqa: E402

PATIENCE_S = 60
EVIDENCE = ROOT / "docs" / "evidence" / "marks.md"
HEADINGS = ("load", "who", "sent", "acknowledged", "p50 ms", "p99 ms", "longest ms", "lost", "p50 against the floor")


@dataclass(frozen=True)
class Load:
    name: str
    sessions: int
    rate_hz: float
    seconds: float
    most_p50_ms: float | None
    most_p99_ms: float | None

    @property
    def short(self) -> "Load":
        """The same for a few seconds, though long enough for the hundred marks that a p99 needs."""
        return replace(self, seconds=max(SHORT_S, FEWEST / (self.sessions * self.rate_hz)))

    def verdict(self, result: "Result") -> str:
        """Say how this run stands to each goal (issue 2)."""
        pairs = ((0.5, "p50", self.most_p50_ms), (0.99, "p99", self.most_p99_ms))
        told = [
            f"{name} ≤ {most:g} ms {'met' if result.at(share) <= most else f'NOT met ({result.at(share):.1f} ms)'}"
            for share, name, most in pairs
            if most is not None
        ]
        told.append("0 lost met" if result.lost == 0 and len(result.acked) == result.sent else "0 lost NOT met")
        return f"- {self.name}: {'; '.join(told)}"


LOADS = (
    Load("1 session, 5 marks/s", 1, 5, 60, 10, 50),
    Load("100 sessions, 2 marks/s each", 100, 2, 60, None, 150),
    Load("burst of 1,000 marks/s over 50 sessions", 50, 20, 60, None, None),
)
SHORT_S, FEWEST = 6, 100


@dataclass
class Result:
    """What one load gave; times in milliseconds."""

    waits_ms: list[float] = field(default_factory=list)
    sent: int = 0
    acked: set[UUID] = field(default_factory=set)
    lost: int | None = None

    def at(self, share: float) -> float:
        ordered = sorted(self.waits_ms)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")


def console_id() -> UUID:
    """Make an id as a console does (UUIDv7): later ones sort later, so that a log grows at its end."""
    return UUID(int=time.time_ns() // 1_000_000 << 80 | 7 << 76 | randbits(12) << 64 | 2 << 62 | randbits(62))


async def press(port: int, session_id: UUID, load: Load, begins: float, result: Result) -> None:
    """One console: a mark whenever one is due; stays until all are answered or patience ends."""
    due: dict[str, float] = {}
    address = f"ws://localhost:{port}/live/{session_id}"
    async with connect(address, compression=None, max_size=None, close_timeout=1, ping_interval=None) as socket:
        await socket.send(json.dumps(entering()))
        listening = asyncio.create_task(_listen(socket, due, result))
        for number in range(int(load.seconds * load.rate_hz)):
            at = begins + (number + session_id.int % 97 / 97) / load.rate_hz
            await asyncio.sleep(max(0.0, at - time.monotonic()))
            moment_id = console_id()
            due[str(moment_id)] = at
            result.sent += 1
            await socket.send(json.dumps(sent_mark(moment_id, int((at - begins) * 1000))))
        until = time.monotonic() + PATIENCE_S
        while due and time.monotonic() < until:
            await asyncio.sleep(0.05)
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)


async def _listen(socket: ClientConnection, due: dict[str, float], result: Result) -> None:
    async for text in socket:
        if '"acknowledged"' not in text[:30]:
            answer = json.loads(text)
            if answer["type"] == "refused" and answer["may_retry"]:
                await asyncio.sleep(0.1)
                await socket.send(json.dumps(sent_mark(UUID(answer["moment_id"]))))
            continue
        moment_id = json.loads(text)["moment_id"]
        if (at := due.pop(moment_id, None)) is not None:
            result.waits_ms.append((time.monotonic() - at) * 1000)
            result.acked.add(UUID(moment_id))


def run(port: int, sessions: list[UUID], load: Load) -> Result:
    async def all_of_them() -> Result:
        result, begins = Result(), time.monotonic() + 1 + load.sessions / 100
        pressing = (press(port, session_id, load, begins, result) for session_id in sessions)
        ended = await asyncio.gather(*pressing, return_exceptions=True)
        _refuse_hollow(load, result, [one for one in ended if isinstance(one, BaseException)])
        return result

    return asyncio.run(all_of_them())


def _refuse_hollow(load: Load, result: Result, broken: list[BaseException]) -> None:
    """A run that did not send its whole load measured something else: say so instead of a figure."""
    wanted = load.sessions * int(load.seconds * load.rate_hz)
    if result.sent != wanted:
        raise SystemExit(f"{load.name}: {result.sent} of {wanted} marks were sent; {len(broken)} broke: {broken[:1]}")


def ours(folder: Path, load: Load) -> Result:
    database = open_file(folder)
    sessions = [open_session(database) for _ in range(load.sessions)]
    database.close()
    port = free_port()
    with serving(folder, port, patience_s=60, mind="on", anew=True):
        result = run(port, sessions, load)
    database = open_file(folder)
    with database.read() as connection:
        kept = [one.moment.moment_id for s in sessions for one in moments_of(connection, database.seal, s)]
        assert len(set(kept)) == len(kept), "kept twice"
        assert all(find_break(connection, session_id) is None for session_id in sessions), "the chain is broken"
    database.close()
    result.lost = len(result.acked - set(kept))
    return result


def through_an_orm(folder: Path, load: Load) -> Result:
    sessions, port = [uuid4() for _ in range(load.sessions)], free_port()
    command = (sys.executable, str(ROOT / "benchmarks" / "orm_room.py"), str(folder), str(port))
    with subprocess.Popen((*command, *map(str, sessions))) as process:
        try:
            _wait_for(f"http://localhost:{port}/openapi.json", process, PATIENCE_S)
            result = run(port, sessions, load)
        finally:
            process.kill()  # it may have thousands of marks left to do
    with _bare(folder / "orm.sqlite") as connection:
        kept = {UUID(row[0]) for row in connection.execute("SELECT moment_id FROM moments")}
    result.lost = len(result.acked - kept)
    return result


def floor(folder: Path, count: int) -> Result:
    """One bare insert a mark, each with its own fsynced commit, nothing else running."""
    result = Result(sent=count)
    with _bare(folder / "floor.sqlite") as connection:
        connection.execute("CREATE TABLE moments (moment_id BLOB PRIMARY KEY, payload BLOB)")
        for _ in range(count):
            moment_id, began = console_id(), time.monotonic()
            connection.execute("INSERT INTO moments VALUES (?, ?)", (moment_id.bytes, b"x" * 250))
            result.waits_ms.append((time.monotonic() - began) * 1000)
            result.acked.add(moment_id)
    result.lost = 0
    return result


@contextmanager
def _bare(path: Path) -> Iterator["sqlite.Connection"]:
    connection = sqlite.connect(str(path), isolation_level=None)
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("PRAGMA synchronous=FULL")
    yield connection
    connection.close()


def line(load: str, who: str, result: Result, beside: Result) -> tuple[str, ...]:
    figures = (f"{result.at(0.5):.1f}", f"{result.at(0.99):.1f}", f"{max(result.waits_ms, default=0):.0f}")
    counts = (str(result.sent), str(len(result.acked)))
    return (load, who, *counts, *figures, str(result.lost), f"× {result.at(0.5) / beside.at(0.5):.1f}")


def circumstances(*, short: bool) -> list[str]:
    loads = ", ".join(f"{one:.2f}" for one in os.getloadavg())
    made_of = ", ".join(f"{name} {version(name)}" for name in ("uvicorn", "websockets", "SQLAlchemy", "sqlcipher3"))
    when = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC{', short run' if short else ''}"
    system = f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    shared = "which the load generator, the room and whatever else runs here share"
    return [
        f"Measured {when}; load average {loads} on {os.cpu_count()} cores, {shared}.",
        f"{system}, {made_of}, SQLite {sqlite.sqlite_version}; write-ahead log, synchronous=FULL.",
    ]


def main(arguments: list[str]) -> int:
    short, rows, verdicts = "--short" in arguments, [], []
    notes = circumstances(short=short)
    print(*notes, " | ".join(HEADINGS), sep="\n")
    with tempfile.TemporaryDirectory(prefix="interbeing-bench-") as name:
        beside = floor(Path(name), 300 if short else 2_000)
        rows.append(line("one after the other", "floor: bare fsynced insert", beside, beside))
        for number, load in enumerate(LOADS):
            asked = load.short if short else load
            for who, measure in (("Interbeing", ours), ("ORM session a mark", through_an_orm)):
                folder = Path(name) / f"{who}{number}"
                folder.mkdir()
                result = measure(folder, asked)
                rows.append(line(load.name, who, result, beside))
                verdicts += [load.verdict(result)] if measure is ours else []
                print(" | ".join(rows[-1]), f"(load average {os.getloadavg()[0]:.1f})", flush=True)
    print(*verdicts, sep="\n")
    if "--write" in arguments:
        EVIDENCE.write_text(page(notes, rows, verdicts), encoding="utf-8")
    return int(any(row[7] != "0" or row[2] != row[3] for row in rows if row[1] == "Interbeing"))


def page(notes: list[str], rows: list[tuple[str, ...]], verdicts: list[str]) -> str:
    table = [HEADINGS, ("---",) * len(HEADINGS), *rows]
    loads = ", ".join(f"{one:.2f}" for one in os.getloadavg())
    return f"""# From a mark to its durable acknowledgement

Made by `python benchmarks/bench_marks.py --write`; run it again to check.

{chr(10).join(notes)}
Load average at the end: {loads}.

Goals of the room in this run:

{chr(10).join(verdicts)}

{chr(10).join("| " + " | ".join(row) + " |" for row in table)}

A mark's time runs from the instant it was due until its acknowledgement was read, over the real socket of a served
room. *Lost* counts the acknowledged marks that are not in the store afterwards. *Acknowledged* below *sent* means that
the rest was not answered within {PATIENCE_S} s after the load ended. The ORM's room has one connection, since SQLite
has one writer, and the same settings of the file; its sessions run in threads and all that they do is one transaction.
"""


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
