"""Checks the engine on patients whose truth is known: are its intervals as sure as they say, and no surer?

Simulation-based calibration (Talts, Betancourt, Simpson, Vehtari, Gelman, 2018): draw a patient from the prior, let
them live a course, fit it; the rank of the truth among the draws is uniform if prior, simulator and fit agree.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from scipy import stats

from interbeing.domain.errors import BadInput
from interbeing.model.marks import Marks
from interbeing.model.parameters import Floats, K, reference_prior
from interbeing.model.plan import Plan
from interbeing.model.posterior import NotSettledError, posterior
from interbeing.model.simulate import draw_people, live_courses
from interbeing.model.summary import QUANTITIES, after_course
from interbeing.services.many import Piece, Workers, work_through
from interbeing.services.pieces import Pieces, Tables

DRAWS_RANKED: Final = 200
"""Draws among which the truth is ranked, thinned so that they are nearly independent."""
FEWEST_PATIENTS: Final = 5
SURE: Final = 0.05
LOW, HIGH = 0.05, 0.95


@dataclass(frozen=True, slots=True)
class Check:
    """How many patients, the plan of their courses, and the seed."""

    patients: int
    plan: Plan
    seed: int


class Verdict(NamedTuple):
    """For each quantity (rows of `QUANTITIES`): p of uniform ranks, coverage of 90 %, correlation, contraction."""

    p_value: Floats
    coverage: Floats
    correlation: Floats
    contraction: Floats


def calibrate(asked: Check, out: Path, workers: Workers) -> Verdict:
    """Fit imagined patients, write rank, truth, mean and sd of each quantity to `out`, and judge them."""
    if asked.patients < FEWEST_PATIENTS:
        raise BadInput(f"Calibration needs at least {FEWEST_PATIENTS} patients, not {asked.patients}.")
    request = {"patients": asked.patients, "sessions": asked.plan.sessions, "moments": asked.plan.moments}
    kept = Pieces({"ranks": out}, {**request, "seed": asked.seed})
    work_through(_pieces(asked), _rank_one, kept, workers, asked.patients)
    return judged(pq.read_table(out))


def _pieces(asked: Check) -> Iterator[Piece]:
    for patient in range(asked.patients):
        yield Piece(patient, 1, (asked, patient))


def _rank_one(given: tuple[Check, int]) -> Tables:
    asked, patient = given
    prior = reference_prior()
    people = draw_people(prior, asked.seed, patient, 1)
    lived = live_courses(people, asked.plan, asked.seed, patient)
    truth = np.concatenate([people[0], lived.expects[0, :K].ravel(), lived.expects[0, K]])
    rng = np.random.default_rng((asked.seed, patient))
    draws = _draws(lived.marks(0), rng)
    rank = (draws < truth).sum(axis=0) + rng.random(len(truth))
    columns = [np.full(len(truth), patient), truth, rank / (len(draws) + 1), draws.mean(axis=0), draws.std(axis=0)]
    table = pa.table(columns, names=["patient", "truth", "rank", "mean", "sd"])
    return {"ranks": table.add_column(1, "quantity", pa.array(QUANTITIES))}


def _draws(marks: Marks, rng: np.random.Generator) -> Floats:
    try:
        found = posterior(reference_prior(), marks, rng).natural
    except NotSettledError:
        return np.full((1, len(QUANTITIES)), np.nan)
    chosen = found[np.linspace(0, len(found) - 1, DRAWS_RANKED).round().astype(int)]
    return np.concatenate([chosen, after_course(chosen, marks).reshape(len(chosen), -1)], axis=1)


def judged(table: pa.Table) -> Verdict:
    """Judge ranks; patients whose draws did not settle are left out."""
    columns = {name: table[name].to_numpy().reshape(-1, len(QUANTITIES)) for name in ("truth", "rank", "mean", "sd")}
    settled = ~np.isnan(columns["mean"][:, 0])
    truth, rank, mean, sd = (columns[name][settled] for name in ("truth", "rank", "mean", "sd"))
    p_value = np.array([stats.kstest(rank[:, q], "uniform").pvalue for q in range(len(QUANTITIES))])
    coverage = ((rank >= LOW) & (rank <= HIGH)).mean(axis=0)
    correlation = np.array([np.corrcoef(truth[:, q], mean[:, q])[0, 1] for q in range(len(QUANTITIES))])
    return Verdict(p_value, coverage, correlation, 1 - (sd**2).mean(axis=0) / truth.var(axis=0))
