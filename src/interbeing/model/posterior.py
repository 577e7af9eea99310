"""Learns who this patient is from a whole course, and refuses to speak when the learning did not settle."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
from scipy.optimize import minimize
from threadpoolctl import ThreadpoolController

from interbeing.model.desk import SIDE_BY_SIDE
from interbeing.model.marks import Marks
from interbeing.model.mixing import STARTS, Mixing, mixing
from interbeing.model.parameters import Floats, Prior, Z, natural
from interbeing.model.target import climb, climb_all
from interbeing.model.unmarked import course_of
from interbeing.model.walk import Target, wander

CHAINS: Final = SIDE_BY_SIDE
"""As many as sit at a desk; a quarter of them begins at each of four places (mixing.STARTS)."""
FIRST_ROUND: Final = 16
"""Paths by which the space is whitened anew; the first half of them forgets the start."""
PATHS: Final = 28
LEAPS: Final = 4
"""Gradients on a path, if that is fine enough (ADR 0041)."""
MOST_LEAPS: Final = 16
LEAST_ACCEPTANCE: Final = 0.8
"""Where fewer are accepted, as under the modal rule, the paths are too coarse for this posterior."""
DRAWS: Final = 1000
LEAST_EACH: Final = 8
"""Draws of each chain that are kept at least: fewer say nothing of how the chain moves."""
ESS_LIMIT: Final = 400.0
"""A hundred for each start (Vehtari et al. 2021, section 4.1)."""
RHAT_LIMIT: Final = 1.02
MOST_DOUBLINGS: Final = 3
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
    beside = climb_all(np.concatenate([mode - step, mode + step]), packed, course).by_z
    precision = (beside[:Z] - beside[Z:]) / (2 * HESSIAN_STEP)
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
TO_FORETELL: Final = Demand(paths=10, least_ess=100.0, greatest_rhat=1.1)
"""Enough for an average over draws, whose error is small beside that of the moments foretold."""


def posterior(
    prior: Prior, marks: Marks, rng: np.random.Generator, draws: int = DRAWS, demand: Demand = TO_BE_SHOWN
) -> Posterior:
    """Draw from the posterior: a short round whitens the space, then come the draws proper.

    They go on until they meet the demand, twice as many each time, then are thinned to `draws` or a few more, a whole
    number for each chain (or fewer, if fewer were asked of each chain).

    Raises NotSettledError if they never do.
    """
    with _products().limit(limits=1, user_api="blas"):
        return _posterior(prior, marks, rng, draws, demand)


@lru_cache(maxsize=1)
def _products() -> ThreadpoolController:
    """Find who multiplies matrices: for 61 numbers, sharing the work costs more than the work (ADR 0102)."""
    return ThreadpoolController()


def _posterior(prior: Prior, marks: Marks, rng: np.random.Generator, draws: int, demand: Demand) -> Posterior:
    around, leaps, z = _first_round(prior, marks, rng)
    target = _target(prior, marks, around)
    chains, accepted = z[:, :0], 0.0
    more = demand.paths
    for _ in range(demand.doublings + 1):
        wandered = wander(target, target.u(z[:, -1]), more, leaps, rng)
        z = target.z(wandered.u)
        chains, accepted = np.concatenate([chains, z], axis=1), accepted + wandered.acceptance * more
        judged = mixing(natural(chains, prior))
        if judged.ess.min() >= demand.least_ess and judged.rhat.max() <= demand.greatest_rhat:
            kept = _thinned(chains, -(-draws // CHAINS))
            return Posterior(kept, natural(kept, prior), judged, around, accepted / chains.shape[1])
        more = chains.shape[1]
    message = (
        f"The draws did not settle: least effective sample size {judged.ess.min():.0f} "
        f"(wanted {demand.least_ess:.0f}); "
        f"greatest R-hat {judged.rhat.max():.3f} (wanted at most {demand.greatest_rhat}). "
        "Mark more moments, or ask for more draws."
    )
    raise NotSettledError(message)


def _first_round(prior: Prior, marks: Marks, rng: np.random.Generator) -> tuple[Laplace, int, Floats]:
    """Find the whitening, how fine paths must be, and where everybody stands (chains, paths, 61)."""
    around, leaps = laplace(prior, marks), LEAPS
    z = np.repeat(around.mode + rng.normal(size=(STARTS, Z)) @ around.factor.T, CHAINS // STARTS, axis=0)[:, None]
    while True:
        target = _target(prior, marks, around)
        wandered = wander(target, target.u(z[:, -1]), FIRST_ROUND, leaps, rng)
        z = target.z(wandered.u)
        around = _rewhitened(around, z[:, FIRST_ROUND // 2 :])
        if wandered.acceptance >= LEAST_ACCEPTANCE or leaps >= MOST_LEAPS:
            return around, leaps, z
        leaps *= 2


def _target(prior: Prior, marks: Marks, around: Laplace) -> Target:
    return Target(prior.packed(), course_of(marks.minutes, marks.codes), around.mode, around.factor)


def _rewhitened(around: Laplace, chains: Floats) -> Laplace:
    flat = chains.reshape(-1, Z)
    covariance = 0.5 * np.cov(flat.T) + 0.5 * around.factor @ around.factor.T
    return Laplace(flat.mean(0), np.asarray(np.linalg.cholesky(covariance), dtype=np.float64))


def _thinned(chains: Floats, each: int) -> Floats:
    paths = chains.shape[1]
    each = min(paths, max(LEAST_EACH, each))
    return chains[:, np.linspace(0, paths - 1, each).round().astype(int)].reshape(-1, Z)
