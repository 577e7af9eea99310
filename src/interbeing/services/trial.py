"""Simulates a whole trial to files: what a clinic would see, and beside it the truth that only a simulation knows."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa

from interbeing.domain.errors import BadInput
from interbeing.model.parameters import Floats, K, Rule, reference_prior
from interbeing.model.plan import Lived, Plan
from interbeing.model.simulate import draw_people, live_courses
from interbeing.model.summary import QUANTITIES
from interbeing.model.upbringing import raise_people, upbringing
from interbeing.services.caregiver_files import caregivers_table
from interbeing.services.course_files import moments_table
from interbeing.services.many import Piece, Workers, work_through
from interbeing.services.pieces import Pieces, Tables

ROWS_IN_A_PIECE: Final = 200_000
"""Moments simulated at once: about 4 MB, so that memory does not grow with the number of patients."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What to simulate: how many patients, the plan, the seed, the rule and a childhood (None: people of the prior)."""

    patients: int
    plan: Plan
    seed: int
    rule: Rule = Rule.PROPORTIONAL
    childhood: str | None = None

    def __post_init__(self) -> None:
        """Refuse a trial of nobody, or with an unknown childhood."""
        if self.patients < 1:
            raise BadInput(f"A trial needs at least one patient, not {self.patients}.")
        if not 0 <= self.seed < 2**63:
            raise BadInput(f"The seed must be a whole number from 0 to 2^63 - 1, not {self.seed}.")
        if self.childhood is not None:
            upbringing(self.childhood)


def simulate_trial(trial: Trial, folder: Path, workers: Workers) -> None:
    """Write `moments.parquet` and `truth.parquet` into the folder; the same trial gives the same bytes.

    With a childhood, `caregivers.parquet` holds what each person remembers of how feelings were answered.
    """
    folder.mkdir(parents=True, exist_ok=True)
    names = ("moments", "truth") if trial.childhood is None else ("moments", "truth", "caregivers")
    targets = {name: folder / f"{name}.parquet" for name in names}
    asked = {"patients": trial.patients, "sessions": trial.plan.sessions, "moments": trial.plan.moments}
    kept = Pieces(targets, {**asked, "seed": trial.seed, "rule": trial.rule.name, "childhood": trial.childhood})
    work_through(_pieces(trial), _simulate, kept, workers, trial.patients)


def _pieces(trial: Trial) -> Iterator[Piece]:
    at_once = max(1, ROWS_IN_A_PIECE // trial.plan.length)
    for place, first in enumerate(range(0, trial.patients, at_once)):
        count = min(at_once, trial.patients - first)
        yield Piece(place, count, (trial, first, count))


def _simulate(given: tuple[Trial, int, int]) -> Tables:
    trial, first, count = given
    prior = reference_prior(trial.rule)
    extra: dict[str, Floats] = {}
    tables: Tables = {}
    if trial.childhood is None:
        people = draw_people(prior, trial.seed, first, count)
    else:
        raised = raise_people(upbringing(trial.childhood), prior, trial.seed, first, count)
        people, extra = raised.people, {"care": raised.care, "sensitivity": raised.sensitivity}
        tables["caregivers"] = caregivers_table(raised.history, first)
    lived = live_courses(people, trial.plan, trial.seed, first)
    return tables | {
        "moments": moments_table(lived, first, trial.plan.moments),
        "truth": truth_table(people, lived, first, extra),
    }


def truth_table(people: Floats, lived: Lived, first: int, extra: dict[str, Floats]) -> pa.Table:
    """Give one row per patient and quantity, named as in `posterior.parquet`."""
    count = len(people)
    names = (*QUANTITIES, *extra)
    expects, now = lived.expects[:, :K].reshape(count, K * K), lived.expects[:, K]
    values = np.column_stack([people, expects, now, *extra.values()])
    at = np.tile(np.arange(len(names), dtype=np.int16), count)
    quantity = pa.DictionaryArray.from_arrays(pa.array(at), pa.array(names))
    return pa.table(
        {
            "patient": np.repeat(np.arange(first, first + count), len(names)),
            "quantity": quantity,
            "value": values.ravel(),
        }
    )
