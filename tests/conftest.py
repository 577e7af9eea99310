"""What the tests share: a room in a folder of its own, clocks that obey, and a room served for real."""

import gc
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import hypothesis
import psutil
import pytest

from interbeing.services.clock import Clock
from interbeing.settings import Settings
from interbeing.wiring import Room, open_room
from tests.nursery import nursery

os.environ.setdefault("INTERBEING_KEYS", "off")  # rooms that tests serve need no passphrase
pytest_plugins = ["tests.postgres"]
# What a property looks at is a plain function, far under two seconds; one that writes to a disk says so for itself.
# How fast examples are made says who else uses the machine, and nothing of us.
hypothesis.settings.register_profile(
    "patient", suppress_health_check=[hypothesis.HealthCheck.too_slow], deadline=timedelta(seconds=2)
)
hypothesis.settings.load_profile("patient")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let browser tests come last: the browser's driver keeps an event loop running that others would trip over.

    All of them lie in one folder, where `make test` looks for them.
    """
    elsewhere = [
        one.nodeid for one in items if one.get_closest_marker("browser") and "tests/browser/" not in one.nodeid
    ]
    if elsewhere:
        raise pytest.UsageError(f"these drive a browser and lie outside tests/browser: {elsewhere}")
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


def pytest_collection_finish() -> None:
    """Set aside what was read in to test: a room that closes looks through all memory, and need not look there."""
    gc.collect()
    gc.freeze()


class HandClock:
    """Both clocks, moved by hand: `pass_ms` moves both, `jump` only the world's."""

    def __init__(self) -> None:
        self.world = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
        self.ms = 1_000_000

    def pass_ms(self, ms: int) -> None:
        self.ms += ms
        self.world += timedelta(milliseconds=ms)

    def jump(self, by: timedelta) -> None:
        self.world += by

    @property
    def clock(self) -> Clock:
        return Clock(lambda: self.world, lambda: self.ms)


@pytest.fixture
def hand_clock() -> HandClock:
    return HandClock()


@pytest.fixture
def room(tmp_path: Path, hand_clock: HandClock) -> Iterator[Room]:
    """An open room on real SQLite, with the clock in the test's hand."""
    opened = open_room(Settings(tmp_path / "records"), hand_clock.clock)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def translated() -> None:
    """The model's arithmetic in this machine's language: about 50 s when nobody has needed it before."""
    subprocess.run([sys.executable, "-m", "interbeing.model.prepare"], check=True, timeout=300)


@dataclass(frozen=True)
class Served:
    """A room in a process of its own, as a therapist runs it."""

    address: str
    folder: Path
    process: psutil.Process


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(
    folder: Path, port: int, *flags: str, patience_s: float = 60, mind: str = "off", anew: bool = False
) -> Iterator[Served]:
    """Serve the room in `folder` until the block ends; fails when it does not answer in time.

    `anew` reads everything in once more, as a therapist's start does; otherwise the process is born with it.
    """
    place = {"INTERBEING_FOLDER": str(folder), "INTERBEING_PORT": str(port), "INTERBEING_MIND": mind}
    process = started({**os.environ, **place}, "serve", *flags, anew=anew)
    try:
        address = f"http://localhost:{port}"
        _wait_for(f"{address}/api/health", process, patience_s)
        yield Served(address, folder, process)
    finally:
        with suppress(psutil.NoSuchProcess):
            process.terminate()
        process.wait(10)


def started(environment: Mapping[str, str], *arguments: str, anew: bool) -> psutil.Process:
    """Run `interbeing` with these arguments, in a process of its own."""
    if not anew:
        return nursery().start(environment, *arguments)
    return psutil.Popen([sys.executable, "-m", "interbeing", *arguments], env=dict(environment))


def _wait_for(url: str, process: psutil.Process | subprocess.Popen[bytes], patience_s: float) -> None:
    until = time.monotonic() + patience_s
    while True:
        try:
            with urllib.request.urlopen(url, timeout=1):
                return
        except OSError:
            assert is_alive(process.pid), "the room closed while starting"
            assert time.monotonic() < until, f"no answer within {patience_s} s"
            time.sleep(0.05)


def is_alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """A practice room served for real, new for each test."""
    with serving(tmp_path / "served", free_port(), "--practice") as one:
        yield one
