"""Does one deed in a process of its own and kills it at the step that is asked for."""

import os
import signal
from collections.abc import Callable

Step = Callable[[str], None]
DIED, ENDED, FAILED = "died", "ended", "failed"


def steps_of(deed: Callable[[Step], object]) -> int:
    """Do the deed here, to its end, and count its steps."""
    heard: list[str] = []
    deed(heard.append)
    return len(heard)


def killed_at(last: int, deed: Callable[[Step], object]) -> str:
    """Do the deed in a child that kills itself at its step `last` (from 1), and say how the child ended."""
    child = os.fork()
    if child == 0:
        _do_and_die(last, deed)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return DIED
    return FAILED if os.WEXITSTATUS(status) else ENDED


def _do_and_die(last: int, deed: Callable[[Step], object]) -> None:
    heard: list[str] = []

    def step(name: str) -> None:
        heard.append(name)
        if len(heard) == last:
            os.kill(os.getpid(), signal.SIGKILL)

    status = 1
    try:
        deed(step)
        status = 0
    finally:
        os._exit(status)
