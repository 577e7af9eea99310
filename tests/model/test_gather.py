import random

import pytest

from interbeing.domain.emotion import Emotion
from interbeing.model.gather import Noted, gather

SAD, CARE, ANGER, SHAME = Emotion.SADNESS, Emotion.COMPASSION, Emotion.ANGER, Emotion.SHAME


def second(s, **marks):
    return Noted(session_ms=s * 1000, **marks)


def test_three_labels_in_any_order_make_one_exchange():
    lines = [second(60, felt=SAD), second(63, offered=CARE), second(66, perceived=ANGER)]
    swapped = [second(60, perceived=ANGER), second(63, felt=SAD), second(66, offered=CARE)]
    for log in (lines, swapped):
        (moment,) = gather(log)
        assert (moment.felt, moment.offered, moment.perceived) == (SAD, CARE, ANGER)
        assert moment.minutes == pytest.approx(1.0)
        assert moment.is_first
        assert moment.is_exchange


def test_the_same_label_again_begins_the_next_exchange():
    first, then = gather([second(60, felt=SAD), second(63, perceived=ANGER), second(90, felt=SHAME)])
    assert (first.felt, first.perceived, then.felt, then.perceived) == (SAD, ANGER, SHAME, None)
    assert then.minutes == pytest.approx(0.5)
    assert not then.is_first


def test_a_late_mark_completes_an_exchange_but_not_after_a_minute():
    assert len(gather([second(0, felt=SAD), second(60, perceived=ANGER)])) == 1
    assert len(gather([second(0, felt=SAD), second(61, perceived=ANGER)])) == 2


def test_arousal_and_gaze_near_an_exchange_belong_to_it_and_the_last_counts():
    (moment,) = gather([second(0, felt=SAD), second(4, arousal=5, at_reflection=True), second(9, arousal=7)])
    assert (moment.arousal, moment.at_reflection) == (7, True)


def test_arousal_and_gaze_outside_an_exchange_make_moments_without_labels():
    before, exchange, after = gather([second(0, arousal=3), second(30, felt=SAD), second(41, arousal=6)])
    assert (before.is_exchange, exchange.is_exchange, after.is_exchange) == (False, True, False)
    assert (before.felt, before.arousal, exchange.arousal, after.arousal) == (None, 3, None, 6)


def test_two_readings_in_a_row_are_two_moments():
    assert [moment.arousal for moment in gather([second(0, arousal=3), second(20, arousal=4)])] == [3, 4]


def test_an_invitation_holds_until_it_is_taken_back():
    log = [second(0, invited=True), second(5, felt=SAD), second(30, felt=SAD), second(40, invited=False)]
    log.append(second(50, felt=SAD))
    assert [moment.invited for moment in gather(log)] == [True, True, False]


def test_reassurance_counts_once_for_the_exchange_that_follows_it():
    log = [second(0, felt=SAD), second(20, reassured=True), second(25, arousal=6), second(30, felt=SAD)]
    log.append(second(60, felt=SAD))
    assert [(moment.is_exchange, moment.reassured) for moment in gather(log)] == [
        (True, False),
        (False, False),
        (True, True),
        (True, False),
    ]


def test_nothing_marked_gives_nothing():
    assert gather([]) == []
    assert gather([second(3, invited=True), second(9, reassured=True)]) == []


def test_marks_that_arrive_late_give_the_same_moments():
    log = [second(s, felt=SAD) for s in range(0, 300, 20)] + [second(s + 3, perceived=ANGER) for s in range(0, 300, 20)]
    shuffled = log.copy()
    random.Random(1).shuffle(shuffled)
    assert gather(shuffled) == gather(sorted(log, key=lambda line: line.session_ms))
