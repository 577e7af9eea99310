"""How far foretold chances came true: against counts made in the head, and over many made-up patients."""

import numpy as np
import pytest

from interbeing.domain.reliability import BINS, LEAST_IN_BIN, LEAST_SHOWN, Outcome, reliability, share_of


def test_nothing_is_known_of_too_few() -> None:
    few = reliability([Outcome(0.9, came=True)] * (LEAST_SHOWN - 1))
    assert (few.is_known, few.right, few.commoner, few.shown) == (False, None, None, LEAST_SHOWN - 1)
    assert reliability([]).shown == 0


def test_shares_are_those_counted_by_hand() -> None:
    told = [Outcome(0.1, came=False)] * 14 + [Outcome(0.1, came=True)] * 2 + [Outcome(0.7, came=True)] * 6
    told += [Outcome(0.5, came=False)] * 2 + [Outcome(1.0, came=True)]
    found = reliability(told)
    assert found.right is not None
    assert found.commoner is not None
    assert (found.right.times, found.right.of) == (14 + 6 + 1, 25)
    assert (found.commoner.times, found.commoner.of) == (16, 25)
    assert [one.shown for one in found.bins] == [16, 0, 2, 6, 1]
    first, fourth = found.bins[0], found.bins[3]
    assert first.came is not None
    assert fourth.came is not None
    assert (first.foretold, first.came.share.mean) == (pytest.approx(0.1), 2 / 16)
    assert (fourth.foretold, fourth.came.share.mean) == (pytest.approx(0.7), 1.0)
    assert [one.came is None for one in found.bins] == [one.shown < LEAST_IN_BIN for one in found.bins]


def test_wilsons_interval_solves_its_own_equation() -> None:
    for count, of in ((0, 5), (3, 20), (17, 20), (20, 20)):
        share = share_of(count, of).share
        for edge in (one for one in (share.low, share.high) if 1e-9 < one < 1 - 1e-9):
            assert abs(share.mean - edge) == pytest.approx(1.6448536 * (edge * (1 - edge) / of) ** 0.5, rel=1e-6)


def test_of_true_chances_each_stretch_of_the_curve_holds_its_own() -> None:
    rng = np.random.default_rng(8)
    chances = rng.random(4_000)
    found = reliability([Outcome(float(chance), came=bool(rng.random() < chance)) for chance in chances])
    assert len(found.bins) == BINS
    for one in found.bins:
        assert one.came is not None
        assert one.foretold == pytest.approx(one.came.share.mean, abs=0.04)
