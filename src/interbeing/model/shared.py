"""What people may have in common: the core quantities, the style of their caregivers, the attitude to oneself.

Twenty-five numbers y, each (link - reference mean) / reference sd: the 13 core quantities; for each response but
neutral the *style*, its template logit averaged over what was felt; the 6 logits of the attitude to the own reflection.
Under the reference prior they are independent standard normals, and independent of what a single feeling brings beside
the style: that part keeps the reference prior in every population (ADR 0033).
"""

from dataclasses import replace
from typing import Final, NamedTuple

import numpy as np

from interbeing.domain.emotion import EMOTIONS
from interbeing.model.parameters import (
    CORE,
    FREE,
    ROW_SD,
    STYLE_SD,
    Z_REFLECTION_AT,
    Z_TEMPLATE_AT,
    Core,
    Floats,
    K,
    Prior,
    Rule,
    Z,
    reference_prior,
)

SHARED: Final = CORE + FREE + FREE
AVERAGE_SD: Final = float(np.sqrt(ROW_SD**2 / K + STYLE_SD**2))
"""Reference sd of a template logit averaged over the seven felt rows."""
_AGAINST_NEUTRAL: Final = (EMOTIONS[0], *EMOTIONS[2:])
SHARED_NAMES: Final = (
    *(quantity.name.lower() for quantity in Core),
    *(f"style[{emotion}]" for emotion in _AGAINST_NEUTRAL),
    *(f"attitude[{emotion}]" for emotion in _AGAINST_NEUTRAL),
)


class Lying(NamedTuple):
    """Where y lies, and how far it spreads: mean (25,) and sd (25,)."""

    mean: Floats
    sd: Floats


def shared_scale() -> Lying:
    """Give the reference means and sds on the scale of the links, where a style's mean is its average logit."""
    prior = reference_prior()
    means = (prior.core_mean, prior.template_mean.mean(axis=0), prior.reflection_mean)
    sds = (prior.core_sd, np.full(FREE, AVERAGE_SD), prior.reflection_sd)
    return Lying(np.concatenate(means), np.concatenate(sds))


def lying(prior: Prior) -> Lying:
    """Say where y lies under a prior."""
    scale = shared_scale()
    means = (prior.core_mean, prior.template_mean.mean(axis=0), prior.reflection_mean)
    style_sd = np.linalg.norm(prior.template_factor.sum(axis=1), axis=1) / K
    sds = (prior.core_sd, style_sd, prior.reflection_sd)
    return Lying((np.concatenate(means) - scale.mean) / scale.sd, np.concatenate(sds) / scale.sd)


def shared(z: Floats, prior: Prior) -> Floats:
    """Take y (n, 25) out of points z (n, 61) of a prior."""
    at = lying(prior)
    template = z[:, Z_TEMPLATE_AT:Z_REFLECTION_AT].reshape(-1, K, FREE)
    style = np.einsum("jfg,ngj->nj", prior.template_factor, template) / K / AVERAGE_SD
    spread = (at.sd[:CORE] * z[:, :CORE], style, at.sd[CORE + FREE :] * z[:, Z_REFLECTION_AT:Z])
    y: Floats = at.mean + np.concatenate(spread, axis=1)
    return y


def prior_lying(at: Lying, rule: Rule) -> Prior:
    """Give the prior under which y lies so, and everything beside it as under the reference prior."""
    reference, scale = reference_prior(rule), shared_scale()
    core, style, attitude = np.split(at.mean * scale.sd, [CORE, CORE + FREE])
    core_sd, style_sd, attitude_sd = np.split(at.sd * scale.sd, [CORE, CORE + FREE])
    alike = np.full((K, K), 1 / K)
    beside = ROW_SD**2 * (np.eye(K) - alike)
    factors = [np.linalg.cholesky(beside + K * spread**2 * alike) for spread in style_sd]
    return replace(
        reference,
        core_mean=reference.core_mean + core,
        core_sd=core_sd,
        template_mean=reference.template_mean + style,
        template_factor=np.array(factors),
        reflection_mean=reference.reflection_mean + attitude,
        reflection_sd=attitude_sd,
    )
