"""Keeps the translated arithmetic in a folder named after the model's own text, so that it is never stale."""

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
from numba.core import config

from interbeing.model.sources import sources_hash

Kernel = TypeVar("Kernel", bound=Callable[..., Any])

HOW: dict[str, Any] = {"nogil": True, "error_model": "numpy", "fastmath": {"contract"}, "cache": True}
BORROWS: dict[str, Any] = {"_nrt": False}
"""Arrays that are only borrowed are not counted at every step: counting took half of the time."""
SOURCES = Path(__file__).parent


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
    """Translate a plain scalar function at its first call and keep the translation on disk; it makes no arrays.

    Division by zero gives infinity as in NumPy; other threads run meanwhile; a product and a sum may be fused but
    nothing is reordered, so that results agree between processors to the last digits (docs/model.md, speed).
    """
    return cast("Kernel", numba.njit(forceinline=True, **HOW, **BORROWS)(function))


def kernel_apart(function: Kernel) -> Kernel:
    """Do the same for what is rare or large: it is called, not copied into every kernel that needs it."""
    return cast("Kernel", numba.njit(**HOW, **BORROWS)(function))


def kernel_within(function: Kernel) -> Kernel:
    """Do the same for what only puts others in order: its text stands in for each call, nothing is translated apart.

    A function translated apart is translated once more, with all that it calls, in every function that calls it.
    """
    return cast("Kernel", numba.njit(inline="always", **HOW, **BORROWS)(function))


def kernel_with_arrays(function: Kernel) -> Kernel:
    """Do the same for what makes arrays to work in, and for whatever calls it."""
    return cast("Kernel", numba.njit(**HOW)(function))
