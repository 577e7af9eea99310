"""The people of a clinic: how they come in, who treats or supervises whom, and what was opened in an emergency."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Make the tables; they are of accounts and links, and hold no word of a patient but an emergency's reason."""
    _people()
    _secrets()
    _sign_ins()
    _links()
    op.add_column("write_ups", sa.Column("author", sa.String(length=40), nullable=False, server_default="owner"))


def _people() -> None:
    op.create_table(
        "people",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("patient_id", sa.Uuid()),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["patient_id"], ["patients.patient_id"], name="fk_people_patient_id"),
        sa.PrimaryKeyConstraint("person_id", name="pk_people"),
        sa.UniqueConstraint("name", name="uq_people_name"),
    )
    op.create_index("ix_people_patient_id", "people", ["patient_id"], unique=False)
    op.create_table(
        "invitations",
        sa.Column("invitation_id", sa.Uuid(), nullable=False),
        _person("invitations"),
        sa.Column("code_sha256", sa.String(length=64), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("invitation_id", name="pk_invitations"),
        sa.UniqueConstraint("code_sha256", name="uq_invitations_code_sha256"),
    )
    op.create_index("ix_invitations_person_id", "invitations", ["person_id"], unique=False)


def _secrets() -> None:
    op.create_table(
        "passphrases",
        _person("passphrases"),
        sa.Column("argon2", sa.String(length=200), nullable=False),
        sa.Column("codes_locked", sa.String(length=200), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name="pk_passphrases"),
    )
    op.create_table(
        "passkeys",
        sa.Column("passkey_id", sa.Uuid(), nullable=False),
        _person("passkeys"),
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("uses", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("passkey_id", name="pk_passkeys"),
        sa.UniqueConstraint("credential_id", name="uq_passkeys_credential_id"),
    )
    op.create_index("ix_passkeys_person_id", "passkeys", ["person_id"], unique=False)


def _sign_ins() -> None:
    op.create_table(
        "challenges",
        sa.Column("challenge_sha256", sa.String(length=64), nullable=False),
        sa.Column("sign_in_id", sa.Uuid()),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("challenge_sha256", name="pk_challenges"),
    )
    op.create_table(
        "sign_ins",
        sa.Column("sign_in_id", sa.Uuid(), nullable=False),
        _person("sign_ins"),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("is_invited", sa.Boolean(), nullable=False),
        sa.Column("device", sa.String(length=200), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("sign_in_id", name="pk_sign_ins"),
        sa.UniqueConstraint("token_sha256", name="uq_sign_ins_token_sha256"),
    )
    op.create_index("ix_sign_ins_person_id", "sign_ins", ["person_id"], unique=False)


def _links() -> None:
    tables: tuple[tuple[str, list[tuple[str, Any]]], ...] = (
        ("assignments", [("kind", sa.String(length=20)), ("made_at", sa.DateTime(timezone=True))]),
        (
            "emergencies",
            [("reason", sa.String()), *((name, sa.DateTime(timezone=True)) for name in ("opened_at", "until"))],
        ),
    )
    for table, more in tables:
        ended = [sa.Column("ended_at", sa.DateTime(timezone=True))] if table == "assignments" else []
        op.create_table(
            table,
            sa.Column("entry", sa.Integer(), autoincrement=True, nullable=False),
            sa.Column("person_id", sa.Uuid(), nullable=False),
            sa.Column("patient_id", sa.Uuid(), nullable=False),
            *(sa.Column(name, kind, nullable=False) for name, kind in more),
            *ended,
            sa.ForeignKeyConstraint(["person_id"], ["people.person_id"], name=f"fk_{table}_person_id"),
            sa.ForeignKeyConstraint(["patient_id"], ["patients.patient_id"], name=f"fk_{table}_patient_id"),
            sa.PrimaryKeyConstraint("entry", name=f"pk_{table}"),
        )
        for column in ("person_id", "patient_id"):
            op.create_index(f"ix_{table}_{column}", table, [column], unique=False)


def _person(table: str) -> sa.Column[object]:
    return sa.Column(
        "person_id",
        sa.Uuid(),
        sa.ForeignKey("people.person_id", name=f"fk_{table}_person_id", ondelete="CASCADE"),
        nullable=False,
    )
