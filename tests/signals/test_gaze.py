"""Gaze, stillness and light from samples."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from interbeing.signals import gaze, light, quality, stillness

letters = st.text("otac?", max_size=300)


@given(letters)
def test_bouts_cover_all_the_time_and_neighbours_differ(said: str) -> None:
    found = gaze.bouts(gaze.read(said), 200)
    assert sum(bout.to_ms - bout.from_ms for bout in found) == 200 * len(said)
    assert all(a.to_ms == b.from_ms and a.what != b.what for a, b in pairwise(found))


@given(letters)
def test_the_dose_is_the_sum_of_the_bouts_toward_the_own_eyes(said: str) -> None:
    samples = gaze.read(said)
    by_hand = sum(bout.to_ms - bout.from_ms for bout in gaze.bouts(samples, 200) if bout.what == gaze.OWN)
    assert gaze.looked_ms(samples, 200) == by_hand == 200 * said.count("o")
    assert gaze.judged_ms(samples, 200) == 200 * (len(said) - said.count("?"))


def test_a_second_is_what_at_least_half_of_it_was() -> None:
    for said, what in {
        "ooooa": gaze.OWN,
        "oota?": gaze.NOT_KNOWN,
        "o????": gaze.NOT_KNOWN,
        "?????": gaze.NOT_KNOWN,
        "cc": gaze.CLOSED,
    }.items():
        assert gaze.most_of(gaze.read(said)) == what, said


def test_stillness_is_counted_back_to_the_last_movement() -> None:
    still, moving = 0.01, 0.5
    for seconds, expected in (
        ([], None),
        ([still], 1000),
        ([moving, still, still], 2000),
        ([still, moving], 0),
        ([still, np.nan], None),
        ([still, np.nan, still], 1000),
    ):
        assert stillness.still_ms(np.array(seconds, np.float64)) == expected, seconds


def test_too_dark_does_not_come_and_go_at_its_edge() -> None:
    assert light.too_dark(30, was_dark=False)
    assert light.too_dark(44, was_dark=True)
    assert not light.too_dark(44, was_dark=False)
    assert not light.too_dark(60, was_dark=True)


def test_a_baseline_waits_for_a_minute_and_then_stays() -> None:
    known: list[float | None] = [70.0] * 40 + [None] * 30 + [72.0] * 19
    assert quality.baseline(known) is None
    assert quality.baseline([*known, 72.0]) == 70.0
    assert quality.baseline([*known, 72.0, *[120.0] * 500]) == 70.0
    assert quality.known_share([1, None, None, 2]) == 0.5
    assert quality.known_share([]) is None
