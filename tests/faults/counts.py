"""How often each fault is tried: enough for every day, and the long counts with INTERBEING_SOAK=1 (`make soak`).

A share of the long counts, INTERBEING_SOAK=0.1, is for a machine that has not the whole night.
"""

import os

SHARE = float(os.environ.get("INTERBEING_SOAK") or 0)


def times(everyday: int, soak: int) -> int:
    """Give the count that this run asks for."""
    return max(everyday, round(soak * SHARE))
