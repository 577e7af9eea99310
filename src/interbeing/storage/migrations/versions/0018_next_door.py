"""What several rooms on one PostgreSQL share beside the record: open screens, who holds, what was said, tries."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Make the tables; what was said for a moment is for the rooms alone."""
    op.create_table(
        "seats",
        sa.Column("entry", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("seat_id", sa.Uuid(), nullable=False),
        _session("seats"),
        sa.Column("tab", sa.Uuid(), nullable=False),
        sa.Column("screen", sa.String(length=20), nullable=False),
        sa.Column("room", sa.BigInteger(), nullable=False),
        sa.Column("sign_in_id", sa.Uuid()),
        sa.PrimaryKeyConstraint("entry", name="pk_seats"),
        sa.UniqueConstraint("seat_id", name="uq_seats_seat_id"),
    )
    op.create_table(
        "holders",
        _session("holders"),
        sa.Column("tab", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("session_id", name="pk_holders"),
    )
    op.create_table(
        "said",
        sa.Column("said_id", sa.Uuid(), nullable=False),
        _session("said"),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("said_id", name="pk_said"),
    )
    op.create_table(
        "tries",
        sa.Column("entry", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("name_sha256", sa.String(length=64), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("entry", name="pk_tries"),
    )
    for table, column in (
        *(("seats", "session_id"), ("seats", "sign_in_id"), ("said", "session_id"), ("said", "said_at")),
        *(("tries", "name_sha256"), ("tries", "tried_at")),
    ):
        op.create_index(f"ix_{table}_{column}", table, [column], unique=False)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE said ENABLE ROW LEVEL SECURITY")
        op.execute("ALTER TABLE said FORCE ROW LEVEL SECURITY")
        op.execute("CREATE POLICY of_rooms ON said USING ((SELECT interbeing_acting()) = 'room')")


def _session(table: str) -> sa.Column[object]:
    there = sa.ForeignKey("sessions.session_id", name=f"fk_{table}_session_id")
    return sa.Column("session_id", sa.Uuid(), there, nullable=False)
