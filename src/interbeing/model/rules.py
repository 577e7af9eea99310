"""Asks the patient's own moments which caregiver rule foretold them better: the most frequent response, or proportion.

Each rule foretells every moment from those before it (docs/model.md §2, S16): the posterior is drawn anew at growing
intervals and the live bank carries it between. The sum of log predictive densities is the log marginal likelihood
(Dawid, Statistical theory: the prequential approach, 1984); its standard error comes from the moments' differences.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from interbeing.domain.fit import Verdict
from interbeing.model.marks import Marks, marked_of
from interbeing.model.observe import belief_of, observe
from interbeing.model.parameters import Floats, Prior, Rule
from interbeing.model.posterior import TO_FORETELL, posterior
from interbeing.model.prior import prior_for

FIRST_BLOCK: Final = 10
GROWTH: Final = 1.6
"""Each block is refitted when the moments have grown by this: the bank keeps enough effective draws until then."""
DECIDED_AT: Final = 2.0
"""Standard errors of the difference that make a decision."""
LEAST_NATS: Final = 2.0
"""And nats: about 7 to 1 in favour."""


class Compared(NamedTuple):
    """Log predictive density of modal less proportional (nats), its standard error, moments, and the verdict."""

    difference_nats: float
    standard_error: float
    moments: int
    verdict: Verdict


def compare_rules(history: ArrayLike, marks: Marks, rng: np.random.Generator) -> Compared:
    """Compare both rules on one course; takes about ten posterior fits for each rule."""
    modal = foretold_nats(prior_for(history, Rule.MODAL), marks, rng)
    proportional = foretold_nats(prior_for(history, Rule.PROPORTIONAL), marks, rng)
    return compared(modal - proportional)


def compared(differences: Floats) -> Compared:
    """Sum differences of log density over moments, with the standard error sqrt(T) sd."""
    moments = len(differences)
    total = float(differences.sum())
    error = float(np.sqrt(moments) * differences.std(ddof=1)) if moments > 1 else float("inf")
    verdict = Verdict.UNDECIDED
    if abs(total) > max(DECIDED_AT * error, LEAST_NATS):
        verdict = Verdict.MODAL if total > 0 else Verdict.PROPORTIONAL
    return Compared(total, error, moments, verdict)


def foretold_nats(prior: Prior, marks: Marks, rng: np.random.Generator) -> Floats:
    """Give the log predictive density of each moment from those before it (T,)."""
    moments, nats = marked_of(marks), np.empty(len(marks))
    start = 0
    while start < len(marks):
        stop = min(len(marks), max(FIRST_BLOCK, int(np.ceil(start * GROWTH))))
        past = marks.first(start)
        belief = belief_of(posterior(prior, past, rng, demand=TO_FORETELL).natural, past)
        for t in range(start, stop):
            belief, surprise = observe(belief, moments[t])
            nats[t] = -surprise
        start = stop
    return nats
