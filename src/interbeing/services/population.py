"""Learns what the patients of a clinic have in common, and each of them anew in that light.

Reads the draws that `interbeing fit` left beside `posterior.parquet`; writes `population.parquet`. If the moments are
at hand, every patient is fitted again under the estimated population and the population learned again, until the draws
carry the answer (docs/model.md §6): `posterior.parquet` then holds each patient's answer in the light of the others.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import pyarrow.parquet as pq

from interbeing.domain.errors import BadFile
from interbeing.model.parameters import Floats, Prior, Rule
from interbeing.model.population import (
    Group,
    Learned,
    Population,
    Sums,
    effective_draws,
    learn_population,
    reference_population,
    score_products,
    standard_errors,
    sums,
    weights,
)
from interbeing.model.shared import SHARED_NAMES, Lying, prior_lying
from interbeing.services.fitting import Fit, draws_beside, fit_courses
from interbeing.services.many import Workers
from interbeing.services.population_files import Design, design_from, write_population

ROWS_AT_ONCE: Final = 1 << 17
"""Draws held in memory at once: about 30 MB, so that memory does not grow with the number of patients."""
MOST_REFITS: Final = 4


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked: a posterior file, a folder for the answer, and if at hand the moments and the covariates."""

    posterior: Path
    out: Path
    moments: Path | None = None
    covariates: Path | None = None
    rule: Rule = Rule.PROPORTIONAL
    seed: int = 0
    caregivers: Path | None = None
    refits: int = MOST_REFITS


class Answer(NamedTuple):
    """A population with standard errors in the order of `packed`, and how many equal draws the patients' were worth."""

    learned: Learned
    errors: Floats
    patients: int
    median_draws: float
    least_draws: float
    refits: int = 0


def gather(asked: Ask, workers: Workers) -> Answer:
    """Learn the population, refit under it where the moments are given, and write `population.parquet`."""
    asked.out.mkdir(parents=True, exist_ok=True)
    design = design_from(asked.covariates)
    answer = learn(draws_beside(asked.posterior), design)
    fitted: list[Path] = []
    while asked.moments is not None and len(fitted) < asked.refits and (not fitted or answer.learned.is_worn):
        under = answer.learned.population
        fitted.append(_refitted(asked, asked.moments, under, design, workers))
        answer = learn(draws_beside(fitted[-1]), design, under)._replace(refits=len(fitted))
    write_population(answer.learned.population, answer.errors, asked.out / "population.parquet")
    _keep_last(fitted, asked.out / "posterior.parquet")
    return answer


def _refitted(asked: Ask, moments: Path, under: Population, design: Design, workers: Workers) -> Path:
    """Fit everyone under a population; the file is named by it, so that a stopped run goes on with what is done."""
    name = hashlib.sha256(under.packed().tobytes()).hexdigest()
    again = Fit(moments, asked.out / f"refit-{name[:12]}.parquet", seed=asked.seed, rule=asked.rule)
    if not (again.out.is_file() and draws_beside(again.out).is_file()):
        known = replace(again, caregivers=asked.caregivers)
        fit_courses(known, workers, _priors_under(under, design, asked.rule), name)
    return again.out


def _keep_last(fitted: list[Path], out: Path) -> None:
    for place, path in enumerate(reversed(fitted)):
        for old, new in ((path, out), (draws_beside(path), draws_beside(out))):
            old.replace(new) if place == 0 else old.unlink()


def learn(draws: Path, design: Design, start: Population | None = None) -> Answer:
    """Learn a population from a file of draws, read in parts each round, beginning where they were drawn."""
    _check(draws)
    covariates = next(groups(draws, design)).design.shape[1] - 1

    def total(population: Population) -> Sums:
        parts = [sums(group, population) for group in groups(draws, design)]
        whole = parts[0]
        for part in parts[1:]:
            whole = whole.plus(part)
        return whole

    learned = learn_population(total, start or reference_population(covariates))
    products, patients, worth = np.zeros(1), 0, []
    for group in groups(draws, design):
        products = products + score_products(group, learned.population)
        patients += len(group.design)
        worth.append(effective_draws(weights(group, learned.population)[0]))
    every = np.concatenate(worth)
    errors = standard_errors(products, patients)
    return Answer(learned, errors, patients, float(np.median(every)), float(every.min()))


def groups(draws: Path, design: Design) -> Iterator[Group]:
    """Give the patients' draws in parts; a patient without draws, or with another number of them, starts a new part."""
    held: list[tuple[int, Floats]] = []
    for patient, values in _patients(draws):
        if held and (held[0][1].shape != values.shape or len(held) * len(values) > ROWS_AT_ONCE):
            yield _group(held, design)
            held = []
        held.append((patient, values))
    if held:
        yield _group(held, design)


def _group(held: list[tuple[int, Floats]], design: Design) -> Group:
    values = np.stack([values for _patient, values in held])
    return Group(values[..., 1:], values[..., 0], design([patient for patient, _values in held]))


def _patients(draws: Path) -> Iterator[tuple[int, Floats]]:
    kept: list[tuple[int, Floats]] = []
    with pq.ParquetFile(draws, pre_buffer=False) as opened:  # buffering would read the whole file ahead
        for batch in opened.iter_batches(ROWS_AT_ONCE):
            patients = batch["patient"].to_numpy()
            values = np.column_stack([batch[name].to_numpy() for name in ("log_density", *SHARED_NAMES)])
            cuts = np.flatnonzero(np.diff(patients)) + 1
            for part, patient in zip(np.split(values, cuts), patients[[0, *cuts]].tolist(), strict=True):
                if kept and kept[0][0] != patient:
                    yield kept[0][0], np.concatenate([values for _patient, values in kept])
                    kept = []
                kept.append((patient, part))
    if kept:
        yield kept[0][0], np.concatenate([values for _patient, values in kept])


def _check(draws: Path) -> None:
    if not draws.is_file():
        remedy = "Make it with `interbeing fit`, and keep the two files together"
        raise BadFile(draws.name, None, "there is no such file of draws beside the posterior", remedy)
    if pq.read_metadata(draws).num_rows == 0:
        raise BadFile(draws.name, None, "it holds no draws", "Fit the patients again with more moments")
    if set(SHARED_NAMES) - set(pq.read_schema(draws).names):
        raise BadFile(draws.name, None, "it was written by an older version", "Fit the patients again")


def _priors_under(population: Population, design: Design, rule: Rule) -> Callable[[int], Prior]:
    """Give each patient the prior that the population makes for them."""
    return lambda patient: prior_lying(Lying((design([patient]) @ population.effects)[0], population.sd), rule)
