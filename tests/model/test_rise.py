from itertools import pairwise

import numpy as np
import pytest

from interbeing.domain.emotion import Emotion
from interbeing.model.marks import marked_of
from interbeing.model.observe import belief_of
from interbeing.model.parameters import Core, Z, natural, reference_prior
from interbeing.model.rise import Begun, foretell_change
from tests.model.exact import lived

PRIOR = reference_prior()
FROM_FOUR = Begun(4, 1.0, Emotion.SADNESS, at_reflection=False)


def bank(draws=200):
    return belief_of(natural(np.random.default_rng(0).normal(size=(draws, Z)), PRIOR))


def change(*begun, more=0, belief=None):
    return foretell_change(belief or bank(), 99, begun, more).band


def test_care_is_expected_to_rise_at_first_and_less_with_each_exchange_taken_in():
    rises = [change(FROM_FOUR, more=more).mean for more in range(11)]
    assert rises[0] > 0
    assert np.all(np.diff(rises) < 0)


def test_the_ends_are_whole_points_that_a_mark_can_move():
    for level in range(11):
        low, high = change(FROM_FOUR._replace(level=level, at_reflection=True))[1:]
        assert -level <= low <= high <= 10 - level
        assert (low, high) == (int(low), int(high))


def test_nine_of_ten_moves_of_imagined_patients_lie_within_and_few_of_a_narrower_band_would():
    rng, within, narrower = np.random.default_rng(3), [], []
    for theta in natural(rng.standard_normal((25, Z)), PRIOR):
        moments = marked_of(lived(theta, 2, 60, rng, missing=False))
        for before, after in pairwise(moments):
            if after.is_first or after.perceived is not Emotion.COMPASSION:
                continue
            begun = Begun(before.arousal, after.minutes, after.felt, bool(after.at_reflection))
            low, high = change(begun, belief=belief_of(theta[None]))[1:]
            within.append(low <= after.arousal - before.arousal <= high)
            narrower.append(low < after.arousal - before.arousal < high)
    assert len(within) > 1000
    assert 0.9 < np.mean(within) < 0.97
    assert np.mean(narrower) < 0.8


def test_a_move_is_known_from_five_exchanges_in_the_feeling_and_five_marks_of_arousal_on_and_never_wide():
    belief = bank()
    belief.seen[2, 0] = 5
    assert foretell_change(belief, 5, [FROM_FOUR]).is_known
    assert not foretell_change(belief, 4, [FROM_FOUR]).is_known
    assert not foretell_change(belief, 5, [FROM_FOUR._replace(felt=Emotion.FEAR)]).is_known
    belief.draws[:, Core.SIGMA_REPORT] = 4.0
    assert not foretell_change(belief, 5, [FROM_FOUR]).is_known


def test_several_beginnings_weigh_alike():
    other = FROM_FOUR._replace(level=7)
    both = change(FROM_FOUR, other)
    assert both.mean == pytest.approx((change(FROM_FOUR).mean + change(other).mean) / 2)
