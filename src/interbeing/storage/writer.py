"""One hand writes: everything that changes the record goes through one thread, and is answered once it is on disk.

All work that waits when a commit begins shares that commit (group commit): each piece of work is answered only after
the commit that holds it, so an answer is a promise. Work that fails is answered alone: its companions are done once
more, each behind a savepoint of its own. When the disk or the server fails, all of them fail and nothing is tried again
behind the sender's back.
"""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from queue import SimpleQueue
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError

from interbeing.domain.errors import NotSaved, TooBusy

T = TypeVar("T")
MOST_WAITING: Final = 5_000
MOST_PER_COMMIT: Final = 500


@dataclass(frozen=True, slots=True)
class Work:
    """A piece of work on the open transaction, and where its answer goes."""

    do: Callable[[Connection], Any]
    answer: "Future[Any]"


class Writer:
    """The writing thread of one database. `close` finishes what waits."""

    def __init__(self, engine: Engine) -> None:
        """Start the thread; it opens its connection with the first work."""
        self._engine = engine
        self._waiting: SimpleQueue[Work | None] = SimpleQueue()
        self._closed = False
        self._door = threading.Lock()  # so that nothing slips in behind the mark that says "the last"
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._thread.start()

    def submit(self, do: Callable[[Connection], T]) -> "Future[T]":
        """Do this work in a transaction; the answer comes after its commit.

        The work may run twice when a companion in the same commit fails, so it must do nothing but read and write
        through the connection it is given. Fails with TooBusy when more waits than can be kept in time, with NotSaved
        when the disk refuses, or with what the work itself raised.
        """
        answer: Future[T] = Future()
        answer.set_running_or_notify_cancel()  # from here on it is kept, even when the asker goes away
        with self._door:
            if self._closed:
                raise NotSaved("the room is closing: nothing more can be kept")
            if self._waiting.qsize() >= MOST_WAITING:
                raise TooBusy(f"{MOST_WAITING} writes are waiting: try again in a moment")
            self._waiting.put(Work(do, answer))
        return answer

    def close(self) -> None:
        """Finish what waits, then stop."""
        with self._door:
            if not self._closed:
                self._waiting.put(None)
            self._closed = True
        self._thread.join()

    def _run(self) -> None:
        is_open = True
        while is_open:
            batch, is_open = self._next_batch()
            if batch:
                self._commit(batch)

    def _next_batch(self) -> tuple[list[Work], bool]:
        batch: list[Work] = []
        while len(batch) < MOST_PER_COMMIT:
            if batch and self._waiting.empty():
                break
            work = self._waiting.get()
            if work is None:
                return batch, False
            batch.append(work)
        return batch, True

    def _commit(self, batch: list[Work]) -> None:
        try:
            with self._engine.begin() as connection:
                done = [work.do(connection) for work in batch]
        except Exception as problem:  # noqa: BLE001  whatever went wrong, each sender must get an answer
            self._commit_apart(batch, problem)
        else:
            for work, result in zip(batch, done, strict=True):
                work.answer.set_result(result)

    def _commit_apart(self, batch: list[Work], problem: Exception) -> None:
        if len(batch) == 1 or _is_the_store(problem):
            self._fail(batch, problem)
            return
        try:
            with self._engine.begin() as connection:
                answers = [_done_apart(connection, work) for work in batch]
        except Exception as worse:  # noqa: BLE001  as above
            self._fail(batch, worse)
        else:
            for answer in answers:
                answer()

    def _fail(self, batch: list[Work], problem: Exception) -> None:
        if _is_the_store(problem):
            self._engine.dispose()  # after a failed write the connection is not trusted again
        for work in batch:
            work.answer.set_exception(_named(problem))


def _done_apart(connection: Connection, work: Work) -> Callable[[], None]:
    """Do the work behind a savepoint; gives what is to be said once all is durable."""
    try:
        with connection.begin_nested():
            return partial(work.answer.set_result, work.do(connection))
    except Exception as problem:
        if _is_the_store(problem):
            raise
        return partial(work.answer.set_exception, _named(problem))


def _is_the_store(problem: Exception) -> bool:
    """Say whether the disk or the database server failed, not the work."""
    return isinstance(problem, OperationalError | InterfaceError)


def _named(problem: Exception) -> Exception:
    if isinstance(problem, SQLAlchemyError):
        return NotSaved(f"not saved: {type(problem).__name__}. Check the disk, then try again")
    return problem
