"""Names the exact text of the model, so that nothing made by one version of it is taken for the work of another."""

import hashlib
import sys
from functools import cache
from importlib.metadata import version
from pathlib import Path


def sources_hash(folder: Path) -> str:
    """Name the exact text of every module in the folder, the Python and the numba that translate it.

    numba's own cache notices a changed file but not a changed function that another file calls
    (docs/model.md §6), so the whole folder is one key: any changed line gives another name.
    """
    digest = hashlib.sha256(f"{sys.version} {version('numba')}".encode())
    for source in sorted(folder.glob("*.py")):
        digest.update(source.name.encode())
        digest.update(source.read_bytes())
    return digest.hexdigest()[:24]


@cache
def model_name() -> str:
    """Name this model, as it was when it was first asked for; reads its text, and translates nothing."""
    return sources_hash(Path(__file__).parent)
