"""The score of the recognition exercise: against signal detection worked by hand, and over many made-up patients."""

import numpy as np
import pytest

from interbeing.domain.emotion import EMOTIONS, Emotion
from interbeing.domain.recognition import Answered, scores


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
