"""Learns every patient in a file of courses, many at once, and writes what was found.

`posterior.parquet` has one row per patient and quantity; `posterior.draws.parquet` beside it keeps some draws of the
twenty-five shared numbers for `interbeing population`. A patient whose draws did not settle keeps empty figures.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from interbeing.model.marks import Marked, marks_of
from interbeing.model.parameters import Floats, Prior, Rule, Z, reference_prior
from interbeing.model.population import log_density
from interbeing.model.posterior import CHAINS, TO_BE_SHOWN, Demand, NotSettledError, Posterior, posterior
from interbeing.model.prior import RELIABILITY
from interbeing.model.shared import SHARED_NAMES, lying, shared
from interbeing.model.summary import QUANTITIES, Summary, summary
from interbeing.services.caregiver_files import read_caregivers
from interbeing.services.course_checks import check_moments
from interbeing.services.course_files import Course, read_courses
from interbeing.services.many import Piece, Workers, work_through
from interbeing.services.pieces import Pieces, Tables, fingerprint

PATIENTS_IN_A_PIECE: Final = 4
"""Few, so that stopping loses seconds; enough, so that sharing costs little beside about a second a patient."""
DRAWS_KEPT: Final = 400
"""Draws of each patient that are kept for a population (docs/model.md §6)."""
WIDE: Final = 1.4
"""How much the core sds are stretched for the first stage of a population (docs/model.md §4)."""
FIGURES: Final = Summary._fields


@dataclass(frozen=True, slots=True)
class Fit:
    """What is asked: a file of moments, where to write, how many draws, which seed, rule, and how wide a prior."""

    moments: Path
    out: Path
    draws: int = 1000
    seed: int = 0
    rule: Rule = Rule.PROPORTIONAL
    is_wide: bool = False
    caregivers: Path | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """What a worker needs: some courses, the prior of each, how many draws, the seed."""

    courses: list[Course]
    priors: list[Prior]
    draws: int
    seed: int


PriorOf = Callable[[int], Prior]


def draws_beside(out: Path) -> Path:
    """Say where the draws of a posterior file lie."""
    return out.with_suffix(".draws.parquet")


def wide(prior: Prior) -> Prior:
    """Stretch the core sds alone: the template keeps its prior, so that importance weights stay useful."""
    return replace(prior, core_sd=prior.core_sd * WIDE)


def with_caregivers(priors: PriorOf, caregivers: Path | None) -> PriorOf:
    """Add what each patient remembers of their caregivers, as weighted evidence on the template (model/prior.py)."""
    if caregivers is None:
        return priors
    histories = read_caregivers(caregivers)

    def prior_of(patient: int) -> Prior:
        prior = priors(patient)
        return replace(prior, caregiver=RELIABILITY * histories[patient]) if patient in histories else prior

    return prior_of


def fit_courses(asked: Fit, workers: Workers, prior_of: PriorOf | None = None, prior_note: str = "") -> int:
    """Fit every patient and write both files; returns how many did not settle. The file is checked first.

    A prior for each patient comes with a note that names it, so that unfinished work is resumed under the same one.
    """
    census = check_moments(asked.moments)
    prior = reference_prior(asked.rule)
    prior = wide(prior) if asked.is_wide else prior
    priors = with_caregivers(prior_of or (lambda _patient: prior), asked.caregivers)
    request = {"moments": fingerprint(asked.moments), "draws": asked.draws, "seed": asked.seed}
    request |= {"rule": asked.rule.name, "wide": asked.is_wide, "prior": prior_note}
    request["caregivers"] = "" if asked.caregivers is None else fingerprint(asked.caregivers)
    kept = Pieces({"posterior": asked.out, "draws": draws_beside(asked.out)}, request)
    if workers.count() > 1:
        _prepare()
    courses = read_courses(asked.moments, is_ordered=census.is_ordered)
    work_through(_pieces(courses, priors, asked), _fit_some, kept, workers, census.patients)
    return _unsettled(asked.out)


def _prepare() -> None:
    """Translate the arithmetic once, before several workers would each do so."""
    try:
        posterior(reference_prior(), marks_of([Marked(1.0, is_first=True)]), np.random.default_rng(0), 400)
    except NotSettledError:
        return


def _pieces(courses: Iterator[Course], priors: PriorOf, asked: Fit) -> Iterator[Piece]:
    place = 0
    while some := list(islice(courses, PATIENTS_IN_A_PIECE)):
        given = Given(some, [priors(course.patient) for course in some], asked.draws, asked.seed)
        yield Piece(place, len(some), given)
        place += 1


def _fit_some(given: Given) -> Tables:
    pairs = zip(given.courses, given.priors, strict=True)
    tables = [_fit_one(course, prior, given) for course, prior in pairs]
    return {name: pa.concat_tables([table[name] for table in tables]) for name in ("posterior", "draws")}


def _fit_one(course: Course, prior: Prior, given: Given) -> Tables:
    """Fit one patient with dice that depend on the seed and the patient alone."""
    rng = np.random.default_rng((given.seed, course.patient & (2**63 - 1)))
    try:
        found = posterior(prior, course.marks, rng, given.draws, _demand(given.draws))
    except NotSettledError:
        return {
            "posterior": _rows(course.patient, None),
            "draws": _draw_rows(course.patient, prior, np.empty((0, Z))),
        }
    figures = _rows(course.patient, summary(found, course.marks))
    return {"posterior": figures, "draws": _draw_rows(course.patient, prior, _some(found))}


def _demand(draws: int) -> Demand:
    """Ask as much of the draws as is shown, and for at least as many as are wanted."""
    return replace(TO_BE_SHOWN, paths=max(TO_BE_SHOWN.paths, -(-draws // CHAINS)))


def _some(found: Posterior) -> Floats:
    chosen = np.linspace(0, len(found.z) - 1, min(DRAWS_KEPT, len(found.z))).round().astype(int)
    return np.asarray(found.z[chosen])


def _rows(patient: int, found: Summary | None) -> pa.Table:
    count = len(QUANTITIES)
    figures = (
        [pa.nulls(count, pa.float64())] * len(FIGURES) if found is None else [pa.array(figure) for figure in found]
    )
    quantity = pa.DictionaryArray.from_arrays(pa.array(np.arange(count, dtype=np.int16)), pa.array(QUANTITIES))
    return pa.table([np.full(count, patient), quantity, *figures], names=["patient", "quantity", *FIGURES])


def _draw_rows(patient: int, prior: Prior, z: Floats) -> pa.Table:
    """Keep draws of what a population may share, with their log density under the prior they were drawn with."""
    y, at = shared(z, prior), lying(prior)
    density = log_density(y[None], at.mean[None], at.sd)[0]
    columns = [np.full(len(z), patient), density, *y.T]
    return pa.table(columns, names=["patient", "log_density", *SHARED_NAMES])


def _unsettled(out: Path) -> int:
    table = pq.read_table(out, columns=["mean", "quantity"], filters=[("quantity", "=", "rho")])
    return int(pc.sum(pc.is_null(table["mean"])).as_py() or 0)
