"""How many independent draws a second, beside NumPyro's NUTS on the same posterior?

The peer runs as its documentation advises for correlated quantities (SPACE=dense: it learns a dense mass matrix), or as
it does unasked (SPACE=diagonal), or (SPACE=ours) gets, beyond its documentation, our Laplace whitening, in which
no mass matrix is left to learn. It always begins at our mode. Chains are run together (vectorised): on one core that
gives JAX its cheapest gradients.
"""

import os
import time

import numpy as np
from bench_likelihood import PRIOR, course
from measured import line, say

from interbeing.model.mixing import mixing
from interbeing.model.parameters import Z, natural
from interbeing.model.posterior import CHAINS as OURS
from interbeing.model.posterior import Demand, laplace, posterior

USUAL = (("WARM_UP", "200"), ("DRAWS", "500"), ("CHAINS", "4"))
WARM_UP, DRAWS, CHAINS = (int(os.environ.get(name, usual)) for name, usual in USUAL)
SPACE = os.environ.get("SPACE", "dense")
LONG = 16_000
"""Draws of ours that the peer's means and sds are held against, so that what differs is the peer's own chance."""


def main() -> None:
    say("effective draws a second, 10 sessions x 40 moments, 61 dimensions", ("numpyro", "jax"))
    marks = course(10, 40, is_whole=True)
    posterior(PRIOR, marks.first(10), np.random.default_rng(0), 400)
    began, cpu = time.perf_counter(), time.process_time()
    found = posterior(PRIOR, marks, np.random.default_rng(1))
    took, cpu = time.perf_counter() - began, time.process_time() - cpu
    line("ours, seconds of processor", cpu, "s")
    ours = found.mixing.ess.min() / cpu
    line("ours, least effective draws a second of processor", ours, "1/s", ours, f"R-hat {found.mixing.rhat.max():.3f}")
    import jax
    from numpyro.infer import MCMC, NUTS
    from peers.jax_filter import log_posterior

    around = laplace(PRIOR, marks)
    density = log_posterior(PRIOR, marks.minutes, marks.codes)
    lower = around.factor if SPACE == "ours" else np.eye(Z)
    factor, mode = jax.numpy.asarray(lower), jax.numpy.asarray(around.mode)
    kernel = NUTS(
        potential_fn=lambda w: -density(mode + factor @ w),
        adapt_mass_matrix=SPACE != "ours",
        dense_mass=SPACE == "dense",
    )
    sampler = MCMC(
        kernel, num_warmup=WARM_UP, num_samples=DRAWS, num_chains=CHAINS, chain_method="vectorized", progress_bar=False
    )
    start = jax.numpy.zeros((CHAINS, Z))
    began, cpu = time.perf_counter(), time.process_time()
    sampler.run(jax.random.key(0), init_params=start)
    w = np.asarray(jax.block_until_ready(sampler.get_samples(group_by_chain=True)))
    took, cpu = time.perf_counter() - began, time.process_time() - cpu
    z = around.mode + w @ lower.T
    theirs = mixing(natural(z, PRIOR), CHAINS).ess.min() / cpu
    line(
        f"NumPyro NUTS, {SPACE}, {CHAINS} x ({WARM_UP}+{DRAWS}), seconds of processor",
        cpu,
        "s",
        note=f"wall {took:.0f} s",
    )
    line("NumPyro NUTS, least effective draws a second", theirs, "1/s", ours, f"ours is {ours / theirs:.0f} x this")
    flat = z.reshape(-1, Z)
    long = posterior(PRIOR, marks, np.random.default_rng(2), LONG, Demand(paths=LONG // OURS))
    off = np.abs(flat.mean(axis=0) - long.z.mean(axis=0)) / long.z.std(axis=0)
    ratio = flat.std(axis=0) / long.z.std(axis=0)
    print(f"# means within {off.max():.3f} posterior sd (root mean square {np.sqrt((off**2).mean()):.3f}), ", end="")
    print(f"sds {ratio.min():.3f} to {ratio.max():.3f} of ours, least ESS {long.mixing.ess.min():.0f} of {LONG} draws")


if __name__ == "__main__":
    main()
