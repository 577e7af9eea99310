"""Learns what the patients of a clinic have in common, and each of them anew in that light.

Reads the draws that `interbeing fit` left beside `posterior.parquet`; writes `population.parquet` (mean, spread and
the regression of log kappa, with standard errors). If the moments are at hand, every patient is fitted once more under
the estimated population and the population learned again (docs/model.md §6: without it the spread is less sure).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from interbeing.domain.errors import BadFile
from interbeing.model.parameters import CORE, Floats, Prior, Rule, reference_prior
from interbeing.model.population import (
    KAPPA,
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
from interbeing.services.fitting import CORE_NAMES, Fit, draws_beside, fit_courses
from interbeing.services.many import Workers

COVARIATES: Final = ("care", "sensitivity")
ROWS_AT_ONCE: Final = 1 << 18
"""Draws held in memory at once: about 30 MB, so that memory does not grow with the number of patients."""


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


class Answer(NamedTuple):
    """A population with standard errors in the order of `packed`, and how many equal draws the patients' were worth."""

    learned: Learned
    errors: Floats
    patients: int
    median_draws: float
    least_draws: float


Design = Callable[[list[int]], Floats]


def gather(asked: Ask, workers: Workers) -> Answer:
    """Learn the population, refit under it where the moments are given, and write `population.parquet`."""
    asked.out.mkdir(parents=True, exist_ok=True)
    design = _design_from(asked.covariates)
    answer = learn(draws_beside(asked.posterior), design)
    if asked.moments is not None:
        again = Fit(
            asked.moments,
            asked.out / "posterior.parquet",
            seed=asked.seed,
            rule=asked.rule,
            caregivers=asked.caregivers,
        )
        prior_of = _priors_under(answer.learned.population, design, asked.rule)
        fit_courses(again, workers, prior_of, answer.learned.population.packed().tobytes().hex())
        answer = learn(draws_beside(again.out), design)
    _write(answer, asked.out / "population.parquet")
    return answer


def learn(draws: Path, design: Design) -> Answer:
    """Learn a population from a file of draws, read in parts each round."""
    _check(draws)
    covariates = next(groups(draws, design)).design.shape[1] - 1

    def total(population: Population) -> Sums:
        parts = [sums(group, population) for group in groups(draws, design)]
        whole = parts[0]
        for part in parts[1:]:
            whole = whole.plus(part)
        return whole

    learned = learn_population(total, reference_population(covariates))
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
    with pq.ParquetFile(draws) as opened:
        for batch in opened.iter_batches(ROWS_AT_ONCE):
            patients = batch["patient"].to_numpy()
            values = np.column_stack([batch[name].to_numpy() for name in ("log_density", *CORE_NAMES)])
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


def _alone(patients: list[int]) -> Floats:
    return np.ones((len(patients), 1))


def _design_from(covariates: Path | None) -> Design:
    """Read care and sensitivity (rows patient, quantity, value, as in truth.parquet); without it, a constant alone."""
    if covariates is None:
        return _alone
    told: dict[str, dict[int, float]] = {name: {} for name in COVARIATES}
    try:
        rows = pq.read_table(covariates, filters=[("quantity", "in", list(COVARIATES))])
    except (FileNotFoundError, pa.ArrowInvalid) as problem:
        raise BadFile(covariates.name, None, "it cannot be read", "Give patient, quantity and value") from problem
    for patient, quantity, value in zip(*(rows[n].to_pylist() for n in ("patient", "quantity", "value")), strict=True):
        told[quantity][patient] = value

    def design(patients: list[int]) -> Floats:
        missing = [p for p in patients for name in COVARIATES if p not in told[name]]
        if missing:
            wrong = f"patient {missing[0]} has no care or no sensitivity"
            raise BadFile(covariates.name, None, wrong, "Give both for every patient")
        care, sensitivity = (np.array([told[name][p] for p in patients]) for name in COVARIATES)
        return np.column_stack([np.ones(len(patients)), care, sensitivity, care * sensitivity])

    return design


def _priors_under(population: Population, design: Design, rule: Rule) -> Callable[[int], Prior]:
    """Give each patient the prior that the population makes for them; the template's prior stays as it was."""
    reference = reference_prior(rule)

    def prior_of(patient: int) -> Prior:
        mean = population.means_for(design([patient]))[0]
        core_mean = reference.core_mean + reference.core_sd * mean
        return replace(reference, core_mean=core_mean, core_sd=reference.core_sd * population.sd)

    return prior_of


def _write(answer: Answer, path: Path) -> None:
    """Write rows quantity, what (mean, sd, or an effect on log kappa), value and standard error, on the link scale."""
    population, reference = answer.learned.population, reference_prior()
    scale, errors = reference.core_sd, answer.errors
    means = np.delete(np.arange(CORE), KAPPA)
    effects = len(population.effects)
    rows = [
        (CORE_NAMES[k], "mean", reference.core_mean[k] + scale[k] * population.mean[k], scale[k] * errors[i])
        for i, k in enumerate(means)
    ]
    names = ("mean", *(f"effect of {name}" for name in (*COVARIATES, " x ".join(COVARIATES))))
    for j in range(effects):
        value = scale[KAPPA] * population.effects[j] + (reference.core_mean[KAPPA] if j == 0 else 0.0)
        rows.append((CORE_NAMES[KAPPA], names[j], value, scale[KAPPA] * errors[CORE - 1 + j]))
    for k in range(CORE):
        spread = scale[k] * population.sd[k]
        rows.append((CORE_NAMES[k], "sd", spread, spread * errors[CORE - 1 + effects + k]))
    columns = [list(column) for column in zip(*rows, strict=True)]
    pq.write_table(pa.table(columns, names=["quantity", "what", "value", "standard_error"]), path)
