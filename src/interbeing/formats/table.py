"""The log of a session as a table: a row for every moment in the order in which it was kept, also what was taken back.

It is made column by column, some thousand rows at a time.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, fields
from datetime import UTC, datetime
from enum import Enum
from functools import cache, lru_cache
from typing import Any, Final, get_args
from uuid import UUID

from interbeing.domain.mark import Mark
from interbeing.domain.moment import Kept
from interbeing.domain.signal import BeltValues, EyesValues, PulseValues
from interbeing.formats.chunks import AT_ONCE, chunked
from interbeing.formats.columns import Block, Column
from interbeing.formats.recording import Recording

FIRST: Final = (
    Column("session_id", "text", "the session"),
    Column("is_simulated", "truth", "practice: simulated, nobody real"),
    Column("seq", "whole", "place in the log, from 1 without a gap"),
    Column("moment_id", "text", "the moment"),
    Column("session_ms", "whole", "the session's one clock in milliseconds, 0 when it opened"),
    Column("marked_at", "text", "when it was marked, UTC, for people"),
    Column("received_at", "text", "when the room had it, UTC"),
    Column("author", "text", "therapist, patient, room, or a coder afterwards"),
    Column("kind", "text", "which mark it is"),
)
OF_MARK: Final = (
    Column("emotion", "text", "felt, offered or perceived: the feeling"),
    Column("intensity", "text", "slight, clear, strong"),
    Column("part", "text", "the part of the person: suffering, critical, compassionate"),
    Column("reception", "text", "unbearable, hard, bearable, taken_in"),
    Column("attitude", "text", "critical, neutral, compassionate"),
    Column("aspect", "text", "body, breath, feeling, urge, thought, gaze"),
    Column("stance", "text", "of a cue: notice or care"),
    Column("level", "whole", "arousal, 0 (shut down) to 10 (overwhelmed)"),
    Column("at_reflection", "truth", "looks at the own reflection, or away"),
    Column("covered", "truth", "the mirror is covered, or not"),
    Column("rung", "text", "step of the graded ladder"),
    Column("step", "text", "began or ended"),
    Column("phase_id", "text", "phase of the protocol"),
    Column("cue_id", "text", "cue of the protocol"),
    Column("screen", "text", "console or mirror"),
    Column("connected", "truth", "the screen came, or went"),
    Column("exchange_id", "text", "the exchange that the mark named"),
    Column("marked", "text", "of a correction: the mark that it moves"),
    Column("retracted", "text", "of a retraction: the mark that it takes back"),
    Column("trial", "whole", "of the recognition exercise, from 0"),
    Column("shown", "text", "the feeling that a drawn face showed"),
    Column("strength", "text", "how plainly: faint or plain"),
    Column("read_as", "text", "what was read in it; empty: I don't know"),
    Column("outlooks", "text", "of figures of pacing: what was shown for each way, as JSON"),
    Column("lower_edge", "figure", "lower edge of the window that they speak of"),
    Column("upper_edge", "figure", "upper edge of it"),
    Column("exchanges", "whole", "how many exchanges were known of the patient then"),
    Column("file", "text", "of a session that was brought in: the file"),
    Column("source", "text", "and what made it: BORIS, table or package"),
    Column("own_reflection", "truth", "of a rung: it asks to look at the own reflection"),
    Column("place", "whole", "of a rung: its place on the ladder, from 0"),
    Column("veil", "text", "clear, softened, outline"),
    Column("crop", "text", "whole, face, mouth_and_cheek, eyes"),
    Column("who", "text", "own, therapist, both"),
    Column("brightness", "whole", "steps from the camera's own, -3 to 3"),
    Column("border", "whole", "steps of the light border, 0 to 3"),
    Column("across", "whole", "of a frame: percent from the middle of the picture"),
    Column("down", "whole", "of a frame: percent from the middle of the picture"),
    Column("closer", "whole", "of a frame: steps closer"),
    Column("by_list", "truth", "light was looked at by the list"),
    Column("lux", "whole", "a meter's reading at the face, in lux"),
    Column("distance_cm", "whole", "to the mirror, in centimetres"),
    Column("limit", "text", "which limit was passed on purpose"),
    Column("signal", "text", "what an instrument measures: eyes, pulse, belt"),
    Column("is_on", "truth", "measuring began, or ended"),
    Column("why", "text", "why it ended"),
    Column("from_ms", "whole", "where on the session's clock a measured stretch begins"),
    Column("stretches", "whole", "of an erasing: how many stretches went"),
    Column("spoken_to", "text", "of what one part said: the part that it spoke to"),
    Column("spoke_id", "text", "of a noticing: the moment whose tone it is"),
    Column("values", "text", "what was measured, one value a second, as JSON; empty once it was erased"),
)
LAST: Final = (
    Column("in_exchange", "text", "the exchange that it belongs to by the rule of domain/gathering.py"),
    Column("is_late", "truth", "added or completed after the fact"),
    Column("is_retracted", "truth", "taken back later"),
    Column("reason", "text", "why it came late"),
    Column("sha256", "text", "the moment's fingerprint"),
    Column("head", "text", "end of the log's chain with this moment in it"),
)
COLUMNS: Final = (*FIRST, *OF_MARK, *LAST)
SAME: Final = frozenset({bool, int, float, str})
text_of: Final = lru_cache(4096)(str)  # an exchange's id comes several times close together
Cells = list[Any]


def blocks_of(recording: Recording, most: int = AT_ONCE) -> Iterator[Block]:
    """Give the rows by their columns, one row for each moment; None says *not marked*, as does a column left out."""
    for some in chunked(recording.kept, most):
        yield {**_first(recording, some), **_of_marks(some), **_last(recording, some)}


def _first(recording: Recording, some: list[Kept]) -> dict[str, Cells]:
    moments = [kept.moment for kept in some]
    return {
        "session_id": [str(recording.session.session_id)] * len(some),
        "is_simulated": [recording.is_simulated] * len(some),
        "seq": [kept.receipt.seq for kept in some],
        "moment_id": [str(moment.moment_id) for moment in moments],
        "session_ms": [moment.session_ms for moment in moments],
        "marked_at": [_in_utc(moment.marked_at) for moment in moments],
        "received_at": [_in_utc(kept.received_at) for kept in some],
        "author": [moment.author.value for moment in moments],
        "kind": [moment.mark.kind for moment in moments],
    }


def _of_marks(some: list[Kept]) -> dict[str, Cells]:
    """Give the places that any of these marks filled."""
    found: defaultdict[str, Cells] = defaultdict(lambda: [None] * len(some))
    for row, kept in enumerate(some):
        mark = kept.moment.mark
        for name in _places_of(mark.kind):
            value = getattr(mark, name)
            if value is not None:
                found[name][row] = value if type(value) in SAME else _plain(value)
    return found


def _last(recording: Recording, some: list[Kept]) -> dict[str, Cells]:
    taken_back, exchange_of = recording.taken_back, recording.exchange_of
    moments = [kept.moment for kept in some]
    exchanges = [exchange_of.get(moment.moment_id) for moment in moments]
    return {
        "in_exchange": [exchange and text_of(exchange) for exchange in exchanges],
        "is_late": [moment.is_late for moment in moments],
        "is_retracted": [moment.moment_id in taken_back for moment in moments],
        "reason": [moment.reason or None for moment in moments],
        "sha256": [kept.receipt.sha256 for kept in some],
        "head": [kept.receipt.head for kept in some],
    }


def _in_utc(at: datetime) -> str:
    return at.isoformat() if at.tzinfo is UTC else at.astimezone(UTC).isoformat()


@cache
def _places_of(kind: str) -> tuple[str, ...]:
    return next(tuple(place.name for place in fields(mark)) for mark in get_args(Mark) if mark.kind == kind)


def _plain(value: Any) -> Any:
    """Give a value as JSON knows it: figures as they are, records as records, words as text."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, UUID):
        return text_of(value)
    if isinstance(value, EyesValues | PulseValues | BeltValues):
        return json.dumps(asdict(value), separators=(",", ":"))
    if isinstance(value, tuple):
        return [_plain(asdict(one)) for one in value]
    return {name: _plain(one) for name, one in value.items()} if isinstance(value, dict) else value
