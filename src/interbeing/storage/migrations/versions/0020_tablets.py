"""Tablets that join a session by a code; on PostgreSQL the room alone looks at them."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Make the table."""
    there = sa.ForeignKey("sessions.session_id", name="fk_tablets_session_id")
    op.create_table(
        "tablets",
        sa.Column("tablet_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), there, nullable=False),
        sa.Column("code_sha256", sa.String(length=64), nullable=False),
        sa.Column("token_sha256", sa.String(length=64)),
        sa.Column("device", sa.String(length=200), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True)),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("tablet_id", name="pk_tablets"),
        sa.UniqueConstraint("code_sha256", name="uq_tablets_code_sha256"),
        sa.UniqueConstraint("token_sha256", name="uq_tablets_token_sha256"),
    )
    op.create_index("ix_tablets_session_id", "tablets", ["session_id"], unique=False)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE tablets ENABLE ROW LEVEL SECURITY")
        op.execute("ALTER TABLE tablets FORCE ROW LEVEL SECURITY")
        op.execute("CREATE POLICY of_rooms ON tablets USING ((SELECT interbeing_acting()) = 'room')")
