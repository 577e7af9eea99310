"""Wanders through all the ways in which this patient could be, staying longest where they are most plausible.

Hamiltonian Monte Carlo in the whitened space, where the posterior is nearly a standard normal: on each path the normal
is followed exactly, as a turn, and only what the posterior has beyond it is a kick (Shahbaba, Lan, Johnson, Neal, Split
Hamiltonian Monte Carlo, 2014), so that a quarter turn takes about three gradients and no step needs tuning (ADR 0013,
0041). Many wander side by side, each with its own dice (ADR 0102). Neal, MCMC using Hamiltonian dynamics, 2011.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from interbeing.model.parameters import Floats
from interbeing.model.target import climb_all
from interbeing.model.unmarked import Course

SHORTEST: Final = 1.4
LONGEST: Final = 2.2
"""Little more than a quarter turn: half a turn is better for place and much worse for spread (ADR 0013, 0041)."""


class Target(NamedTuple):
    """What is explored: a packed prior, the marks, and the middle and lower factor of the space that is whitened."""

    prior: Floats
    course: Course
    mode: Floats
    factor: Floats

    def z(self, u: Floats) -> Floats:
        """Leave the whitened space: (..., 61) to (..., 61)."""
        return np.asarray(self.mode + u @ self.factor.T)

    def u(self, z: Floats) -> Floats:
        """Enter it."""
        return np.asarray(np.linalg.solve(self.factor, (z - self.mode).T).T, dtype=np.float64)


class Standing(NamedTuple):
    """Where everybody stands: place in the whitened space (n, 61), log density (n,), and the kick there (n, 61)."""

    u: Floats
    log_density: Floats
    kick: Floats


class Wandered(NamedTuple):
    """Where each path ended, for everybody: (n, paths, 61), and the mean acceptance."""

    u: Floats
    acceptance: float


def stand(target: Target, u: Floats) -> Standing:
    """Find the log density at u, and its gradient less that of a standard normal."""
    found = climb_all(target.z(u), target.prior, target.course)
    return Standing(u, found.log_densities, found.by_z @ target.factor + u)


def turned(u: Floats, momentum: Floats, angle: Floats) -> tuple[Floats, Floats]:
    """Follow the standard normal exactly for an angle: place and momentum turn into each other."""
    ahead, aside = np.cos(angle), np.sin(angle)
    return ahead * u + aside * momentum, ahead * momentum - aside * u


def walk(target: Target, here: Standing, momentum: Floats, length: Floats, leaps: int) -> tuple[Standing, Floats]:
    """Take one path each in so many gradients, of the given lengths (half a turn is pi); give the change of energy."""
    angle = length[:, None] / leaps
    there, before = here, here.log_density - 0.5 * (momentum**2).sum(axis=1)
    for _ in range(leaps):
        u, momentum = turned(there.u, momentum + 0.5 * angle * there.kick, angle)
        there = stand(target, u)
        momentum = momentum + 0.5 * angle * there.kick
    return there, there.log_density - 0.5 * (momentum**2).sum(axis=1) - before


def wander(target: Target, start: Floats, paths: int, leaps: int, rng: np.random.Generator) -> Wandered:
    """Let everybody take so many paths from where they start (n, 61), in the whitened space."""
    here, ends, acceptance = stand(target, start), np.empty((len(start), paths, start.shape[1])), 0.0
    for path in range(paths):
        length = rng.uniform(SHORTEST, LONGEST, len(start))
        there, change = walk(target, here, rng.normal(size=start.shape), length, leaps)
        accepted = np.exp(np.minimum(0.0, np.where(np.isnan(change), -np.inf, change)))
        here = chosen(rng.random(len(start)) < accepted, there, here)
        ends[:, path] = here.u
        acceptance += float(accepted.mean()) / paths
    return Wandered(ends, acceptance)


def chosen(goes: NDArray[np.bool_], there: Standing, here: Standing) -> Standing:
    """Let each stand there, or stay here."""
    return Standing(
        np.where(goes[:, None], there.u, here.u),
        np.where(goes, there.log_density, here.log_density),
        np.where(goes[:, None], there.kick, here.kick),
    )
