"""What lasted, and the plain facts: read from logs written by hand, each figure checked against a clock in the head."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from interbeing.domain import spans
from interbeing.domain.arousal import Window, Zone
from interbeing.domain.emotion import Emotion
from interbeing.domain.facts import facts_of, zone_times
from interbeing.domain.gathering import Gathering
from interbeing.domain.mark import (
    ArousalSeen,
    Closed,
    Connection,
    Cover,
    CueGiven,
    Felt,
    Gaze,
    Grounding,
    LookAgain,
    Opened,
    Pause,
    Retraction,
    Screen,
    Step,
)
from interbeing.domain.moment import Author
from interbeing.domain.protocol import Aspect, Stance
from tests.sessions_made import Log

S = 1_000
WINDOW = Window(3, 7)


def came(log: Log, at: int, *, screen: Screen = Screen.CONSOLE) -> None:
    log.at(at, Connection(screen, True), Author.ROOM)


def went(log: Log, at: int, *, screen: Screen = Screen.CONSOLE) -> None:
    log.at(at, Connection(screen, False), Author.ROOM)


def said(found: spans.Spans) -> list[tuple[int, int, str]]:
    return [(span.from_ms, span.to_ms, span.what) for span in found]


def facts(log: Log, until_ms: int = 0):
    return facts_of(log.moments, Gathering(120_000, log.moments).exchanges, WINDOW, 60_000, until_ms)


def test_what_was_set_stands_until_it_is_set_again_and_nothing_is_known_before() -> None:
    log = Log()
    log.at(10 * S, Cover(False)), log.at(20 * S, Cover(False)), log.at(40 * S, Cover(True))
    read = spans.in_order(log.moments)
    assert said(spans.covers(read, 60 * S)) == [
        (10 * S, 40 * S, "uncovered"),
        (40 * S, 60 * S, "covered"),
    ]


def test_a_phase_lasts_from_its_first_cue_to_the_next_phase() -> None:
    log = Log()
    for at, phase in ((0, "arrive"), (10 * S, "arrive"), (30 * S, "meet")):
        log.at(at, CueGiven(phase, "x", Aspect.BODY, Stance.NOTICE))
    assert said(spans.phases(spans.in_order(log.moments), 50 * S)) == [(0, 30 * S, "arrive"), (30 * S, 50 * S, "meet")]


def test_time_without_a_console_is_a_gap_and_a_mirror_that_goes_is_none() -> None:
    log = Log()
    came(log, 1 * S), went(log, 20 * S), came(log, 50 * S)
    went(log, 55 * S, screen=Screen.MIRROR)
    assert said(spans.gaps(spans.in_order(log.moments), 60 * S)) == [(20 * S, 50 * S, "gap")]


def test_a_gap_that_nobody_ended_lasts_to_the_end() -> None:
    log = Log()
    came(log, 1 * S), went(log, 20 * S)
    assert said(spans.gaps(spans.in_order(log.moments), 60 * S)) == [(20 * S, 60 * S, "gap")]


def test_a_reload_of_the_console_is_no_gap_and_a_second_console_bridges_one() -> None:
    reload, two = Log(), Log()
    came(reload, 0), went(reload, 20 * S), came(reload, 20 * S + spans.SHORTEST_GAP_MS - 1)
    came(two, 0), came(two, 10 * S), went(two, 20 * S)
    assert spans.gaps(spans.in_order(reload.moments), 60 * S) == ()
    assert spans.gaps(spans.in_order(two.moments), 60 * S) == ()


def test_a_mark_made_out_of_touch_proves_that_a_console_was_there_and_a_late_one_does_not() -> None:
    log, late = Log(), Log()
    for one in (log, late):
        came(one, 0), went(one, 20 * S), came(one, 60 * S)
    log.at(30 * S, Felt(Emotion.FEAR))
    late.at(30 * S, Felt(Emotion.FEAR), late="added in the review")
    assert said(spans.gaps(spans.in_order(log.moments), 90 * S)) == [(20 * S, 30 * S, "gap")]
    assert said(spans.gaps(spans.in_order(late.moments), 90 * S)) == [(20 * S, 60 * S, "gap")]


def test_gaze_and_arousal_are_unknown_in_a_gap_until_marked_again_while_the_mirror_stands() -> None:
    log = Log()
    came(log, 0)
    log.at(5 * S, Gaze(True)), log.at(5 * S, ArousalSeen(6)), log.at(5 * S, Cover(False))
    went(log, 20 * S), came(log, 40 * S)
    log.at(50 * S, Gaze(True)), log.at(55 * S, ArousalSeen(6))
    read = spans.in_order(log.moments)
    assert said(spans.gazes(read, 60 * S)) == [(5 * S, 20 * S, "at_reflection"), (50 * S, 60 * S, "at_reflection")]
    assert said(spans.arousals(read, 60 * S)) == [(5 * S, 20 * S, "6"), (55 * S, 60 * S, "6")]
    assert said(spans.covers(read, 60 * S)) == [(5 * S, 60 * S, "uncovered")]
    assert facts(log, 60 * S).times.uncovered_ms == 35 * S


def test_pauses_and_groundings_that_nobody_ended_last_to_the_end_and_a_look_again_does_not() -> None:
    log = Log()
    log.at(10 * S, Pause(Step.BEGAN)), log.at(15 * S, Pause(Step.ENDED)), log.at(20 * S, Grounding(Step.BEGAN))
    log.at(30 * S, LookAgain(Step.BEGAN)), log.at(33 * S, LookAgain(Step.ENDED)), log.at(40 * S, LookAgain(Step.BEGAN))
    read = spans.in_order(log.moments)
    assert said(spans.lasting(read, 60 * S, Pause)) == [(10 * S, 15 * S, "pause")]
    assert said(spans.lasting(read, 60 * S, Grounding)) == [(20 * S, 60 * S, "grounding")]
    assert said(spans.looks(read)) == [(30 * S, 33 * S, "look_again")]


def test_what_was_taken_back_lasted_for_no_time() -> None:
    log = Log()
    log.at(0, Cover(False))
    slip = log.at(10 * S, Cover(True))
    log.at(11 * S, Retraction(slip.moment_id))
    assert said(spans.covers(spans.in_order(log.moments), 60 * S)) == [(0, 60 * S, "uncovered")]
    assert facts(log, 60 * S).retracted == 1


def test_time_in_zones_sums_to_the_time_that_was_marked_and_each_exit_counts_once() -> None:
    log = Log()
    for at, level in ((0, 5), (10, 8), (20, 9), (30, 6), (40, 2), (50, 1), (60, 5), (70, 8)):
        log.at(at * S, ArousalSeen(level))
    found = zone_times(spans.arousals(spans.in_order(log.moments), 80 * S), WINDOW)
    assert found.ms == {Zone.ABOVE: 30 * S, Zone.INSIDE: 30 * S, Zone.BELOW: 20 * S}
    assert found.marked_ms == 80 * S
    assert found.share(Zone.BELOW) == 0.25
    assert (found.left_above, found.left_below) == (2, 1)


def test_a_change_across_a_gap_is_no_exit_nobody_saw_it() -> None:
    log = Log()
    came(log, 0)
    log.at(1 * S, ArousalSeen(5))
    went(log, 10 * S), came(log, 30 * S)
    log.at(40 * S, ArousalSeen(9))
    found = facts(log, 60 * S).zones
    assert (found.left_above, found.left_below) == (0, 0)
    assert found.marked_ms == 9 * S + 20 * S


def test_without_arousal_there_is_no_share_at_all() -> None:
    assert zone_times((), WINDOW).share(Zone.INSIDE) is None


def test_gaze_counts_only_while_the_mirror_is_not_covered() -> None:
    log = Log()
    log.at(0, Cover(False)), log.at(10 * S, Gaze(True)), log.at(25 * S, Cover(True)), log.at(40 * S, Gaze(False))
    times = facts(log, 60 * S).times
    assert (times.gaze_ms, times.still_gaze_ms, times.uncovered_ms) == (15 * S, 15 * S, 25 * S)


def test_a_closed_session_ends_at_its_close_and_a_running_one_now() -> None:
    log = Log()
    log.at(0, Opened()), log.at(5 * S, Cover(False))
    assert facts(log, 30 * S).times.length_ms == 30 * S
    log.at(20 * S, Closed())
    assert facts(log, 30 * S).times.length_ms == 20 * S
    assert facts(log, 30 * S).times.uncovered_ms == 15 * S


def test_the_patients_own_pause_is_told_apart() -> None:
    log = Log()
    log.at(0, Pause(Step.BEGAN), Author.PATIENT), log.at(5 * S, Pause(Step.ENDED))
    log.at(10 * S, Pause(Step.BEGAN)), log.at(30 * S, Pause(Step.ENDED))
    times = facts(log, 60 * S).times
    assert (times.pauses, times.patient_pauses, times.paused_ms) == (2, 1, 25 * S)


def test_every_aspect_is_there_also_those_that_no_cue_visited() -> None:
    log = Log()
    log.at(0, CueGiven("meet", "a", Aspect.BREATH, Stance.NOTICE))
    log.at(1, CueGiven("meet", "b", Aspect.BREATH, Stance.CARE))
    visited = {one.aspect: (one.noticed, one.cared) for one in facts(log, S).visited}
    assert set(visited) == set(Aspect)
    assert visited[Aspect.BREATH] == (1, 1)
    assert visited[Aspect.URGE] == (0, 0)


def test_an_empty_log_has_facts_too() -> None:
    assert facts(Log()).is_empty


@given(st.lists(st.tuples(st.integers(0, 100), st.sampled_from(("came", "went", 2, 5, 9))), max_size=30))
def test_steps_of_arousal_never_overlap_and_never_reach_into_a_gap(events) -> None:
    log = Log()
    for at, what in sorted(events, key=lambda event: event[0]):
        if what == "came":
            came(log, at * S)
        elif what == "went":
            went(log, at * S)
        else:
            log.at(at * S, ArousalSeen(what))
    read = spans.in_order(log.moments)
    steps, gaps = spans.arousals(read, 120 * S), spans.gaps(read, 120 * S)
    assert all(one.to_ms <= other.from_ms for one, other in pairwise(steps))
    assert all(step.length_ms >= 0 for step in steps)
    assert sum(one.length_ms for one in spans.without(steps, gaps)) == sum(one.length_ms for one in steps)
