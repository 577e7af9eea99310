"""The room's end of the mind: the model thinks in a process of its own, so that no mark waits for any of its work."""

import subprocess
import sys
from contextlib import suppress
from threading import Lock
from typing import Any, BinaryIO, Final, cast

from interbeing.domain.errors import InterbeingError
from interbeing.domain.question import ANSWERS, Answer, Question
from interbeing.services.mind_process import Prepared
from interbeing.services.pipe import hear, tell
from interbeing.storage.look import Record

COMMAND: Final = (sys.executable, "-P", "-m", "interbeing.services.mind_process")
MOST_STARTS: Final = 2  # one that ends by itself is started once more
GONE_WITHIN_S: Final = 2


class MindGone(InterbeingError):
    """The mind ended and is not started again in this room."""


class Mind:
    """The mind of one room, started with the first question. Asked by one thread at a time; closed from any."""

    def __init__(self, record: Record, *, is_on: bool = True) -> None:
        """Begin without a process; a mind that is not on never starts one."""
        self._record, self.is_on = record, is_on
        self._process: subprocess.Popen[bytes] | None = None
        self._lock, self._is_closed, self._starts = Lock(), not is_on, 0
        self.is_prepared = False

    def ask(self, question: Question) -> Answer:
        """Wait for the answer; MindGone when the mind ended twice, cannot be started, or the room is closing."""
        while True:
            try:
                return self._asked(question)
            except (OSError, EOFError):
                self._let_go()
                if self._is_closed or self._starts >= MOST_STARTS:
                    raise MindGone("the mind ended") from None

    def forget(self) -> None:
        """End the process with all it had in mind; the next question begins a new one."""
        self._starts = 0
        self._let_go()

    def close(self) -> None:
        """End the mind at once, whatever it is doing; nothing of it is kept."""
        self._is_closed = True
        self._let_go()

    def _asked(self, question: Question) -> Answer:
        process = self._process or self._started()
        tell(cast("BinaryIO", process.stdin), question)
        answer: Answer = hear(cast("BinaryIO", process.stdout).readline(), ANSWERS)
        return answer

    def _started(self) -> "subprocess.Popen[bytes]":
        """Start the mind and wait until it is prepared."""
        with self._lock:
            if self._is_closed:
                raise EOFError
            self._starts += 1
            self._process = process = subprocess.Popen(COMMAND, **_manner())
        tell(cast("BinaryIO", process.stdin), self._record)
        hear(cast("BinaryIO", process.stdout).readline(), (Prepared,))
        self.is_prepared = True
        return process

    def _let_go(self) -> None:
        with self._lock:
            process, self._process, self.is_prepared = self._process, None, False
        if process is not None:
            process.kill()
            with suppress(subprocess.TimeoutExpired):
                process.wait(GONE_WITHIN_S)
            for pipe in (process.stdin, process.stdout):
                with suppress(OSError):  # what nobody will hear is not flushed
                    cast("BinaryIO", pipe).close()


def _manner() -> dict[str, Any]:
    """Say how the process is started: two pipes, silent, and at a lower priority where only its parent can ask that."""
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    if sys.platform == "win32":
        pipes["creationflags"] = subprocess.BELOW_NORMAL_PRIORITY_CLASS | subprocess.CREATE_NO_WINDOW
    return pipes
