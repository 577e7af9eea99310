"""The tables of the record. All that is kept is only ever added to, but for signals, which can be erased."""

from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    TypeDecorator,
    UniqueConstraint,
    Uuid,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

NEVER_CHANGED: Final = (
    "moments",
    "consents",
    "cautions",
    "write_ups",
    "papers",
    "pacings",
    "erasures",
    "audit",
    "signatures",
)


class Utc(TypeDecorator[datetime]):
    """A moment of the world's clock: UTC going in, UTC coming out, whatever the database keeps."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn any time zone into UTC; SQLite keeps it without a zone."""
        if value is None:
            return None
        at = value.astimezone(UTC)
        return at.replace(tzinfo=None) if dialect.name == "sqlite" else at

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Give it back as UTC."""
        if value is None:
            return None
        at: datetime = value
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def _place_in_book() -> tuple[Column[Any], ...]:
    """Give the columns of what is a line of a patient's book: its place, the chain's head there, and what it says."""
    return (
        Column("seq", Integer, nullable=False),
        Column("head", String(64), nullable=False),
        Column("sealed", LargeBinary, nullable=False),
    )


clinic = Table(
    "clinic",
    metadata,
    Column("clinic_id", Integer, primary_key=True),
    Column("settings", String, nullable=False),
)

patients = Table(
    "patients",
    metadata,
    Column("patient_id", Uuid, primary_key=True),
    Column("is_practice", Boolean, nullable=False),
    Column("created_at", Utc, nullable=False),
    *_place_in_book(),
)

books = Table(
    "books",
    metadata,
    Column("patient_id", Uuid, ForeignKey("patients.patient_id"), primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("head", String(64), nullable=False),
)

cautions = Table(
    "cautions",
    metadata,
    Column("entry", Integer, primary_key=True, autoincrement=True),
    Column("patient_id", Uuid, ForeignKey("patients.patient_id"), nullable=False, index=True),
    Column("decided_at", Utc, nullable=False),
    *_place_in_book(),
)

consents = Table(
    "consents",
    metadata,
    Column("entry", Integer, primary_key=True, autoincrement=True),
    Column("patient_id", Uuid, ForeignKey("patients.patient_id"), nullable=False, index=True),
    Column("purpose", String(40), nullable=False),  # in clear: PostgreSQL's wall asks whether supervision was agreed to
    Column("is_given", Boolean, nullable=False),
    Column("recorded_at", Utc, nullable=False),
    *_place_in_book(),
)

pacings = Table(
    "pacings",
    metadata,
    Column("entry", Integer, primary_key=True, autoincrement=True),
    Column("patient_id", Uuid, ForeignKey("patients.patient_id"), nullable=False, index=True),
    Column("recorded_at", Utc, nullable=False),
    *_place_in_book(),
)

sessions = Table(
    "sessions",
    metadata,
    Column("session_id", Uuid, primary_key=True),
    Column("patient_id", Uuid, ForeignKey("patients.patient_id"), nullable=False, index=True),
    Column("state", String(20), nullable=False),
    Column("mirror", String(20), nullable=False),
    Column("protocol_id", String(100), nullable=False),
    Column("planned_for", Utc, nullable=False, index=True),
    Column("opened_at", Utc),
    Column("closed_at", Utc),
)

heads = Table(
    "heads",
    metadata,
    Column("session_id", Uuid, ForeignKey("sessions.session_id"), primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("head", String(64), nullable=False),
)

moments = Table(
    "moments",
    metadata,
    Column("moment_id", Uuid, primary_key=True),
    Column("session_id", Uuid, ForeignKey("sessions.session_id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("received_at", Utc, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("head", String(64), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    UniqueConstraint("session_id", "seq"),
)

signals = Table(
    "signals",
    metadata,
    Column("moment_id", Uuid, ForeignKey("moments.moment_id"), primary_key=True),
    Column("session_id", Uuid, ForeignKey("sessions.session_id"), nullable=False, index=True),
    Column("signal", String(20), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)

digests = Table(
    "digests",
    metadata,
    Column("session_id", Uuid, ForeignKey("sessions.session_id"), primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("made_by", String(64), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)

write_ups = Table(
    "write_ups",
    metadata,
    Column("session_id", Uuid, ForeignKey("sessions.session_id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("written_at", Utc, nullable=False),
    Column("author", String(40), nullable=False),
    *_place_in_book(),
)

papers = Table(
    "papers",
    metadata,
    Column("entry", Integer, primary_key=True, autoincrement=True),
    Column("paper_id", Uuid, nullable=False),
    Column("patient_id", Uuid, ForeignKey("patients.patient_id"), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("about", Uuid),
    Column("written_at", Utc, nullable=False),
    *_place_in_book(),
    UniqueConstraint("paper_id"),
    Index("ix_papers_patient_id_kind", "patient_id", "kind"),
    Index("ix_papers_kind_about", "kind", "about"),
)

erasures = Table(
    "erasures",
    metadata,
    Column("patient_id", Uuid, primary_key=True),
    Column("erased_at", Utc, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", Utc, nullable=False),
    Column("monotonic_ms", BigInteger, nullable=False),
    Column("actor", String(40), nullable=False),
    Column("action", String(200), nullable=False, index=True),
    Column("about", String(40), nullable=False, index=True),
    Column("reason", String(100), nullable=False),
    Column("head", String(64), nullable=False),
)

signatures = Table(
    "signatures",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("head", String(64), nullable=False),
    Column("signed_at", Utc, nullable=False),
    Column("signature", LargeBinary, nullable=False),
)

people = Table(
    "people",
    metadata,
    Column("person_id", Uuid, primary_key=True),
    Column("name", String(200), nullable=False),
    Column("role", String(20), nullable=False),
    Column("patient_id", Uuid, ForeignKey("patients.patient_id"), index=True),
    Column("made_at", Utc, nullable=False),
    Column("ended_at", Utc),
    UniqueConstraint("name"),
)

invitations = Table(
    "invitations",
    metadata,
    Column("invitation_id", Uuid, primary_key=True),
    Column("person_id", Uuid, ForeignKey("people.person_id", ondelete="CASCADE"), nullable=False, index=True),
    Column("code_sha256", String(64), nullable=False),
    Column("until", Utc, nullable=False),
    Column("used_at", Utc),
    UniqueConstraint("code_sha256"),
)

passphrases = Table(
    "passphrases",
    metadata,
    Column("person_id", Uuid, ForeignKey("people.person_id", ondelete="CASCADE"), primary_key=True),
    Column("argon2", String(200), nullable=False),
    Column("codes_locked", String(200), nullable=False),
    Column("last_step", BigInteger, nullable=False),
)

passkeys = Table(
    "passkeys",
    metadata,
    Column("passkey_id", Uuid, primary_key=True),
    Column("person_id", Uuid, ForeignKey("people.person_id", ondelete="CASCADE"), nullable=False, index=True),
    Column("credential_id", LargeBinary, nullable=False),
    Column("public_key", LargeBinary, nullable=False),
    Column("uses", BigInteger, nullable=False),
    Column("name", String(100), nullable=False),
    Column("added_at", Utc, nullable=False),
    UniqueConstraint("credential_id"),
)

challenges = Table(
    "challenges",
    metadata,
    Column("challenge_sha256", String(64), primary_key=True),
    Column("sign_in_id", Uuid),
    Column("until", Utc, nullable=False),
)

sign_ins = Table(
    "sign_ins",
    metadata,
    Column("sign_in_id", Uuid, primary_key=True),
    Column("person_id", Uuid, ForeignKey("people.person_id", ondelete="CASCADE"), nullable=False, index=True),
    Column("token_sha256", String(64), nullable=False),
    Column("is_invited", Boolean, nullable=False),
    Column("device", String(200), nullable=False),
    Column("made_at", Utc, nullable=False),
    Column("used_at", Utc, nullable=False),
    Column("proved_at", Utc, nullable=False),
    Column("ended_at", Utc),
    UniqueConstraint("token_sha256"),
)

assignments = Table(
    "assignments",
    metadata,
    Column("entry", Integer, primary_key=True, autoincrement=True),
    Column("person_id", Uuid, ForeignKey("people.person_id"), nullable=False, index=True),
    Column("patient_id", Uuid, ForeignKey("patients.patient_id"), nullable=False, index=True),
    Column("kind", String(20), nullable=False),
    Column("made_at", Utc, nullable=False),
    Column("ended_at", Utc),
)

emergencies = Table(
    "emergencies",
    metadata,
    Column("entry", Integer, primary_key=True, autoincrement=True),
    Column("person_id", Uuid, ForeignKey("people.person_id"), nullable=False, index=True),
    Column("patient_id", Uuid, ForeignKey("patients.patient_id"), nullable=False, index=True),
    Column("opened_at", Utc, nullable=False),
    Column("until", Utc, nullable=False),
    *_place_in_book(),
)

from interbeing.storage import tables_next_door, tables_tablet  # noqa: E402, F401  so that `metadata` is whole wherever it is used
