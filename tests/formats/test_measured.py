"""What instruments measured becomes signals: nothing bridged, nothing twice, nothing of what was erased."""

import numpy as np

from interbeing.domain.mark import Closed, Opened
from interbeing.domain.moment import Author
from interbeing.domain.signal import BeltValues, Measured, PulseValues, Signal
from interbeing.formats.signal import Signal as Numbers
from tests.formats.recorded import recorded
from tests.sessions_made import Log

TWO_BEATS = BeltValues((70.0,), (None,), (1024, 512), contact=True, battery=None)


def signals_of(*marks: Measured) -> dict[str, Numbers]:
    log = Log()
    log.at(0, Opened())
    for mark in marks:
        log.at(20_000, mark, Author.ROOM)
    log.at(60_000, Closed())
    return {signal.name: signal for signal in recorded(log.moments).signals}


def test_each_second_stands_at_its_place_and_not_known_stays_so() -> None:
    pulse = signals_of(Measured(Signal.PULSE, 3_000, PulseValues((70.0, None), (6.0, 1.0))))["pulse"]
    np.testing.assert_array_equal(pulse.times_ms, [3_000, 4_000])
    np.testing.assert_array_equal(pulse.values, [70, np.nan])


def test_a_second_of_which_two_stretches_speak_is_told_once() -> None:
    first = Measured(Signal.PULSE, 3_000, PulseValues((70.0, 71.0, 72.0), (6.0,) * 3))
    second = Measured(Signal.PULSE, 4_990, PulseValues((80.0,), (6.0,)))
    pulse = signals_of(first, second)["pulse"]
    np.testing.assert_array_equal(pulse.times_ms, [3_000, 4_000, 4_990])
    np.testing.assert_array_equal(pulse.values, [70, 71, 80])


def test_beats_stand_where_they_ended_and_nothing_holds_after_the_last() -> None:
    beats = signals_of(Measured(Signal.BELT, 5_000, TWO_BEATS))["beats"]
    np.testing.assert_array_equal(beats.times_ms, [6_000, 6_500, 7_000])
    np.testing.assert_array_equal(beats.values, [1_000, 500, np.nan])


def test_what_was_erased_is_in_no_signal() -> None:
    assert signals_of(Measured(Signal.BELT, 5_000, None, sha256="a" * 64)) == {}
