"""Serves a room again and again, each time in a process of its own that is ready at once: imports first, forks then.

`python -m tests.faults.nursery SABOTAGE`; each line on standard input starts `interbeing serve`, answered by its id.
"""

import os
import signal
import sys

import interbeing.web.app
import interbeing.wiring  # noqa: F401  so that a child has nothing left to import
from interbeing.cli import main
from tests.faults.sabotage import SABOTAGES


def rear() -> None:
    for _line in sys.stdin:
        child = os.fork()
        if child == 0:
            os.close(0)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os._exit(main(["serve"]))
        print(child, flush=True)


if __name__ == "__main__":
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    SABOTAGES[sys.argv[1]]()
    rear()
