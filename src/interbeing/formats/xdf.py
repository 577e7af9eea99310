"""For Lab Streaming Layer: an XDF file with the marks as one stream and each signal as another.

Layout after the XDF 1.0 specification (github.com/sccn/xdf/wiki/Specifications): chunks of a length, a tag and content,
little endian. All streams stand on the session clock, so that no clock offset has to be taken off.
"""

import json
import struct
from collections.abc import Iterator
from typing import Final, NamedTuple
from xml.sax.saxutils import escape

import numpy as np

from interbeing.formats.chunks import chunked
from interbeing.formats.events import Event, events_of
from interbeing.formats.recording import Recording
from interbeing.formats.signal import Signal

MAGIC: Final = b"XDF:"
FILE_HEADER, STREAM_HEADER, SAMPLES, STREAM_FOOTER = 1, 2, 3, 6
STAMPED: Final = b"\x08"
MARKS: Final = 1
CHANNELS: Final = ("code", "value", "step", "exchange", "author", "moment_id")
SAMPLE: Final = np.dtype([("stamped", "u1"), ("at_s", "<f8"), ("value", "<f8")])


class Stamped(NamedTuple):
    """One mark as the stream gives it."""

    at_ms: int
    values: tuple[str, ...]


def streams(recording: Recording) -> Iterator[bytes]:
    """Give the file: marks first, then the signals."""
    yield MAGIC
    yield _chunk(FILE_HEADER, _file_header(recording))
    yield from _marks(recording)
    for number, signal in enumerate(recording.signals, MARKS + 1):
        yield from _signal(number, signal)


def _marks(recording: Recording) -> Iterator[bytes]:
    stamped = _stamped(events_of(recording))
    about = f"<type>Markers</type>{_channels(CHANNELS, '')}"
    yield _stream_header(MARKS, "Interbeing marks", len(CHANNELS), 0, "string", about)
    for some in chunked(stamped):
        content = b"".join([STAMPED + struct.pack("<d", one.at_ms / 1000) + _texts(one.values) for one in some])
        yield _chunk(SAMPLES, struct.pack("<I", MARKS) + _length(len(some)) + content)
    first, last = (stamped[0].at_ms / 1000, stamped[-1].at_ms / 1000) if stamped else (0, 0)
    yield _stream_footer(MARKS, first, last, len(stamped))


def _stamped(events: list[Event]) -> list[Stamped]:
    """Give each point once, each stretch when it began and when it ended, in the order of time."""
    found: list[Stamped] = []
    for event in events:
        said = (str(event.exchange or ""), event.author, str(event.moment_id))
        step = "" if event.stop_ms is None else "began"
        found.append(Stamped(event.start_ms, (event.code, event.value, step, *said)))
        if event.stop_ms is not None:
            found.append(Stamped(event.stop_ms, (event.code, event.value, "ended", *said)))
    found.sort(key=lambda one: one.at_ms)
    return found


def _signal(number: int, signal: Signal) -> Iterator[bytes]:
    about = f"<type>signal</type>{_channels((signal.name,), signal.unit, signal.levels_said)}"
    yield _stream_header(number, signal.name, 1, signal.rate_hz, "double64", about)
    samples = np.empty(len(signal.values), SAMPLE)
    samples["stamped"], samples["at_s"], samples["value"] = 8, signal.times_ms / 1000, signal.values
    for some in np.array_split(samples, max(1, len(samples) // 100_000)):
        yield _chunk(SAMPLES, struct.pack("<I", number) + _length(len(some)) + some.tobytes())
    first, last = (samples["at_s"][0], samples["at_s"][-1]) if len(samples) else (0, 0)
    yield _stream_footer(number, first, last, len(samples))


def _file_header(recording: Recording) -> bytes:
    session = escape(str(recording.session.session_id))
    about = json.dumps(recording.is_simulated)
    return (
        '<?xml version="1.0"?><info><version>1.0</version>'
        f"<datetime>{recording.began_at.isoformat()}</datetime><session>{session}</session>"
        f"<is_simulated>{about}</is_simulated></info>"
    ).encode()


def _stream_header(number: int, name: str, channels: int, rate_hz: float, kind: str, about: str) -> bytes:
    content = (
        f'<?xml version="1.0"?><info><name>{escape(name)}</name>{about}<channel_count>{channels}</channel_count>'
        f"<nominal_srate>{rate_hz:g}</nominal_srate><channel_format>{kind}</channel_format>"
        f"<source_id>interbeing-{number}</source_id><created_at>0</created_at></info>"
    )
    return _chunk(STREAM_HEADER, struct.pack("<I", number) + content.encode())


def _stream_footer(number: int, first_s: float, last_s: float, count: int) -> bytes:
    content = (
        f'<?xml version="1.0"?><info><first_timestamp>{first_s}</first_timestamp><last_timestamp>{last_s}'
        f"</last_timestamp><sample_count>{count}</sample_count><clock_offsets/></info>"
    )
    return _chunk(STREAM_FOOTER, struct.pack("<I", number) + content.encode())


def _channels(labels: tuple[str, ...], unit: str, levels: str = "") -> str:
    about = f"<unit>{escape(unit)}</unit><levels>{escape(levels)}</levels>"
    each = "".join(f"<channel><label>{escape(one)}</label>{about}</channel>" for one in labels)
    return f"<desc><channels>{each}</channels></desc>"


def _texts(values: tuple[str, ...]) -> bytes:
    written = [value.encode() for value in values]
    return b"".join([_length(len(one)) + one for one in written])


def _length(number: int) -> bytes:
    return struct.pack("<BB", 1, number) if number < 256 else struct.pack("<BI", 4, number)


def _chunk(tag: int, content: bytes) -> bytes:
    return _length(len(content) + 2) + struct.pack("<H", tag) + content
