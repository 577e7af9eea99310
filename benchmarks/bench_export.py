"""How long does a whole export of 100,000 events take over HTTP, from the asking to the last byte?

    python -m benchmarks.bench_export

A practice room in a process of its own. The first file is asked for just after the room has opened, so that the log is
read from the disk for it; every format then from a review that stands, as a person asks for it. Wall seconds, the best
of three but for the first. No peer: BORIS and pympi write from what they hold in memory (see bench_files).
"""

import os
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from benchmarks.bench_files import GOAL_S, WHOLE
from interbeing.services.export import FORMATS
from interbeing.settings import Settings
from interbeing.wiring import open_room
from tests.conftest import free_port, serving
from tests.sessions_made import a_session, kept_session

AGAIN = 3


def asked(address: str) -> tuple[float, int]:
    """Give how many seconds a file takes, and how many bytes it has."""
    began = time.perf_counter()
    with urllib.request.urlopen(address) as answer:
        size = len(answer.read())
    return time.perf_counter() - began, size


def measured() -> Iterator[str]:
    """Give a line for the first file and one for each format."""
    folder = Path(tempfile.mkdtemp())
    room = open_room(Settings(folder))
    session_id = kept_session(room, a_session(WHOLE, 600))
    room.close()
    with serving(folder, free_port()) as served:
        address = f"{served.address}/sessions/{session_id}/files"
        took, _size = asked(f"{address}/csv")
        yield f"whole export over HTTP, log read first: csv {took:.2f} s, load {os.getloadavg()[0]:.1f}"
        for name in FORMATS:
            tries = [asked(f"{address}/{name}") for _ in range(AGAIN)]
            best, size = min(tries)
            goal = best / GOAL_S.get(name, 2)
            yield f"  from a review that stands: {name:<12} {best:5.2f} s, {size / 1e6:.1f} MB ({goal:.2f} of its goal)"
    yield f"load {os.getloadavg()[0]:.1f}"


def main() -> None:
    for line in measured():
        print(line, flush=True)


if __name__ == "__main__":
    main()
