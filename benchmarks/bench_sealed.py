"""What does encryption cost a mark? A room with a passphrase beside a clear one, in turns, in one run.

`python -m benchmarks.bench_sealed [--write]`: the same marks through the real served socket, sealed and clear in turns; then
how long a room with a passphrase takes from its start until it can be used. `--write` makes docs/evidence/sealed.md.
"""

import os
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.bench_marks import Load, Result, run
from interbeing.storage.connect import open_file
from tests.conftest import _wait_for, free_port
from tests.keys import PASSPHRASE, keys_again, keys_in
from tests.rooms import open_session

EVIDENCE = Path(__file__).parents[1] / "docs" / "evidence" / "sealed.md"
LOAD = Load("20 sessions, 4 marks/s each", 20, 4, 24, None, None)
TURNS = 3
MOST_RATIO = 1.3


def opened_room(folder: Path, port: int) -> tuple["subprocess.Popen[bytes]", float, float]:
    """Start the room; give how long until it answers, and how long the passphrase then takes until a page shows."""
    place = {"INTERBEING_FOLDER": str(folder), "INTERBEING_PORT": str(port), "INTERBEING_MIND": "off"}
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "interbeing", "serve"], env={**os.environ, **place}, stdout=subprocess.DEVNULL
    )
    address = f"http://localhost:{port}"
    _wait_for(f"{address}/api/health", process, 60)
    answered = time.monotonic()
    form = urllib.parse.urlencode({"passphrase": PASSPHRASE}).encode()
    with urllib.request.urlopen(f"{address}/door", form) as page:
        page.read()
    return process, answered - began, time.monotonic() - answered


def turn(folder: Path, *, sealed: bool) -> tuple[Result, float, float]:
    database = open_file(folder, keys=keys_in(folder) if sealed else None)
    sessions = [open_session(database) for _ in range(LOAD.sessions)]
    database.close()
    port = free_port()
    process, answered_s, opened_s = opened_room(folder, port)
    try:
        result = run(port, sessions, LOAD)
    finally:
        process.terminate()
        process.wait(10)
    open_file(folder, keys=keys_again(folder) if sealed else None).close()
    return result, answered_s, opened_s


def main() -> None:
    os.environ["INTERBEING_KEYS"] = "off"  # the clear room opens as it is; one with a key file is locked all the same
    waits: dict[bool, list[float]] = {True: [], False: []}
    p99s: dict[bool, list[float]] = {True: [], False: []}
    starts: dict[bool, list[tuple[float, float]]] = {True: [], False: []}
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as place:
        for number in range(TURNS * 2):
            sealed = bool(number % 2)
            result, answered_s, opened_s = turn(Path(place) / str(number), sealed=sealed)
            waits[sealed] += result.waits_ms
            p99s[sealed].append(result.at(0.99))
            starts[sealed].append((answered_s, opened_s))
            print(
                f"{'sealed' if sealed else 'clear'}: p50 {result.at(0.5):.1f}, p99 {result.at(0.99):.1f} ms", flush=True
            )
    lines = told(waits, p99s, starts)
    print("\n".join(lines))
    if "--write" in sys.argv:
        EVIDENCE.write_text("\n".join(lines) + "\n", encoding="utf-8")


def at(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def told(
    waits: dict[bool, list[float]], p99s: dict[bool, list[float]], starts: dict[bool, list[tuple[float, float]]]
) -> list[str]:
    ratio, ratio_50 = (at(waits[True], share) / at(waits[False], share) for share in (0.99, 0.5))
    rows = [
        f"| {'sealed' if one else 'clear'} | {len(waits[one])} | {at(waits[one], 0.5):.1f} | {at(waits[one], 0.99):.1f} | "
        f"{', '.join(f'{p99:.1f}' for p99 in p99s[one])} |"
        for one in (False, True)
    ]
    answered, opened = (sorted(pair[n] for pair in starts[True])[len(starts[True]) // 2] for n in (0, 1))
    clear = sorted(pair[0] for pair in starts[False])[len(starts[False]) // 2]
    return [
        "# What encryption costs",
        "",
        (
            f"`python -m benchmarks.bench_sealed --write`, {datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {os.cpu_count()} cores, load average "
            f"{os.getloadavg()[0]:.1f} at the end. {LOAD.name}, {LOAD.seconds:g} s a turn, {TURNS} turns each, in turns; the mind off."
        ),
        "",
        "| room | marks | p50 ms | p99 ms | p99 of each turn |",
        "| --- | --- | --- | --- | --- |",
        *rows,
        "",
        f"Sealed against clear: p50 {ratio_50:.2f}, p99 {ratio:.2f}; goal p99 ≤ {MOST_RATIO}: {'met' if ratio <= MOST_RATIO else 'NOT met'}.",
        "",
        (
            f"Start (median of {TURNS}): a room with a passphrase answers after {answered:.1f} s (a clear one after {clear:.1f} s); from the passphrase "
            f"sent to today's page shown {opened:.1f} s."
        ),
    ]


if __name__ == "__main__":
    main()
