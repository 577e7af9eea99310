"""Beats from a belt: artefacts are left out, gaps are never bridged, and the figures are the textbook's."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from interbeing.signals.heartbeat import believed, in_ms
from interbeing.signals.variability import Beats, Variability, add, variability


def rhythm(beats: int, rng: np.random.Generator) -> np.ndarray:
    return 850 + 40 * np.sin(np.arange(beats) / 4) + rng.normal(0, 15, beats)


def test_units_become_milliseconds() -> None:
    assert in_ms(np.array([1024, 512])).tolist() == [1000.0, 500.0]


def test_a_missed_and_an_extra_beat_are_not_believed() -> None:
    rr = rhythm(60, np.random.default_rng(1))
    slipped = np.r_[rr[:20], rr[20] + rr[21], rr[22:40], rr[40] / 2, rr[40] / 2, rr[41:], 2500, 100]
    kept = believed(slipped)
    assert kept.sum() == kept.size - 5
    assert not kept[[20, 39, 40, -2, -1]].any()
    assert believed(rr).all()


@given(st.lists(st.floats(720, 880), min_size=40, max_size=60))
def test_rate_and_rmssd_are_the_textbooks(rr: list[float]) -> None:
    rr = rr[: int(np.searchsorted(np.cumsum(rr), 60_000, side="right"))]
    one_by_one = Beats()
    for interval in rr:
        one_by_one = add(one_by_one, (interval,))
    at_once = add(Beats(), tuple(rr))
    assert at_once == one_by_one
    read = variability(at_once)
    assert read.rate_bpm == pytest.approx(60_000 / np.mean(rr))
    assert read.rmssd_ms == pytest.approx(np.sqrt(np.mean(np.diff(rr) ** 2)))


def test_a_gap_is_not_bridged() -> None:
    before, after = (800.0,) * 31, (900.0,) * 31
    bridged = variability(add(add(Beats(), before), after))
    whole = variability(add(add(Beats(), before), after, after_gap=True))
    assert whole.rmssd_ms == 0
    assert bridged.rmssd_ms == pytest.approx(100 / np.sqrt(61))


def test_only_the_last_minute_counts_and_too_little_is_not_known() -> None:
    assert variability(Beats()) == Variability(None, None)
    few = variability(add(Beats(), (800.0,) * 10))
    assert few.rate_bpm == 75
    assert few.rmssd_ms is None
    assert sum(add(Beats(), (800.0,) * 500).rr_ms) <= 60_000
