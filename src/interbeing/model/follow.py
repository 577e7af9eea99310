"""What is believed of a patient after a course of moments: a fit to most of it, then each later moment observed.

A bank of draws wears out: after some thirty moments one draw of a thousand carries all the weight, and its interval
looks far surer than it is. So the bank is drawn anew from the posterior of all moments so far at places that depend on
their number alone. The belief is therefore a function of the course: lived through or read back, it is the same.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from interbeing.model.marks import Marked, marks_of
from interbeing.model.observe import LIVE_DRAWS, Belief, belief_of, replay
from interbeing.model.parameters import Prior, Z, natural, reference_prior
from interbeing.model.posterior import TO_FORETELL, posterior

LEAST_BETWEEN: Final = 4
"""Moments between two fits: draws of the prior are worth about 25 of 1,000 after four marked moments (ADR 0026)."""
PART_BETWEEN: Final = 10
"""In a long course, a tenth of it."""
LEAST_EFFECTIVE: Final = 50.0
"""Fewer effective draws than this cannot carry a 90 % interval: its ends would rest on two or three of them."""
SEED: Final = 20261123


def fitted_until(count: int) -> int:
    """Say how many of the first moments of a course of `count` the draws are fitted to."""
    fitted = 0
    while fitted + max(LEAST_BETWEEN, fitted // PART_BETWEEN) <= count:
        fitted += max(LEAST_BETWEEN, fitted // PART_BETWEEN)
    return fitted


def fitted(past: Sequence[Marked], prior: Prior) -> Belief:
    """Draw a bank from the posterior of these moments under this prior; from the prior when there are none.

    Always the same draws for the same moments. Raises NotSettledError when the fit does not settle.
    """
    rng = np.random.default_rng([SEED, len(past)])
    if not past and not prior.caregiver.any():
        return belief_of(natural(rng.standard_normal((LIVE_DRAWS, Z)), prior))
    marks = marks_of(past)
    return belief_of(posterior(prior, marks, rng, LIVE_DRAWS, TO_FORETELL).natural, marks)


class Followed:
    """The belief after a growing course; it keeps its last fit, and the beliefs since that still hold."""

    def __init__(self, prior: Prior | None = None) -> None:
        """Begin with what is believed beforehand: the reference prior, or one with the caregivers' history."""
        self._prior = prior or reference_prior()
        self._past: list[Marked] | None = None
        self._since: list[tuple[Marked | None, Belief]] = []

    def believe(self, moments: Sequence[Marked]) -> Belief:
        """Give the belief after exactly these moments; of those since the last call only the changed are observed."""
        place = fitted_until(len(moments))
        past, rest = list(moments[:place]), moments[place:]
        if past != self._past:
            self._since = [(None, fitted(past, self._prior))]
            self._past = past
        same = 0
        while same < len(rest) and same + 1 < len(self._since) and self._since[same + 1][0] == rest[same]:
            same += 1
        del self._since[same + 1 :]
        for moment in rest[same:]:
            self._since.append((moment, replay(self._since[-1][1], [moment])))
        return self._since[-1][1]


def believe(moments: Sequence[Marked], prior: Prior | None = None) -> Belief:
    """Give the belief after these moments, from nothing."""
    return Followed(prior).believe(moments)
