"""For EDF+: the signals as samples, the marks as annotations.

After Kemp & Olivan 2003 (edfplus.info/specs/edfplus.html), EDF+C: a header of 256 bytes and 256 a signal, then data
records of one second, each with the samples of every signal and a place for annotations. What is not known has no
number in EDF: such places hold the lowest number, and an annotation says from when to when. A belt's beats are
annotations too, at their own times: a signal brought to whole seconds cannot say them.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from interbeing.formats.events import Event, events_of
from interbeing.formats.recording import Recording
from interbeing.formats.signal import Numbers, Signal, held

LEAST, MOST = -32768, 32767
KNOWN_FROM: Final = -32767  # the lowest number is kept for "not known"
FASTEST_HZ: Final = 50
SLOWEST_HZ: Final = 1
MONTHS: Final = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
RECORDS_AT_ONCE: Final = 600


class Channel(NamedTuple):
    """One signal as EDF keeps it: whole numbers from LEAST to MOST stand for `low` to `high`."""

    name: str
    unit: str
    rate_hz: int
    low: float
    high: float
    numbers: NDArray[np.int16]
    levels: str


def file(recording: Recording) -> Iterator[bytes]:
    """Give the file; with no signal it holds annotations alone."""
    records = max(1, -(-recording.end_ms // 1000))
    channels = [_channel(signal, *_sampled(signal, recording.end_ms)) for signal in recording.signals]
    notes = sorted([*_notes(events_of(recording)), *_beats(recording), *_unknown(channels)])
    placed = _placed([note for _at, note in notes], records)
    room = max(map(len, placed))
    room += room % 2
    yield _header(recording, channels, records, room // 2)
    for first in range(0, records, RECORDS_AT_ONCE):
        last = min(first + RECORDS_AT_ONCE, records)
        yield b"".join([_record(channels, n, placed[n].ljust(room, b"\0")) for n in range(first, last)])


def _sampled(signal: Signal, end_ms: int) -> tuple[int, Numbers]:
    rate_hz = int(np.clip(round(signal.rate_hz) or SLOWEST_HZ, SLOWEST_HZ, FASTEST_HZ))
    records = max(1, -(-end_ms // 1000))
    known = held(signal, rate_hz, end_ms)
    return rate_hz, np.concatenate([known, np.full(records * rate_hz - len(known), np.nan)])


def _channel(signal: Signal, rate_hz: int, values: Numbers) -> Channel:
    known = values[~np.isnan(values)]
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
    low, high = np.floor(low), max(np.ceil(high), np.floor(low) + 1)
    step = (high - low) / (MOST - LEAST)
    numbers = np.clip(np.round((np.nan_to_num(values, nan=low) - low) / step) + LEAST, KNOWN_FROM, MOST)
    kept = np.where(np.isnan(values), LEAST, numbers).astype("<i2")
    return Channel(signal.name, signal.unit, rate_hz, low, high, kept, signal.levels_said)


def _notes(events: list[Event]) -> Iterator[tuple[int, bytes]]:
    for event in events:
        exchange = f" [{event.exchange}]" if event.exchange else ""
        text = f"{event.code}: {event.value}{exchange}" if event.value else f"{event.code}{exchange}"
        lasts = "" if event.stop_ms is None else f"\x15{(event.stop_ms - event.start_ms) / 1000:.3f}"
        plain = "".join(letter for letter in text if letter >= " ")
        yield event.start_ms, f"+{event.start_ms / 1000:.3f}{lasts}\x14{plain}\x14\0".encode()


def _beats(recording: Recording) -> Iterator[tuple[int, bytes]]:
    """Give each interval between two beats where it truly ended, to the microsecond."""
    for at_ms, interval_ms in recording.beats:
        yield int(at_ms), f"+{at_ms / 1000:.6f}\x14beat: {interval_ms:.3f} ms\x14\0".encode()


def _unknown(channels: list[Channel]) -> Iterator[tuple[int, bytes]]:
    """Say from when to when a signal is not known."""
    for channel in channels:
        edges = np.flatnonzero(np.diff(np.r_[0, channel.numbers == LEAST, 0]))
        for begins, ends in edges.reshape(-1, 2) / channel.rate_hz:
            note = f"+{begins:.3f}\x15{ends - begins:.3f}\x14{channel.name}: not known\x14\0"
            yield int(begins * 1000), note.encode()


def _placed(notes: list[bytes], records: int) -> list[bytes]:
    """Share the annotations out over the records, each of which begins with its own time."""
    shares = np.linspace(0, len(notes), records + 1).astype(int)
    return [f"+{n}\x14\x14\0".encode() + b"".join(notes[shares[n] : shares[n + 1]]) for n in range(records)]


def _record(channels: list[Channel], number: int, notes: bytes) -> bytes:
    samples = [c.numbers[number * c.rate_hz : (number + 1) * c.rate_hz].tobytes() for c in channels]
    return b"".join([*samples, notes])


def _header(recording: Recording, channels: list[Channel], records: int, note_samples: int) -> bytes:
    began = recording.began_at
    day = f"{began.day:02d}-{MONTHS[began.month - 1]}-{began.year}"
    who = "simulated" if recording.is_simulated else recording.session.patient_id.hex
    signals = len(channels) + 1
    first = [
        *_fields(8, "0") + _fields(80, f"{who} X X X", f"Startdate {day} X X Interbeing"),
        *_fields(8, f"{began:%d.%m.%y}", f"{began:%H.%M.%S}", str(256 * (signals + 1))),
        *_fields(44, "EDF+C") + _fields(8, str(records), "1") + _fields(4, str(signals)),
    ]
    samples = [str(channel.rate_hz) for channel in channels] + [str(note_samples)]
    about = [
        *_fields(16, *[channel.name for channel in channels], "EDF Annotations"),
        *_fields(80, *[channel.levels for channel in channels], ""),
        *_fields(8, *[channel.unit for channel in channels], ""),
        *_fields(8, *[f"{channel.low:g}" for channel in channels], "-1"),
        *_fields(8, *[f"{channel.high:g}" for channel in channels], "1"),
        *_fields(8, *[str(LEAST)] * signals) + _fields(8, *[str(MOST)] * signals) + _fields(80, *[""] * signals),
        *_fields(8, *samples) + _fields(32, *[""] * signals),
    ]
    return b"".join([*first, *about])


def _fields(width: int, *texts: str) -> list[bytes]:
    return [text[:width].ljust(width).encode("ascii", "replace") for text in texts]
