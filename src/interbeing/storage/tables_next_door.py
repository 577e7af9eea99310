"""The tables by which several rooms on one PostgreSQL stay one: open screens, who holds, what was said, tries."""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, String, Table, Uuid

from interbeing.storage.tables import Utc, metadata

seats = Table(
    "seats",
    metadata,
    Column("entry", Integer, primary_key=True, autoincrement=True),
    Column("seat_id", Uuid, nullable=False, unique=True),
    Column("session_id", Uuid, ForeignKey("sessions.session_id"), nullable=False, index=True),
    Column("tab", Uuid, nullable=False),
    Column("screen", String(20), nullable=False),
    Column("room", BigInteger, nullable=False),
    Column("sign_in_id", Uuid, index=True),
)

holders = Table(
    "holders",
    metadata,
    Column("session_id", Uuid, ForeignKey("sessions.session_id"), primary_key=True),
    Column("tab", Uuid, nullable=False),
)

said = Table(
    "said",
    metadata,
    Column("said_id", Uuid, primary_key=True),
    Column("session_id", Uuid, ForeignKey("sessions.session_id"), nullable=False, index=True),
    Column("words", String, nullable=False),
    Column("said_at", Utc, nullable=False, index=True),
)

tries = Table(
    "tries",
    metadata,
    Column("entry", Integer, primary_key=True, autoincrement=True),
    Column("name_sha256", String(64), nullable=False, index=True),
    Column("tried_at", Utc, nullable=False, index=True),
)
