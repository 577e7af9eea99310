"""How often each fault is tried: enough for every day, and the long counts with INTERBEING_SOAK=1 (`make soak`).

A share of the long counts, INTERBEING_SOAK=0.1, is for a machine that has not the whole night.
"""

import os

import pytest

SHARE = float(os.environ.get("INTERBEING_SOAK") or 0)


def only_long(why: str) -> pytest.MarkDecorator:
    """Mark a test that only the long runs try; `why` says what makes it long."""
    return pytest.mark.skipif(not SHARE, reason=f"{why}: make soak")


def long_only(case: object, why: str) -> object:
    """Give one of several cases that only the long runs try."""
    return pytest.param(case, marks=only_long(why))


def times(everyday: int, soak: int) -> int:
    """Give the count that this run asks for."""
    return max(everyday, round(soak * SHARE))
