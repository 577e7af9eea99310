"""Row-level security on PostgreSQL: whom a transaction looks for decides which patients' rows are there."""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0014"

ROLE: Final = "interbeing_room"
# Anybody else's rows stay hidden also from an owner of the tables who is no superuser.
WALLED: Final = (
    *("patients", "cautions", "consents", "pacings", "sessions", "heads", "moments", "signals", "write_ups", "papers"),
)
IS_ROOM: Final = "(SELECT interbeing_acting()) = 'room'"
LINKED: Final = "patient_id IN (SELECT interbeing_linked())"
OPEN: Final = "patient_id IN (SELECT interbeing_open())"
HELPED: Final = "patient_id IN (SELECT interbeing_helped())"
OF_OPEN: Final = f"session_id IN (SELECT sessions.session_id FROM sessions WHERE sessions.{OPEN})"
OF_HELPED: Final = f"session_id IN (SELECT sessions.session_id FROM sessions WHERE sessions.{HELPED})"
OF_HELP: Final = "('given', 'taken_back', 'pin', 'safety_reply')"
MINE: Final = "author IN ((SELECT interbeing_acting()), 'owner')"
IS_ADMIN: Final = "(SELECT interbeing_role()) = 'admin'"
# Who finds a row there.
READ: Final = {
    "patients": f"{LINKED} OR {HELPED} OR {IS_ADMIN}",
    "consents": f"{LINKED} OR {HELPED} OR {IS_ADMIN}",
    "cautions": f"{OPEN} OR {HELPED}",
    "sessions": f"{OPEN} OR {HELPED}",
    "pacings": OPEN,
    "papers": f"{OPEN} OR (kind IN {OF_HELP} AND {HELPED})",
    "heads": f"{OF_OPEN} OR {OF_HELPED}",
    "moments": OF_OPEN,
    "signals": OF_OPEN,
    "write_ups": f"{OF_OPEN} AND {MINE} AND (SELECT interbeing_role()) <> 'patient'",
}
# Who may add, change or take one away, where it is another; a new patient is linked right after they are added.
WRITE: Final = {
    **{table: OF_OPEN if "session_id" in READ[table] else OPEN for table in WALLED},
    "write_ups": READ["write_ups"],
}
NEW_PATIENT: Final = "(SELECT interbeing_role()) = 'therapist'"


def upgrade() -> None:
    """Make role, functions and policies; SQLite has one owner and needs none."""
    if op.get_bind().dialect.name != "postgresql":
        return
    _make_role()
    _make_functions()
    for table in WALLED:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        _make_policies(table)


def _make_policies(table: str) -> None:
    new = NEW_PATIENT if table == "patients" else WRITE[table]
    gone = "false" if table == "patients" else WRITE[table]
    for deed, clause in (
        ("SELECT", f"USING ({IS_ROOM} OR ({READ[table]}))"),
        ("INSERT", f"WITH CHECK ({IS_ROOM} OR ({new}))"),
        ("UPDATE", f"USING ({IS_ROOM} OR ({WRITE[table]}))"),
        ("DELETE", f"USING ({IS_ROOM} OR ({gone}))"),
    ):
        op.execute(f"CREATE POLICY of_whom_{deed.lower()} ON {table} FOR {deed} {clause}")


def _make_role() -> None:
    """Make the role in which the room works, unless the clinic made it; whoever migrates may act in it."""
    ask = op.get_bind().execute
    if not ask(sa.text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": ROLE}).first():
        op.execute(f"CREATE ROLE {ROLE} NOLOGIN NOSUPERUSER NOBYPASSRLS")
    if not ask(sa.text("SELECT pg_has_role(current_user, :role, 'MEMBER')"), {"role": ROLE}).scalar_one():
        op.execute(f"GRANT {ROLE} TO CURRENT_USER")
    op.execute(f"GRANT USAGE ON SCHEMA public TO {ROLE}")
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {ROLE}")
    op.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {ROLE}")
    op.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {ROLE}")
    op.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {ROLE}")
    op.execute(f"REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM {ROLE}")


def _make_functions() -> None:
    """For whom: nobody where nothing was said. Linked: theirs by a link. Open: by a link that needs no more."""
    _function("acting", "text", "SELECT coalesce(current_setting('interbeing.acting', true), '')")
    _function(
        "person",
        "uuid",
        "SELECT CASE WHEN interbeing_acting() IN ('', 'room') THEN NULL ELSE interbeing_acting()::uuid END",
    )
    me = "people.person_id = interbeing_person() AND people.ended_at IS NULL"
    _function("role", "text", f"SELECT coalesce((SELECT role FROM people WHERE {me}), '')")
    own = f"SELECT people.patient_id FROM people WHERE {me} AND people.role = 'patient'"
    links = (
        "SELECT assignments.patient_id FROM assignments JOIN people ON people.person_id = assignments.person_id "
        f"WHERE {me} AND assignments.ended_at IS NULL AND "
    )
    treats = "(people.role = 'therapist' AND assignments.kind = 'treats')"
    supervises = "(people.role = 'supervisor' AND assignments.kind = 'supervises')"
    agreed = (
        "(SELECT consents.is_given FROM consents WHERE consents.patient_id = assignments.patient_id "
        "AND consents.purpose = 'supervision' ORDER BY consents.entry DESC LIMIT 1)"
    )
    _function("linked", "SETOF uuid", f"{own} UNION {links} ({treats} OR {supervises})")
    _function("open", "SETOF uuid", f"{own} UNION {links} ({treats} OR ({supervises} AND {agreed}))")
    _function(
        "helped",
        "SETOF uuid",
        "SELECT emergencies.patient_id FROM emergencies JOIN people ON people.person_id = emergencies.person_id "
        f"WHERE {me} AND emergencies.until > now()",
    )


def _function(name: str, gives: str, body: str) -> None:
    op.execute(f"CREATE FUNCTION interbeing_{name}() RETURNS {gives} LANGUAGE sql STABLE AS $$ {body} $$")
