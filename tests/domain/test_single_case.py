"""One person over time: non-overlap, Tau-U, slope and change of a share, held against published figures and SciPy."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import mannwhitneyu, theilslopes

from interbeing.domain import rating
from interbeing.domain.rating import share
from interbeing.domain.single_case import LEAST_ALONG, LEAST_EACH, OF_90, difference, kendall_s, overlap, slope

OF_95 = 1.959963984540054
EXAMPLE = [20, 20, 26, 25, 22, 23], [28, 25, 24, 27, 30, 30, 29]  # of the R package SingleCaseES, Tau_U and NAP
VALUES = st.lists(st.integers(-5, 5), min_size=LEAST_EACH, max_size=12)


def test_non_overlap_and_tau_u_are_those_that_singlecasees_gives_for_its_example() -> None:
    found = overlap(*EXAMPLE)
    assert found is not None
    assert found.nap.mean == pytest.approx(0.9166667, abs=5e-8)
    assert found.tau_u == pytest.approx(0.7380952, abs=5e-8)


@given(VALUES, VALUES)
def test_non_overlap_is_mann_whitneys_u_as_a_share(first: list[int], second: list[int]) -> None:
    found = overlap(first, second)
    assert found is not None
    u = mannwhitneyu(second, first, method="asymptotic").statistic if len(set(first + second)) > 1 else None
    assert found.nap.mean == pytest.approx(0.5 if u is None else u / (len(first) * len(second)))
    assert 0 <= found.nap.low <= found.nap.mean <= found.nap.high <= 1


@given(VALUES, VALUES)
def test_the_interval_ends_where_newcombes_score_says_and_turns_round_with_the_scale(
    first: list[int], second: list[int]
) -> None:
    found, turned = overlap(first, second), overlap([-x for x in first], [-x for x in second])
    assert found is not None
    assert turned is not None
    assert (turned.nap.low, turned.nap.high) == pytest.approx((1 - found.nap.high, 1 - found.nap.low), abs=1e-9)
    more, pairs = (len(first) + len(second)) / 2 - 1, len(first) * len(second)
    for at in (found.nap.low, found.nap.high):
        variance = at * (1 - at) * (1 + more * ((1 - at) / (2 - at) + at / (1 + at))) / pairs
        assert 0 < at < 1 or at == found.nap.mean
        assert (found.nap.mean - at) ** 2 == pytest.approx(OF_90**2 * variance, abs=1e-9)


@given(st.lists(st.integers(-9, 9), min_size=LEAST_ALONG, max_size=20))
def test_the_slope_is_sens_with_its_interval(values: list[int]) -> None:
    found = slope(list(enumerate(values, 1)))
    known = theilslopes(values, range(1, len(values) + 1), 0.9)
    assert found is not None
    assert found.mean == pytest.approx(known.slope)
    if len(set(values)) > 1:
        assert (found.low, found.high) == pytest.approx((known.low_slope, known.high_slope))


def test_the_change_of_a_share_has_newcombes_interval(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rating, "Z", OF_95)  # his example of 1998, his tenth method: 56/70 less 48/80
    found = difference(share(48, 80), share(56, 70))
    assert found is not None
    assert (found.mean, found.low, found.high) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)


def test_kendalls_s_counts_rises_less_falls() -> None:
    assert (kendall_s([1, 2, 3]), kendall_s([3, 2, 1]), kendall_s([2, 2, 2]), kendall_s([2, 3, 5, 3])) == (3, -3, 0, 3)


def test_with_few_sessions_nothing_is_said() -> None:
    assert overlap([1.0] * (LEAST_EACH - 1), [2.0] * 9) is None
    assert slope([(n, 0.5) for n in range(LEAST_ALONG - 1)]) is None
    assert all(difference(share(*a), share(*b)) is None for a, b in product([(1, 2), (0, 0)], [(5, 9), (0, 4)]))
