"""The table of the tablets that may join a session, or have."""

from sqlalchemy import Column, ForeignKey, String, Table, Uuid

from interbeing.storage.tables import Utc, metadata

tablets = Table(
    "tablets",
    metadata,
    Column("tablet_id", Uuid, primary_key=True),
    Column("session_id", Uuid, ForeignKey("sessions.session_id"), nullable=False, index=True),
    Column("code_sha256", String(64), nullable=False, unique=True),
    Column("token_sha256", String(64), unique=True),
    Column("device", String(200), nullable=False),
    Column("made_at", Utc, nullable=False),
    Column("until", Utc, nullable=False),
    Column("joined_at", Utc),
    Column("ended_at", Utc),
)
