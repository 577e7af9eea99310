"""Keeps what lies in memory off the disk: a crash leaves no image of it, and other users cannot look in."""

import ctypes
import sys
from contextlib import suppress
from typing import Final

NOT_DUMPABLE: Final = 4  # PR_SET_DUMPABLE, linux/prctl.h


def keep_in_memory() -> None:
    """Ask the system for no core dumps of this process or those it starts, and on Linux that no other process looks in.

    Where the system cannot be asked (Windows), it stays as it is set up; swap is the system's everywhere.
    """
    if sys.platform == "win32":
        return
    import resource

    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(NOT_DUMPABLE, 0, 0, 0, 0)
