import importlib
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parent.parent
PEERS = {"neurokit2"}
"""Only in the environment of `make peers`."""


@pytest.mark.parametrize("path", sorted((ROOT / "benchmarks").glob("*.py")), ids=lambda path: path.stem)
def test_every_benchmark_still_finds_what_it_measures(path, monkeypatch):
    monkeypatch.syspath_prepend(str(path.parent))
    for peer in PEERS:
        monkeypatch.setitem(sys.modules, peer, ModuleType(peer))
    importlib.import_module(f"benchmarks.{path.stem}")
