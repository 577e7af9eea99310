"""Does one deed in a process of its own and kills it at the step that is asked for."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

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


@contextmanager
def stepping(step: Step) -> Iterator[None]:
    """Hear a step after each statement and before each commit, each sync and each time a file is named or unnamed."""
    sync, moved = os.fsync, {name: getattr(Path, name) for name in ("replace", "rename", "unlink")}

    def before(name: str, do: Callable[..., object]) -> Callable[..., object]:
        def stepped(*given: Any, **named: Any) -> object:
            step(name)
            return do(*given, **named)

        return stepped

    def heard(*_said: object) -> None:
        step("a statement or a commit")

    os.fsync = before("fsync", sync)  # type: ignore[assignment]
    for name, do in moved.items():
        setattr(Path, name, before(name, do))
    for kind in ("after_cursor_execute", "commit"):
        event.listen(Engine, kind, heard)
    try:
        yield
    finally:
        os.fsync = sync
        for name, do in moved.items():
            setattr(Path, name, do)
        for kind in ("after_cursor_execute", "commit"):
            event.remove(Engine, kind, heard)
