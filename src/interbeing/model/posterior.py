"""Learns who this patient is from a whole course, and refuses to speak when the learning did not settle."""

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from scipy.optimize import minimize

from interbeing.model.marks import Marks
from interbeing.model.mixing import Mixing, mixing
from interbeing.model.parameters import Floats, Prior, Z, natural
from interbeing.model.target import climb
from interbeing.model.unmarked import course_of
from interbeing.model.walk import Target, wander

CHAINS: Final = 4
WARM_UP: Final = 10
"""Paths to forget the start, itself a draw from the normal that the whitened posterior resembles."""
FIRST_ROUND: Final = 100
PATHS: Final = 400
LEAPS: Final = 4
"""Gradients on a path, if that is fine enough (ADR 0041)."""
MOST_LEAPS: Final = 16
LEAST_ACCEPTANCE: Final = 0.8
"""Where fewer are accepted, as under the modal rule, the paths are too coarse for this posterior."""
DRAWS: Final = 1000
ESS_LIMIT: Final = 400.0
"""A hundred for each chain (Vehtari et al. 2021, section 4.1)."""
RHAT_LIMIT: Final = 1.02
MOST_DOUBLINGS: Final = 3
SHORTEST: Final = 1.4
LONGEST: Final = 2.2
"""Little more than a quarter turn: half a turn is better for place and much worse for spread (ADR 0013, 0041)."""
FLATTEST: Final = 0.25
"""Least precision kept in a direction; the prior alone gives 1."""
HESSIAN_STEP: Final = 1e-4


class NotSettledError(ArithmeticError):
    """The draws do not agree well enough to be shown; says which quantity and how far it is from the limit."""


class Laplace(NamedTuple):
    """The most plausible z (61,), and the lower factor of the covariance around it (61, 61)."""

    mode: Floats
    factor: Floats


@dataclass(frozen=True, slots=True)
class Posterior:
    """Draws from p(quantities | marks, prior): z (n, 61), natural (n, 69), and how well the 69 settled.

    Rows are chain after chain: reshape to (CHAINS, n // CHAINS, ...) to judge anything computed from them.
    """

    z: Floats
    natural: Floats
    mixing: Mixing
    around: Laplace
    acceptance: float


def laplace(prior: Prior, marks: Marks, start: Floats | None = None) -> Laplace:
    """Find the mode by L-BFGS, and the curvature there by differences of the exact gradient."""
    packed, course = prior.packed(), course_of(marks.minutes, marks.codes)

    def downhill(z: Floats) -> tuple[float, Floats]:
        found = climb(z, packed, course)
        return -found.log_density, -found.by_z

    begin = np.zeros(Z) if start is None else start
    mode = minimize(downhill, begin, jac=True, method="L-BFGS-B", options={"maxiter": 500}).x
    step = HESSIAN_STEP * np.eye(Z)
    rows = [(downhill(mode + step[i])[1] - downhill(mode - step[i])[1]) / (2 * HESSIAN_STEP) for i in range(Z)]
    precision = np.array(rows)
    values, vectors = np.linalg.eigh(0.5 * (precision + precision.T))
    covariance = (vectors / np.maximum(values, FLATTEST)) @ vectors.T
    return Laplace(mode, np.asarray(np.linalg.cholesky(covariance), dtype=np.float64))


@dataclass(frozen=True, slots=True)
class Demand:
    """How many paths each chain takes at first, and the effective draws and agreement without which nothing is said."""

    paths: int = PATHS
    least_ess: float = ESS_LIMIT
    greatest_rhat: float = RHAT_LIMIT
    doublings: int = MOST_DOUBLINGS


TO_BE_SHOWN: Final = Demand()
TO_FORETELL: Final = Demand(paths=150, least_ess=100.0, greatest_rhat=1.1)
"""Enough for an average over draws, whose error is small beside that of the moments foretold."""


def posterior(
    prior: Prior, marks: Marks, rng: np.random.Generator, draws: int = DRAWS, demand: Demand = TO_BE_SHOWN
) -> Posterior:
    """Draw from the posterior: a short round whitens the space, then come the draws proper.

    They are doubled until they meet the demand, then thinned to `draws` (or fewer, if fewer were asked of each chain).

    Raises NotSettledError if they never do.
    """
    around, leaps = _first_round(prior, marks, rng)
    each = demand.paths
    for _ in range(demand.doublings + 1):
        chains = _chains(prior, marks, around, each, leaps, rng)
        judged = mixing(natural(chains.z, prior))
        if judged.ess.min() >= demand.least_ess and judged.rhat.max() <= demand.greatest_rhat:
            z = _thinned(chains.z, min(each, -(-draws // CHAINS)))
            return Posterior(z, natural(z, prior), judged, around, chains.acceptance)
        each *= 2
    message = (
        f"The draws did not settle: least effective sample size {judged.ess.min():.0f} "
        f"(wanted {demand.least_ess:.0f}); "
        f"greatest R-hat {judged.rhat.max():.3f} (wanted at most {demand.greatest_rhat}). "
        "Mark more moments, or ask for more draws."
    )
    raise NotSettledError(message)


def _first_round(prior: Prior, marks: Marks, rng: np.random.Generator) -> tuple[Laplace, int]:
    around, leaps = laplace(prior, marks), LEAPS
    while True:
        chains = _chains(prior, marks, around, FIRST_ROUND, leaps, rng)
        around = _rewhitened(around, chains.z)
        if chains.acceptance >= LEAST_ACCEPTANCE or leaps >= MOST_LEAPS:
            return around, leaps
        leaps *= 2


class _Chains(NamedTuple):
    z: Floats
    acceptance: float


def _chains(prior: Prior, marks: Marks, around: Laplace, each: int, leaps: int, rng: np.random.Generator) -> _Chains:
    columns = np.ascontiguousarray(around.factor.T)
    target = Target(prior.packed(), course_of(marks.minutes, marks.codes), around.mode, around.factor, columns)
    paths, acceptance = WARM_UP + each, 0.0
    u = np.empty((CHAINS, paths, Z))
    for chain in range(CHAINS):
        momenta, chances = rng.normal(size=(paths, Z)), _chances(paths, rng)
        acceptance += wander(target, rng.normal(size=Z), momenta, chances, leaps, u[chain]) / CHAINS
    return _Chains(around.mode + u[:, WARM_UP:] @ around.factor.T, acceptance)


def _rewhitened(around: Laplace, chains: Floats) -> Laplace:
    flat = chains.reshape(-1, Z)
    covariance = 0.5 * np.cov(flat.T) + 0.5 * around.factor @ around.factor.T
    return Laplace(flat.mean(0), np.asarray(np.linalg.cholesky(covariance), dtype=np.float64))


def _chances(paths: int, rng: np.random.Generator) -> Floats:
    return np.column_stack([rng.random(paths), rng.uniform(SHORTEST, LONGEST, paths)])


def _thinned(chains: Floats, each: int) -> Floats:
    return chains[:, np.linspace(0, chains.shape[1] - 1, each).round().astype(int)].reshape(-1, Z)
