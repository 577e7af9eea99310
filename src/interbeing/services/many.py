"""Shares the work on many patients among the processors of this computer, or among a cluster's.

Results do not depend on how many work, nor on which: chance goes by patient, and pieces are joined in order. A piece
whose worker died is given to another.
"""

import multiprocessing
import os
import signal
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import nullcontext
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, islice
from typing import Any, Final, NamedTuple

from tqdm import tqdm

from interbeing.domain.errors import CannotStart
from interbeing.services.pieces import Pieces, Tables

TRIES: Final = 3
"""How often a piece is begun before its loss of worker is taken to be its own fault."""
AHEAD: Final = 2
"""Pieces in hand for each worker: enough to keep it busy, few enough to bound memory."""


class Engine(StrEnum):
    """What shares the work: processes of this computer, or Dask workers anywhere."""

    LOCAL = "local"
    DASK = "dask"


@dataclass(frozen=True, slots=True)
class Workers:
    """Who works: the engine, how many processes (None: one for each processor), and a Dask scheduler's address."""

    engine: Engine = Engine.LOCAL
    processes: int | None = None
    scheduler: str | None = None

    def count(self) -> int:
        """Say how many processes to start here."""
        return self.processes or os.cpu_count() or 1


class Piece(NamedTuple):
    """A part of the work: its place in the order, how many patients it holds, and what the worker needs."""

    place: int
    patients: int
    given: Any


Work = Callable[[Any], Tables]


def work_through(pieces: Iterator[Piece], work: Work, kept: Pieces, workers: Workers, patients: int) -> int:
    """Work on every piece that is not kept yet, showing progress, and join all; returns the number of pieces."""
    count = 0

    def still_open() -> Iterator[Piece]:
        nonlocal count
        for piece in pieces:
            count += 1
            if kept.is_done(piece.place):
                bar.update(piece.patients)
            else:
                yield piece

    run = {Engine.LOCAL: _locally, Engine.DASK: _by_dask}[workers.engine]
    with tqdm(total=patients, unit=" patients", disable=None, smoothing=0.1) as bar:
        for piece, tables in run(still_open(), work, workers):
            kept.keep(piece.place, tables)
            bar.update(piece.patients)
    kept.join(count)
    return count


def _locally(pieces: Iterator[Piece], work: Work, workers: Workers) -> Iterator[tuple[Piece, Tables]]:
    if workers.count() == 1:
        for piece in pieces:
            yield piece, work(piece.given)
        return
    waiting: list[tuple[Piece, int]] = []
    while True:
        pool = ProcessPoolExecutor(workers.count(), multiprocessing.get_context("spawn"), initializer=_leave_stopping)
        try:
            waiting = yield from _until_broken(pool, pieces, waiting, work, AHEAD * workers.count())
        except BaseException:
            _end(pool)
            raise
        pool.shutdown()
        if not waiting:
            return


Begun = tuple[Piece, int]


def _until_broken(
    pool: ProcessPoolExecutor, pieces: Iterator[Piece], waiting: list[Begun], work: Work, ahead: int
) -> Generator[tuple[Piece, Tables], None, list[Begun]]:
    """Work until all is done or a worker dies; returns what must be begun again, with the number of its tries."""
    running: dict[Future[Tables], Begun] = {}
    lost: list[Begun] = []
    while True:
        if not lost:
            lost += _hand_out(pool, running, chain(_taken(waiting), ((piece, 1) for piece in pieces)), work, ahead)
        if not running:
            return [*lost, *waiting]
        for future in wait(running, return_when=FIRST_COMPLETED).done:
            piece, tries = running.pop(future)
            try:
                yield piece, future.result()
            except BrokenProcessPool as problem:
                if tries >= TRIES:
                    message = f"Piece {piece.place} lost its worker {TRIES} times: give this computer more memory."
                    raise CannotStart(message) from problem
                lost.append((piece, tries + 1))


def _taken(waiting: list[Begun]) -> Iterator[Begun]:
    while waiting:
        yield waiting.pop()


def _hand_out(
    pool: ProcessPoolExecutor, running: dict[Future[Tables], Begun], begun: Iterator[Begun], work: Work, ahead: int
) -> list[Begun]:
    """Keep `ahead` pieces in hand; gives back what could not be begun because a worker has just died."""
    for chosen in islice(begun, ahead - len(running)):
        try:
            running[pool.submit(work, chosen[0].given)] = chosen
        except BrokenProcessPool:
            return [chosen]
    return []


def _leave_stopping() -> None:
    """Let the first process alone answer Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _end(pool: ProcessPoolExecutor) -> None:
    workers = list((pool._processes or {}).values())  # noqa: SLF001 - the pool has no public way to stop at once
    pool.shutdown(wait=False, cancel_futures=True)
    for worker in workers:
        worker.terminate()


def _by_dask(pieces: Iterator[Piece], work: Work, workers: Workers) -> Iterator[tuple[Piece, Tables]]:
    try:
        from distributed import Client, LocalCluster, as_completed
    except ImportError as problem:
        message = "The Dask engine is not installed: install interbeing[cluster], or use --engine local."
        raise CannotStart(message) from problem
    here = None if workers.scheduler else LocalCluster(workers.count(), threads_per_worker=1, dashboard_address=None)
    with here or nullcontext(), Client(here or workers.scheduler) as client:
        ahead = AHEAD * max(workers.count(), sum(client.nthreads().values()))
        first = [client.submit(_with_place, work, piece, pure=False, retries=TRIES) for piece in islice(pieces, ahead)]
        finished = as_completed(first, with_results=True)
        for _future, (place, tables) in finished:
            yield place, tables
            for piece in islice(pieces, 1):
                finished.add(client.submit(_with_place, work, piece, pure=False, retries=TRIES))


def _with_place(work: Work, piece: Piece) -> tuple[Piece, Tables]:
    return Piece(piece.place, piece.patients, None), work(piece.given)
