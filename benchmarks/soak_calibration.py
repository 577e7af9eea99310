"""Are the posteriors right? Simulated patients with known truth, by a simulator written apart from the engine.

Run from the repository root: python -m benchmarks.soak_calibration --patients 500 --sessions 5 --moments 20
Writes docs/evidence/calibration-SESSIONSxMOMENTS.md: recovery and coverage by quantity, and simulation-based
calibration (Talts et al., Validating Bayesian inference algorithms with simulation-based calibration, 2018).
A run that was stopped goes on where it was; `--so-far` writes the page from what is done.
"""

import argparse
import time
from typing import Final

import numpy as np
import pyarrow as pa
from scipy.stats import kstest

from benchmarks.study import load, row, so_far, study, write
from interbeing.model.parameters import CORE, Core, Floats, Z, natural, reference_prior
from interbeing.model.posterior import NotSettledError, posterior
from tests.model.exact import lived

RANKED: Final = 100
"""Draws among which the truth is ranked, thinned so that they are nearly independent."""
SURE: Final = 0.05
FIRST_DICE: Final = 1
FIGURES: Final = ("truth", "mean", "sd", "inside", "rank")
ROWS: Final = {core.name.lower(): [int(core)] for core in Core} | {
    "template, each of 42": list(range(CORE, 55)),
    "reflection, each of 6": list(range(55, Z)),
}
Job = tuple[int, int, int, int]


def one(job: Job) -> dict[str, pa.Table]:
    """Fit one patient (dice, patient, sessions, moments): truth, mean, sd, whether the 90 % interval holds the truth, and its rank, for each of 61."""
    rng, prior = np.random.default_rng(job), reference_prior()
    truth = rng.normal(size=Z)
    marks = lived(natural(truth, prior), *job[2:], rng)
    began = time.process_time()
    try:
        found = posterior(prior, marks, rng, 1000)
    except NotSettledError:
        unknown = dict.fromkeys(FIGURES, [np.nan] * Z)
        return row(**unknown, ess=np.nan, seconds=time.process_time() - began)
    low, high = np.quantile(found.z, [0.05, 0.95], axis=0)
    rank = (found.z[:: len(found.z) // RANKED][:RANKED] < truth).mean(0)
    told = (truth, found.z.mean(0), found.z.std(0), ((truth > low) & (truth < high)).astype(float), rank)
    figures = dict(zip(FIGURES, (part.tolist() for part in told), strict=True))
    return row(**figures, ess=found.mixing.ess.min(), seconds=time.process_time() - began)


def main() -> None:
    reader = argparse.ArgumentParser()
    for name, default in (("patients", 500), ("sessions", 5), ("moments", 20), ("seed", FIRST_DICE), ("processes", 2)):
        reader.add_argument(f"--{name}", type=int, default=default)
    reader.add_argument("--so-far", action="store_true")
    asked = reader.parse_args()
    size = f"{asked.sessions}x{asked.moments}"
    name = named(size, asked.seed)
    jobs = [(asked.seed, patient, asked.sessions, asked.moments) for patient in range(asked.patients)]
    done = so_far(name) if asked.so_far else study(name, one, jobs, asked.processes)
    write(
        f"calibration-{size}" if asked.seed == FIRST_DICE else f"calibration-{size}-dice-{asked.seed}",
        page(done, asked),
    )


def named(size: str, seed: int) -> str:
    """Give the name under which a study's answers are kept."""
    return f"calibration-{size}-seed-{seed}"


def page(done: pa.Table, asked: argparse.Namespace) -> list[str]:
    rows = done.to_pylist()
    settled = [each for each in rows if not np.isnan(each["ess"])]
    told = {name: np.array([each[name] for each in settled]) for name in FIGURES}
    chances = ranks_uniform(told["rank"])
    surprising = (chances < SURE).mean()
    ess, seconds = ([each[name] for each in settled] for name in ("ess", "seconds"))
    return [
        f"# Calibration, {asked.sessions} sessions of {asked.moments} moments",
        "",
        (
            f"A real run of `benchmarks/soak_calibration.py`: {len(settled)} simulated patients settled, "
            f"{len(rows) - len(settled)} were refused. Dice {asked.seed}."
        ),
        (
            "Marks missing at random: reports 20 %, read-as 10 %, gaze 5 %, felt and offered 3 %. "
            f"Load average at the end: {load()}."
        ),
        "",
        f"- 90 % intervals cover {told['inside'].mean():.3f} over all 61 quantities.",
        (
            f"- Simulation-based calibration: {surprising:.1%} of 61 Kolmogorov-Smirnov tests have p < .05; "
            f"least p {chances.min():.4f}."
        ),
        (
            f"- Least effective sample size per patient: median {np.median(ess):.0f}, worst {min(ess):.0f}; "
            f"CPU seconds per patient: median {np.median(seconds):.2f}."
        ),
        "",
        "| quantity | correlation of truth and posterior mean | contraction of variance | 90 % coverage |",
        "|---|---|---|---|",
        *(f"| {name} | " + " | ".join(_recovered(told, at)) + " |" for name, at in ROWS.items()),
    ]


def ranks_uniform(rank: Floats) -> Floats:
    """Give the Kolmogorov-Smirnov chance of uniform ranks for each quantity.

    A rank is one of 101 places from 0 to 1; each is spread by a fixed dice over the 101st part that is its own.
    """
    rng = np.random.default_rng(0)
    spread = (rank * RANKED + rng.uniform(size=rank.shape)) / (RANKED + 1)
    return np.array([kstest(spread[:, q], "uniform").pvalue for q in range(Z)])


def _recovered(told: dict[str, Floats], at: list[int]) -> tuple[str, str, str]:
    related = np.mean([np.corrcoef(told["truth"][:, i], told["mean"][:, i])[0, 1] for i in at])
    contraction = np.mean(1 - told["sd"][:, at] ** 2)
    return f"{related:.2f}", f"{contraction:.2f}", f"{told['inside'][:, at].mean():.3f}"


if __name__ == "__main__":
    main()
