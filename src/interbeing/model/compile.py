"""Keeps the translated arithmetic in a folder named after the model's own text, so that it is never stale."""

import hashlib
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
from numba.core import config

Kernel = TypeVar("Kernel", bound=Callable[..., Any])

HOW: dict[str, Any] = {"nogil": True, "error_model": "numpy", "fastmath": {"contract"}, "forceinline": True}
SOURCES = Path(__file__).parent


def sources_hash(folder: Path = SOURCES) -> str:
    """Name the exact text of every module in the folder, the Python and the numba that translate it.

    numba's own cache notices a changed file but not a changed function that another file calls
    (docs/model.md §6), so the whole folder is one key: any changed line gives another name.
    """
    digest = hashlib.sha256(f"{sys.version} {numba.__version__}".encode())
    for source in sorted(folder.glob("*.py")):
        digest.update(source.name.encode())
        digest.update(source.read_bytes())
    return digest.hexdigest()[:24]


def cache_home() -> Path:
    """Say where this person's machine keeps things that can be made again; NUMBA_CACHE_DIR overrules."""
    if named := os.environ.get("NUMBA_CACHE_DIR"):
        return Path(named)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home())) / "interbeing" / "kernels"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "interbeing" / "kernels"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "interbeing" / "kernels"


def cache_folder(home: Path, folder: Path = SOURCES) -> Path:
    """Give the folder for exactly these sources, made if need be, or a temporary one if that fails."""
    named = home / sources_hash(folder)
    try:
        named.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=named):
            return named
    except OSError:
        return Path(tempfile.mkdtemp(prefix="interbeing-kernels-"))


config.CACHE_DIR = str(cache_folder(cache_home()))  # type: ignore[attr-defined]  # set by name inside numba


def kernel(function: Kernel) -> Kernel:
    """Translate a plain scalar function at its first call and keep the translation on disk.

    Division by zero gives infinity as in NumPy; other threads run meanwhile; a product and a sum may be fused but
    nothing is reordered, so that results agree between processors to the last digits (docs/model.md, speed).
    """
    return cast("Kernel", numba.njit(cache=True, **HOW)(function))


def kernel_apart(function: Kernel) -> Kernel:
    """Do the same for what is rare or large: it is called, not copied into every kernel that needs it."""
    return cast("Kernel", numba.njit(cache=True, **{**HOW, "forceinline": False})(function))
