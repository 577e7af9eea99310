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
from tempfile import TemporaryFile
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
        return psutil.Process(self._asked(environment, arguments, 1, 2))

    def run(self, environment: Mapping[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `interbeing` with these arguments to its end; gives its status and what it said."""
        with TemporaryFile("w+") as said, TemporaryFile("w+") as wrong:
            ended, tells = os.pipe()
            self._asked(environment, arguments, said.fileno(), wrong.fileno(), tells)
            os.close(tells)
            with os.fdopen(ended) as end:
                status = end.read()  # until it is gone
            said.seek(0)
            wrong.seek(0)
            return subprocess.CompletedProcess(arguments, int(status or 1), said.read(), wrong.read())

    def _asked(self, environment: Mapping[str, str], arguments: tuple[str, ...], *open_files: int) -> int:
        asked = {"environment": dict(environment), "folder": str(Path.cwd()), "arguments": arguments}
        socket.send_fds(self._line, [json.dumps(asked).encode()], open_files)
        return int(self._line.recv(LONGEST_REQUEST))

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
        said, given, _flags, _address = socket.recv_fds(line, LONGEST_REQUEST, 3)
        if not said:
            return
        child = os.fork()
        if child == 0:
            line.close()
            _live(given, **json.loads(said))
        for one in given:
            os.close(one)
        line.send(str(child).encode())


def _live(given: list[int], environment: dict[str, str], folder: str, arguments: list[str]) -> None:
    """Be the command that was asked for, to the end; its status is told where somebody waits for it."""
    from interbeing.cli import main

    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    output, errors, *tells = given
    os.dup2(output, 1)
    os.dup2(errors, 2)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    os.chdir(folder)
    status = main(arguments)
    for one in tells:
        os.write(one, str(status).encode())
    sys.exit(status)


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
