"""Wanders through all the ways in which this patient could be, staying longest where they are most plausible.

Hamiltonian Monte Carlo in the space whitened by the Laplace approximation, where the posterior is nearly a standard
normal; paths of about half a turn gave the most effective draws per second (docs/model.md §4). Neal, MCMC using
Hamiltonian dynamics, 2011; step size by dual averaging as in Hoffman and Gelman, The No-U-Turn Sampler, 2014, §3.2.
"""

from typing import Final, NamedTuple

import numpy as np

from interbeing.model.compile import kernel
from interbeing.model.parameters import Floats
from interbeing.model.target import climb
from interbeing.model.unmarked import Course

FIRST_STEP: Final = 0.4
WANTED_ACCEPTANCE: Final = 0.75
MOST_LEAPS: Final = 64
HOPELESS_NATS: Final = 1000.0
SHRINKAGE, SLOWNESS, FORGETTING = 0.05, 10.0, 0.75


class Target(NamedTuple):
    """What is explored: a packed prior, the marks, and the Laplace mode and factor."""

    prior: Floats
    course: Course
    mode: Floats
    factor: Floats


class Path(NamedTuple):
    """Draws of u (n, 61) in the whitened space, the mean acceptance after warm-up, and the step found."""

    draws: Floats
    acceptance: float
    step: float


@kernel
def forward(factor: Floats, u: Floats, mode: Floats, z: Floats) -> None:
    """Write z = mode + factor u (factor lower triangular)."""
    for i in range(u.size):
        z[i] = mode[i]
        for j in range(i + 1):
            z[i] += factor[i, j] * u[j]


@kernel
def whitened(factor: Floats, by_z: Floats, by_u: Floats) -> None:
    """Write the gradient by u: the transposed factor times the gradient by z."""
    for j in range(by_z.size):
        by_u[j] = 0.0
    for i in range(by_z.size):
        for j in range(i + 1):
            by_u[j] += factor[i, j] * by_z[i]


class Leap(NamedTuple):
    """Where a path ended: its log density there, and the energy lost or won on the way (0: exact)."""

    density: float
    change: float


@kernel
def leap(
    target: Target, there: Floats, slope: Floats, density: float, momentum: Floats, step: float, leaps: int
) -> Leap:
    """Follow one path of leapfrog steps; `there`, `slope` and `momentum` are changed in place.

    A path that has fallen 1000 nats is given up: its end is not plausible.
    """
    z = np.empty(there.size)
    energy = density - 0.5 * np.sum(momentum * momentum)
    momentum += 0.5 * step * slope
    reached = density
    for n in range(leaps):
        there += step * momentum
        forward(target.factor, there, target.mode, z)
        found = climb(z, target.prior, target.course)
        reached = found.log_density
        whitened(target.factor, found.by_z, slope)
        momentum += (step if n < leaps - 1 else 0.5 * step) * slope
        if not reached > density - HOPELESS_NATS:
            break
    return Leap(reached, reached - 0.5 * np.sum(momentum * momentum) - energy)


@kernel
def wander(target: Target, start: Floats, momenta: Floats, chances: Floats, warm_up: int) -> Path:
    """Take one path for each row of momenta (n, 61); chances (n, 2) hold a uniform number that
    decides its acceptance, and its length in the whitened space (half a turn is pi).

    The first `warm_up` paths tune the step and are not returned.
    """
    here = start.copy()
    slope = np.zeros(start.size)
    density = leap(target, here, slope, 0.0, np.zeros(start.size), 0.0, 1).density
    draws = np.empty((momenta.shape[0] - warm_up, start.size))
    kept = log_step = np.log(FIRST_STEP)
    shortfall = accepted = 0.0
    for n in range(momenta.shape[0]):
        step = np.exp(log_step if n < warm_up else kept)
        leaps = min(MOST_LEAPS, max(1, int(np.ceil(chances[n, 1] / step))))
        there = here.copy()
        slope_there = slope.copy()
        end = leap(target, there, slope_there, density, momenta[n].copy(), step, leaps)
        acceptance = 0.0 if np.isnan(end.change) else np.exp(min(0.0, end.change))
        if chances[n, 0] < acceptance:
            here = there
            slope = slope_there
            density = end.density
        if n < warm_up:
            age = n + 1.0
            shortfall += (WANTED_ACCEPTANCE - acceptance - shortfall) / (age + SLOWNESS)
            log_step = np.log(10.0 * FIRST_STEP) - np.sqrt(age) / SHRINKAGE * shortfall
            kept += age**-FORGETTING * (log_step - kept)
        else:
            accepted += acceptance
            draws[n - warm_up] = here
    return Path(draws, accepted / max(1, momenta.shape[0] - warm_up), np.exp(kept))
