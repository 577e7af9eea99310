"""Reads the events of a BORIS project: each observation as a session, its codes as labels."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from math import isfinite
from typing import Any, Final

from interbeing.domain.errors import BadFile
from interbeing.formats.foreign import LONGEST_LABEL, LONGEST_SESSION_MS, MOST_MARKS, ForeignMark, ForeignSession
from interbeing.formats.read_json import read_json

EXCHANGE: Final = re.compile(r"\bexchange (\d{1,6})\b")
OPEN_IN_BORIS: Final = "Open it in BORIS, save it there, then try again"
SPLIT_IT: Final = "Split it into smaller ones"
STATE: Final = "state"


def read_boris(file: str, content: bytes) -> tuple[ForeignSession, ...]:
    """Give every observation that has events; BadFile with the event's number where one cannot be meant."""
    whole = read_json(file, content)
    observations, behaviours = whole.get("observations"), whole.get("behaviors_conf")
    if not isinstance(observations, dict) or not isinstance(behaviours, dict) or "project_format_version" not in whole:
        raise BadFile(file, None, "this is not a BORIS project", OPEN_IN_BORIS)
    lasting = {
        str(one.get("code")) for one in behaviours.values() if isinstance(one, dict) and STATE in _lower(one, "type")
    }
    found = [_session(file, name, one, lasting) for name, one in observations.items()]
    if not any(session.marks for session in found):
        raise BadFile(file, None, "no observation in it has an event", OPEN_IN_BORIS)
    return tuple(session for session in found if session.marks)


def _session(file: str, name: str, observation: Any, lasting: set[str]) -> ForeignSession:
    events = observation.get("events") if isinstance(observation, dict) else None
    if not isinstance(events, list):
        raise BadFile(file, None, "an observation has no list of events", OPEN_IN_BORIS)
    if len(events) > MOST_MARKS:
        raise BadFile(file, None, "the file holds more marks than can be read at once", SPLIT_IT)
    marks = sorted(_marks(file, events, lasting), key=lambda mark: mark.at_ms)
    return ForeignSession(name[:LONGEST_LABEL], _began(observation), tuple(marks))


def _marks(file: str, events: list[Any], lasting: set[str]) -> Iterator[ForeignMark]:
    going: set[tuple[str, str]] = set()
    for number, event in enumerate(events, 1):
        try:
            at, subject, code, modifier, comment = event[:5]
            at_ms = round(float(at) * 1000) if isfinite(float(at)) else -1
            label = f"{code}: {modifier}" if modifier and modifier != "None" else str(code)
        except (TypeError, ValueError, OverflowError) as problem:
            raise BadFile(file, number, "an event cannot be read", OPEN_IN_BORIS) from problem
        if not 0 <= at_ms <= LONGEST_SESSION_MS or not isinstance(code, str) or not label or len(label) > LONGEST_LABEL:
            raise BadFile(file, number, "an event has a time or a code that cannot be meant", OPEN_IN_BORIS)
        if code in lasting:
            this = (str(subject), label)
            label += " | stop" if this in going else " | start"
            going ^= {this}
        numbered = EXCHANGE.search(str(comment))
        yield ForeignMark(at_ms, label, int(numbered[1]) if numbered else None, number)


def _began(observation: dict[str, Any]) -> datetime | None:
    try:
        at = datetime.fromisoformat(str(observation.get("date")))
    except ValueError:
        return None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at


def _lower(one: dict[str, Any], name: str) -> str:
    return str(one.get(name, "")).lower()
