"""What instruments measured in a session as signals: second by second where the eyes pointed, the pulse and the belt.

A direction is written as a number whose meaning stands beside it. What was not known, or was erased, has no number.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Final, NamedTuple

import numpy as np

from interbeing.domain.signal import BeltValues, Eyes, EyesValues, Measured, PulseValues
from interbeing.domain.spans import Log
from interbeing.formats.signal import Numbers, Signal

MS_PER_S: Final = 1000
TICKS_PER_S: Final = 1024  # a belt counts the time between beats in these
HEART_RATE: Final = "8867-4"
EYES: Final = tuple(Eyes)


class _Told(NamedTuple):
    """One signal of an instrument: what it is, and how its values are found among those that were kept."""

    about: Signal
    of: type[Any]
    values: Callable[[Any], Sequence[Any]]


def _about(name: str, meaning: str, unit: str = "", loinc: str = "", levels: tuple[str, ...] = ()) -> Signal:
    return Signal(name, meaning, unit, 1, np.empty(0), np.empty(0), loinc, levels)


TOLD: Final = (
    _Told(
        _about("gaze", "where the eyes point, most of the second", levels=EYES),
        EyesValues,
        lambda values: [None if one is None else EYES.index(one) for one in values.eyes],
    ),
    _Told(_about("faces", "faces that the camera saw"), EyesValues, lambda values: values.faces),
    _Told(_about("blinks", "lids closed for under 0.4 s"), EyesValues, lambda values: values.blinks),
    _Told(_about("moved", "how far the face moved, in widths of itself"), EyesValues, lambda values: values.moved),
    _Told(_about("face_distance", "rough distance of the face", "cm"), EyesValues, lambda values: values.far_cm),
    _Told(_about("too_dark", "too dark to judge: 1, else 0"), EyesValues, lambda values: values.too_dark),
    _Told(_about("eyes_judged", "share of the second that was judged"), EyesValues, lambda values: values.quality),
    _Told(
        _about("pulse", "mean pulse by the colour of the skin", "bpm", HEART_RATE),
        PulseValues,
        lambda values: values.rate_bpm,
    ),
    _Told(_about("pulse_clear", "how clearly the pulse stood out", "dB"), PulseValues, lambda values: values.clear_db),
    _Told(
        _about("heart_rate", "mean heart rate by a belt", "bpm", HEART_RATE),
        BeltValues,
        lambda values: values.rate_bpm,
    ),
    _Told(_about("rmssd", "RMSSD by a belt", "ms"), BeltValues, lambda values: values.rmssd_ms),
)
BEATS: Final = replace(_about("beats", "each interval between two beats, at its end; by a belt", "ms"), rate_hz=0)


def measured_signals(log: Log) -> tuple[Signal, ...]:
    """Give what was measured in this log, in order of the clock; an instrument that was never on gives nothing."""
    marks = [moment.mark for moment in log if isinstance(moment.mark, Measured) and moment.mark.values]
    marks.sort(key=lambda mark: mark.from_ms)
    found = [_whole(told, [mark for mark in marks if isinstance(mark.values, told.of)]) for told in TOLD]
    beats = _beats([mark for mark in marks if isinstance(mark.values, BeltValues)])
    return tuple(signal for signal in (*found, beats) if len(signal.values))


def _whole(told: _Told, marks: list[Measured]) -> Signal:
    """Join the stretches: each second at its place; one that the next stretch already speaks of gives way to it."""
    times: list[float] = []
    values: list[float] = []
    for mark in marks:
        while times and times[-1] >= mark.from_ms:
            times.pop(), values.pop()
        numbers = told.values(mark.values)
        times += [mark.from_ms + MS_PER_S * second for second in range(len(numbers))]
        values += [np.nan if number is None else float(number) for number in numbers]
    return replace(told.about, times_ms=np.array(times), values=np.array(values))


def _beats(marks: list[Measured]) -> Signal:
    """Give each interval at its end, counted from the start of its stretch; after a stretch nothing is known."""
    times, values = [np.empty(0)], [np.empty(0)]
    for mark in marks:
        if isinstance(mark.values, BeltValues) and mark.values.rr_1024:
            intervals: Numbers = np.array(mark.values.rr_1024) * (MS_PER_S / TICKS_PER_S)
            ends = mark.from_ms + np.cumsum(intervals)
            times.append(np.r_[ends, ends[-1] + intervals[-1]])
            values.append(np.r_[intervals, np.nan])
    order = np.argsort(at := np.concatenate(times), kind="stable")
    return replace(BEATS, times_ms=at[order], values=np.concatenate(values)[order])
