"""What a test needs of a room: a session that is open, marks for it, and a socket to send them through."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from websockets.sync.client import ClientConnection, connect

from interbeing.domain.consent import Purpose
from interbeing.domain.mark import Mark, Opened, We
from interbeing.domain.moment import Author, Kept, Moment
from interbeing.domain.session import MirrorKind, SessionState
from interbeing.services.clock import Clock
from interbeing.services.patients import add_patient, decide_cautions, record_consent
from interbeing.services.plan import plan_session
from interbeing.storage.connect import Database
from interbeing.storage.moments import append, find_break, moments_of
from interbeing.storage.sessions import set_state

if TYPE_CHECKING:
    from interbeing.wiring import Room

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def planned_session(database: Database, clock: Clock | None = None) -> UUID:
    """A session that may be opened, of a practice patient of its own."""
    clock = clock or Clock()
    patient = add_patient(database, clock, f"Practice {uuid4()}", "PP", "pebble", is_practice=True)
    record_consent(database, clock, patient.patient_id, Purpose.RECORD, is_given=True, recorded_by="the test")
    decide_cautions(database, clock, patient.patient_id, frozenset(), goes_on=True, reason="", decided_by="the test")
    return plan_session(database, patient.patient_id, MirrorKind.REAL, "ours", clock.now()).session_id


def open_session(database: Database, clock: Clock | None = None) -> UUID:
    """A session that has just been opened, as the room opens it."""
    clock = clock or Clock()
    session_id = planned_session(database, clock)
    opened = Moment(uuid4(), session_id, Author.THERAPIST, 0, clock.now(), Opened())

    def do(connection: Any) -> None:
        append(connection, database.seal, opened, clock.now())
        set_state(connection, session_id, SessionState.OPEN, clock.now())

    database.write(do).result()
    return session_id


def a_moment(session_id: UUID, mark: Mark | None = None, session_ms: int = 0, moment_id: UUID | None = None) -> Moment:
    return Moment(moment_id or uuid4(), session_id, Author.THERAPIST, session_ms, AT, mark or We())


def log_of(database: Database, session_id: UUID) -> tuple[Kept, ...]:
    """The session's log; fails when its chain does not hold."""
    with database.read() as connection:
        assert find_break(connection, session_id) is None
        return moments_of(connection, database.seal, session_id)


@contextmanager
def served_here(room: "Room") -> Iterator[int]:
    """Serve this room from a thread of the test, through a real port; the room is closed with it."""
    from interbeing.web.app import create_app, server_of  # a second's work, of which many that ask here need nothing

    listening = socket.create_server(("127.0.0.1", 0))
    server = server_of(create_app(room))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        until = time.monotonic() + 10
        while not server.started:
            assert time.monotonic() < until, "the room did not start"
            time.sleep(0.01)
        yield listening.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(20)
        assert not thread.is_alive(), "the room did not stop"


def sent_mark(moment_id: UUID, session_ms: int = 0, mark: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """A mark as a console sends it."""
    moment = {
        "moment_id": str(moment_id),
        "session_ms": session_ms,
        "marked_at": "2026-11-23T09:00:00Z",
        "mark": mark or {"kind": "we"},
    }
    return {"type": "mark", "moment": moment | more}


def entering(after_seq: int = 0, screen: str = "console", tab: UUID | None = None) -> dict[str, Any]:
    return {"type": "enter", "screen": screen, "tab": str(tab or uuid4()), "after_seq": after_seq}


@dataclass
class Console:
    """One console's socket. `ask` gives the answer of the wanted type and keeps whatever else came in `heard`."""

    socket: ClientConnection
    heard: list[dict[str, Any]] = field(default_factory=list)

    def say(self, message: dict[str, Any] | str | bytes) -> None:
        self.socket.send(json.dumps(message) if isinstance(message, dict) else message)

    def hear(self, *wanted: str, within_s: float = 10) -> dict[str, Any]:
        until = time.monotonic() + within_s
        while True:
            answer = json.loads(self.socket.recv(max(until - time.monotonic(), 0.001)))
            self.heard.append(answer)
            if answer["type"] in wanted:
                return dict(answer)

    def ask(self, message: dict[str, Any] | str | bytes, *wanted: str) -> dict[str, Any]:
        self.say(message)
        return self.hear(*wanted)

    def keep(self, moment_id: UUID, session_ms: int = 0, **more: Any) -> dict[str, Any]:
        """Send a mark and give the acknowledgement."""
        return self.ask(sent_mark(moment_id, session_ms, **more), "acknowledged", "refused")

    def is_alive(self) -> bool:
        """Whether the room still answers on this socket."""
        return self.ask({"type": "tick", "sent_ms": 1.5}, "tock")["sent_ms"] == 1.5


@contextmanager
def console(
    port: int, session_id: UUID, after_seq: int = 0, screen: str = "console", tab: UUID | None = None
) -> Iterator[Console]:
    """A console that has come in; one that comes back does so with the same `tab`."""
    with connect(f"ws://localhost:{port}/live/{session_id}", max_size=None) as opened:
        one = Console(opened)
        one.ask(entering(after_seq, screen, tab), "entered")
        yield one
