"""The ledger of pacing, which is only ever added to."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the table and its guard."""
    op.create_table(
        "pacings",
        sa.Column("entry", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("recorded_by", sa.String(length=200), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["patient_id"], ["patients.patient_id"], name="fk_pacings_patient_id"),
        sa.PrimaryKeyConstraint("entry", name="pk_pacings"),
    )
    op.create_index("ix_pacings_patient_id", "pacings", ["patient_id"], unique=False)
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TRIGGER pacings_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON pacings "
            "FOR EACH STATEMENT EXECUTE FUNCTION only_ever_added_to()"
        )
        return
    for deed in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER pacings_no_{deed.lower()} BEFORE {deed} ON pacings "
            "BEGIN SELECT RAISE(ABORT, 'pacings are only ever added to'); END"
        )
