"""The review's table of signals: times add up, the longest stays unbroken, and what was erased or not known says so."""

from dataclasses import replace
from uuid import uuid4

from interbeing.domain.moment import Moment
from interbeing.domain.signal import Eyes, EyesValues, Measured, PulseValues, Signal
from interbeing.services.signal_table import signal_table
from tests.rooms import a_moment

OWN, AWAY = Eyes.OWN, Eyes.AWAY


def measured(mark: Measured) -> Moment:
    return replace(a_moment(uuid4(), mark), session_ms=mark.from_ms)


def eyes(from_ms: int, *looked: Eyes | None, moved: float | None = 0.01) -> Moment:
    n = len(looked)
    values = EyesValues(looked, (1,) * n, (0,) * n, (moved,) * n, (60,) * n, (False,) * n, (1.0,) * n)
    return measured(Measured(Signal.EYES, from_ms, values))


def test_looks_add_up_and_the_longest_goes_on_over_stretches_but_not_over_a_gap() -> None:
    (table,) = signal_table([eyes(0, AWAY, OWN, OWN), eyes(3_100, OWN, None, OWN), eyes(20_000, OWN, OWN, moved=None)])
    own, longest, other, away, closed, still = table.lengths_ms
    assert (own, longest, other, away, closed, still) == (6_000, 3_000, 0, 1_000, 0, 6_000)
    assert (table.seconds, table.known, table.stretches) == (8, 7, 3)
    assert table.looks == 3, "what is not known, and a break, end a look; a new stretch alone does not"


def test_a_rate_is_told_with_how_much_of_it_was_known_and_what_was_erased() -> None:
    kept = Measured(Signal.PULSE, 0, PulseValues((None, 70.0, 74.0), (1.0, 6.0, 6.0)))
    (table,) = signal_table([measured(kept), measured(Measured(Signal.PULSE, 10_000, None))])
    assert (table.middle, table.lowest, table.highest, table.known, table.seconds) == (72.0, 70.0, 74.0, 2, 3)
    assert (table.stretches, table.erased) == (1, 1)


def test_the_baseline_of_a_rate_is_its_first_known_minute_and_not_known_before() -> None:
    rates = (None, *[60.0] * 60, *[90.0] * 60)
    (table,) = signal_table([measured(Measured(Signal.PULSE, 0, PulseValues(rates, (6.0,) * 121)))])
    (short,) = signal_table([measured(Measured(Signal.PULSE, 0, PulseValues(rates[:60], (6.0,) * 60)))])
    assert (table.at_first, table.middle, short.at_first) == (60.0, 75.0, None)


def test_what_was_not_measured_has_no_line() -> None:
    assert signal_table([]) == ()
