"""How far a long piece of work has come, so that whoever waits for it can see it, leave it or stop it."""

from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from typing import Final, NamedTuple, TypeVar

TOLD_EVERY: Final = 500
Thing = TypeVar("Thing")
Tell = Callable[[int, int], None]
"""Told as work goes on: how much is done, and of how much (0: nobody knows). It may raise Stopped."""


class What(StrEnum):
    """What is being done."""

    FILE = "file"
    PDF = "pdf"
    BRING_IN = "bring_in"
    AGREEMENT = "agreement"


class Doing(StrEnum):
    """Which part of it."""

    WAITING = "waiting"
    READING = "reading"
    WRITING = "writing"
    PACKING = "packing"
    KEEPING = "keeping"
    COMPARING = "comparing"
    SETTING = "setting"


class Standing(StrEnum):
    """Whether it goes on, or how it ended."""

    UNDER_WAY = "under_way"
    DONE = "done"
    STOPPED = "stopped"
    REFUSED = "refused"


class HowFar(NamedTuple):
    """The part that is being done, how much of it is done, and of how much; 0 where nobody knows.

    While a file is written `done` counts its bytes so far.
    """

    doing: Doing = Doing.WAITING
    done: int = 0
    of: int = 0


def untold(_done: int, _of: int) -> None:
    """Nobody waits to be told."""


def told(things: Iterable[Thing], of: int, tell: Tell) -> Iterator[Thing]:
    """Give the things one by one, telling now and then how many of them went."""
    for done, thing in enumerate(things):
        if done % TOLD_EVERY == 0:
            tell(done, of)
        yield thing
