"""How plausible a whole set of quantities is, given what was believed beforehand and what was marked since."""

from typing import NamedTuple

import numpy as np

from interbeing.model.compile import kernel, kernel_with_arrays
from interbeing.model.likelihood import slope
from interbeing.model.parameters import (
    CORE,
    CORE_SD_AT,
    FREE,
    NATURAL,
    REFLECTION_AT,
    REFLECTION_SD_AT,
    RESTING_AROUSAL,
    RHO,
    SHARPNESS_AT,
    TEMPLATE_AT,
    TEMPLATE_FACTOR_AT,
    UPPER_EDGE,
    Z_REFLECTION_AT,
    Z_TEMPLATE_AT,
    Floats,
    K,
    Z,
    naturalise,
    softmax_against_neutral,
    template_logits,
)
from interbeing.model.prior import has_reports, reports_weight
from interbeing.model.unmarked import Course
from interbeing.model.versions_backwards import slopes


class Climb(NamedTuple):
    """A log posterior density up to a constant (nats), and its gradient by z (61,)."""

    log_density: float
    by_z: Floats


class Climbs(NamedTuple):
    """The same for many: (n,), and (n, 61)."""

    log_densities: Floats
    by_z: Floats


@kernel
def core_backwards(theta: Floats, prior: Floats, by_theta: Floats, by_z: Floats) -> None:
    """Carry derivatives by the core values through their links: logit, identity, log."""
    for i in range(CORE):
        link = theta[i]
        if i == RHO:
            link = theta[i] * (1.0 - theta[i])
        elif i in (RESTING_AROUSAL, UPPER_EDGE):
            link = 1.0
        by_z[i] += by_theta[i] * link * prior[CORE_SD_AT + i]


@kernel
def softmax_backwards(chances: Floats, by_chances: Floats, sharpness: float, by_logits: Floats) -> None:
    """Add derivatives by the 6 logits against neutral of chances = softmax(sharpness x logits)."""
    middle = 0.0
    for emotion in range(K):
        middle += chances[emotion] * by_chances[emotion]
    for j in range(FREE):
        emotion = j if j == 0 else j + 1
        by_logits[j] += sharpness * chances[emotion] * (by_chances[emotion] - middle)


@kernel_with_arrays
def template_backwards(z: Floats, prior: Floats, theta: Floats, by_theta: Floats, by_z: Floats) -> float:
    """Carry derivatives by the template to z, and add the caregiver reports; give their log probability."""
    weight = 0.0
    logits = np.empty(FREE)
    plain = np.empty(K)
    by_plain = np.empty(K)
    by_logits = np.empty(FREE)
    for f in range(K):
        by_logits[:] = 0.0
        at = TEMPLATE_AT + f * K
        softmax_backwards(theta[at : at + K], by_theta[at : at + K], prior[SHARPNESS_AT], by_logits)
        if has_reports(prior, f):
            template_logits(z, prior, f, logits)
            softmax_against_neutral(logits, 1.0, plain)
            weight += reports_weight(prior, f, plain, by_plain)
            softmax_backwards(plain, by_plain, 1.0, by_logits)
        for g in range(f + 1):
            for j in range(FREE):
                by_z[Z_TEMPLATE_AT + g * FREE + j] += prior[TEMPLATE_FACTOR_AT + (j * K + f) * K + g] * by_logits[j]
    return weight


@kernel_with_arrays
def to_z(z: Floats, prior: Floats, theta: Floats, by_theta: Floats, by_z: Floats) -> float:
    """Turn a gradient by natural values into one by z, prior and reports included; give their log probability."""
    total = 0.0
    for i in range(Z):
        total -= 0.5 * z[i] * z[i]
        by_z[i] = -z[i]
    core_backwards(theta, prior, by_theta, by_z)
    total += template_backwards(z, prior, theta, by_theta, by_z)
    by_logits = np.zeros(FREE)
    softmax_backwards(theta[REFLECTION_AT:], by_theta[REFLECTION_AT:], 1.0, by_logits)
    for j in range(FREE):
        by_z[Z_REFLECTION_AT + j] += prior[REFLECTION_SD_AT + j] * by_logits[j]
    return total


@kernel_with_arrays
def climb(z: Floats, prior: Floats, course: Course) -> Climb:
    """Give log p(z) + log p(reports | z) + log p(marks | z) and its exact gradient; z standard normal a priori."""
    theta, by_z = np.empty(NATURAL), np.empty(Z)
    naturalise(z, prior, theta)
    seen = slope(theta, course)
    total = to_z(z, prior, theta, seen.by_natural, by_z)
    return Climb(seen.log_likelihood + total, by_z)


@kernel_with_arrays
def climb_all(z: Floats, prior: Floats, course: Course) -> Climbs:
    """Do the same for many sets of quantities (n, 61), side by side."""
    count = z.shape[0]
    thetas, by_natural = np.empty((count, NATURAL)), np.empty((count, NATURAL))
    log_densities, by_z = np.empty(count), np.empty((count, Z))
    for i in range(count):
        naturalise(z[i], prior, thetas[i])
    slopes(thetas, course, log_densities, by_natural)
    for i in range(count):
        log_densities[i] += to_z(z[i], prior, thetas[i], by_natural[i], by_z[i])
    return Climbs(log_densities, by_z)
