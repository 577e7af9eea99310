import numpy as np
import pytest

from interbeing.domain.emotion import EMOTIONS, Emotion
from interbeing.model.band import band
from interbeing.model.foretell import LEAST_EXCHANGES, foretell_reading, foretell_window
from interbeing.model.likelihood import log_likelihood
from interbeing.model.marks import Marked, marked_of, marks_of
from interbeing.model.observe import belief_of, observe, replay
from interbeing.model.parameters import Core, Z, natural, reference_prior
from interbeing.model.unmarked import course_of
from tests.model.exact import lived

PRIOR = reference_prior()


def bank(draws=200, seed=0):
    return belief_of(natural(np.random.default_rng(seed).normal(size=(draws, Z)), PRIOR))


def course(seed=1):
    return lived(natural(np.zeros(Z), PRIOR), 2, 30, np.random.default_rng(seed))


def same(one, other):
    for name in ("draws", "rows", "log_weights", "seen"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))


def test_moments_survive_being_written_as_arrays():
    moments = [
        Marked(1.5, True, Emotion.FEAR, None, Emotion.ANGER, 0, False, True, True),
        Marked(0.1, is_exchange=False),
    ]
    assert marked_of(marks_of(moments)) == moments


def test_replaying_the_log_gives_the_live_belief_to_the_last_bit():
    live = bank()
    for moment in marked_of(course()):
        live = observe(live, moment).belief
    same(live, replay(bank(), marked_of(course())))


def test_observing_leaves_the_old_belief_as_it_was():
    before, kept = bank(), bank()
    observe(before, marked_of(course())[0])
    same(before, kept)


def test_every_filter_of_the_bank_weighs_as_its_own_likelihood():
    marks = course()
    belief = replay(bank(20), marked_of(marks))
    each = np.array([log_likelihood(draw, course_of(marks.minutes, marks.codes)) for draw in belief.draws])
    expected = np.exp(each - each.max())
    np.testing.assert_allclose(belief.weights(), expected / expected.sum(), rtol=1e-9)


def test_surprise_is_minus_the_log_of_the_foretold_probability():
    belief = replay(bank(50), marked_of(course())[:10])
    chances = [
        observe(belief, Marked(1.0, felt=f, perceived=p, offered=Emotion.NEUTRAL)) for f in EMOTIONS for p in EMOTIONS
    ]
    assert sum(np.exp(-learned.surprise_nats) for learned in chances) == pytest.approx(1.0, abs=1e-12)


def test_a_bank_that_starts_from_past_marks_stands_where_its_filters_would():
    marks = course()
    np.testing.assert_array_equal(belief_of(bank(5).draws, marks).rows, replay(bank(5), marked_of(marks)).rows)


def test_readings_are_foretold_from_what_was_read_in_that_feeling():
    moment = Marked(1.0, felt=Emotion.SADNESS, offered=Emotion.COMPASSION, perceived=Emotion.ANGER, arousal=4)
    belief = bank(400)
    before = foretell_reading(belief, Emotion.SADNESS)[Emotion.ANGER]
    after = foretell_reading(replay(belief, [moment] * 25), Emotion.SADNESS)[Emotion.ANGER]
    assert not before.is_known
    assert after.is_known
    assert after.exchanges == 25
    assert after.band.mean > before.band.mean + 0.2
    assert after.band.low < after.band.mean < after.band.high


def test_too_few_exchanges_are_not_known_yet():
    moment = Marked(1.0, felt=Emotion.SADNESS, perceived=Emotion.ANGER)
    belief = replay(bank(), [moment] * (LEAST_EXCHANGES - 1))
    assert not any(foretold.is_known for foretold in foretell_reading(belief, Emotion.SADNESS).values())


def test_chances_of_a_feeling_sum_to_one():
    foretold = foretell_reading(replay(bank(), marked_of(course())), Emotion.SHAME, None)
    assert sum(each.band.mean for each in foretold.values()) == pytest.approx(1.0)


def test_marks_of_gaze_and_arousal_narrow_the_window():
    prior_width = foretell_window(bank(1000)).upper.band.width
    theta = natural(np.zeros(Z), PRIOR)
    marks = lived(theta, 3, 40, np.random.default_rng(2), missing=False, invited=0.9)
    learned = foretell_window(replay(bank(1000), marked_of(marks)))
    assert learned.upper.band.width < 0.8 * prior_width
    assert learned.lower == 1.0


def test_bands_are_weighted_quantiles():
    values, weights = np.arange(101.0), np.full(101, 1 / 101)
    assert band(values, weights) == pytest.approx((50.0, 4.55, 95.45), abs=0.01)
    assert band(np.array([1.0, 9.0]), np.array([1.0, 0.0])).mean == 1.0


def test_the_draws_that_foretold_better_gain_weight():
    theta = natural(np.zeros((2, Z)), PRIOR)
    theta[:, Core.RHO] = (0.05, 0.95)
    moment = Marked(1.0, felt=Emotion.FEAR, offered=Emotion.NEUTRAL, perceived=Emotion.NEUTRAL)
    assert np.diff(replay(belief_of(theta), [moment] * 5).weights())[0] > 0.9
