"""Turning the pages of a long list."""

from typing import Final, NamedTuple
from urllib.parse import urlencode

FARTHEST: Final = 1_000_000  # no list of ours is longer; keeps a made-up address from asking for more


class Turning(NamedTuple):
    """Where in a list we are (counted from 1), how long it is, and the ways to the pages beside."""

    first: int
    last: int
    total: int
    before: str | None
    after: str | None


def turning(address: str, words: str, start: int, per_page: int, count: int) -> Turning:
    """Say where we are; the first page has no way back, the last none onward."""
    before = way(address, words, max(0, start - per_page)) if start > 0 else None
    after = way(address, words, start + per_page) if start + per_page < count else None
    return Turning(min(start + 1, count), min(start + per_page, count), count, before, after)


def way(address: str, words: str, start: int) -> str:
    """Give the address of a list from there on; its words are sealed already (web/search_words.py)."""
    asked = {"q": words} if words else {}
    asked |= {"from": str(start)} if start else {}
    return f"{address}?{urlencode(asked)}" if asked else address
