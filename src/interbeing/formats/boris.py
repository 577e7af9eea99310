"""For BORIS: a project that it opens (format 7.0), and its table of aggregated events."""

import json
from collections.abc import Iterator
from typing import Any, Final

from interbeing.formats.cells import tsv_line
from interbeing.formats.chunks import chunked
from interbeing.formats.events import CODES, Event, events_of
from interbeing.formats.recording import Recording

VERSION: Final = "7.0"
KEYS: Final = "abcdefghijklmnopqrstuvwxyz"
NO_EVENTS: Final = '"events": []'
SUBJECTS: Final = {"patient": "p", "therapist": "t", "both": "b"}
COLUMNS: Final = (
    *("Observation id", "Observation date", "Description", "Observation type", "Source", "Time offset (s)"),
    *("Coding duration", "Media duration (s)", "FPS (frame/s)", "Subject"),
    *("Observation duration by subject by observation", "Behavior", "Behavioral category", "Modifier #1"),
    *("Behavior type", "Start (s)", "Stop (s)", "Duration (s)", "Media file name", "Image index start"),
    *("Image index stop", "Image file path start", "Image file path stop", "Comment start", "Comment stop"),
)


def project(recording: Recording) -> Iterator[bytes]:
    """Give the project: one live observation; codes are behaviours, values their modifier, comments the exchange."""
    events = events_of(recording)
    before, after = json.dumps(_whole(recording, events), ensure_ascii=False).split(NO_EVENTS)
    yield before.encode() + b'"events": ['
    between = b""
    for rows in chunked(_rows(events)):
        yield between + ",\n".join([json.dumps(row, ensure_ascii=False) for row in rows]).encode()
        between = b",\n"
    yield b"]" + after.encode()


def aggregated(recording: Recording) -> Iterator[bytes]:
    """Give the aggregated events as BORIS exports them, one line for a point or a stretch."""
    events = events_of(recording)
    last_ms = max((event.stop_ms or event.start_ms for event in events), default=0)
    first_ms = min((event.start_ms for event in events), default=0)
    first = _of_observation(recording, f"{(last_ms - first_ms) / 1000:.3f}")
    lasted = _lasted_s(events)
    yield tsv_line(list(COLUMNS)).encode()
    for some in chunked(events):
        yield "".join([_line(first, event, lasted[event.subject]) for event in some]).encode()


def name_of(recording: Recording) -> str:
    """Give the observation's name, which holds no name of a person."""
    return f"session {recording.session.session_id}"


def comment_of(event: Event) -> str:
    """Give what the comment of an event says: its exchange, and why it came late."""
    exchange = f"exchange {event.exchange}" if event.exchange else ""
    return "; ".join(part for part in (exchange, event.reason) if part)


def _rows(events: list[Event]) -> list[tuple[float, str, str, str, str]]:
    rows = []
    for event in events:
        code, comment = event.code, comment_of(event)
        rows.append((event.start_ms / 1000, event.subject, code, event.value, comment))
        if event.stop_ms is not None:
            rows.append((event.stop_ms / 1000, event.subject, code, event.value, ""))
    rows.sort(key=lambda row: row[0])
    return rows


def _whole(recording: Recording, events: list[Event]) -> dict[str, Any]:
    began = recording.began_at.strftime("%Y-%m-%dT%H:%M:%S")
    simulated = " Simulated, nobody real." if recording.is_simulated else ""
    return {
        "time_format": "hh:mm:ss",
        "project_date": began,
        "project_name": "Interbeing",
        "project_description": f"From Interbeing.{simulated}",
        "project_format_version": VERSION,
        "subjects_conf": {
            str(n): {"key": key, "name": name, "description": ""} for n, (name, key) in enumerate(SUBJECTS.items())
        },
        "behaviors_conf": {str(n): _behaviour(n, code, events) for n, code in enumerate(CODES)},
        "behavioral_categories": [],
        "independent_variables": {},
        "coding_map": {},
        "behaviors_coding_map": [],
        "converters": {},
        "observations": {name_of(recording): _observation(began, simulated.strip())},
    }


def _observation(began: str, description: str) -> dict[str, Any]:
    return {
        "file": [],
        "type": "LIVE",
        "date": began,
        "description": description,
        "time offset": 0.0,
        "events": [],
        "independent_variables": {},
        "visualize_spectrogram": False,
        "visualize_waveform": False,
        "close_behaviors_between_videos": False,
        "scan_sampling_time": 0,
        "start_from_current_time": False,
        "start_from_current_epoch_time": False,
        "media_info": {"offset": {}},
    }


def _behaviour(number: int, code: str, events: list[Event]) -> dict[str, Any]:
    values = sorted({event.value for event in events if event.code == code and event.value})
    modifiers = {"0": {"name": code, "description": "", "type": 0, "values": values}} if values else {}
    return {
        "type": "State event" if CODES[code].lasts else "Point event",
        "key": KEYS[number],
        "code": code,
        "description": CODES[code].meaning,
        "category": "",
        "modifiers": modifiers,
        "excluded": "",
        "coding map": "",
    }


def _lasted_s(events: list[Event]) -> dict[str, str]:
    lasted = dict.fromkeys(SUBJECTS, 0)
    for event in events:
        lasted[event.subject] += (event.stop_ms or event.start_ms) - event.start_ms
    return {subject: f"{ms / 1000:.3f}" for subject, ms in lasted.items()}


def _of_observation(recording: Recording, coded_s: str) -> list[str]:
    """Give the cells that every line begins with."""
    when = recording.began_at.strftime("%Y-%m-%d %H:%M:%S")
    described = "Simulated, nobody real." if recording.is_simulated else ""
    return [name_of(recording), when, described, "Live observation", "NA", "0.0", coded_s, "NA", "NA"]


def _line(first: list[str], event: Event, lasted_s: str) -> str:
    stop_ms = event.start_ms if event.stop_ms is None else event.stop_ms
    kind, length = ("POINT", "NA") if event.stop_ms is None else ("STATE", f"{(stop_ms - event.start_ms) / 1000:.3f}")
    what = [event.subject, lasted_s, event.code, "Not defined", event.value, kind]
    times = [f"{event.start_ms / 1000:.3f}", f"{stop_ms / 1000:.3f}", length]
    return tsv_line([*first, *what, *times, "NA", "", "", "", "", comment_of(event), ""])
