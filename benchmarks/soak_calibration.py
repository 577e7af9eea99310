"""Are the posteriors right? Simulated patients with known truth, by a simulator written apart from the engine.

Run from the repository root: python -m benchmarks.soak_calibration --patients 300 --sessions 10 --moments 40
Writes docs/evidence/calibration-SESSIONSxMOMENTS.md: recovery and coverage by quantity, and simulation-based
calibration (Talts et al., Validating Bayesian inference algorithms with simulation-based calibration, 2018).
"""

import argparse
import os
import time
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import kstest

from interbeing.model.parameters import Core, Z, natural, reference_prior
from interbeing.model.posterior import NotSettledError, posterior
from tests.model.exact import lived

KEPT = 100


def one(job: tuple[int, int, int]) -> tuple[Any, ...] | None:
    seed, sessions, moments = job
    rng, prior = np.random.default_rng([seed, sessions, moments]), reference_prior()
    truth = rng.normal(size=Z)
    marks = lived(natural(truth, prior), sessions, moments, rng)
    began = time.process_time()
    try:
        found = posterior(prior, marks, rng, 1000)
    except NotSettledError:
        return None
    low, high = np.quantile(found.z, [0.05, 0.95], axis=0)
    rank = (found.z[:: len(found.z) // KEPT] < truth).mean(0)
    figures = (truth, found.z.mean(0), found.z.std(0), (truth > low) & (truth < high), rank)
    return *figures, found.mixing.ess.min(), time.process_time() - began


def main() -> None:
    reader = argparse.ArgumentParser()
    for name, default in (
        ("patients", 300),
        ("sessions", 10),
        ("moments", 40),
        ("workers", os.cpu_count()),
        ("seconds", 10**6),
    ):
        reader.add_argument(f"--{name}", type=int, default=default)
    wanted = reader.parse_args()
    jobs = [(seed, wanted.sessions, wanted.moments) for seed in range(wanted.patients)]
    done, began = [], time.monotonic()
    with get_context("spawn").Pool(wanted.workers) as pool:
        for result in pool.imap(one, jobs):
            done.append(result)
            if time.monotonic() - began > wanted.seconds:
                pool.terminate()
                break
    write(done, wanted)


def write(done: list[tuple[Any, ...] | None], wanted: argparse.Namespace) -> None:
    settled = [result for result in done if result is not None]
    truth, mean, sd, inside, rank = (np.array([result[i] for result in settled]) for i in range(5))
    rng = np.random.default_rng(0)
    chances = np.array(
        [kstest(rank[:, i] + rng.uniform(0, 1 / KEPT, len(rank)) - 0.5 / KEPT, "uniform").pvalue for i in range(Z)]
    )
    loads = ", ".join(f"{load:.1f}" for load in os.getloadavg())
    ess, seconds = [result[5] for result in settled], [result[6] for result in settled]
    lines = [
        f"""# Calibration, {wanted.sessions} sessions of {wanted.moments} moments

A real run of `benchmarks/soak_calibration.py`: {len(settled)} simulated patients settled, {len(done) - len(settled)}
were refused. Marks missing at random: reports 20 %, read-as 10 %, gaze 5 %, felt and offered 3 %. Load average at the
end: {loads}.

- 90 % intervals cover {inside.mean():.3f} over all 61 quantities.
- Simulation-based calibration: {(chances < 0.05).mean():.1%} of 61 Kolmogorov-Smirnov tests have p < .05; least p
  {chances.min():.4f}.
- Least effective sample size per patient: median {np.median(ess):.0f}, worst {min(ess):.0f}; CPU seconds per patient:
  median {np.median(seconds):.2f}.

| quantity | correlation of truth and posterior mean | contraction of variance | 90 % coverage |
|---|---|---|---|"""
    ]
    rows = [(core.name.lower(), [int(core)]) for core in Core]
    rows += [("template, each of 42", list(range(13, 55))), ("reflection, each of 6", list(range(55, 61)))]
    for name, at in rows:
        related = np.mean([np.corrcoef(truth[:, i], mean[:, i])[0, 1] for i in at])
        contraction = np.mean(1 - sd[:, at] ** 2)
        lines.append(f"| {name} | {related:.2f} | {contraction:.2f} | {inside[:, at].mean():.3f} |")
    out = Path(__file__).parent.parent / "docs" / "evidence" / f"calibration-{wanted.sessions}x{wanted.moments}.md"
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text("\n".join(lines) + "\n")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
