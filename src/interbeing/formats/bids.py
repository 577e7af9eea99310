"""For BIDS: a data set of one session, its events as a table and its signals as numbers, each with what it means."""

import json
import zlib
from collections.abc import Iterable, Iterator
from heapq import merge
from math import isnan
from operator import itemgetter
from typing import Any, Final

import numpy as np

from interbeing.formats.cells import tsv_line
from interbeing.formats.chunks import AT_ONCE, chunked
from interbeing.formats.events import CODES, Event, events_of
from interbeing.formats.recording import Recording
from interbeing.formats.signal import Signal, held
from interbeing.formats.zipped import Part, zipped

VERSION: Final = "1.9.0"
TASK: Final = "mirror"
RATE_HZ: Final = 4.0  # of the table of signals: enough for a level, a heart rate or a direction of gaze
NOTHING: Final = "n/a"
GZIP: Final = 16 + zlib.MAX_WBITS
BEAT: Final = "beat"
LEVELS: Final = {
    **{code: about.meaning for code, about in CODES.items()},
    BEAT: "an interval between two beats ended, as a belt told it; value is its length in ms",
}
COLUMNS: Final = {
    "onset": {"Description": "Start, from the beginning of the session", "Units": "s"},
    "duration": {"Description": "How long it lasted; 0 for a point in time", "Units": "s"},
    "trial_type": {"Description": "What it is", "Levels": LEVELS},
    "value": {"Description": "The feeling, the reception, the level, the state; n/a where trial_type says all"},
    "subject": {"Description": "Whom it is about: patient, therapist or both"},
    "exchange": {"Description": "The number of the exchange (felt, offered, perceived, received) that it belongs to"},
    "author": {"Description": "Who marked it: therapist, patient or the room"},
    "moment_id": {"Description": "The id of the moment in the log"},
    "reason": {"Description": "Why it was marked after the fact"},
}


def data_set(recording: Recording) -> Iterator[bytes]:
    """Give the data set as a zip that the BIDS validator passes."""
    return zipped(parts_of(recording), recording.began_at)


def parts_of(recording: Recording) -> Iterator[Part]:
    """Give every file of the data set."""
    patient, session = recording.session.patient_id.hex[:12], recording.session.session_id.hex[:12]
    stem = f"sub-{patient}/ses-{session}/beh/sub-{patient}_ses-{session}_task-{TASK}"
    yield "dataset_description.json", _json(_described(recording))
    yield "README", [_read_me(recording).encode()]
    yield "participants.tsv", [f"participant_id\nsub-{patient}\n".encode()]
    yield "participants.json", _json({"participant_id": {"Description": "A pseudonymous id, not a name"}})
    yield f"{stem}_events.tsv", _events(recording)
    yield f"{stem}_events.json", _json(COLUMNS)
    if recording.signals:
        yield f"{stem}_physio.tsv.gz", _gzipped(_signals(recording))
        yield f"{stem}_physio.json", _json(_signals_described(recording))


def _events(recording: Recording) -> Iterator[bytes]:
    yield tsv_line(list(COLUMNS)).encode()
    events = ((event.start_ms, _line(event)) for event in events_of(recording))
    beats = ((at_ms, _beat(at_ms, interval_ms)) for at_ms, interval_ms in recording.beats)
    for some in chunked(merge(events, beats, key=itemgetter(0))):
        yield "".join([line for _at_ms, line in some]).encode()


def _beat(at_ms: float, interval_ms: float) -> str:
    what = [BEAT, f"{interval_ms:.3f}", "patient", NOTHING]
    return tsv_line([f"{at_ms / 1000:.6f}", "0.000", *what, "room", NOTHING, NOTHING])


def _line(event: Event) -> str:
    stop_ms = event.start_ms if event.stop_ms is None else event.stop_ms
    times = [f"{event.start_ms / 1000:.3f}", f"{(stop_ms - event.start_ms) / 1000:.3f}"]
    exchange = str(event.exchange) if event.exchange else NOTHING
    what = [event.code, event.value or NOTHING, event.subject, exchange]
    return tsv_line([*times, *what, event.author, str(event.moment_id), event.reason or NOTHING])


def _signals(recording: Recording) -> Iterator[bytes]:
    table = np.column_stack([held(signal, RATE_HZ, recording.end_ms) for signal in recording.signals])
    for first in range(0, len(table), AT_ONCE):
        lines = table[first : first + AT_ONCE].tolist()
        yield "".join(["\t".join([_number(value) for value in line]) + "\n" for line in lines]).encode()


def _number(value: float) -> str:
    return NOTHING if isnan(value) else f"{value:.6g}"


def _signals_described(recording: Recording) -> dict[str, Any]:
    about = {signal.name: _column(signal) for signal in recording.signals}
    return {"SamplingFrequency": RATE_HZ, "StartTime": 0, "Columns": list(about), **about}


def _column(signal: Signal) -> dict[str, Any]:
    if signal.levels:
        return {"Description": signal.meaning, "Levels": {str(n): word for n, word in enumerate(signal.levels)}}
    return {"Description": signal.meaning, "Units": signal.unit or "arbitrary"}


def _described(recording: Recording) -> dict[str, Any]:
    simulated = " (simulated, nobody real)" if recording.is_simulated else ""
    return {
        "Name": f"Interbeing{simulated}",
        "BIDSVersion": VERSION,
        "DatasetType": "raw",
        "Authors": ["the therapist", "Interbeing"],
    }


def _read_me(recording: Recording) -> str:
    began = recording.began_at.isoformat()
    simulated = "It is simulated: nobody real.\n" if recording.is_simulated else ""
    return f"One session before the mirror, which began at {began}.\n{simulated}Times are seconds from there.\n"


def _json(whole: Any) -> list[bytes]:
    return [json.dumps(whole, ensure_ascii=False, indent=1).encode()]


def _gzipped(pieces: Iterable[bytes]) -> Iterator[bytes]:
    packing = zlib.compressobj(1, zlib.DEFLATED, GZIP)
    for piece in pieces:
        yield packing.compress(piece)
    yield packing.flush()
