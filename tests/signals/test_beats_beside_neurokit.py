"""The rate and RMSSD of a belt's beats beside NeuroKit2's of the same beats.

NeuroKit2 is not installed where tests run: its figures are of its version 0.2.13 and of the rhythms that
`benchmarks/bench_beats.py` makes from a fixed seed (`make peers` prints both anew).
"""

import importlib
import sys
from types import ModuleType

import numpy as np
import pytest

SEED = 1
NEUROKIT2 = {
    "still": ((70.67, 15.74), (70.67, 15.02)),
    "breathing": ((70.69, 43.51), (70.69, 42.90)),
    "slow": ((57.20, 67.30), (57.20, 65.01)),
    "quick": ((107.31, 12.42), (107.31, 12.28)),
}
"""A minute each: rate and RMSSD as it is; and with one beat missed and one heard twice, put right by its own way."""
RATE_BPM, RMSSD_SHARE = 0.1, 0.03  # ours leaves a doubtful beat out, NeuroKit2 moves it


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.setitem(sys.modules, "neurokit2", ModuleType("neurokit2"))
    return importlib.import_module("benchmarks.bench_beats")


def test_rate_and_rmssd_agree_with_neurokit2_also_where_a_beat_was_missed_and_another_heard_twice(
    bench: ModuleType,
) -> None:
    rng = np.random.default_rng(SEED)
    assert set(bench.RHYTHMS) == set(NEUROKIT2)
    for name, of in bench.RHYTHMS.items():
        whole = bench.intervals(*of, rng)
        for beats, (rate_bpm, rmssd_ms) in zip((whole, bench.slipped(whole)), NEUROKIT2[name], strict=True):
            ours = bench.ours(beats)
            assert ours[0] == pytest.approx(rate_bpm, abs=RATE_BPM), name
            assert ours[1] == pytest.approx(rmssd_ms, rel=RMSSD_SHARE), name
