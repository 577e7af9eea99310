"""The same trial in JAX on the processor: one jitted scan over moments, all patients at once, single precision."""

from functools import partial

import jax
import jax.numpy as jnp
from jax.scipy.special import ndtr

from interbeing.model.parameters import FELT_ELSEWHERE, LAPSE, OFFER_UNMARKED, THREAT, Core, K

CHANCES = jnp.array([0.03, 0.03, 0.10, 0.20, 0.05])


def one_moment(people, state, given):
    key, is_first = given
    arousal, weight, total, own = state
    n = people.shape[0]
    core = {name: people[:, name] for name in Core}
    key_u, key_n = jax.random.split(key)
    u = jax.random.uniform(key_u, (13, n))
    noise = jax.random.normal(key_n, (2, n))
    gap = -jnp.log1p(-u[12])
    kept = jnp.exp(-gap / core[Core.TAU_MINUTES])
    carried = jnp.where(is_first, 0.0, kept)
    rest, upper, rho = core[Core.RESTING_AROUSAL], core[Core.UPPER_EDGE], core[Core.RHO]
    a = rest + carried * (arousal - rest) + core[Core.SIGMA_PROCESS] * jnp.sqrt(1 - carried**2) * noise[0]
    invited, reassured = u[0] < 0.5, u[1] < 0.2

    def picked(sums, target):
        return jnp.minimum((sums <= target[:, None]).sum(axis=1), K - 1)

    base = jnp.cumsum(jnp.array(FELT_ELSEWHERE))[None]
    offered = picked(jnp.cumsum(jnp.array(OFFER_UNMARKED))[None], u[2])
    mirror = invited & (u[3] < ndtr(upper - a))
    v = (u[4] - LAPSE) / (1 - LAPSE)
    sums = jnp.cumsum(own, axis=1)
    at_mirror = jnp.where(u[4] < LAPSE, (u[4] / LAPSE * K).astype(int), picked(sums, v * sums[:, -1]))
    felt = jnp.where(mirror, at_mirror, picked(base, u[4]))
    is_felt = jax.nn.one_hot(felt, K)
    row = jnp.einsum("nf,nfp->np", is_felt, weight)
    v = (u[5] - LAPSE) / (1 - LAPSE)
    sums = jnp.cumsum(row, axis=1)
    expected = picked(sums, (v - rho) / (1 - rho) * sums[:, -1])
    read = jnp.where(u[5] < LAPSE, (u[5] / LAPSE * K).astype(int), jnp.where(v < rho, offered, expected))
    is_read = jax.nn.one_hot(read, K)
    m = row[:, 0] / (is_felt * total).sum(axis=1)
    drive = core[Core.BETA_GAZE] * mirror + core[Core.BETA_THREAT] * (is_read @ jnp.array(THREAT))
    drive += (read == 0) * (core[Core.BETA_NOVELTY] * (1 - m) - core[Core.BETA_SOOTHING] * m)
    arousal = a + (1 - kept) * (drive - core[Core.BETA_REASSURANCE] * reassured)
    gate = ndtr(2 * (upper - arousal)) - ndtr(2 * (1 - arousal))
    taught = gate[:, None] * is_read
    weight = weight + is_felt[:, :, None] * taught[:, None, :]
    total = total + is_felt * gate[:, None]
    own = own + taught * mirror[:, None]
    report = jnp.clip(jnp.round(arousal + core[Core.SIGMA_REPORT] * noise[1]), 0, 10)
    seen = jnp.stack([felt, offered, read, report.astype(int), mirror.astype(int)])
    marks = jnp.where(u[6:11] < CHANCES[:, None], -1, seen).astype(jnp.int8)
    return (arousal, weight, total, own), (gap, marks, invited, reassured)


@partial(jax.jit, static_argnums=(2, 3))
def course(people, key, sessions, moments):
    n = people.shape[0]
    template = people[:, 13:62].reshape(n, K, K)
    kappa, kappa_s = people[:, Core.KAPPA], people[:, Core.KAPPA_S]
    start = (
        people[:, Core.RESTING_AROUSAL],
        kappa[:, None, None] * template,
        jnp.repeat(kappa[:, None], K, axis=1),
        kappa_s[:, None] * people[:, 62:],
    )
    keys = jax.random.split(key, sessions * moments)
    is_first = jnp.arange(sessions * moments) % moments == 0
    return jax.lax.scan(partial(one_moment, people), start, (keys, is_first))
