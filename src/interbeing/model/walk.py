"""Wanders through all the ways in which this patient could be, staying longest where they are most plausible.

Hamiltonian Monte Carlo in the whitened space, where the posterior is nearly a standard normal: on each path the normal
is followed exactly, as a turn, and only what the posterior has beyond it is a kick (Shahbaba, Lan, Johnson, Neal, Split
Hamiltonian Monte Carlo, 2014), so that a quarter turn takes about three gradients and no step needs tuning (ADR 0013,
0041). Neal, MCMC using Hamiltonian dynamics, 2011.
"""

from typing import NamedTuple

import numpy as np

from interbeing.model.compile import kernel, kernel_with_arrays
from interbeing.model.parameters import Floats
from interbeing.model.target import climb
from interbeing.model.unmarked import Course


class Target(NamedTuple):
    """What is explored: a packed prior, the marks, and the middle and lower factor of the space that is whitened.

    `columns` is the factor once more, transposed, so that both products run along the memory.
    """

    prior: Floats
    course: Course
    mode: Floats
    factor: Floats
    columns: Floats


@kernel
def forward(target: Target, u: Floats, z: Floats) -> None:
    """Write z = mode + factor u."""
    for i in range(u.size):
        z[i] = target.mode[i]
    for j in range(u.size):
        for i in range(j, u.size):
            z[i] += target.columns[j, i] * u[j]


@kernel
def whitened(target: Target, by_z: Floats, by_u: Floats) -> None:
    """Write the gradient by u: the transposed factor times the gradient by z."""
    by_u[:] = 0.0
    for i in range(by_z.size):
        for j in range(i + 1):
            by_u[j] += target.factor[i, j] * by_z[i]


@kernel_with_arrays
def beyond_normal(target: Target, u: Floats, z: Floats, kick: Floats) -> float:
    """Give the log density at u; write into kick its gradient less that of a standard normal."""
    forward(target, u, z)
    found = climb(z, target.prior, target.course)
    whitened(target, found.by_z, kick)
    for i in range(u.size):
        kick[i] += u[i]
    return found.log_density


@kernel
def turned(u: Floats, momentum: Floats, angle: float) -> None:
    """Follow the standard normal exactly for an angle: place and momentum turn into each other."""
    ahead = np.cos(angle)
    aside = np.sin(angle)
    for i in range(u.size):
        place = u[i]
        u[i] = ahead * place + aside * momentum[i]
        momentum[i] = ahead * momentum[i] - aside * place


@kernel
def energy(density: float, momentum: Floats) -> float:
    """Give the log density of place and momentum together."""
    total = density
    for i in range(momentum.size):
        total -= 0.5 * momentum[i] * momentum[i]
    return total


@kernel_with_arrays
def wander(target: Target, start: Floats, momenta: Floats, chances: Floats, leaps: int, draws: Floats) -> float:
    """Take one path for each row of momenta (n, 61), writing where it ends into draws; give the mean acceptance.

    chances (n, 2) hold a uniform number that decides a path's acceptance, and its length (half a turn is pi), which
    takes `leaps` gradients.
    """
    here = start.copy()
    kick = np.empty(start.size)
    z = np.empty(start.size)
    density = beyond_normal(target, here, z, kick)
    accepted = 0.0
    for n in range(momenta.shape[0]):
        angle = chances[n, 1] / leaps
        there = here.copy()
        kick_there = kick.copy()
        momentum = momenta[n].copy()
        reached = density
        before = energy(density, momentum)
        for _ in range(leaps):
            momentum += 0.5 * angle * kick_there
            turned(there, momentum, angle)
            reached = beyond_normal(target, there, z, kick_there)
            momentum += 0.5 * angle * kick_there
        change = energy(reached, momentum) - before
        acceptance = 0.0 if np.isnan(change) else np.exp(min(0.0, change))
        accepted += acceptance
        if chances[n, 0] < acceptance:
            here = there
            kick = kick_there
            density = reached
        draws[n] = here
    return float(accepted / momenta.shape[0])
