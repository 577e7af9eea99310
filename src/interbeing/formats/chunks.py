"""Long lists written a few thousand at a time, so that no file has to stand in memory whole."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final, TypeVar

T = TypeVar("T")
AT_ONCE: Final = 5_000


def chunked(things: Iterable[T], most: int = AT_ONCE) -> Iterator[list[T]]:
    """Give the things in lists of at most `most`, in their order."""
    left = iter(things)
    while some := list(islice(left, most)):
        yield some
