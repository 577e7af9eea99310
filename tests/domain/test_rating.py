"""What may be said of therapist and patient: counts, shares and differences, and nothing while they are few."""

from uuid import uuid4

import pytest
from scipy import stats

from interbeing.domain.emotion import EMOTIONS, Emotion
from interbeing.domain.rating import (
    LEAST_PAIRS,
    Aspect,
    Pair,
    Rater,
    Rating,
    differences,
    feelings_read,
    read_in,
    read_over_all,
    share,
)
from tests.rooms import AT

SAD, ANGER, SHAME = Emotion.SADNESS, Emotion.ANGER, Emotion.SHAME


def rating(rater: Rater, felt: dict[Emotion, int], **aspects: int) -> Rating:
    return Rating(uuid4(), uuid4(), uuid4(), rater, felt, {Aspect(name): step for name, step in aspects.items()}, AT)


def pair(believed: dict[Emotion, int], felt: dict[Emotion, int]) -> Pair:
    return Pair(rating(Rater.THERAPIST, believed), rating(Rater.PATIENT, felt))


def test_a_session_counts_what_was_recognised_missed_and_believed_in_vain() -> None:
    one = pair({SAD: 2, ANGER: 1, SHAME: 0}, {SAD: 1, ANGER: 0, SHAME: 3, Emotion.FEAR: 2})
    assert read_in(one) == (1, 1, 1)  # fear counts for nothing: the therapist said nothing of it


def test_a_feeling_is_recognised_of_what_was_felt_and_over_read_of_what_was_believed() -> None:
    pairs = [pair({SAD: 1}, {SAD: 1})] * 6 + [pair({SAD: 0}, {SAD: 2})] * 2 + [pair({SAD: 3}, {SAD: 0})] * 4
    sadness = feelings_read(pairs)[EMOTIONS.index(SAD)]
    assert [(one.count, one.of) for one in (sadness.recognised, sadness.over_read)] == [(6, 8), (4, 10)]
    assert [(one.count, one.of) for one in read_over_all(pairs)] == [(6, 8), (4, 10)]


@pytest.mark.parametrize(("count", "of"), [(0, 5), (3, 7), (7, 7), (40, 200)])
def test_a_share_has_wilsons_interval(count: int, of: int) -> None:
    wanted = stats.binomtest(count, of).proportion_ci(0.9, "wilson")
    found = share(count, of)
    assert (found.low, found.high) == pytest.approx((wanted.low, wanted.high), abs=1e-9)


@pytest.mark.parametrize("of", range(LEAST_PAIRS))
def test_a_share_of_few_cases_is_not_known_yet(of: int) -> None:
    assert not share(0, of).is_known


@pytest.mark.parametrize("sessions", [5, 6, 12, 60])
def test_a_difference_has_students_interval(sessions: int) -> None:
    apart = [(3 * n) % 5 - 1 for n in range(sessions)]
    pairs = [
        Pair(
            rating(Rater.THERAPIST, {}, understood=2 + max(0, step)),
            rating(Rater.PATIENT, {}, understood=2 - min(0, step)),
        )
        for step in apart
    ]
    found = differences(pairs)[Aspect.UNDERSTOOD]
    wanted = stats.t.interval(0.9, sessions - 1, sum(apart) / sessions, stats.sem(apart))
    assert found.mean == pytest.approx(sum(apart) / sessions)
    assert (found.low, found.high) == pytest.approx(wanted, rel=2e-3, abs=2e-3)


def test_a_difference_counts_only_sessions_that_both_rated_and_is_not_known_of_few() -> None:
    both = [Pair(rating(Rater.THERAPIST, {}, connected=3), rating(Rater.PATIENT, {}, connected=1))] * 4
    one = Pair(rating(Rater.THERAPIST, {}, connected=3), rating(Rater.PATIENT, {}))
    assert differences([*both, one])[Aspect.CONNECTED] == (4, None, None, None)
    assert differences([*both, both[0]])[Aspect.CONNECTED] == (5, 2, 2, 2)
