"""The peer of bench_marks.py: the same socket, but each mark is kept through an ORM session of its own.

`python benchmarks/orm_room.py FOLDER PORT SESSION…`; per mark the same: known already? end of the log, insert, head.
"""

import asyncio
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI, WebSocket, WebSocketDisconnect
from sqlalchemy import create_engine, event
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker
from sqlcipher3 import dbapi2 as sqlite

from interbeing.storage.sqlite_file import PRAGMAS


class Base(DeclarativeBase):
    """The tables of this room."""


class Head(Base):
    """The end of one session's log."""

    __tablename__ = "heads"
    session_id: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int]
    head: Mapped[str]


class Row(Base):
    """One mark."""

    __tablename__ = "moments"
    moment_id: Mapped[str] = mapped_column(primary_key=True)
    session_id: Mapped[str]
    seq: Mapped[int]
    sha256: Mapped[str]
    head: Mapped[str]
    payload: Mapped[bytes]


def keep(sessions: sessionmaker[Session], session_id: str, moment: dict[str, Any]) -> Row:
    """Keep one mark in a session and a transaction of its own."""
    with sessions() as session, session.begin():
        known = session.get(Row, moment["moment_id"])
        if known is not None:
            return known
        end = session.get_one(Head, session_id)
        payload = json.dumps(moment, sort_keys=True).encode()
        sha256 = hashlib.sha256(payload).hexdigest()
        end.seq, end.head = end.seq + 1, hashlib.sha256(f"{end.head}:{end.seq + 1}:".encode() + payload).hexdigest()
        row = Row(
            moment_id=moment["moment_id"],
            session_id=session_id,
            seq=end.seq,
            sha256=sha256,
            head=end.head,
            payload=payload,
        )
        session.add(row)
        return row


def make_app(folder: Path, session_ids: list[str]) -> FastAPI:
    """Put the room together."""
    engine = create_engine(
        f"sqlite:///{folder}/orm.sqlite", module=sqlite, pool_size=1, max_overflow=0, pool_timeout=600
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("PRAGMA synchronous=FULL")

    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    Base.metadata.create_all(engine)
    sessions = sessionmaker(engine, expire_on_commit=False)
    with sessions() as session, session.begin():
        session.add_all(Head(session_id=one, seq=0, head="0" * 64) for one in session_ids)
    app = FastAPI()

    @app.websocket("/live/{session_id}")
    async def live(socket: WebSocket, session_id: str) -> None:
        await socket.accept()
        try:
            while True:
                said = json.loads(await socket.receive_text())
                if said["type"] == "mark":
                    row = await asyncio.to_thread(keep, sessions, session_id, said["moment"])
                    answer = {"type": "acknowledged", "moment_id": row.moment_id, "seq": row.seq, "head": row.head}
                    await socket.send_text(json.dumps(answer, separators=(",", ":")))
        except WebSocketDisconnect:
            return

    return app


if __name__ == "__main__":
    room = make_app(Path(sys.argv[1]), sys.argv[3:])
    quiet = {"log_level": "warning", "access_log": False}
    uvicorn.run(room, port=int(sys.argv[2]), ws_per_message_deflate=False, ws_ping_interval=None, **quiet)
