"""Turns what is known of a patient's early years into what is believed of them before the first session (S9, S10, S16).

A caregiver history c[felt, response] says how often each response came back to each feeling. Each report counts for
less than a moment seen in the room, because memory is uncertain. The reports of one feeling follow a
Dirichlet-multinomial with mean m[felt] (docs/model.md §2, caregiver history; ADR 0011).
"""

import math
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from interbeing.model.compile import kernel
from interbeing.model.parameters import CAREGIVER_AT, Core, Floats, K, Prior, Rule, reference_prior

RELIABILITY: Final = 0.5
"""How much a reported instance counts (0: nothing, 1: as an instance seen), docs/model.md §2."""
REPORTS_STRENGTH: Final = 20.0
"""How closely reports follow the template, in moments: the prior strength of the template itself (ADR 0011)."""
DIGAMMA_FROM: Final = 8.0


@dataclass(frozen=True, slots=True)
class SensitivityEffect:
    """How quality of care E and sensitivity g (both 0 on average, sd 1) act on log kappa: for better and for worse.

    log kappa = b_0 + by_care E + by_sensitivity g + by_both g E. The effects are a population's, estimated from
    many patients; all 0 says that nothing is assumed.
    """

    by_care: float = 0.0
    by_sensitivity: float = 0.0
    by_both: float = 0.0


NO_EFFECT: Final = SensitivityEffect()


def prior_for(history: ArrayLike, rule: Rule = Rule.PROPORTIONAL, reliability: float = RELIABILITY) -> Prior:
    """Give the prior of a patient with this caregiver history (7, 7) [felt, response]; zeros where nothing is known."""
    counts = np.asarray(history, dtype=np.float64)
    if counts.shape != (K, K) or not np.all(np.isfinite(counts)) or np.any(counts < 0):
        message = f"A caregiver history is a 7 x 7 table of counts from 0 upwards; this one is {counts.shape}: {counts}"
        raise ValueError(message)
    return replace(reference_prior(rule), caregiver=reliability * counts)


def with_sensitivity(prior: Prior, care: float, sensitivity: float, effect: SensitivityEffect = NO_EFFECT) -> Prior:
    """Shift the strength of the template by quality of care and sensitivity (S10)."""
    shift = effect.by_care * care + effect.by_sensitivity * sensitivity + effect.by_both * sensitivity * care
    mean = prior.core_mean.copy()
    mean[Core.KAPPA] += shift
    return replace(prior, core_mean=mean)


@kernel
def digamma(x: float) -> float:
    """Give the derivative of log Gamma for x > 0: recurrence up to 8, then the asymptotic series (DLMF 5.11.2)."""
    below = 0.0
    while x < DIGAMMA_FROM:
        below -= 1.0 / x
        x += 1.0
    inverse = 1.0 / (x * x)
    series = inverse * (1.0 / 12.0 - inverse * (1.0 / 120.0 - inverse * (1.0 / 252.0 - inverse / 240.0)))
    return below + math.log(x) - 0.5 / x - series


@kernel
def has_reports(prior: Floats, felt: int) -> bool:
    """Say whether the caregivers are remembered to have answered this feeling at all."""
    total = 0.0
    for q in range(K):
        total += prior[CAREGIVER_AT + felt * K + q]
    return total > 0.0


@kernel
def reports_weight(prior: Floats, felt: int, template: Floats, by_template: Floats) -> float:
    """Give the log probability of the reports of one feeling, and write its derivative by m[felt] (7,).

    log Gamma(s) - log Gamma(s + C) + sum_q [log Gamma(s m_q + c_q) - log Gamma(s m_q)], s = 20.
    """
    total = 0.0
    weight = 0.0
    for q in range(K):
        count = prior[CAREGIVER_AT + felt * K + q]
        share = max(REPORTS_STRENGTH * template[q], 1e-300)
        total += count
        by_template[q] = 0.0
        if count > 0.0:
            weight += math.lgamma(share + count) - math.lgamma(share)
            by_template[q] = REPORTS_STRENGTH * (digamma(share + count) - digamma(share))
    return weight + math.lgamma(REPORTS_STRENGTH) - math.lgamma(REPORTS_STRENGTH + total)
