"""A pulse in the colour of skin is found where it is, and not where it is not."""

import numpy as np
import pytest

from interbeing.signals.pulse import CLEAR_DB, NOT_KNOWN, Pulse, pulse, steady

SKIN = np.array([170.0, 120.0, 100.0])
SHARES = np.array([0.3, 1.0, 0.5])  # how the three colours take part in a pulse


def seen(bpm: float, depth: float, rng: np.random.Generator, hz: float = 9, noise: float = 0.05, span_s: float = 20):
    """Mean colours of a face at uneven times: a pulse, a slow drift of the light, grain."""
    times_s = np.sort(np.arange(0, span_s, 1 / hz) + rng.uniform(-0.02, 0.02, round(span_s * hz)))
    beat = depth * np.sin(2 * np.pi * bpm / 60 * times_s)[:, None] * SHARES
    light = 1 + 0.01 * np.sin(2 * np.pi * 0.2 * times_s)[:, None]
    return times_s * 1000, SKIN * light * (1 + beat) + rng.normal(0, noise, (times_s.size, 3))


@pytest.mark.parametrize("bpm", [48, 55, 72, 108, 130])
def test_a_pulse_is_read_within_one_beat_a_minute(bpm: float) -> None:
    read = pulse(*seen(bpm, 0.005, np.random.default_rng(1)))
    assert read.rate_bpm == pytest.approx(bpm, abs=1)


def test_where_there_is_no_pulse_none_is_said() -> None:
    rng = np.random.default_rng(2)
    clear = [pulse(*seen(72, 0.0, rng)) for _ in range(300)]
    said = [read.rate_bpm for read in clear if read.rate_bpm is not None]
    assert said == []
    assert max(read.clear_db or 0 for read in clear) < CLEAR_DB


def test_too_few_too_short_too_dark_or_broken_samples_are_not_known() -> None:
    rng = np.random.default_rng(3)
    times, colours = seen(72, 0.005, rng)
    assert pulse(times[:50], colours[:50]) == NOT_KNOWN
    assert pulse(times[::3], colours[::3]) == NOT_KNOWN
    assert pulse(np.r_[times[:90], times[100:]], np.r_[colours[:90], colours[100:]]) == NOT_KNOWN
    assert pulse(times, np.zeros_like(colours)) == NOT_KNOWN
    assert pulse(np.zeros(0), np.zeros((0, 3))) == NOT_KNOWN


def test_after_a_hole_it_is_read_again_as_soon_as_twelve_seconds_are_whole() -> None:
    times, colours = seen(55, 0.005, np.random.default_rng(4))
    holed = np.r_[times[:50], times[60:]], np.r_[colours[:50], colours[60:]]  # 13.3 s are left after it
    assert pulse(*holed).rate_bpm == pytest.approx(55, abs=1)


def test_twelve_seconds_without_a_pulse_say_none_either() -> None:
    rng = np.random.default_rng(6)
    assert [pulse(*seen(72, 0.0, rng, span_s=13)).rate_bpm for _ in range(200)] == [None] * 200


def test_a_rate_is_said_only_once_three_seconds_agree_on_it() -> None:
    def said(*rates: float | None) -> float | None:
        return steady([Pulse(rate, 9.0) for rate in rates])

    assert said(71, 72, 73) == 73
    assert said(60, 71, 72, 73) == 73
    assert said(71, None, 73) is None
    assert said(60, 72, 73) is None
    assert said(72, 72) is None
