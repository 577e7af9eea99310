"""Where the files lie that come with Interbeing: inside the installed package, or beside `src` in a checkout."""

from pathlib import Path
from typing import Final

PACKAGE: Final = Path(__file__).parents[1]
CHECKOUT: Final = Path(__file__).parents[3]


def shipped(folder: str) -> Path:
    """Give the shipped folder of this name, such as `protocols`."""
    inside = PACKAGE / folder
    return inside if inside.is_dir() else CHECKOUT / folder
