"""The attribution matrix and what the caregiver history foretells, counted by hand."""

import pytest

from interbeing.domain.attribution import Read, cells, foretold, in_feeling, matrix
from interbeing.domain.emotion import EMOTIONS, Emotion
from interbeing.domain.rating import share

CARE, ANGER, SADNESS, SHAME, NEUTRAL = (
    Emotion.COMPASSION,
    Emotion.ANGER,
    Emotion.SADNESS,
    Emotion.SHAME,
    Emotion.NEUTRAL,
)


def reads(felt: Emotion | None, offered: Emotion, **counted: int) -> list[Read]:
    return [Read(felt, offered, Emotion(name)) for name, n in counted.items() for _ in range(n)]


def test_each_row_counts_the_readings_of_one_offer_and_adds_up_to_it() -> None:
    found = matrix([*reads(SADNESS, CARE, compassion=4, anger=6), *reads(None, NEUTRAL, anger=1)])
    assert list(found) == [CARE, NEUTRAL]
    assert found[CARE][ANGER] == share(6, 10)
    assert sum(one.count for one in found[CARE].values()) == 10
    assert not found[NEUTRAL][ANGER].is_known  # one reading says nothing yet


def test_a_feeling_narrows_the_readings_to_those_in_which_it_was_felt() -> None:
    both = [*reads(SADNESS, CARE, anger=3), *reads(SHAME, CARE, anger=2), *reads(None, CARE, anger=4)]
    assert len(in_feeling(both, SADNESS)) == 3
    assert len(in_feeling(both, None)) == 9


def test_a_cell_changes_from_the_first_span_to_the_second_only_where_both_are_known() -> None:
    before, after = reads(None, CARE, anger=8, compassion=2), reads(None, CARE, anger=2, compassion=8)
    found = cells(before + after, before, after)[CARE]
    assert found[ANGER].change is not None
    assert found[ANGER].change.mean == pytest.approx(-0.6)
    assert found[ANGER].change.high < 0 < found[CARE].change.low  # type: ignore[union-attr]
    assert cells(before + after[:3], before, after[:3])[CARE][ANGER].change is None


def test_the_history_foretells_the_commonest_answer_and_each_in_its_part() -> None:
    row = [0] * len(EMOTIONS)
    row[EMOTIONS.index(ANGER)], row[EMOTIONS.index(CARE)] = 6, 2
    told = tuple(tuple(row) if felt is SADNESS else (0,) * len(EMOTIONS) for felt in EMOTIONS)
    (one,) = foretold(told, [*reads(SADNESS, CARE, anger=5, compassion=3), *reads(SADNESS, ANGER, anger=9)])
    assert (one.felt, one.modal) == (SADNESS, (ANGER,))
    assert (one.proportional[ANGER], one.proportional[CARE]) == (0.75, 0.25)
    assert one.seen[ANGER] == share(5, 8)  # what was offered as anger is no misreading
