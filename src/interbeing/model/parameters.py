"""The quantities that make one patient's way of reading a gaze, and what is believed of them before anything is seen.

A patient is a point z of 61 independent standard normals (docs/model.md §3): 13 core quantities, 42 logits of the
caregiver template, 6 logits of the attitude to the own reflection. `natural` turns z into the 69 numbers that the
equations use: 13 core values, the template m as 7 x 7 probabilities, the reflection m_s as 7 probabilities.
"""

from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from interbeing.domain.emotion import EMOTIONS
from interbeing.model.compile import kernel, kernel_with_arrays

Floats = NDArray[np.float64]

K: Final = len(EMOTIONS)
FREE: Final = K - 1


class Core(IntEnum):
    """The thirteen core quantities, in the order of z; the lower-case names are those of posterior.parquet."""

    RHO = 0
    KAPPA = 1
    KAPPA_S = 2
    RESTING_AROUSAL = 3
    TAU_MINUTES = 4
    BETA_GAZE = 5
    BETA_THREAT = 6
    BETA_NOVELTY = 7
    BETA_SOOTHING = 8
    BETA_REASSURANCE = 9
    SIGMA_PROCESS = 10
    SIGMA_REPORT = 11
    UPPER_EDGE = 12


CORE: Final = len(Core)
RHO: Final = int(Core.RHO)
RESTING_AROUSAL: Final = int(Core.RESTING_AROUSAL)
UPPER_EDGE: Final = int(Core.UPPER_EDGE)
TEMPLATE_AT: Final = CORE
REFLECTION_AT: Final = CORE + K * K
NATURAL: Final = CORE + K * K + K
Z_TEMPLATE_AT: Final = CORE
Z_REFLECTION_AT: Final = CORE + K * FREE
Z: Final = CORE + K * FREE + FREE

# Where each part of a packed prior begins.
CORE_SD_AT: Final = CORE
TEMPLATE_MEAN_AT: Final = CORE_SD_AT + CORE
TEMPLATE_FACTOR_AT: Final = TEMPLATE_MEAN_AT + K * FREE
REFLECTION_MEAN_AT: Final = TEMPLATE_FACTOR_AT + FREE * K * K
REFLECTION_SD_AT: Final = REFLECTION_MEAN_AT + FREE
CAREGIVER_AT: Final = REFLECTION_SD_AT + FREE
SHARPNESS_AT: Final = CAREGIVER_AT + K * K

# Fixed numbers of the equations, docs/model.md §2.
LAPSE: Final = 0.02
"""Share of moments at which any label may stand by a slip (0: never, 1: always)."""
LOWER_EDGE: Final = 1.0
AVOIDANCE_SD: Final = 1.0
GATE_SD: Final = 0.5
HIGHEST_REPORT: Final = 10
FELT_ELSEWHERE: Final = (0.02, 0.13, 0.25, 0.20, 0.10, 0.08, 0.22)
OFFER_UNMARKED: Final = (0.80, 0.10, 0.02, 0.02, 0.02, 0.02, 0.02)
THREAT: Final = (0.0, 0.3, 0.2, 0.5, 1.0, 1.0, 0.6)
MODAL_SHARPNESS: Final = 8.0

# Prior, docs/model.md §3: natural means and sds on the scale of the link.
CORE_MEANS: Final = (0.5, 20.0, 30.0, 3.5, 5.0, 2.0, 3.0, 3.0, 2.0, 1.5, 1.2, 0.7, 7.0)
CORE_SDS: Final = (1.0, 1.0, 1.0, 1.0, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.3, 0.3, 1.0)
TEMPLATE_LOGITS: Final = (-0.2, -0.8, -0.8, 0.3, -0.1, -1.0)
COMPASSION_ROW: Final = (0.8, 0.0, 0.0, -0.3, 0.0, 0.0)
NEUTRAL_ROW: Final = (0.4, 0.0, 0.0, -0.3, 0.0, 0.0)
ROW_SD: Final = 0.7
STYLE_SD: Final = 1.0
REFLECTION_LOGITS: Final = (-1.0, 0.0, -0.2, 0.6, 0.8, 1.0)


class Rule(IntEnum):
    """How the caregiver's history becomes an expectation (S16): in proportion, or its most frequent response."""

    PROPORTIONAL = 0
    MODAL = 1


@dataclass(frozen=True, slots=True)
class Prior:
    """What is believed about a patient beforehand: normal on the link scale, plus weighted caregiver reports.

    core_mean, core_sd: (13,). template_mean: (7, 6) logits against neutral. template_factor: (6, 7, 7) lower Cholesky
    factors of the covariance across felt rows, one for each response. reflection_mean, reflection_sd: (6,).
    caregiver: (7, 7) reports [felt, response], already times their reliability.
    """

    core_mean: Floats
    core_sd: Floats
    template_mean: Floats
    template_factor: Floats
    reflection_mean: Floats
    reflection_sd: Floats
    caregiver: Floats
    rule: Rule = Rule.PROPORTIONAL

    def packed(self) -> Floats:
        """Give the prior as one row of numbers for the kernels, core means first, sharpness last."""
        sharpness = MODAL_SHARPNESS if self.rule is Rule.MODAL else 1.0
        parts = (self.core_mean, self.core_sd, self.template_mean, self.template_factor, self.reflection_mean)
        flat = [np.ravel(part) for part in (*parts, self.reflection_sd, self.caregiver)]
        return np.concatenate([*flat, np.array([sharpness])]).astype(np.float64)


def linked(core_natural: Floats) -> Floats:
    """Put core values (..., 13) on their link: logit for rho, identity for the two arousal levels, else log."""
    core_natural = np.asarray(core_natural, dtype=np.float64)
    scale = np.log(np.where(_IS_IDENTITY, 1.0, core_natural))
    scale[..., Core.RHO] -= np.log1p(-core_natural[..., Core.RHO])
    return np.where(_IS_IDENTITY, core_natural, scale)


_IS_IDENTITY: Final = np.isin(np.arange(CORE), (Core.RESTING_AROUSAL, Core.UPPER_EDGE))


def reference_prior(rule: Rule = Rule.PROPORTIONAL) -> Prior:
    """Give the prior of docs/model.md §3, with no caregiver reports."""
    template = np.tile(np.array(TEMPLATE_LOGITS), (K, 1))
    template[0] += COMPASSION_ROW
    template[1] += NEUTRAL_ROW
    return Prior(
        core_mean=linked(np.array(CORE_MEANS)),
        core_sd=np.array(CORE_SDS),
        template_mean=template,
        template_factor=np.tile(np.linalg.cholesky(ROW_SD**2 * np.eye(K) + STYLE_SD**2), (FREE, 1, 1)),
        reflection_mean=np.array(REFLECTION_LOGITS),
        reflection_sd=np.ones(FREE),
        caregiver=np.zeros((K, K)),
        rule=rule,
    )


def widened(prior: Prior, factor: float) -> Prior:
    """Stretch every sd of the prior by one factor (1.4 for the separate fits of a population, docs/model.md §4)."""
    return replace(
        prior,
        core_sd=prior.core_sd * factor,
        template_factor=prior.template_factor * factor,
        reflection_sd=prior.reflection_sd * factor,
    )


@kernel
def softmax_against_neutral(logits: Floats, sharpness: float, out: Floats) -> None:
    """Turn 6 logits against neutral into 7 probabilities: out proportional to exp(sharpness x logit)."""
    highest = 0.0
    for j in range(FREE):
        highest = max(highest, sharpness * logits[j])
    total = 0.0
    for emotion in range(K):
        logit = 0.0
        if emotion == 0:
            logit = logits[0]
        elif emotion > 1:
            logit = logits[emotion - 1]
        out[emotion] = np.exp(sharpness * logit - highest)
        total += out[emotion]
    for emotion in range(K):
        out[emotion] /= total


@kernel
def template_logits(z: Floats, prior: Floats, felt: int, logits: Floats) -> None:
    """Write the 6 template logits of one feeling."""
    for j in range(FREE):
        logits[j] = prior[TEMPLATE_MEAN_AT + felt * FREE + j]
        for g in range(felt + 1):
            logits[j] += prior[TEMPLATE_FACTOR_AT + (j * K + felt) * K + g] * z[Z_TEMPLATE_AT + g * FREE + j]


@kernel_with_arrays
def naturalise(z: Floats, prior: Floats, theta: Floats) -> None:
    """Write into theta (69,) the natural values of one z (61,) under a packed prior; docs/model.md §3."""
    for i in range(CORE):
        value = prior[i] + prior[CORE_SD_AT + i] * z[i]
        if i == RHO:
            theta[i] = 1.0 / (1.0 + np.exp(-value))
        elif i in (RESTING_AROUSAL, UPPER_EDGE):
            theta[i] = value
        else:
            theta[i] = np.exp(value)
    logits = np.empty(FREE)
    for f in range(K):
        template_logits(z, prior, f, logits)
        at = TEMPLATE_AT + f * K
        softmax_against_neutral(logits, prior[SHARPNESS_AT], theta[at : at + K])
    for j in range(FREE):
        logits[j] = prior[REFLECTION_MEAN_AT + j] + prior[REFLECTION_SD_AT + j] * z[Z_REFLECTION_AT + j]
    softmax_against_neutral(logits, 1.0, theta[REFLECTION_AT:])


@kernel_with_arrays
def _naturalise_all(z: Floats, prior: Floats, theta: Floats) -> None:
    for draw in range(z.shape[0]):
        naturalise(z[draw], prior, theta[draw])


def natural(z: Floats, prior: Prior) -> Floats:
    """Turn points z (..., 61) into natural values (..., 69)."""
    z = np.asarray(z, dtype=np.float64)
    rows = np.ascontiguousarray(z.reshape(-1, Z))
    theta = np.empty((rows.shape[0], NATURAL))
    _naturalise_all(rows, prior.packed(), theta)
    return theta.reshape((*z.shape[:-1], NATURAL))


class Parts(NamedTuple):
    """Natural values by their meaning: core (..., 13), template (..., 7, 7) [felt, perceived], reflection (..., 7)."""

    core: Floats
    template: Floats
    reflection: Floats


def parts(theta: Floats) -> Parts:
    """Look at natural values (..., 69) by their meaning, without a copy."""
    template = theta[..., TEMPLATE_AT:REFLECTION_AT].reshape((*theta.shape[:-1], K, K))
    return Parts(theta[..., :CORE], template, theta[..., REFLECTION_AT:])


def quantity_names() -> tuple[str, ...]:
    """Name the 69 natural values as posterior.parquet does."""
    template = tuple(f"template[{f}>{p}]" for f in EMOTIONS for p in EMOTIONS)
    return (*(c.name.lower() for c in Core), *template, *(f"reflection[{e}]" for e in EMOTIONS))
