"""Builds that break the promise on purpose: every fault test must fail on the one that it is there to catch."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

from interbeing.storage import connect, moments
from interbeing.storage.writer import Writer


def answers_before_the_commit() -> None:
    """Answer as soon as the work is done, before it is on disk."""

    def commit(self: Writer, batch: list[Any]) -> None:
        with self._engine.begin() as connection:
            for work in batch:
                work.answer.set_result(work.do(connection))

    Writer._commit = commit  # type: ignore[method-assign]


def syncs_normally() -> None:
    """Leave the syncing to SQLite's default for a write-ahead log: only at checkpoints."""
    connect.open_file.__defaults__ = (None, "NORMAL")


def never_syncs() -> None:
    """Leave the syncing to chance."""
    connect.open_file.__defaults__ = (None, "OFF")


def knows_no_resend() -> None:
    """Give every mark that arrives an id of the room's own, as a plain insert would."""
    insert = moments._insert

    def inserting(connection: Any, session_id: Any, receipt: Any, sealed: bytes, received_at: Any) -> None:
        insert(connection, session_id, replace(receipt, moment_id=uuid4()), sealed, received_at)

    moments._receipt_of = lambda _connection, _moment_id: None  # type: ignore[assignment]
    moments._insert = inserting


SABOTAGES: dict[str, Callable[[], None]] = {
    "none": lambda: None,
    **{do.__name__: do for do in (answers_before_the_commit, syncs_normally, never_syncs, knows_no_resend)},
}
