"""The fits that were asked for at the desk: one at a time, each in a mind of its own, so that no session waits."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from interbeing.domain.fit import Fit, Fitting, Step
from interbeing.domain.question import FitOf
from interbeing.services.clock import Clock
from interbeing.services.kept_fits import keep_fit, kept_fit, made_from
from interbeing.services.mind import Mind, MindGone
from interbeing.storage.connect import Database
from interbeing.storage.fits import KeptFit

logger = logging.getLogger(__name__)
FIRST: Final = Fitting(Step.POSTERIOR, 0)


class FitState(StrEnum):
    """How far a fit has come."""

    NEVER = "never"
    WAITING = "waiting"
    PREPARING = "preparing"
    FITTING = "fitting"
    MADE = "made"
    STOPPED = "stopped"
    NONE = "none"


@dataclass(slots=True)
class Job:
    """One patient's fit: how far it has come, when it began, and when it was made."""

    state: FitState = FitState.NEVER
    at: Fitting = FIRST
    began_at: datetime | None = None
    fit: Fit | None = None
    made_at: datetime | None = None

    @property
    def is_under_way(self) -> bool:
        """Whether it is waiting or being made."""
        return self.state in {FitState.WAITING, FitState.PREPARING, FitState.FITTING}


class Fits:
    """The latest fit of each patient: made since the room was opened, or kept before and still standing."""

    def __init__(self, new_mind: Callable[[], Mind], clock: Clock, database: Database) -> None:
        """Begin with none; each fit gets a new mind, which ends with it."""
        self._new_mind, self._clock, self._database = new_mind, clock, database
        self._jobs: dict[UUID, Job] = {}
        self._minds: dict[UUID, Mind] = {}
        self._thread = ThreadPoolExecutor(1, "fits")

    def of(self, patient_id: UUID) -> Job:
        """Say how far this patient's fit has come; without one, give the kept one that still stands."""
        job = self._jobs.get(patient_id)
        if job is not None:
            return job
        kept = kept_fit(self._database, patient_id)
        return Job() if kept is None else Job(FitState.MADE, fit=kept.fit, made_at=kept.made_at)

    def ask(self, patient_id: UUID) -> None:
        """Begin a fit, unless one of this patient is under way."""
        before = self.of(patient_id)
        if not before.is_under_way:
            job = Job(FitState.WAITING, began_at=self._clock.now())
            self._jobs[patient_id], self._minds[patient_id] = job, self._new_mind()
            self._thread.submit(self._make, patient_id, job, self._minds[patient_id])

    def cancel(self, patient_id: UUID) -> None:
        """Stop a fit that is under way; nothing of it is left."""
        job = self.of(patient_id)
        if job.is_under_way:
            job.state = FitState.STOPPED
            self._minds[patient_id].close()

    def forget(self, patient_id: UUID) -> None:
        """Stop this patient's fit, and let go of it."""
        self.cancel(patient_id)
        self._jobs.pop(patient_id, None)
        self._minds.pop(patient_id, None)

    def close(self) -> None:
        """Stop every fit, and let go of all."""
        for mind in tuple(self._minds.values()):
            mind.close()
        self._jobs.clear()
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _make(self, patient_id: UUID, job: Job, mind: Mind) -> None:
        try:
            self._go_on(patient_id, job, mind)
        except MindGone:
            pass  # it was stopped, or the room is closing
        finally:
            mind.close()
            if job.is_under_way:
                job.state = FitState.NONE
                logger.error("patient %s: no fit", patient_id)

    def _go_on(self, patient_id: UUID, job: Job, mind: Mind) -> None:
        name = made_from(self._database, patient_id)
        _move(job, FitState.PREPARING)
        while job.is_under_way:
            match mind.ask(FitOf(patient_id)):
                case Fitting() as at:
                    job.at = at
                    _move(job, FitState.FITTING)
                case Fit() as fit:
                    job.fit, job.made_at = fit, self._clock.now()
                    if fit.has_enough:
                        keep_fit(self._database, patient_id, name, KeptFit(fit, job.made_at))
                    _move(job, FitState.MADE)
                case _:
                    return


def _move(job: Job, state: FitState) -> None:
    if job.is_under_way:
        job.state = state
