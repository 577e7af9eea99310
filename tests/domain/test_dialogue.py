"""Who speaks to whom among the parts: counted as it was marked, with its tone, and gone once it was taken back."""

from math import hypot

import pytest

from interbeing.domain.dialogue import Said, dialogue_in, tones_in
from interbeing.domain.gathering import standing
from interbeing.domain.mark import Attitude, Noticed, Retraction
from interbeing.domain.part import Part, Spoke
from interbeing.web.parts_map import CLEAR, PLACES, REACH, ROUND, WIDTH, arrows
from tests.sessions_made import Log

CRITIC = Spoke(Part.CRITICAL, Part.SUFFERING)
ANSWER = Spoke(Part.SUFFERING, Part.CRITICAL)


def test_a_part_is_counted_by_whom_it_spoke_to_with_the_tone_that_was_marked_last() -> None:
    log = Log()
    first, _second, _answer = log.at(1, CRITIC), log.at(2, CRITIC), log.at(3, ANSWER)
    log.at(4, Noticed(Attitude.CRITICAL, part=Part.CRITICAL, spoke_id=first.moment_id))
    log.at(5, Noticed(Attitude.NEUTRAL, part=Part.CRITICAL, spoke_id=first.moment_id))
    log.at(6, Noticed(Attitude.COMPASSIONATE, part=Part.CRITICAL))
    found = dialogue_in(log.moments)
    said = found[(Part.CRITICAL, Part.SUFFERING)]
    assert (said.times, list(said.tones.values())) == (2, [0, 1, 0])
    assert found[(Part.SUFFERING, Part.CRITICAL)].times == 1
    assert sum(one.times for one in found.values()) == 3
    assert tones_in(log.moments) == {first.moment_id: Attitude.NEUTRAL}


def test_what_was_taken_back_was_not_said_and_its_tone_stands_for_nothing() -> None:
    log = Log()
    slip = log.at(1, CRITIC)
    log.at(2, Noticed(Attitude.CRITICAL, spoke_id=slip.moment_id))
    log.at(3, Retraction(slip.moment_id))
    assert all(not said.times and not any(said.tones.values()) for said in dialogue_in(standing(log.moments)).values())


def test_each_way_of_a_pair_is_an_arrow_of_its_own_and_the_most_frequent_is_the_thickest() -> None:
    log = Log()
    for at, mark in enumerate((CRITIC, CRITIC, ANSWER, Spoke(Part.CRITICAL, Part.CRITICAL))):
        log.at(at, mark)
    drawn = {(one.part, one.spoken_to): one for one in arrows(dialogue_in(log.moments))}
    there, back = drawn[(Part.CRITICAL, Part.SUFFERING)], drawn[(Part.SUFFERING, Part.CRITICAL)]
    assert len(drawn) == 2  # to itself is a word at its place
    assert (there.times, back.times) == (2, 1)
    assert there.width > back.width
    assert there.at != back.at
    assert all(0 < x < WIDTH for x, _y in (*PLACES.values(), there.at, back.at))


def test_every_arrow_between_the_parts_begins_and_ends_just_clear_of_their_places() -> None:
    said = {(one, other): Said(3, {}) for one in Part for other in Part if one is not other}
    found = arrows(said)
    assert len(found) == 6
    for arrow in found:
        for part, end in ((arrow.part, arrow.ends[:2]), (arrow.spoken_to, arrow.ends[2:])):
            assert from_edge(part, *end) == pytest.approx(CLEAR, abs=1.1)
            assert all(from_edge(other, *end) > CLEAR - 0.1 for other in Part)


def from_edge(part: Part, x: float, y: float) -> float:
    """How far a point lies from the edge of a part's place, whose ends are half circles."""
    middle_x, middle_y = PLACES[part]
    return hypot(max(0.0, abs(x - middle_x) - REACH), y - middle_y) - ROUND
