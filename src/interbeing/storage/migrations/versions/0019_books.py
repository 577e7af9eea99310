"""Who a patient is, what they agreed to, decisions and write-ups are sealed, and chained in one book with their papers.

All of it is one transaction: stopped anywhere, the record is as it was before and the next opening begins anew.
"""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from alembic import context, op

from interbeing.domain.errors import NotFound
from interbeing.storage.seal import Binding

revision = "0019"
down_revision = "0018"

START = "0" * 64
BETWEEN = ","
PAPER = "papers"


class Old(NamedTuple):
    """A table whose rows become lines: what finds a row, what is sealed from now on, what stays beside it."""

    found_by: tuple[str, ...]
    sealed: tuple[str, ...]
    beside: tuple[str, ...]


OLD = {
    "patients": Old(("patient_id",), ("pseudonym", "initials", "picture_word"), ("is_practice", "created_at")),
    "cautions": Old(("entry",), ("present", "goes_on", "reason", "decided_by"), ("patient_id", "decided_at")),
    "consents": Old(("entry",), ("text_version", "recorded_by"), ("patient_id", "purpose", "is_given", "recorded_at")),
    "pacings": Old(("entry",), ("is_on", "recorded_by"), ("patient_id", "recorded_at")),
    "write_ups": Old(("session_id", "version"), ("text", "is_signed"), ("written_at", "author")),
    PAPER: Old(("entry",), (), ("patient_id", "paper_id", "kind", "about", "written_at")),
    "emergencies": Old(("entry",), ("reason",), ("patient_id", "person_id", "opened_at", "until")),
}
TYPES: dict[str, sa.types.TypeEngine[Any]] = {
    **dict.fromkeys(("patient_id", "session_id", "paper_id", "person_id", "about"), sa.Uuid()),
    **dict.fromkeys(
        ("created_at", "decided_at", "recorded_at", "written_at", "opened_at", "until"), sa.DateTime(timezone=True)
    ),
    **dict.fromkeys(("is_practice", "goes_on", "is_given", "is_on", "is_signed"), sa.Boolean()),
    **dict.fromkeys(("entry", "version", "seq"), sa.Integer()),
    "sealed": sa.LargeBinary(),
}
GUARDED = ("cautions", "consents", "pacings", "write_ups", PAPER)


def upgrade() -> None:
    """Make room for the seal and the chain, write each patient's book, and let go of the plain words."""
    op.create_table(
        "books",
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["patient_id"], ["patients.patient_id"], name="fk_books_patient_id"),
        sa.PrimaryKeyConstraint("patient_id", name="pk_books"),
    )
    op.create_table(
        "digests",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.session_id"], name="fk_digests_session_id"),
        sa.PrimaryKeyConstraint("session_id", name="pk_digests"),
    )
    if op.get_bind().dialect.name == "postgresql":
        _wall()
    _stand_aside()
    for name in OLD:
        _add_columns(name)
    _write_books(op.get_bind(), context.config.attributes["seal"])
    for name, old in OLD.items():
        _drop_columns(name, old)
    _guard_again()


def _wall() -> None:
    """Where a book ends is the room's own to know; what a session tells, of whoever may read its log."""
    op.execute("SELECT set_config('interbeing.acting', 'room', true)")
    is_room = "(SELECT interbeing_acting()) = 'room'"
    is_open = "patient_id IN (SELECT interbeing_open())"
    of_open = f"session_id IN (SELECT sessions.session_id FROM sessions WHERE sessions.{is_open})"
    for table, who in (("books", is_room), ("digests", f"{is_room} OR {of_open}")):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY of_whom ON {table} USING ({who}) WITH CHECK ({who})")


def _add_columns(name: str) -> None:
    op.add_column(name, sa.Column("seq", sa.Integer(), nullable=False, server_default="0"))
    op.add_column(name, sa.Column("head", sa.String(length=64), nullable=False, server_default=""))
    if name != PAPER:
        op.add_column(name, sa.Column("sealed", sa.LargeBinary(), nullable=False, server_default=""))


def _write_books(connection: sa.Connection, seal: Any) -> None:
    patient_of = {row.session_id: row.patient_id for row in connection.execute(sa.select(_table("sessions")))}
    lines: dict[UUID, list[tuple[str, dict[str, Any]]]] = {}
    for name, old in OLD.items():
        for row in map(dict, connection.execute(sa.select(_table(name)).order_by(*old.found_by)).mappings()):
            patient_id = row["patient_id"] if "patient_id" in row else patient_of[row["session_id"]]
            lines.setdefault(patient_id, []).append((name, row))
    for patient_id, theirs in lines.items():
        seq, head = 0, START
        for seq, (name, row) in enumerate(theirs, 1):
            head = _write_line(connection, seal, patient_id, name, row | {"seq": seq}, head)
        connection.execute(sa.insert(_table("books")).values(patient_id=patient_id, seq=seq, head=head))


def _write_line(
    connection: sa.Connection, seal: Any, patient_id: UUID, name: str, row: dict[str, Any], head: str
) -> str:
    if name != PAPER:
        content = {place: row[place] for place in OLD[name].sealed}
        if name == "cautions":
            content["present"] = [one for one in content["present"].split(BETWEEN) if one]
        row["sealed"] = _sealed(seal, Binding(patient_id, name, UUID(int=row["seq"])), content)
    table, beside = _table(name), (*OLD[name].found_by, *OLD[name].beside)
    told = {place: row[place] for place in (*beside, "seq") if place != "entry"}
    after = _chained(head, name, told, row["sealed"])
    this = sa.and_(*(table.c[place] == row[place] for place in OLD[name].found_by))
    values = {"seq": row["seq"], "head": after, "sealed": row["sealed"]}
    connection.execute(sa.update(table).where(this).values(values))
    return after


def _sealed(seal: Any, binding: Binding, content: dict[str, Any]) -> bytes:
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    try:
        sealed: bytes = seal.seal(binding, text)
    except NotFound:  # erased, and in an earlier backup still: the room erases them again before anybody looks
        return b""
    return sealed


def _chained(head: str, name: str, row: dict[str, Any], sealed: bytes) -> str:
    text = json.dumps({place: _told(value) for place, value in row.items()}, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{head}:{name}:{text}:".encode() + sealed).hexdigest()


def _told(value: Any) -> str:
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
    return str(value)


def _drop_columns(name: str, old: Old) -> None:
    if name == "patients" and op.get_bind().dialect.name == "sqlite":
        _make_patients_anew(op.get_bind())
        return
    for column in old.sealed:
        op.drop_column(name, column)
    for column in ("seq", "head", "sealed"):
        _without_default(name, column)


def _without_default(name: str, column: str) -> None:
    """SQLite cannot take a default away, and a default that nothing uses does no harm there."""
    if op.get_bind().dialect.name == "postgresql" and (name, column) != (PAPER, "sealed"):
        op.alter_column(name, column, server_default=None)


def _make_patients_anew(connection: sa.Connection) -> None:
    """SQLite cannot drop a column that is unique: the table is made once more, and what points to it waits."""
    connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    kept = _table("patients", without=OLD["patients"].sealed)
    rows = [dict(row) for row in connection.execute(sa.select(kept)).mappings()]
    op.drop_table("patients")
    op.create_table(
        "patients",
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("is_practice", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("patient_id", name="pk_patients"),
    )
    if rows:
        connection.execute(sa.insert(kept), rows)


def _stand_aside() -> None:
    for name in GUARDED:
        if op.get_bind().dialect.name == "postgresql":
            op.execute(f"DROP TRIGGER {name}_guard ON {name}")
        else:
            op.execute(f"DROP TRIGGER {name}_no_update")


def _guard_again() -> None:
    for name in GUARDED:
        if op.get_bind().dialect.name == "postgresql":
            op.execute(
                f"CREATE TRIGGER {name}_guard BEFORE UPDATE OR TRUNCATE ON {name} "
                "FOR EACH STATEMENT EXECUTE FUNCTION only_ever_added_to()"
            )
        else:
            op.execute(
                f"CREATE TRIGGER {name}_no_update BEFORE UPDATE ON {name} "
                f"BEGIN SELECT RAISE(ABORT, '{name} are only ever added to'); END"
            )


def _table(name: str, without: tuple[str, ...] = ()) -> sa.TableClause:
    return sa.table(name, *(column for column in _columns(name) if column.name not in without))


def _columns(name: str) -> tuple[sa.ColumnClause[Any], ...]:
    if name == "sessions":
        return (
            sa.column("session_id", sa.Uuid()),
            sa.column("patient_id", sa.Uuid()),
        )
    if name == "books":
        places: tuple[str, ...] = ("patient_id", "seq", "head")
    else:
        old = OLD[name]
        places = (*old.found_by, *old.beside, *old.sealed, "seq", "head", "sealed")
    return tuple(sa.column(place, TYPES.get(place, sa.String())) for place in places)
