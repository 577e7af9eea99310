"""Who was erased; and the guards against deleting stand aside for an erased patient's rows, and for no others."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

BY_PATIENT = ("consents", "cautions", "papers", "pacings")
BY_SESSION = ("moments", "write_ups")
OF_PATIENT = "SELECT 1 FROM erasures WHERE erasures.patient_id = OLD.patient_id"
OF_SESSION = (
    "SELECT 1 FROM erasures JOIN sessions ON sessions.patient_id = erasures.patient_id "
    "WHERE sessions.session_id = OLD.session_id"
)


def upgrade() -> None:
    """Make the table, and new guards in place of the old ones."""
    op.create_table(
        "erasures",
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("patient_id", name="pk_erasures"),
    )
    tables = [(table, OF_PATIENT) for table in BY_PATIENT] + [(table, OF_SESSION) for table in BY_SESSION]
    guard = _guard_postgres if op.get_bind().dialect.name == "postgresql" else _guard_sqlite
    for table, erased in tables:
        guard(table, erased)
    _guard_erasures()


def _guard_sqlite(table: str, erased: str) -> None:
    op.execute(f"DROP TRIGGER {table}_no_delete")
    op.execute(
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} WHEN NOT EXISTS ({erased}) "
        f"BEGIN SELECT RAISE(ABORT, '{table} are only ever added to'); END"
    )


def _guard_postgres(table: str, erased: str) -> None:
    op.execute(f"DROP TRIGGER {table}_guard ON {table}")
    op.execute(
        f"CREATE TRIGGER {table}_guard BEFORE UPDATE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION only_ever_added_to()"
    )
    op.execute(
        f"CREATE FUNCTION {table}_only_erased() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF EXISTS ({erased}) THEN RETURN OLD; END IF; "
        "RAISE EXCEPTION '% are only ever added to', TG_TABLE_NAME; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_only_erased()"
    )


def _guard_erasures() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TRIGGER erasures_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON erasures "
            "FOR EACH STATEMENT EXECUTE FUNCTION only_ever_added_to()"
        )
        return
    for deed in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER erasures_no_{deed.lower()} BEFORE {deed} ON erasures "
            "BEGIN SELECT RAISE(ABORT, 'erasures are only ever added to'); END"
        )
