"""The clinic's rule for going on along the ladder, on made logs, and the dose that a session holds."""

from itertools import count

import pytest

from interbeing.domain.arousal import Window
from interbeing.domain.dose import Dose, dose_of
from interbeing.domain.errors import BadInput
from interbeing.domain.glass import Crop, Frame, RungChosen, Veil, View, Who
from interbeing.domain.guard import LightSeen, Limit, Passed
from interbeing.domain.ladder import Ladder, Rule, Rung
from interbeing.domain.mark import ArousalSeen, Closed, Cover, Gaze, Grounding, Mark, Received, Reception, Step
from interbeing.domain.moment import Moment
from tests.sessions_made import Log

CLEAR = View(Veil.CLEAR, Crop.WHOLE, Who.OWN, 0, 0)
LADDER = Ladder("1", "ours", "CC0", True, Rule(), tuple(Rung(one, {"en": one}, True, CLEAR) for one in ("low", "high")))
STABLE = (ArousalSeen(5), Received(Reception.BEARABLE))


def session(*marks: Mark, rung: str = "low") -> tuple[Moment, ...]:
    log, at = Log(), count(0, 1_000)
    for mark in (RungChosen(rung), *marks, Closed()):
        log.at(next(at), mark)
    return tuple(log.moments)


def in_a_row(*logs: tuple[Moment, ...]) -> int:
    return LADDER.stable_in_a_row(logs, Window())["low"]


def test_a_session_is_stable_that_stayed_in_the_window_and_in_which_all_was_bearable() -> None:
    assert in_a_row(session(*STABLE), session(*STABLE, Received(Reception.TAKEN_IN))) == 2


@pytest.mark.parametrize(
    "more",
    [(ArousalSeen(9),), (ArousalSeen(1),), (Received(Reception.HARD),), (Grounding(Step.BEGAN),)],
    ids=["above", "below", "hard", "grounded"],
)
def test_an_exit_a_grounding_or_a_hard_reception_ends_the_row(more: tuple[Mark, ...]) -> None:
    assert in_a_row(session(*STABLE), session(*STABLE, *more)) == 0
    assert in_a_row(session(*STABLE), session(*STABLE, *more), session(*STABLE)) == 1


@pytest.mark.parametrize("marks", [(ArousalSeen(5),), (Received(Reception.BEARABLE),), ()])
def test_what_nobody_marked_is_not_taken_for_stable(marks: tuple[Mark, ...]) -> None:
    assert in_a_row(session(*marks)) == 0


def test_a_session_on_another_rung_says_nothing_and_breaks_no_row() -> None:
    elsewhere = session(ArousalSeen(10), rung="high")
    assert in_a_row(session(*STABLE), elsewhere, session(*STABLE)) == 2
    assert LADDER.stable_in_a_row([elsewhere], Window()) == {"low": 0, "high": 0}


def test_the_clinics_own_rule_counts() -> None:
    rule = Rule(exits=1, least=Reception.HARD)
    assert rule.is_stable(session(*STABLE, ArousalSeen(9), Received(Reception.HARD)), "low", Window())
    assert not rule.is_stable(session(*STABLE, ArousalSeen(9), ArousalSeen(5), ArousalSeen(1)), "low", Window())


def test_gaze_counts_while_the_own_reflection_is_shown_and_hiding_it_breaks_it() -> None:
    log = Log()
    other = View(Veil.CLEAR, Crop.FACE, Who.THERAPIST, 0, 0)
    for at, mark in enumerate((Cover(False), Gaze(True), other, CLEAR, Cover(True), Cover(False), Gaze(False))):
        log.at(at * 10_000, mark)
    assert dose_of(log.moments, 9_000) == Dose(uncovered_ms=50_000, gaze_ms=30_000, still_ms=10_000, beyond=3)


def test_two_doses_add_up_and_the_longest_gaze_stays_the_longest() -> None:
    assert Dose(1, 20, 20, 1) + Dose(2, 30, 10, 0) == Dose(3, 50, 20, 1)


def test_a_limit_is_passed_only_with_its_reason() -> None:
    log = Log()
    with pytest.raises(BadInput, match="reason"):
        log.at(0, Passed(Limit.LADDER))
    assert log.at(0, Passed(Limit.LADDER), late="the patient asks for it").reason


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: View(Veil.CLEAR, Crop.WHOLE, Who.OWN, 4, 0),
        lambda: View(Veil.CLEAR, Crop.WHOLE, Who.OWN, 0, -1),
        lambda: Frame(Who.BOTH, 0, 0, 0),
        lambda: Frame(Who.OWN, 61, 0, 0),
        lambda: LightSeen(by_list=False),
        lambda: LightSeen(by_list=True, lux=-1),
        lambda: LightSeen(by_list=True, distance_cm=0),
    ],
)
def test_what_cannot_be_meant_is_refused(wrong) -> None:
    with pytest.raises(BadInput):
        wrong()
