"""How every benchmark here measures and prints: ours and the peer in turn, the best of several runs, one line each."""

import os
import platform
import time
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version


def best_seconds(run: Callable[[], object], repeats: int = 5, lasting_s: float = 1.0) -> float:
    """Run after one unmeasured run at least so often and so long, and give the shortest time.

    The shortest of many short runs is what the machine can do when nobody else is on it, for ours as for the peer.
    """
    run()
    times: list[float] = []
    stop = time.perf_counter() + lasting_s
    while len(times) < repeats or time.perf_counter() < stop:
        began = time.perf_counter()
        run()
        times.append(time.perf_counter() - began)
    return min(times)


def say(question: str, packages: tuple[str, ...] = ()) -> None:
    """Print what is asked, where and with what."""
    names = []
    for package in ("numba", "numpy", *packages):
        try:
            names.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            names.append(f"{package} not installed")
    print(f"# {question}")
    print(
        f"# {time.strftime('%Y-%m-%d')}, Python {platform.python_version()}, {os.cpu_count()} cores, {', '.join(names)}"
    )


def line(name: str, value: float, unit: str, ours: float | None = None, note: str = "") -> None:
    """Print one line: name, value, how many times ours, load average."""
    ratio = "" if ours is None else f"{value / ours:10.1f} x ours"
    print(f"{name:<58}{value:14.4g} {unit:<12}{ratio:<18} load {os.getloadavg()[0]:.1f}  {note}", flush=True)
