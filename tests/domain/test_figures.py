"""What is told of how care arrived: quadrants by the first reading, exits with their way back, repairs, rises."""

from itertools import product
from uuid import uuid4

import pytest

from interbeing.domain.arousal import Window, Zone
from interbeing.domain.emotion import EMOTIONS, Emotion
from interbeing.domain.exchange import Exchange
from interbeing.domain.facts import zone_times
from interbeing.domain.figures import Figures, figures_of
from interbeing.domain.gathering import Gathering
from interbeing.domain.mark import (
    ArousalSeen,
    Attitude,
    Closed,
    Connection,
    Felt,
    LookAgain,
    Mark,
    Noticed,
    Offered,
    Opened,
    Perceived,
    Received,
    Reception,
    Screen,
    Step,
)
from interbeing.domain.moment import Author
from interbeing.domain.part import Part
from interbeing.domain.quadrant import Quadrant, quadrant_of
from interbeing.domain.spans import arousals, end_of, in_order
from tests.sessions_made import Log, a_session

CARE = Emotion.COMPASSION
GAP_MS = 120_000


def exchange(offered: Emotion | None, read: Emotion | None, received: Reception | None) -> Exchange:
    log, marks = Log(), (offered and Offered(offered), read and Perceived(read), received and Received(received))
    places = [mark and log.at(n, mark) for n, mark in enumerate(marks)]
    return Exchange(uuid4(), 0, None, *places)


def test_recognised_and_tolerated_are_two_questions_and_the_reading_comes_first() -> None:
    for offered, read, received in product((None, *EMOTIONS), (None, *EMOTIONS), (None, *Reception)):
        found = quadrant_of(exchange(offered, read, received))
        if offered is None or (offered is CARE and read is None):
            assert found is Quadrant.NOT_TOLD
        elif offered is not CARE:
            assert found is Quadrant.NOT_OFFERED
        elif read is not CARE:
            assert found is Quadrant.MISREAD  # however it was to receive it
        elif received in {Reception.HARD, Reception.UNBEARABLE}:
            assert found is Quadrant.NOT_TOLERATED
        else:
            assert found is (Quadrant.NOT_TOLD if received is None else Quadrant.TAKEN_IN)


def read(*marks: tuple[int, Mark]) -> Figures:
    log = Log()
    log.at(0, Opened())
    for at_s, mark in marks:
        log.at(at_s * 1000, mark, Author.ROOM if isinstance(mark, Connection) else Author.THERAPIST)
    log.at(600_000, Closed())
    return figures_of(log.moments, Gathering(GAP_MS, log.moments).exchanges, Window(), GAP_MS, 600_000)


def test_an_exit_lasts_until_arousal_is_marked_inside_again_and_is_unknown_over_a_gap() -> None:
    levels = [(10, 5), (20, 9), (30, 8), (50, 6), (60, 1), (90, 2)]
    found = read(*((at, ArousalSeen(level)) for at, level in levels))
    assert [(one.zone, one.at_ms, one.back_ms) for one in found.exits] == [
        (Zone.ABOVE, 20_000, 30_000),
        (Zone.BELOW, 60_000, None),
    ]
    gap = [(25, Connection(Screen.CONSOLE, False)), (40, Connection(Screen.CONSOLE, True)), (45, ArousalSeen(5))]
    seen = [(5, Connection(Screen.CONSOLE, True)), (10, ArousalSeen(5)), (20, ArousalSeen(9))]
    assert [one.back_ms for one in read(*seen, *gap).exits] == [None]


@pytest.mark.parametrize("seed", range(6))
def test_the_exits_are_those_that_the_plain_facts_count(seed: int) -> None:
    log = a_session(seed=seed)
    kept = in_order(log)
    steps = arousals(kept, end_of(kept))
    zones, found = zone_times(steps, Window()), figures_of(log, (), Window(), GAP_MS, end_of(kept)).exits
    assert (zones.left_above, zones.left_below) == tuple(
        sum(one.zone is zone for one in found) for zone in (Zone.ABOVE, Zone.BELOW)
    )


def test_a_repair_is_cleared_when_the_second_reading_is_what_was_offered() -> None:
    def looked(at: int, second: Emotion | None) -> list[tuple[int, Mark]]:
        one = [(at, Felt(Emotion.SHAME)), (at + 1, Offered(CARE)), (at + 2, Perceived(Emotion.ANGER))]
        one += [(at + 3, LookAgain(Step.BEGAN))]
        one += [(at + 5, Perceived(second)), (at + 7, LookAgain(Step.ENDED))] if second else []
        return one

    found = read(*looked(0, CARE), *looked(150, Emotion.DISGUST), *looked(300, None)).repairs
    assert (found.began, found.ended, found.read_again, found.cleared) == (3, 2, 2, 1)
    assert found.lengths_ms == (4000, 4000)


def test_a_rise_stands_between_the_last_mark_before_and_the_first_soon_after_care_was_read_as_care() -> None:
    def at(start: int, reading: Emotion, *levels: tuple[int, int]) -> list[tuple[int, Mark]]:
        marks: list[tuple[int, Mark]] = [(start, Offered(CARE)), (start + 5, Perceived(reading))]
        return marks + [(second, ArousalSeen(level)) for second, level in levels]

    found = read(*at(10, CARE, (12, 4), (20, 6)), *at(160, Emotion.ANGER, (170, 9)), *at(300, CARE, (304, 7), (430, 3)))
    assert [(one.at_ms, one.points) for one in found.rises] == [(15_000, 2)]


def test_attitudes_are_counted_in_all_and_by_the_part_that_was_marked() -> None:
    found = read(
        (1, Noticed(Attitude.CRITICAL, part=Part.CRITICAL)),
        (2, Noticed(Attitude.COMPASSIONATE, part=Part.SUFFERING)),
        (3, Noticed(Attitude.COMPASSIONATE)),
    )
    assert list(found.attitudes.values()) == [1, 0, 2]
    assert {part: list(row.values()) for part, row in found.parts.items()} == {
        Part.SUFFERING: [0, 0, 1],
        Part.CRITICAL: [1, 0, 0],
        Part.COMPASSIONATE: [0, 0, 0],
    }
