"""Starts our commands in processes of their own that have nothing left to read in: imports first, forks then.

`nursery().start` does what `python -m interbeing …` does, for a tenth of the work. Where the start itself is looked at,
tests start it for real (`tests/cli/test_start.py`, `tests/test_wheel.py`).
"""

import atexit
import gc
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).parents[1]
LONGEST_REQUEST = 2**17


class Nursery:
    """A process that has read everything in and bears others; what it bears may be a build broken on purpose."""

    def __init__(self, sabotage: str = "none") -> None:
        self._line, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            command = (sys.executable, "-m", "tests.nursery", str(theirs.fileno()), sabotage)
            self._process = subprocess.Popen(command, pass_fds=[theirs.fileno()], cwd=ROOT)

    def start(self, environment: Mapping[str, str], *arguments: str) -> psutil.Process:
        """Run `interbeing` with these arguments; what it says goes where this process's own words go now."""
        asked = {"environment": dict(environment), "folder": str(Path.cwd()), "arguments": arguments}
        socket.send_fds(self._line, [json.dumps(asked).encode()], [1, 2])
        return psutil.Process(int(self._line.recv(LONGEST_REQUEST)))

    def close(self) -> None:
        self._line.close()
        self._process.wait(20)


@cache
def nursery() -> Nursery:
    """The one of this test run."""
    begun = Nursery()
    atexit.register(begun.close)
    return begun


def rear(line: socket.socket) -> None:
    """Bear a process for each request, until nobody asks any more."""
    while True:
        said, output, _flags, _address = socket.recv_fds(line, LONGEST_REQUEST, 2)
        if not said:
            return
        child = os.fork()
        if child == 0:
            line.close()
            _live(output, **json.loads(said))
        for one in output:
            os.close(one)
        line.send(str(child).encode())


def _live(output: list[int], environment: dict[str, str], folder: str, arguments: list[str]) -> None:
    """Be the command that was asked for, to the end."""
    from interbeing.cli import main

    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for ours, given in enumerate(output, 1):
        os.dup2(given, ours)
        os.close(given)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    os.chdir(folder)
    sys.exit(main(arguments))


def _bury(*_signal: Any) -> None:
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _read_everything_in(sabotage: str) -> None:
    import psycopg  # noqa: F401
    import sqlalchemy.dialects.postgresql  # noqa: F401

    import interbeing.web.app  # noqa: F401
    from tests.faults.sabotage import SABOTAGES

    SABOTAGES[sabotage]()
    gc.freeze()


if __name__ == "__main__":
    signal.signal(signal.SIGCHLD, _bury)
    _read_everything_in(sys.argv[2])
    rear(socket.socket(fileno=int(sys.argv[1])))
