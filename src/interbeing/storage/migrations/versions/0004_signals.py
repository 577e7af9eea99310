"""What instruments measured, apart from the log: a stretch can be erased, never changed."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the table and its guard."""
    op.create_table(
        "signals",
        sa.Column("moment_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("signal", sa.String(length=20), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["moment_id"], ["moments.moment_id"], name="fk_signals_moment_id"),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.session_id"], name="fk_signals_session_id"),
        sa.PrimaryKeyConstraint("moment_id", name="pk_signals"),
    )
    op.create_index("ix_signals_session_id", "signals", ["session_id"], unique=False)
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TRIGGER signals_guard BEFORE UPDATE ON signals "
            "FOR EACH STATEMENT EXECUTE FUNCTION only_ever_added_to()"
        )
    else:
        op.execute(
            "CREATE TRIGGER signals_no_update BEFORE UPDATE ON signals "
            "BEGIN SELECT RAISE(ABORT, 'signals are erased or left as they are'); END"
        )
