"""What came after figures of pacing were shown, read from logs written by hand."""

import pytest

from interbeing.domain.emotion import Emotion
from interbeing.domain.glass import RungChosen
from interbeing.domain.mark import (
    ArousalSeen,
    Closed,
    Connection,
    Cover,
    Felt,
    Gaze,
    Grounding,
    Mark,
    Opened,
    Reassured,
    Retraction,
    Screen,
    Step,
    We,
)
from interbeing.domain.moment import Author
from interbeing.domain.pacing import Advised, Outlook, Reason, Way
from interbeing.domain.reading import Estimate
from interbeing.domain.sequel import Sequel, sequels_of
from tests.sessions_made import Log

S, MINUTE = 1_000, 60_000
SHOWN = 10 * MINUTE
CHANCES = {Way.STAY: 0.3, Way.CLOSER: 0.5, Way.FURTHER: 0.1, Way.REASSURE_FIRST: 0.2, Way.GROUND: 0.1}


def figures() -> Advised:
    outlooks = (Outlook(way, Estimate(chance, 0.0, 0.6), Reason.CARE_IS_NEW) for way, chance in CHANCES.items())
    return Advised(tuple(outlooks), lower_edge=1.0, upper_edge=6.5, exchanges=12)


def came(*after: tuple[int, Mark], until_ms: int = 20 * MINUTE, before: tuple[Mark, ...] = ()) -> Sequel:
    """The sequel of figures shown at ten minutes, with these marks so many milliseconds after."""
    log = Log()
    log.at(0, Opened())
    log.at(0, Connection(Screen.CONSOLE, True), Author.ROOM)
    for mark in before:
        log.at(5 * MINUTE, mark)
    log.at(SHOWN, figures(), Author.ROOM)
    for ms, mark in after:
        log.at(SHOWN + ms, mark)
    (sequel,) = sequels_of(log.moments, until_ms)
    return sequel


@pytest.mark.parametrize(
    ("deeds", "way"),
    [
        ([(20 * S, Cover(True)), (20 * S, Grounding(Step.BEGAN))], Way.GROUND),
        ([(20 * S, Cover(True)), (30 * S, Grounding(Step.BEGAN))], Way.FURTHER),
        ([(20 * S, Cover(False))], Way.CLOSER),
        ([(20 * S, RungChosen("own_eyes"))], Way.CLOSER),
        ([(20 * S, RungChosen("therapist"))], Way.FURTHER),
        ([(20 * S, RungChosen("outlines")), (30 * S, Reassured())], Way.REASSURE_FIRST),
        ([(20 * S, Reassured()), (30 * S, Cover(True))], Way.REASSURE_FIRST),
        ([(20 * S, Felt(Emotion.SADNESS)), (70 * S, Cover(True))], Way.STAY),
        ([(20 * S, Grounding(Step.ENDED))], Way.STAY),
        ([(70 * S, Cover(True))], None),
    ],
)
def test_the_first_deed_within_a_minute_says_which_way_was_taken(
    deeds: list[tuple[int, Mark]], way: Way | None
) -> None:
    sequel = came(*deeds, before=(RungChosen("outlines"),))
    assert (sequel.taken and sequel.taken.way) == way


def test_a_first_rung_is_closer_if_it_asks_for_the_own_reflection() -> None:
    assert came((S, RungChosen("outlines"))).taken == came((S, Cover(False))).taken
    assert came((S, RungChosen("wall"))).taken == came((S, Cover(True))).taken


def test_a_deed_that_was_taken_back_or_is_the_patients_own_counts_nowhere() -> None:
    log = Log()
    log.at(SHOWN, figures(), Author.ROOM)
    slip = log.at(SHOWN + S, Cover(True))
    log.at(SHOWN + 2 * S, Retraction(slip.moment_id))
    log.at(SHOWN + 3 * S, Cover(True), Author.PATIENT)
    log.at(SHOWN + 4 * S, We())
    (sequel,) = sequels_of(log.moments, 20 * MINUTE)
    assert sequel.taken is not None
    assert sequel.taken.way is Way.STAY


def test_followed_is_the_way_with_the_lowest_chance_that_was_shown() -> None:
    assert came((S, Cover(True))).is_followed is True
    assert came((S, Grounding(Step.BEGAN))).is_followed is True  # as low as further
    assert came((S, Reassured())).is_followed is False
    assert came().is_followed is None


@pytest.mark.parametrize(
    ("levels", "was_left"),
    [([6], False), ([6, 7, 4], True), ([0], True), ([1], False), ([], None)],
)
def test_the_window_was_left_if_arousal_lies_beyond_an_edge_that_was_shown(
    levels: list[int], was_left: bool | None
) -> None:
    assert came(*[((n + 1) * 30 * S, ArousalSeen(level)) for n, level in enumerate(levels)]).was_left is was_left


def test_what_comes_after_three_minutes_is_not_looked_at() -> None:
    assert came((S, ArousalSeen(5)), (3 * MINUTE + 1, ArousalSeen(9))).was_left is False
    assert came((3 * MINUTE, ArousalSeen(9))).was_left is True


def test_a_stretch_cut_short_is_not_known_whatever_came_before() -> None:
    high = (S, ArousalSeen(9))
    assert came(high, (2 * MINUTE, Closed())).was_left is None
    assert came(high, until_ms=SHOWN + 2 * MINUTE).was_left is None
    assert came(high, (MINUTE, Connection(Screen.CONSOLE, False))).was_left is None
    assert came(high, (3 * MINUTE, Closed())).was_left is True


def test_a_showing_in_the_stretch_of_one_that_counts_does_not_count() -> None:
    log = Log()
    for minute in (10, 12, 13, 30):
        log.at(minute * MINUTE, figures(), Author.ROOM)
        log.at(minute * MINUTE + S, ArousalSeen(6))
        log.at(minute * MINUTE + 2 * S, Gaze(True))
    found = sequels_of(log.moments, 32 * MINUTE)
    assert [sequel.counts for sequel in found] == [True, False, True, False]  # the last one is cut short
