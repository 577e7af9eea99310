"""Long work that a page asked for: done beside the pages, seen and stopped by who asked, kept for ten minutes."""

import logging
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, field
from threading import Event, Lock
from typing import Any, Final, Generic, TypeVar
from uuid import UUID, uuid4

from interbeing.domain.access import ACTING
from interbeing.domain.errors import InterbeingError, NotFound, Stopped, TooBusy
from interbeing.domain.under_way import Doing, HowFar, Standing, Tell, What
from interbeing.services.clock import Clock

logger = logging.getLogger(__name__)
AT_ONCE: Final = 2
MOST_KEPT: Final = 8
KEPT_MS: Final = 10 * 60 * 1000
JUST_BEGUN: Final = HowFar()
GONE: Final = "this is not kept any more: ask for it once more"
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A file that was made whole; it lies in memory alone."""

    pieces: tuple[bytes, ...]
    name: str
    media_type: str


@dataclass(slots=True)
class Work(Generic[Found]):
    """One piece of work, its way back, and where its end leads to. Only who began it may see it."""

    what: What
    person_id: UUID | None
    patient_id: UUID | None
    back: str
    leads_to: Callable[["Work[Found]"], str]
    began_ms: int
    work_id: UUID = field(default_factory=uuid4)
    at: HowFar = JUST_BEGUN
    standing: Standing = Standing.UNDER_WAY
    found: Found | None = None
    problem: Exception | None = None
    ended: Event = field(default_factory=Event)
    is_stopped: bool = False

    @property
    def is_under_way(self) -> bool:
        """Whether it goes on."""
        return self.standing is Standing.UNDER_WAY

    def telling(self, doing: Doing) -> Tell:
        """Give what this part of the work tells its progress to; it raises Stopped once somebody said so."""

        def tell(done: int, of: int) -> None:
            if self.is_stopped:
                raise Stopped("it was stopped: nothing of it is left")
            self.at = HowFar(doing, done, of)

        tell(0, 0)
        return tell

    def given(self) -> Found:
        """Give what was found, or raise what went wrong."""
        if self.problem is not None:
            raise self.problem
        assert self.found is not None  # noqa: S101  it has ended
        return self.found


class UnderWay:
    """The pieces of work of an open room."""

    def __init__(self, clock: Clock) -> None:
        """Begin with none."""
        self._clock, self._lock = clock, Lock()
        self._works: dict[UUID, Work[Any]] = {}
        self._threads = ThreadPoolExecutor(AT_ONCE, "under way")

    def begin(self, work: Work[Found], do: Callable[[Work[Found]], Found]) -> Work[Found]:
        """Begin it, as the person who asks now; TooBusy while too much is under way."""
        with self._lock:
            self._forget_old(coming=1)
            if sum(one.is_under_way for one in self._works.values()) >= MOST_KEPT:
                raise TooBusy("too much is being made at once: wait until something of it is there")
            self._works[work.work_id] = work
        self._threads.submit(copy_context().run, _do, work, do)
        return work

    def new(
        self, what: What, patient_id: UUID | None, back: str, leads_to: Callable[[Work[Found]], str]
    ) -> Work[Found]:
        """Give a piece of work of who asks now, to be begun."""
        return Work(what, ACTING.get(), patient_id, back, leads_to, self._clock.monotonic_ms())

    def of(self, work_id: UUID) -> Work[Any]:
        """Give one's own work; NotFound when it is another's, or went."""
        with self._lock:
            self._forget_old()
            work = self._works.get(work_id)
        if work is None or work.person_id != ACTING.get():
            raise NotFound(GONE)
        return work

    def done_for(self, work_id: UUID, address: str) -> Work[Any]:
        """Give one's own work that was done for this address; NotFound when there is none."""
        work = self.of(work_id)
        if work.standing is not Standing.DONE or work.leads_to(work).partition("?")[0] != address:
            raise NotFound(GONE)
        return work

    def stop(self, work_id: UUID) -> None:
        """Stop one's own work."""
        self.of(work_id).is_stopped = True

    def let_go(self, work: Work[Any]) -> None:
        """Forget what was answered already."""
        with self._lock:
            self._works.pop(work.work_id, None)

    def close(self) -> None:
        """Stop everything, and let go of what was made."""
        with self._lock:
            for work in self._works.values():
                work.is_stopped = True
            self._works.clear()
        self._threads.shutdown(wait=False)  # what still waits begins, and hears at once that it is stopped

    def _forget_old(self, coming: int = 0) -> None:
        """Forget what ended long ago, and what ended first when there is too much."""
        ended = [one for one in self._works.values() if not one.is_under_way]
        too_old = self._clock.monotonic_ms() - KEPT_MS
        spare = len(self._works) + coming - MOST_KEPT
        for place, one in enumerate(ended):
            if one.began_ms < too_old or place < spare:
                del self._works[one.work_id]


def gathered(pieces: Iterable[bytes], tell: Tell) -> tuple[bytes, ...]:
    """Take every piece of a file, telling how many bytes are there."""
    found, size = [], 0
    for piece in pieces:
        found.append(piece)
        size += len(piece)
        tell(size, 0)
    return tuple(found)


def _do(work: Work[Found], do: Callable[[Work[Found]], Found]) -> None:
    try:
        work.found = do(work)
        work.standing = Standing.DONE
    except Stopped as stopped:
        work.problem, work.standing = stopped, Standing.STOPPED
    except InterbeingError as problem:
        work.problem, work.standing = problem, Standing.REFUSED
    except Exception as problem:  # noqa: BLE001  whoever waits must hear of it, whatever it was
        logger.error("%s could not be made: %s", work.what, type(problem).__name__)
        work.problem, work.standing = problem, Standing.REFUSED
    finally:
        work.ended.set()
