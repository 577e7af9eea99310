"""A session's log becomes the model's moments: the exchanges that the screens show, and what lies between them."""

import random
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from interbeing.domain.emotion import Emotion
from interbeing.domain.glass import RungChosen
from interbeing.domain.mark import (
    ArousalSeen,
    Connection,
    Cover,
    Felt,
    Gaze,
    Linked,
    LookAgain,
    Offered,
    Perceived,
    Reassured,
    Received,
    Reception,
    Recognised,
    Retraction,
    Screen,
    Step,
    Strength,
)
from interbeing.domain.moment import Author, Moment
from interbeing.model.gather import gather

SAD, CARE, ANGER, SHAME, FEAR = Emotion.SADNESS, Emotion.COMPASSION, Emotion.ANGER, Emotion.SHAME, Emotion.FEAR
SESSION, AT, GAP_MS = UUID(int=1), datetime(2026, 11, 23, tzinfo=UTC), 120_000


def at(second, mark):
    return Moment(uuid4(), SESSION, Author.THERAPIST, int(second * 1000), AT, mark)


def moments(*log):
    return gather(log, GAP_MS)


def exchange(second, felt=SAD, perceived=ANGER):
    places = (Felt(felt), Offered(CARE), Perceived(perceived), Received(Reception.HARD))
    return [at(second + step, mark) for step, mark in enumerate(places)]


def test_three_labels_in_any_order_make_one_exchange():
    for order in ((Felt(SAD), Offered(CARE), Perceived(ANGER)), (Perceived(ANGER), Felt(SAD), Offered(CARE))):
        (moment,) = moments(*(at(60 + 3 * step, mark) for step, mark in enumerate(order)))
        assert (moment.felt, moment.offered, moment.perceived) == (SAD, CARE, ANGER)
        assert moment.minutes == pytest.approx(1.0)
        assert moment.is_first
        assert moment.is_exchange


def test_the_same_label_again_begins_the_next_exchange():
    first, then = moments(at(60, Felt(SAD)), at(63, Perceived(ANGER)), at(90, Felt(SHAME)))
    assert (first.felt, first.perceived, then.felt, then.perceived) == (SAD, ANGER, SHAME, None)
    assert then.minutes == pytest.approx(0.5)
    assert not then.is_first


def test_a_mark_after_the_clinics_gap_begins_an_exchange_but_one_that_names_its_exchange_completes_it():
    felt = at(0, Felt(SAD))
    assert len(moments(felt, at(120, Perceived(ANGER)))) == 1
    assert len(moments(felt, at(121, Perceived(ANGER)))) == 2
    (late,) = moments(felt, at(121, Perceived(ANGER, felt.moment_id)))
    assert (late.felt, late.perceived) == (SAD, ANGER)


def test_a_correction_moves_a_reading_to_the_exchange_it_belongs_to():
    first, reading, second = at(0, Felt(SAD)), at(10, Perceived(ANGER)), at(20, Felt(SHAME))
    before = moments(first, reading, second)
    after = moments(first, reading, second, at(30, Linked(reading.moment_id, second.moment_id)))
    assert [moment.perceived for moment in before] == [ANGER, None]
    assert [moment.perceived for moment in after] == [None, ANGER]


def test_the_first_reading_counts_and_the_second_after_a_look_again_does_not():
    again = [at(5, LookAgain(Step.BEGAN)), at(8, Perceived(CARE)), at(9, LookAgain(Step.ENDED))]
    (moment,) = moments(*exchange(0), *again)
    assert moment.perceived is ANGER


def test_what_was_taken_back_never_counts():
    felt, slip = at(0, Felt(SAD)), at(2, Perceived(ANGER))
    (moment,) = moments(felt, slip, at(3, Retraction(slip.moment_id)))
    assert moment.perceived is None
    assert moments(felt, at(3, Retraction(felt.moment_id))) == []


def test_arousal_and_gaze_belong_to_the_open_exchange_and_the_last_counts():
    log = [at(0, Felt(SAD)), at(4, ArousalSeen(5)), at(5, Gaze(at_reflection=True)), at(100, ArousalSeen(7))]
    (moment,) = moments(*log)
    assert (moment.arousal, moment.at_reflection) == (7, True)


def test_arousal_outside_an_exchange_makes_a_moment_without_labels():
    before, lived, after = moments(at(0, ArousalSeen(3)), *exchange(30), at(33.5, ArousalSeen(6)))
    assert (before.is_exchange, lived.is_exchange, after.is_exchange) == (False, True, False)
    assert (before.felt, before.arousal, lived.arousal, after.arousal) == (None, 3, None, 6)


def test_an_exchange_that_was_never_completed_lasts_no_longer_than_the_gap():
    assert [moment.arousal for moment in moments(at(0, Felt(SAD)), at(121, ArousalSeen(4)))] == [None, 4]


def test_the_reflection_is_invited_while_uncovered_and_while_the_rung_asks_for_it():
    log = [
        *exchange(0),
        at(10, Connection(Screen.MIRROR, connected=True)),
        *exchange(11),
        at(20, RungChosen("wall")),
        *exchange(21),
        at(30, RungChosen("outlines")),
        *exchange(31),
        at(40, Cover(covered=True)),
        at(41, Connection(Screen.MIRROR, connected=True)),
        *exchange(42),
        at(50, Cover(covered=False)),
        *exchange(51),
    ]
    assert [moment.invited for moment in moments(*log)] == [False, True, False, True, False, True]


def test_reassurance_counts_once_within_its_exchange_or_else_for_the_next():
    log = [*exchange(0), at(20, Reassured()), *exchange(30), *exchange(60)]
    assert [moment.reassured for moment in moments(*log)] == [False, True, False]
    assert [moment.reassured for moment in moments(at(0, Felt(SAD)), at(5, Reassured()), *exchange(60)[1:])] == [True]
    assert [moment.reassured for moment in moments(at(0, Reassured()), at(500, Felt(SAD)))] == [True]


def test_an_answer_of_the_exercise_is_a_reading_with_no_feeling_away_from_the_reflection():
    first = at(6, Recognised(0, ANGER, Strength.PLAIN, FEAR))
    log = [at(0, Cover(covered=False)), first, at(12, Recognised(1, SHAME, Strength.FAINT, None))]
    known, unknown = moments(*log)
    assert (known.offered, known.perceived, known.felt, known.at_reflection) == (ANGER, FEAR, None, False)
    assert (known.invited, known.is_exchange, unknown.offered, unknown.perceived) == (False, True, SHAME, None)
    (again, _) = moments(*log, at(7, Recognised(0, ANGER, Strength.PLAIN, ANGER)))
    assert again.perceived is ANGER


def test_nothing_marked_gives_nothing():
    assert moments() == []
    assert moments(at(3, Cover(covered=False)), at(9, Reassured())) == []


def test_marks_that_arrive_late_give_the_same_moments():
    log = [moment for second in range(0, 300, 20) for moment in exchange(second)]
    shuffled = log.copy()
    random.Random(1).shuffle(shuffled)
    assert moments(*shuffled) == moments(*log)
