"""A session as events: points and stretches of its clock, each with a code, a value and its exchange."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple
from uuid import UUID

from interbeing.domain import spans
from interbeing.domain.mark import (
    Closed,
    CueGiven,
    Felt,
    Grounding,
    LookAgain,
    Noticed,
    Offered,
    Opened,
    Pause,
    Perceived,
    Reassured,
    Received,
    Recognised,
    We,
)
from interbeing.domain.moment import Moment
from interbeing.domain.named import VALUE_OF
from interbeing.domain.part import Spoke
from interbeing.domain.spans import Spans
from interbeing.formats.recording import Recording


class Event(NamedTuple):
    """`stop_ms` is None for a point in time; `value` is empty where the code says all; `exchange` counts from 1.

    `subject` is whom it is about: patient, therapist or both.
    """

    start_ms: int
    stop_ms: int | None
    code: str
    value: str
    subject: str
    exchange: int | None
    moment_id: UUID
    author: str
    reason: str


class Code(NamedTuple):
    """What a code means, whom it is about, and whether it lasts."""

    meaning: str
    subject: str
    lasts: bool = False


CODES: Final[Mapping[str, Code]] = {
    "felt": Code("what the patient feels at their own reflection", "patient"),
    "offered": Code("what the therapist gives back", "therapist"),
    "perceived": Code("what the patient reads in the therapist's face", "patient"),
    "received": Code("how it is to receive that", "patient"),
    "reassured": Code("the therapist reassured", "therapist"),
    "look_again": Code("a reading is cleared by looking again: began, ended", "both"),
    "noticed": Code("something was noticed, and with which attitude", "patient"),
    "spoke": Code("one part of the person spoke to another: from > to", "patient"),
    "we": Code("a moment of we", "both"),
    "cue": Code("a cue of the protocol came up", "therapist"),
    "recognised": Code("an answer of the recognition exercise", "patient"),
    "opened": Code("the session began", "both"),
    "closed": Code("the session ended", "both"),
    "phase": Code("a phase of the protocol", "both", lasts=True),
    "arousal": Code("arousal as marked, 0 (shut down) to 10 (overwhelmed)", "patient", lasts=True),
    "gaze": Code("the patient looks at their own reflection, or away", "patient", lasts=True),
    "mirror": Code("the mirror is covered or uncovered", "both", lasts=True),
    "rung": Code("a rung of the graded ladder", "both", lasts=True),
    "pause": Code("the work rests", "both", lasts=True),
    "grounding": Code("the mirror is covered and the person is brought back", "both", lasts=True),
    "gap": Code("no console was there: nothing is known", "therapist", lasts=True),
}
NAMED_POINTS: Final = (Felt, Offered, Perceived, Received, Reassured, LookAgain, Noticed, Spoke, We)
POINTS: Final[Mapping[type[Any], Callable[[Any], str]]] = {
    **{mark: VALUE_OF[mark] for mark in NAMED_POINTS},
    CueGiven: lambda mark: mark.cue_id,
    Recognised: lambda mark: (
        f"{mark.strength.value} {mark.shown.value} as {mark.read_as.value if mark.read_as else '?'}"
    ),
    Opened: lambda _mark: "",
    Closed: lambda _mark: "",
}


def events_of(recording: Recording) -> list[Event]:
    """Give every standing point and every stretch in the order of the session clock."""
    found = list(_points(recording))
    by_id = {moment.moment_id: moment for moment in recording.log}
    for code, stretches in _stretches(recording).items():
        subject = CODES[code].subject
        for span in stretches:
            began = by_id[span.moment_id]
            value = "" if span.what == code else span.what
            said = (began.moment_id, began.author.value, began.reason)
            found.append(Event(span.from_ms, span.to_ms, code, value, subject, None, *said))
    found.sort(key=lambda event: event.start_ms)
    return found


def _points(recording: Recording) -> Iterator[Event]:
    number_of, exchange_of = recording.number_of, recording.exchange_of
    for moment in recording.log:
        value = POINTS.get(type(moment.mark))
        if value is None:
            continue
        code = moment.mark.kind
        exchange = _number(exchange_of, number_of, moment)
        subject = CODES[code].subject
        said = (moment.moment_id, moment.author.value, moment.reason)
        yield Event(moment.session_ms, None, code, value(moment.mark), subject, exchange, *said)


def _number(exchange_of: Mapping[UUID, UUID], number_of: Mapping[UUID, int], moment: Moment) -> int | None:
    place = exchange_of.get(moment.moment_id)
    return None if place is None else number_of.get(place)


def _stretches(recording: Recording) -> dict[str, Spans]:
    log, end_ms = recording.log, recording.end_ms
    return {
        "phase": spans.phases(log, end_ms),
        "arousal": spans.arousals(log, end_ms),
        "gaze": spans.gazes(log, end_ms),
        "mirror": spans.covers(log, end_ms),
        "rung": spans.rungs(log, end_ms),
        "pause": spans.lasting(log, end_ms, Pause),
        "grounding": spans.lasting(log, end_ms, Grounding),
        "gap": spans.gaps(log, end_ms),
    }
