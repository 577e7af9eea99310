"""The score of the recognition exercise: against signal detection worked by hand, and over many made-up patients."""

import numpy as np
import pytest

from interbeing.domain.emotion import EMOTIONS, Emotion
from interbeing.domain.recognition import Answered, moved, scores


def test_recognition_is_scored_as_sensitivity_apart_from_bias():
    sharp = [Answered(shown, shown) for shown in EMOTIONS for _ in range(6)]
    angry = [Answered(shown, Emotion.ANGER if place % 2 else shown) for shown in EMOTIONS for place in range(6)]
    clear, biased = scores(sharp), scores(angry)
    assert clear[Emotion.ANGER].sensitivity.mean > 2.5
    assert biased[Emotion.ANGER].bias.mean < clear[Emotion.ANGER].bias.mean - 0.5
    assert biased[Emotion.SADNESS].sensitivity.mean < clear[Emotion.SADNESS].sensitivity.mean
    assert biased[Emotion.SADNESS].bias.mean > 0


def test_a_score_equals_signal_detection_worked_by_hand():
    trials = [Answered(Emotion.ANGER, Emotion.ANGER)] * 3 + [Answered(Emotion.ANGER, Emotion.FEAR)]
    trials += [Answered(Emotion.FEAR, Emotion.FEAR)] * 8 + [Answered(Emotion.FEAR, None)]
    score = scores(trials)[Emotion.ANGER]
    hits, alarms = 0.5244005127080407, -1.5932188180230528
    assert (score.hits, score.shown, score.alarms, score.absent, score.is_known) == (3, 4, 0, 8, True)
    assert score.sensitivity.mean == pytest.approx(hits - alarms, rel=1e-9)
    assert score.bias.mean == pytest.approx(-(hits + alarms) / 2, rel=1e-9)
    variance = 0.7 * 0.3 / (5 * 0.3476926142001582**2) + (1 / 18) * (17 / 18) / (9 * 0.1121282880406306**2)
    half = 1.6448536269514722 * variance**0.5
    assert score.sensitivity.high - score.sensitivity.mean == pytest.approx(half, rel=1e-6)
    assert score.bias.mean - score.bias.low == pytest.approx(half / 2, rel=1e-6)


def test_the_interval_of_a_score_holds_the_truth_about_nine_times_in_ten():
    rng, covered = np.random.default_rng(5), 0
    for _ in range(400):
        angry = rng.random(20) < 0.8
        alarmed = rng.random(60) < 0.2
        trials = [Answered(Emotion.ANGER, Emotion.ANGER if saw else Emotion.FEAR) for saw in angry]
        trials += [Answered(Emotion.FEAR, Emotion.ANGER if saw else Emotion.FEAR) for saw in alarmed]
        interval = scores(trials)[Emotion.ANGER].sensitivity
        covered += interval.low <= 2 * 0.8416212335729143 <= interval.high
    assert 0.86 <= covered / 400 <= 0.95


def test_too_few_showings_are_not_known():
    trials = [
        Answered(Emotion.FEAR, Emotion.ANGER),
        Answered(Emotion.FEAR, None),
        Answered(Emotion.SHAME, Emotion.SHAME),
    ]
    assert not scores(trials)[Emotion.FEAR].is_known


def answers(rng: np.random.Generator, hit: float, alarm: float) -> list[Answered]:
    def seen(saw: bool) -> Emotion:
        return Emotion.ANGER if saw else Emotion.FEAR

    angry = [Answered(Emotion.ANGER, seen(saw)) for saw in rng.random(24) < hit]
    return angry + [Answered(Emotion.FEAR, seen(saw)) for saw in rng.random(60) < alarm]


def test_the_difference_of_two_spans_is_that_of_their_scores_and_their_variances_add_up():
    rng = np.random.default_rng(2)
    first, second = answers(rng, 0.6, 0.4), answers(rng, 0.9, 0.1)
    one, other = scores(first)[Emotion.ANGER], scores(second)[Emotion.ANGER]
    found = moved(first, second)[Emotion.ANGER]
    assert (found.first, found.second) == (one, other)
    for axis in ("sensitivity", "bias"):
        change, earlier, later = (getattr(score, axis) for score in (found, one, other))
        assert change.mean == pytest.approx(later.mean - earlier.mean, rel=1e-12)
        halves = (earlier.high - earlier.mean) ** 2 + (later.high - later.mean) ** 2
        assert (change.high - change.low) / 2 == pytest.approx(halves**0.5, rel=1e-12)
    assert found.sensitivity.low > 0


def test_the_interval_of_a_difference_holds_the_truth_about_nine_times_in_ten():
    rng, covered = np.random.default_rng(8), {"sensitivity": 0, "bias": 0}
    truth = {"sensitivity": 2 * 0.8416212335729143 - 2 * 0.5244005127080407, "bias": 0.0}
    for _ in range(400):
        found = moved(answers(rng, 0.7, 0.3), answers(rng, 0.8, 0.2))[Emotion.ANGER]
        for axis, true in truth.items():
            covered[axis] += getattr(found, axis).low <= true <= getattr(found, axis).high
    assert all(0.86 <= count / 400 <= 0.95 for count in covered.values()), covered


def test_nothing_is_said_of_a_change_while_one_span_is_too_short():
    found = moved(answers(np.random.default_rng(1), 0.7, 0.3), [Answered(Emotion.ANGER, Emotion.ANGER)])
    assert found[Emotion.ANGER].sensitivity is None
    assert found[Emotion.ANGER].first.is_known
