"""The audit is found by whom or what a deed is about."""

from alembic import op

revision = "0013"
down_revision = "0008"


def upgrade() -> None:
    """Make the index."""
    op.create_index("ix_audit_about", "audit", ["about"], unique=False)
