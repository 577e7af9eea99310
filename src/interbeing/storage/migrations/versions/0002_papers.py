"""The papers: what was filled in, written and rated about a patient, each sealed and only ever added."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table and its guard."""
    op.create_table(
        "papers",
        sa.Column("entry", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("paper_id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("about", sa.Uuid(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["patient_id"], ["patients.patient_id"], name="fk_papers_patient_id"),
        sa.PrimaryKeyConstraint("entry", name="pk_papers"),
        sa.UniqueConstraint("paper_id", name="uq_papers_paper_id"),
    )
    op.create_index("ix_papers_patient_id_kind", "papers", ["patient_id", "kind"], unique=False)
    op.create_index("ix_papers_kind_about", "papers", ["kind", "about"], unique=False)
    _guard_postgres() if op.get_bind().dialect.name == "postgresql" else _guard_sqlite()


def _guard_sqlite() -> None:
    for deed in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER papers_no_{deed.lower()} BEFORE {deed} ON papers "
            "BEGIN SELECT RAISE(ABORT, 'papers are only ever added to'); END"
        )


def _guard_postgres() -> None:
    op.execute(
        "CREATE TRIGGER papers_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON papers "
        "FOR EACH STATEMENT EXECUTE FUNCTION only_ever_added_to()"
    )
