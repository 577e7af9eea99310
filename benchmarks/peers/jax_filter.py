"""The same filter and posterior in JAX, for courses in which every label is marked (reports may be missing).

That spares JAX the branches over unmarked labels, which it would have to pad.
"""

import jax
import jax.numpy as jnp
from jax.scipy.special import log_ndtr, ndtr
from jax.scipy.stats import norm

from interbeing.model.marks import AROUSAL, AT_REFLECTION, FELT, FIRST, INVITED, OFFERED, PERCEIVED, REASSURED
from interbeing.model.parameters import CORE, FELT_ELSEWHERE, FREE, LAPSE, THREAT, Core, K

jax.config.update("jax_enable_x64", True)
LOGS = jnp.array([name not in (Core.RHO, Core.RESTING_AROUSAL, Core.UPPER_EDGE) for name in Core])


def natural(z, prior):
    link = prior.core_mean + prior.core_sd * z[:CORE]
    core = jnp.where(LOGS, jnp.exp(jnp.where(LOGS, link, 0.0)), link)
    core = core.at[Core.RHO].set(jax.nn.sigmoid(link[Core.RHO]))
    spread = jnp.asarray(prior.template_factor[0]) @ z[CORE : CORE + K * FREE].reshape(K, FREE)
    own = prior.reflection_mean + prior.reflection_sd * z[CORE + K * FREE :]
    with_neutral = lambda logits: jax.nn.softmax(jnp.insert(logits, 1, 0.0, axis=-1), axis=-1)
    return core, with_neutral(prior.template_mean + spread), with_neutral(own)


def beyond(mean, variance, cut, side, noise):
    total = variance + noise
    root = jnp.sqrt(total)
    h = side * (mean - cut) / root
    log_area = log_ndtr(h)
    pull = jnp.exp(norm.logpdf(h) - log_area)
    return log_area, mean + side * variance * pull / root, variance - variance**2 * pull * (pull + h) / total


def step(core, template, own_template, state, given):
    mean, variance, counts, totals, own, own_total = state
    gap, code = given
    felt, read, mirror = code[FELT], code[PERCEIVED], code[AT_REFLECTION]
    kept = jnp.exp(-gap / core[Core.TAU_MINUTES])
    rest, spread, upper = core[Core.RESTING_AROUSAL], core[Core.SIGMA_PROCESS] ** 2, core[Core.UPPER_EDGE]
    carried = jnp.where(code[FIRST] == 1, 0.0, kept)
    mean, variance = rest + carried * (mean - rest), spread + carried**2 * (variance - spread)
    log_gaze, m, v = beyond(mean, variance, upper, jnp.where(mirror == 1, -1.0, 1.0), 1.0)
    invited = code[INVITED] == 1
    mean, variance = jnp.where(invited, m, mean), jnp.where(invited, v, variance)
    kappa, kappa_s, rho = core[Core.KAPPA], core[Core.KAPPA_S], core[Core.RHO]
    at_mirror = (kappa_s * own_template[felt] + own[felt]) / (kappa_s + own_total)
    log_felt = jnp.log(jnp.where(mirror == 1, (1 - LAPSE) * at_mirror + LAPSE / K, jnp.array(FELT_ELSEWHERE)[felt]))
    expected = (kappa * template[felt] + counts[felt]) / (kappa + totals[felt])
    chance = (1 - LAPSE) * (rho * (read == code[OFFERED]) + (1 - rho) * expected[read]) + LAPSE / K
    care = core[Core.BETA_NOVELTY] * (1 - expected[0]) - core[Core.BETA_SOOTHING] * expected[0]
    drive = core[Core.BETA_GAZE] * mirror + core[Core.BETA_THREAT] * jnp.array(THREAT)[read]
    drive += jnp.where(read == 0, care, 0.0) - core[Core.BETA_REASSURANCE] * code[REASSURED]
    mean = mean + (1 - kept) * drive
    report, noise = code[AROUSAL], core[Core.SIGMA_REPORT] ** 2
    is_end = (report == 0) | (report == 10)
    log_end, m_end, v_end = beyond(
        mean, variance, jnp.where(report == 0, 0.5, 9.5), jnp.where(report == 0, -1.0, 1.0), noise
    )
    total = variance + noise + 1 / 12
    gain = variance / total
    log_inside = norm.logpdf(report, mean, jnp.sqrt(total))
    log_report = jnp.where(report < 0, 0.0, jnp.where(is_end, log_end, log_inside))
    after = jnp.where(is_end, m_end, mean + gain * (report - mean)), jnp.where(is_end, v_end, variance * (1 - gain))
    mean, variance = jnp.where(report < 0, mean, after[0]), jnp.where(report < 0, variance, after[1])
    root = jnp.sqrt(0.25 + variance)
    gate = ndtr((upper - mean) / root) - ndtr((1.0 - mean) / root)
    counts, totals = counts.at[felt, read].add(gate), totals.at[felt].add(gate)
    own, own_total = own.at[read].add(gate * mirror), own_total + gate * mirror
    log_probability = jnp.where(invited, log_gaze, 0.0) + log_felt + jnp.log(chance) + log_report
    return (mean, variance, counts, totals, own, own_total), log_probability


def log_likelihood(core, template, own_template, minutes, codes):
    start = (0.0, 0.0, jnp.zeros((K, K)), jnp.zeros(K), jnp.zeros(K), 0.0)
    _, found = jax.lax.scan(lambda s, g: step(core, template, own_template, s, g), start, (minutes, codes))
    return found.sum()


def log_posterior(prior, minutes, codes):
    minutes, codes = jnp.asarray(minutes), jnp.asarray(codes)
    return lambda z: log_likelihood(*natural(z, prior), minutes, codes) - 0.5 * (z**2).sum()
