"""Reads the example of a session, mark by mark, as the practice patient has it and the demo plays it."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid5

from interbeing.domain.errors import BadInput
from interbeing.domain.mark import Mark
from interbeing.domain.moment import LONGEST_REASON, Author, Moment
from interbeing.services.shipped import shipped
from interbeing.services.toml_table import Table, read_table
from interbeing.storage.payload import decode_mark

FILE: Final = "one-session.toml"
MOST_MARKS: Final = 2_000
CLOCK: Final = re.compile(r"(\d{1,3}):([0-5]\d)")
NOT_OF_THE_MARK: Final = frozenset({"at", "kind", "by", "late", "called"})
LONGEST: Final = 500


@dataclass(frozen=True, slots=True)
class Example:
    """One simulated session: its title, its Protocol, and its moments in the order in which they came."""

    title: str
    protocol_id: str
    moments: tuple[Moment, ...]

    @property
    def duration_ms(self) -> int:
        """How long the session lasts."""
        return max(moment.session_ms for moment in self.moments)


def read_example(session_id: UUID, opened_at: datetime) -> Example:
    """Give the example as the session `session_id`, opened then; the same session always gets the same moments."""
    table = read_table(shipped("examples") / FILE)
    for key in ("id", "version", "language", "source", "licence"):
        table.text(key, LONGEST)
    marks = table.tables("marks", MOST_MARKS)
    ids = {one.values.get("called", n): uuid5(session_id, str(n)) for n, one in enumerate(marks)}
    moments = tuple(
        _moment(one, moment_id, session_id, opened_at, ids) for one, moment_id in zip(marks, ids.values(), strict=True)
    )
    return Example(table.text("title", LONGEST), table.an_id("protocol"), moments)


def _moment(table: Table, moment_id: UUID, session_id: UUID, opened_at: datetime, ids: dict[Any, UUID]) -> Moment:
    session_ms = _session_ms(table)
    reason = table.text("late", LONGEST_REASON, or_else="")
    return Moment(
        moment_id=moment_id,
        session_id=session_id,
        author=table.word("by", Author) if "by" in table.values else Author.THERAPIST,
        session_ms=session_ms,
        marked_at=opened_at + timedelta(milliseconds=session_ms),
        mark=_mark(table, ids),
        is_late=bool(reason),
        reason=reason,
    )


def _session_ms(table: Table) -> int:
    at = CLOCK.fullmatch(table.text("at", LONGEST))
    if at is None:
        raise table.wrong("at", "“at” is no time", "Write minutes and seconds, such as 07:30.")
    return (int(at[1]) * 60 + int(at[2])) * 1000


def _mark(table: Table, ids: dict[Any, UUID]) -> Mark:
    values = {name: value for name, value in table.values.items() if name not in NOT_OF_THE_MARK}
    for about in ("retracted", "spoke_id"):
        if about in values:
            values[about] = str(ids.get(values[about], ""))  # the name of a mark above stands for its id
    try:
        return decode_mark(table.text("kind", LONGEST), values)
    except (KeyError, TypeError, ValueError, BadInput) as problem:
        remedy = "See domain/mark.py for the kinds of mark and their words."
        raise table.wrong(None, f"a mark cannot be meant ({problem})", remedy) from problem
