"""Learns what a population of patients has in common from each one's own fit, exchanging nothing but sums.

Two stages (docs/model.md §4). First each patient is fitted alone under a wide reference prior; the draws stay where
they are. Then EM over the population's mean and sd on the link scale, and over the regression of log kappa on care,
sensitivity and their product (S10):

    y_k ~ Normal(mean_k, sd_k^2);  y_kappa ~ Normal(design . effects, sd_kappa^2),

with y = (link - reference mean) / reference sd. The E step reweights the draws by new over old density (importance
sampling); what it gives is a sum over patients, so clinics add theirs and get the pooled answer. SQUAREM (Varadhan and
Roland, Scandinavian Journal of Statistics 35, 2008) shortens the way; a weak prior of two patients' worth of the
reference spread keeps an sd from collapsing when patients are few.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import reduce
from typing import Final, NamedTuple

import numpy as np

from interbeing.domain.errors import NotAllowed
from interbeing.model.parameters import CORE, Core, Floats

KAPPA: Final = int(Core.KAPPA)
PRIOR_PATIENTS: Final = 2.0
SMALLEST_CELL: Final = 5
"""Fewer patients than this are not summed up for another clinic: their sums could give them away."""
LEAST_SD: Final = 1e-3
CLOSE_ENOUGH: Final = 1e-6
MOST_ROUNDS: Final = 200
PATIENTS_PER_NUMBER: Final = 3
LOG_TWO_PI: Final = float(np.log(2 * np.pi))


@dataclass(frozen=True, slots=True)
class Population:
    """Mean and sd (13,) of y; effects (q,) of a constant and covariates on y_kappa (mean[KAPPA] is the constant)."""

    mean: Floats
    sd: Floats
    effects: Floats

    def packed(self) -> Floats:
        """Give the free numbers: means with the effects in place of kappa's, then log sds."""
        return np.concatenate([np.delete(self.mean, KAPPA), self.effects, np.log(self.sd)])

    @staticmethod
    def unpacked(free: Floats) -> "Population":
        """Read `packed` back."""
        effects = free[CORE - 1 : -CORE]
        mean = np.insert(free[: CORE - 1], KAPPA, effects[0])
        return Population(mean, np.maximum(np.exp(free[-CORE:]), LEAST_SD), effects)

    def means_for(self, design: Floats) -> Floats:
        """Give each patient's expected y (n, 13)."""
        means = np.tile(self.mean, (len(design), 1))
        means[:, KAPPA] = design @ self.effects
        return means


def reference_population(covariates: int = 0, sd: float = 1.0) -> Population:
    """Give the population that the reference prior describes, with no effect of covariates; `sd` widens it."""
    return Population(np.zeros(CORE), np.full(CORE, sd), np.zeros(1 + covariates))


@dataclass(frozen=True, slots=True)
class Group:
    """Some patients' draws of y (n, draws, 13), their log density (n, draws) when drawn, and their design (n, q)."""

    draws: Floats
    log_density: Floats
    design: Floats


class Sums(NamedTuple):
    """All that leaves a clinic in a round: sums over its patients, none of one alone."""

    patients: float
    first: Floats
    second: Floats
    design_design: Floats
    design_kappa: Floats
    log_evidence: float

    def plus(self, other: "Sums") -> "Sums":
        """Add another clinic's sums."""
        return Sums(
            self.patients + other.patients,
            self.first + other.first,
            self.second + other.second,
            self.design_design + other.design_design,
            self.design_kappa + other.design_kappa,
            self.log_evidence + other.log_evidence,
        )

    def numbers(self) -> int:
        """Count the numbers that travel."""
        return sum(np.size(part) for part in self)


Total = Callable[[Population], Sums]


def log_density(draws: Floats, means: Floats, sd: Floats) -> Floats:
    """Give log Normal(y; means, sd^2) summed over the 13 quantities: draws (n, d, 13), means (n, 13) to (n, d)."""
    off = (draws - means[:, None, :]) / sd
    density: Floats = -0.5 * np.einsum("ndk,ndk->nd", off, off) - np.log(sd).sum() - 0.5 * CORE * LOG_TWO_PI
    return density


def weights(group: Group, population: Population) -> tuple[Floats, Floats]:
    """Give each draw's importance weight, summing to 1 for each patient, and the patients' log evidence ratio (n,)."""
    log_weight = log_density(group.draws, population.means_for(group.design), population.sd) - group.log_density
    highest = log_weight.max(axis=1, keepdims=True)
    weight = np.exp(log_weight - highest)
    total = weight.sum(axis=1, keepdims=True)
    return weight / total, (highest + np.log(total / weight.shape[1]))[:, 0]


def effective_draws(weight: Floats) -> Floats:
    """Give how many equal draws the weighted ones are worth, for each patient: 1 / sum of squares."""
    worth: Floats = 1.0 / (weight**2).sum(axis=1)
    return worth


def sums(group: Group, population: Population) -> Sums:
    """Do the E step for one group of patients."""
    weight, evidence = weights(group, population)
    first = np.einsum("nd,ndk->nk", weight, group.draws)
    second = np.einsum("nd,ndk,ndk->k", weight, group.draws, group.draws)
    design = group.design
    return Sums(
        float(len(design)),
        first.sum(axis=0),
        second,
        design.T @ design,
        design.T @ first[:, KAPPA],
        float(evidence.sum()),
    )


def sums_to_share(group: Group, population: Population) -> Sums:
    """Do the same for another clinic; NotAllowed where so few patients could be recognised by their sums."""
    if len(group.design) < SMALLEST_CELL:
        message = f"Sums of {len(group.design)} patients stay here: at least {SMALLEST_CELL} are needed to share them."
        raise NotAllowed(message)
    return sums(group, population)


def pooled(groups: Iterable[Group]) -> Total:
    """Give the E step over all groups at once."""
    held = tuple(groups)
    return lambda population: reduce(Sums.plus, (sums(group, population) for group in held))


def maximised(total: Sums) -> Population:
    """Do the M step: the population that explains the sums best."""
    n = total.patients
    mean = total.first / n
    effects: Floats = np.linalg.solve(total.design_design, total.design_kappa).astype(np.float64)
    spread = total.second - n * mean**2
    spread[KAPPA] = total.second[KAPPA] - 2 * effects @ total.design_kappa + effects @ total.design_design @ effects
    variance = (spread + PRIOR_PATIENTS) / (n + PRIOR_PATIENTS)
    mean[KAPPA] = effects[0]
    return Population(mean, np.sqrt(np.maximum(variance, LEAST_SD**2)), effects)


class Learned(NamedTuple):
    """A population, how many rounds of sums it took, and whether it settled."""

    population: Population
    rounds: int
    is_settled: bool


def learn_population(total: Total, start: Population) -> Learned:
    """Repeat the two steps, SQUAREM-accelerated, until no number moves by more than 1e-6; two rounds of sums a turn."""
    at = start.packed()
    sums_at = total(start)
    rounds = 1
    while rounds < MOST_ROUNDS:
        once = maximised(sums_at).packed()
        sums_once = total(Population.unpacked(once))
        twice = maximised(sums_once).packed()
        if np.abs(twice - once).max() < CLOSE_ENOUGH:
            return Learned(Population.unpacked(twice), rounds + 1, is_settled=True)
        change, bend = once - at, twice - 2 * once + at
        stride = min(-1.0, -float(np.linalg.norm(change)) / max(float(np.linalg.norm(bend)), 1e-300))
        leapt = at - 2 * stride * change + stride**2 * bend
        sums_leapt = total(Population.unpacked(leapt))
        rounds += 2
        if _explains(sums_leapt, leapt) >= _explains(sums_once, once):
            at, sums_at = leapt, sums_leapt
        else:
            at, sums_at = twice, total(Population.unpacked(twice))
            rounds += 1
    return Learned(Population.unpacked(at), rounds, is_settled=False)


def _explains(total: Sums, free: Floats) -> float:
    log_sd = free[-CORE:]
    return total.log_evidence - 0.5 * PRIOR_PATIENTS * float((2 * log_sd + np.exp(-2 * log_sd)).sum())


def score_products(group: Group, population: Population) -> Floats:
    """Sum each patient's score times itself (free, free): the information about `packed` (Fisher's identity)."""
    weight, _evidence = weights(group, population)
    off = (group.draws - population.means_for(group.design)[:, None, :]) / population.sd
    first = np.einsum("nd,ndk->nk", weight, off)
    second = np.einsum("nd,ndk,ndk->nk", weight, off, off)
    by_mean = first / population.sd
    by_effects = by_mean[:, KAPPA, None] * group.design
    scores = np.concatenate([np.delete(by_mean, KAPPA, axis=1), by_effects, second - 1], axis=1)
    products: Floats = scores.T @ scores
    return products


def standard_errors(products: Floats, patients: float) -> Floats:
    """Give a standard error for each number of `packed`; with few patients each quantity is taken by itself."""
    if patients < PATIENTS_PER_NUMBER * len(products):
        return np.sqrt(1 / np.maximum(np.diag(products), 1e-12))
    return np.sqrt(np.diag(np.linalg.inv(products)))
