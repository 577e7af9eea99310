"""Learns what a population of patients has in common from each one's own fit, exchanging nothing but sums.

Two stages (docs/model.md §4). First each patient is fitted alone under a wide reference prior; the draws stay where
they are. Then EM over mean and sd of the 25 shared numbers y (model/shared.py) and over their regression:

    y_k ~ Normal(design . effects_k, sd_k^2).

Care may act on recognition, the strength of template and attitude, and both themselves (S9, S11); sensitivity, and its
product with care, on the strength of the template alone (S10); nothing acts on how arousal moves.

The E step reweights the draws by new over old density (importance sampling); what it gives is a sum over patients, so
clinics add theirs and get the pooled answer. SQUAREM (Varadhan and Roland, Scandinavian Journal of Statistics 35,
2008) shortens the way; two patients of the reference population are added, so that nothing collapses where real ones
are few. Where the draws wear out before the answer settles, the way ends: everyone is to be drawn anew there.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import reduce
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from interbeing.domain.errors import NotAllowed
from interbeing.model.parameters import CORE, Core, Floats
from interbeing.model.shared import SHARED

PRIOR_PATIENTS: Final = 2.0
SMALLEST_CELL: Final = 5
"""Fewer patients than this are not summed up for another clinic: their sums could give them away."""
LEAST_SD: Final = 1e-3
CLOSE_ENOUGH: Final = 1e-3
"""In units of the reference sd: a hundredth of what a mean of a hundred patients is unsure by."""
WORN_OUT: Final = 0.1
"""Effective draws as a share of the draws, in the geometric mean over patients, below which weights say little."""
MOST_ROUNDS: Final = 200
PATIENTS_PER_NUMBER: Final = 3
LOG_TWO_PI: Final = float(np.log(2 * np.pi))


@dataclass(frozen=True, slots=True)
class Population:
    """Effects (q, 25) of a constant and q - 1 covariates on y, and the sd (25,) of what they leave open."""

    effects: Floats
    sd: Floats

    def packed(self) -> Floats:
        """Give the free numbers: effects row by row, then log sds."""
        return np.concatenate([self.effects.ravel(), np.log(self.sd)])

    @staticmethod
    def unpacked(free: Floats) -> "Population":
        """Read `packed` back."""
        effects = free[:-SHARED].reshape(-1, SHARED)
        return Population(effects, np.maximum(np.exp(free[-SHARED:]), LEAST_SD))


def reference_population(covariates: int = 0, sd: float = 1.0) -> Population:
    """Give the population that the reference prior describes, with no effect of covariates; `sd` widens it."""
    return Population(np.zeros((1 + covariates, SHARED)), np.full(SHARED, sd))


@dataclass(frozen=True, slots=True)
class Group:
    """Some patients' draws of y (n, draws, 25), their log density (n, draws) when drawn, and their design (n, q)."""

    draws: Floats
    log_density: Floats
    design: Floats


class Sums(NamedTuple):
    """All that leaves a clinic in a round: sums over its patients, none of one alone."""

    patients: float
    design_design: Floats
    design_first: Floats
    second: Floats
    log_evidence: float
    log_worth: float

    def plus(self, other: "Sums") -> "Sums":
        """Add another clinic's sums."""
        return Sums(
            self.patients + other.patients,
            self.design_design + other.design_design,
            self.design_first + other.design_first,
            self.second + other.second,
            self.log_evidence + other.log_evidence,
            self.log_worth + other.log_worth,
        )

    def numbers(self) -> int:
        """Count the numbers that travel."""
        return sum(np.size(part) for part in self)

    def worth(self) -> float:
        """Say what share of a patient's draws the weighted ones are worth (0 to 1), in the geometric mean."""
        return float(np.exp(self.log_worth / self.patients))


def _acting() -> NDArray[np.bool_]:
    acts = np.zeros((4, SHARED), dtype=np.bool_)
    acts[0] = True
    acts[1, [Core.RHO, Core.KAPPA, Core.KAPPA_S]] = True
    acts[1, CORE:] = True
    acts[2:, Core.KAPPA] = True
    return acts


ACTS: Final = _acting()
"""Which of constant, care, sensitivity and their product (rows) may act on which shared number."""
Total = Callable[[Population], Sums]


def log_density(draws: Floats, means: Floats, sd: Floats) -> Floats:
    """Give log Normal(y; means, sd^2) summed over the shared numbers: draws (n, d, k), means (n, k) to (n, d)."""
    off = (draws - means[:, None, :]) / sd
    density: Floats = -0.5 * np.einsum("ndk,ndk->nd", off, off) - np.log(sd).sum() - 0.5 * len(sd) * LOG_TWO_PI
    return density


def weights(group: Group, population: Population) -> tuple[Floats, Floats]:
    """Give each draw's importance weight, summing to 1 for each patient, and the patients' log evidence ratio (n,)."""
    means = group.design @ population.effects
    log_weight = log_density(group.draws, means, population.sd) - group.log_density
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
    worth = float(np.log(effective_draws(weight) / weight.shape[1]).sum())
    return Sums(float(len(design)), design.T @ design, design.T @ first, second, float(evidence.sum()), worth)


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
    """Do the M step: the population that explains the sums, and two patients of the reference population, best."""
    effects = np.zeros_like(total.design_first)
    design_design = total.design_design + PRIOR_PATIENTS * np.eye(len(effects))
    for k in range(SHARED):
        acts = np.flatnonzero(ACTS[: len(effects), k])
        effects[acts, k] = np.linalg.solve(design_design[np.ix_(acts, acts)], total.design_first[acts, k])
    explained = np.einsum("qk,qk->k", effects, total.design_first)
    variance = (total.second - explained + PRIOR_PATIENTS) / (total.patients + PRIOR_PATIENTS)
    return Population(effects, np.sqrt(np.maximum(variance, LEAST_SD**2)))


class Learned(NamedTuple):
    """A population, how many rounds of sums it took, whether it settled, and if not whether the draws wore out."""

    population: Population
    rounds: int
    is_settled: bool
    is_worn: bool = False


def learn_population(
    total: Total, start: Population, close: float = CLOSE_ENOUGH, worn_out: float = WORN_OUT
) -> Learned:
    """Repeat the two steps, SQUAREM-accelerated, until no number moves by more than `close`, or the draws wear out."""
    at = start.packed()
    sums_at = total(start)
    rounds = 1
    while rounds < MOST_ROUNDS:
        once = maximised(sums_at).packed()
        sums_once = total(Population.unpacked(once))
        rounds += 1
        if sums_once.worth() < worn_out:
            return Learned(Population.unpacked(once), rounds, is_settled=False, is_worn=True)
        twice = maximised(sums_once).packed()
        if np.abs(twice - once).max() < close:
            return Learned(Population.unpacked(twice), rounds, is_settled=True)
        leapt = _leapt(at, once, twice)
        sums_leapt = total(Population.unpacked(leapt))
        rounds += 1
        if sums_leapt.worth() >= worn_out and _explains(sums_leapt, leapt) >= _explains(sums_once, once):
            at, sums_at = leapt, sums_leapt
        else:
            at, sums_at = once, sums_once
    return Learned(Population.unpacked(at), rounds, is_settled=False)


def _leapt(at: Floats, once: Floats, twice: Floats) -> Floats:
    """Leap ahead along two steps, by their length over their bend (SQUAREM, scheme S3)."""
    change, bend = once - at, twice - 2 * once + at
    stride = min(-1.0, -float(np.linalg.norm(change)) / max(float(np.linalg.norm(bend)), 1e-300))
    return at - 2 * stride * change + stride**2 * bend


def _explains(total: Sums, free: Floats) -> float:
    log_sd, effects = free[-SHARED:], free[:-SHARED].reshape(-1, SHARED)
    off = (1 + (effects**2).sum(axis=0)) * np.exp(-2 * log_sd)
    return total.log_evidence - 0.5 * PRIOR_PATIENTS * float((2 * log_sd + off).sum())


def score_products(group: Group, population: Population) -> Floats:
    """Sum each patient's score times itself (free, free): the information about `packed` (Fisher's identity)."""
    weight, _evidence = weights(group, population)
    off = (group.draws - (group.design @ population.effects)[:, None, :]) / population.sd
    first = np.einsum("nd,ndk->nk", weight, off)
    second = np.einsum("nd,ndk,ndk->nk", weight, off, off)
    by_effects = group.design[:, :, None] * (first / population.sd)[:, None, :]
    scores = np.concatenate([by_effects.reshape(len(first), -1), second - 1], axis=1)
    products: Floats = scores.T @ scores
    return products


def standard_errors(products: Floats, patients: float) -> Floats:
    """Give a standard error for each number of `packed`, 0 where nothing acts.

    With few patients each shared number is taken by itself.
    """
    acts = np.append(ACTS[: len(products) // SHARED - 1].ravel(), np.ones(SHARED, dtype=np.bool_))
    free, errors = np.flatnonzero(acts), np.zeros(len(products))
    together = (
        [free] if patients >= PATIENTS_PER_NUMBER * len(free) else [free[free % SHARED == k] for k in range(SHARED)]
    )
    for own in together:
        errors[own] = np.sqrt(np.diag(np.linalg.inv(products[np.ix_(own, own)])))
    return errors
