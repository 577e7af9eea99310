"""The series of the recognition exercise."""

from collections import Counter
from itertools import pairwise
from uuid import UUID, uuid4

import pytest

from interbeing.domain.emotion import EMOTIONS
from interbeing.domain.mark import Strength
from interbeing.services.recognition import ROUNDS, trials_of


@pytest.mark.parametrize("session_id", [UUID(int=number) for number in range(20)])
def test_every_feeling_comes_equally_often_and_never_twice_in_a_row(session_id) -> None:
    trials = trials_of(session_id)
    assert set(Counter((one.shown, one.strength) for one in trials).values()) == {ROUNDS}
    assert len(trials) == len(EMOTIONS) * len(Strength) * ROUNDS
    assert all(before.shown is not after.shown for before, after in pairwise(trials))


def test_the_series_of_a_session_is_the_same_whenever_it_is_asked_for() -> None:
    session_id = uuid4()
    assert trials_of(session_id) == trials_of(session_id)
    assert trials_of(session_id) != trials_of(uuid4())
