"""A patient's book: each line kept of them outside the sessions' logs, sealed, and chained to the line before it.

Who they are, what they agreed to, decisions, write-ups and papers all take their place in one chain, so that a line
that was edited, moved, put in or taken out shows.
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Table, insert, select, update

from interbeing.storage.connect import Connection
from interbeing.storage.moments import START_OF_CHAIN
from interbeing.storage.seal import Binding, Seal
from interbeing.storage.second_wall import of_the_room
from interbeing.storage.tables import (
    books,
    cautions,
    consents,
    emergencies,
    pacings,
    papers,
    patients,
    sessions,
    write_ups,
)

IN_BOOKS: Final = (patients, cautions, consents, pacings, write_ups, papers, emergencies)
OUTSIDE_THE_CHAIN: Final = frozenset({"entry", "head", "sealed"})  # `sealed` goes in as it lies on the disk


class Line(NamedTuple):
    """A line as it lies on the disk, and the table it lies in."""

    table: Table
    row: dict[str, Any]


def add_line(
    connection: Connection, seal: Seal, table: Table, patient_id: UUID, content: dict[str, Any], **beside: Any
) -> None:
    """Add a line at the end of this patient's book; `beside` is what the table is looked through by."""
    with of_the_room(connection):
        seq, head = end_of(connection, patient_id)
    row = {**beside, "seq": seq + 1, **({"patient_id": patient_id} if "patient_id" in table.c else {})}
    row["sealed"] = seal.seal(binding(table, patient_id, row), text_of(content))
    row["head"] = chained(head, table, row)
    connection.execute(insert(table), row)
    with of_the_room(connection):
        set_end(connection, patient_id, seq + 1, row["head"])


def content_of(seal: Seal, table: Table, patient_id: UUID, row: Row[Any]) -> dict[str, Any]:
    """Give what a line says."""
    found = row._mapping  # noqa: SLF001  its public name
    content: dict[str, Any] = json.loads(seal.open(binding(table, patient_id, found), found["sealed"]))
    return content


def binding(table: Table, patient_id: UUID, row: Any) -> Binding:
    """Give what a line is sealed for: its place in the book, and for a paper the paper's own id."""
    return Binding(patient_id, table.name, row["paper_id"] if table is papers else UUID(int=row["seq"]))


def text_of(content: dict[str, Any]) -> bytes:
    """Write a line's content down: the same content always gives the same bytes."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def chained(head: str, table: Table, row: dict[str, Any]) -> str:
    """Give the next head of the book: SHA-256 over the head before, the table, and all that the row holds."""
    told = {name: _told(value) for name, value in row.items() if name not in OUTSIDE_THE_CHAIN}
    text = json.dumps(told, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{head}:{table.name}:{text}:".encode() + row["sealed"]).hexdigest()


def end_of(connection: Connection, patient_id: UUID) -> tuple[int, str]:
    """Give the place and the head of the last line, the start of the chain when there is none."""
    row = connection.execute(select(books).where(books.c.patient_id == patient_id)).one_or_none()
    return (0, START_OF_CHAIN) if row is None else (row.seq, row.head)


def set_end(connection: Connection, patient_id: UUID, seq: int, head: str) -> None:
    """Note where the book ends now."""
    moved = update(books).where(books.c.patient_id == patient_id).values(seq=seq, head=head)
    if not connection.execute(moved).rowcount:
        connection.execute(insert(books).values(patient_id=patient_id, seq=seq, head=head))


def lines_of(connection: Connection, patient_id: UUID) -> tuple[Line, ...]:
    """Give every line of this patient in the order of the book."""
    found = [Line(table, row) for table in IN_BOOKS for row in _rows(connection, table, _is_of(table, patient_id))]
    return tuple(sorted(found, key=lambda line: line.row["seq"]))


def find_break(connection: Connection, patient_id: UUID) -> int | None:
    """Walk the book and give the first place where it does not hold, None when it holds to its end."""
    at, head = 0, START_OF_CHAIN
    for line in lines_of(connection, patient_id):
        head = chained(head, line.table, line.row)
        if line.row["seq"] != at + 1 or line.row["head"] != head:
            return at + 1
        at += 1
    return None if (at, head) == end_of(connection, patient_id) else at + 1


def head_at(connection: Connection, patient_id: UUID, seq: int) -> str | None:
    """Give the head at this place of the book, None when there is no such line."""
    places = (
        connection.execute(select(table.c.head).where(_is_of(table, patient_id), table.c.seq == seq)).scalar()
        for table in IN_BOOKS
    )
    return next((head for head in places if head is not None), None)


def patients_with_books(connection: Connection) -> tuple[UUID, ...]:
    """Give every patient of whom anything is kept, and everybody who has a book."""
    both = select(patients.c.patient_id).union(select(books.c.patient_id))
    return tuple(connection.execute(both).scalars())


def ends(connection: Connection) -> Iterator[tuple[UUID, int, str]]:
    """Give where each book ends."""
    yield from ((row.patient_id, row.seq, row.head) for row in connection.execute(select(books)))


def _rows(connection: Connection, table: Table, which: ColumnElement[bool]) -> Iterator[dict[str, Any]]:
    yield from map(dict, connection.execute(select(table).where(which)).mappings())


def _is_of(table: Table, patient_id: UUID) -> ColumnElement[bool]:
    if "patient_id" in table.c:
        return table.c.patient_id == patient_id
    return table.c.session_id.in_(select(sessions.c.session_id).where(sessions.c.patient_id == patient_id))


def _told(value: Any) -> str:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value)
