"""The mind's own process: hears questions, thinks at low priority, answers, and ends when the room does in any way.

The room starts it as `python -m interbeing.services.mind_process` and tells it first where the record lies. Whatever is
secret comes through the pipe, where no list of processes shows it.
"""

import os
import signal
import sys
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Thread
from typing import Any, BinaryIO, Final

from interbeing.domain.question import QUESTIONS
from interbeing.services.pipe import hear, tell
from interbeing.storage.look import Record
from interbeing.storage.memory import keep_in_memory

NICENESS: Final = 10
HEARD: Final[tuple[type[Any], ...]] = (Record, *QUESTIONS)


@dataclass(frozen=True, slots=True)
class Prepared:
    """The model's arithmetic is ready: questions are answered from now on."""


def main() -> None:
    """Serve the room at the other end of standard input and output until it is gone."""
    keep_in_memory()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the room, which then lets go of us
    answers, heard = _own_output(), SimpleQueue[Any]()
    Thread(target=_listen, args=(heard,), daemon=True).start()
    if hasattr(os, "nice"):  # elsewhere the room has started us at a lower priority
        os.nice(NICENESS)
    _think(heard, answers)


def _listen(heard: "SimpleQueue[Any]") -> None:
    """Hear the room also while something is thought or translated; when it falls silent for good, end at once."""
    for line in sys.stdin.buffer:
        heard.put(hear(line, HEARD))
    os._exit(0)


def _think(heard: "SimpleQueue[Any]", answers: BinaryIO) -> None:
    record = heard.get()
    from interbeing.model.prepare import prepare_course
    from interbeing.services.thinking import Thinking

    prepare_course()
    thinking = Thinking(record)
    tell(answers, Prepared())
    while True:
        tell(answers, thinking.answer(heard.get()))


def _own_output() -> BinaryIO:
    """Keep standard output for answers alone: what a library prints must not stand among them."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return answers


if __name__ == "__main__":
    main()
