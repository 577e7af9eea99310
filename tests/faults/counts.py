"""How often each fault is tried: enough for every day, and the long counts with INTERBEING_SOAK=1 (`make soak`)."""

import os

IS_SOAK = os.environ.get("INTERBEING_SOAK") == "1"


def times(everyday: int, soak: int) -> int:
    """Give the count that this run asks for."""
    return soak if IS_SOAK else everyday
