"""Taking a session's log out of the room: as a table for spreadsheets, and whole as JSON."""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import UTC
from io import StringIO
from typing import Any, Final

from interbeing.domain.mark import Mark
from interbeing.domain.signal import Measured
from interbeing.services.review import Review

FORMAT: Final = "interbeing-log"
VERSION: Final = 2
# What a spreadsheet would take for the beginning of a formula (ASVS 1.2.10), and the full-width forms of the same.
RISKY: Final = tuple("=+-@\t\r\n\0＝＋－＠")
FIRST: Final = ("session_id", "is_simulated", "seq", "moment_id", "session_ms", "marked_at", "received_at", "author")
OF_MARK: Final = (
    *("emotion", "intensity", "part", "reception", "attitude", "aspect", "stance", "level", "at_reflection", "covered"),
    *("rung", "step", "phase_id", "cue_id", "screen", "connected", "exchange_id", "marked", "retracted"),
    *("trial", "shown", "strength", "read_as", "outlooks", "lower_edge", "upper_edge", "exchanges"),
    *("signal", "is_on", "why", "from_ms", "stretches"),
)
LAST: Final = ("values", "in_exchange", "is_late", "is_retracted", "reason", "sha256", "head")
COLUMNS: Final = (*FIRST, "kind", *OF_MARK, *LAST)


def log_as_csv(review: Review) -> Iterator[str]:
    """Give the table line by line; the columns are always `COLUMNS`, an empty cell means *not marked*."""
    yield _line(COLUMNS)
    for row in _rows(review):
        yield _line([_cell(row[column]) for column in COLUMNS])


def log_as_json(review: Review) -> str:
    """Give the same rows as JSON, with what they belong to; places that nobody filled are left out."""
    session = review.session
    whole = {
        "format": FORMAT,
        "version": VERSION,
        "is_simulated": review.patient.is_practice,
        "session": {
            "session_id": str(session.session_id),
            "state": session.state.value,
            "mirror": session.mirror.value,
            "protocol_id": session.protocol_id,
            "opened_at": session.opened_at.isoformat() if session.opened_at else None,
            "closed_at": session.closed_at.isoformat() if session.closed_at else None,
        },
        "moments": [{name: value for name, value in row.items() if value is not None} for row in _rows(review)],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1)


def safe_cell(text: str) -> str:
    """Give a text that no spreadsheet takes for a formula: one that begins like one gets a leading apostrophe."""
    return f"'{text}" if text.startswith(RISKY) else text


def _rows(review: Review) -> Iterator[dict[str, Any]]:
    taken_back = review.taken_back
    for kept in review.kept:
        moment, receipt = kept.moment, kept.receipt
        yield {
            "session_id": str(moment.session_id),
            "is_simulated": review.patient.is_practice,
            "seq": receipt.seq,
            "moment_id": str(moment.moment_id),
            "session_ms": moment.session_ms,
            "marked_at": moment.marked_at.astimezone(UTC).isoformat(),
            "received_at": kept.received_at.astimezone(UTC).isoformat(),
            "author": moment.author.value,
            "kind": moment.mark.kind,
            **_of_mark(moment.mark),
            "values": _values(moment.mark),
            "in_exchange": _text(review.exchange_of.get(moment.moment_id)),
            "is_late": moment.is_late,
            "is_retracted": moment.moment_id in taken_back,
            "reason": moment.reason or None,
            "sha256": receipt.sha256,
            "head": receipt.head,
        }


def _of_mark(mark: Mark) -> Mapping[str, Any]:
    values = {name: getattr(mark, name, None) for name in OF_MARK}
    return {name: _told(value) for name, value in values.items()}


def _told(value: object) -> Any:
    """Give a field's value as JSON knows it: figures as they are, records as records, words as text."""
    if isinstance(value, tuple):
        return [_told(asdict(one)) for one in value]
    if isinstance(value, dict):
        return {name: _told(one) for name, one in value.items()}
    return value if isinstance(value, bool | int | float) else _text(value)


def _values(mark: Mark) -> str | None:
    """Give what was measured as JSON in one cell; None for every other mark, and once it was erased."""
    if not isinstance(mark, Measured) or mark.values is None:
        return None
    return json.dumps(asdict(mark.values), separators=(",", ":"))


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return json.dumps(value)
    return safe_cell(value) if isinstance(value, str) else value


def _line(cells: Any) -> str:
    written = StringIO()
    csv.writer(written, lineterminator="\r\n").writerow(cells)
    return written.getvalue()
