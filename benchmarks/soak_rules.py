"""Does the comparison of the two caregiver rules (S16) find the rule that a simulated patient lives by?

Run from the repository root: python -m benchmarks.soak_rules --each 7 --moments 100
Each childhood is lived under both rules; writes docs/evidence/rules-MOMENTS.md.
"""

import argparse
import time
from typing import Any

import numpy as np
import pyarrow as pa

from benchmarks.study import load, row, so_far, study, write
from interbeing.model.parameters import Core, Rule, reference_prior
from interbeing.model.plan import Plan
from interbeing.model.posterior import NotSettledError
from interbeing.model.rules import Verdict, compare_rules
from interbeing.model.simulate import live_courses
from interbeing.model.upbringing import UPBRINGINGS, raise_people, upbringing

SEED = 16
IN_A_SESSION = 20
Job = tuple[int, str, Rule, int]


def one(job: Job) -> dict[str, pa.Table]:
    patient, childhood, rule, moments = job
    who = raise_people(upbringing(childhood), reference_prior(rule), SEED, patient, 1)
    marks = live_courses(who.people, Plan(moments // IN_A_SESSION, IN_A_SESSION), SEED, patient).marks(0)
    began = time.process_time()
    told: dict[str, Any] = {"difference": np.nan, "error": np.nan, "verdict": "refused"}
    try:
        found = compare_rules(who.history[0], marks, np.random.default_rng([SEED, patient]))
        told = {"difference": found.difference_nats, "error": found.standard_error, "verdict": str(found.verdict)}
    except NotSettledError:
        pass
    rho, kappa = who.people[0, [Core.RHO, Core.KAPPA]]
    spent = time.process_time() - began
    return row(childhood=childhood, rule=rule.name.lower(), rho=rho, kappa=kappa, seconds=spent, **told)


def main() -> None:
    reader = argparse.ArgumentParser()
    for name, default in (("each", 7), ("moments", 100), ("processes", 2)):
        reader.add_argument(f"--{name}", type=int, default=default)
    reader.add_argument("--so-far", action="store_true")
    asked = reader.parse_args()
    jobs = [(seed, name, rule, asked.moments) for seed in range(asked.each) for name in UPBRINGINGS for rule in Rule]
    name = f"rules-{asked.moments}"
    told = so_far(name) if asked.so_far else study(name, one, jobs, asked.processes)
    write(name, page(told.to_pylist(), asked.moments))


def page(told: list[dict[str, Any]], moments: int) -> list[str]:
    spent = np.median([each["seconds"] for each in told])
    return [
        f"# The caregiver's rule, found from {moments} moments",
        "",
        f"{len(told)} imagined patients of four childhoods, {moments // IN_A_SESSION} sessions of {IN_A_SESSION} moments, each",
        "childhood lived under both rules; marks missing as usual. *Right* and *wrong* are decisions; the rest is undecided",
        "(the difference within 2 standard errors or 2 nats: `model/rules.py`) or refused (a fit did not settle).",
        "The same people are raised in all four ways under both rules, so the rows are not independent.",
        f"CPU seconds per patient: median {spent:.1f}. Load average: {load()}.",
        "",
        "| childhood | lived by | patients | right | wrong | undecided | refused | median difference, nats |",
        "|---|---|---|---|---|---|---|---|",
        *(line(told, childhood, rule.name.lower()) for childhood in UPBRINGINGS for rule in Rule),
        line(told, None, None),
        "",
        "What other rules of decision would have done with the same differences (the rule above was fixed before the run):",
        "",
        "| standard errors | nats | decided | of these right |",
        "|---|---|---|---|",
        *(other(told, errors, nats) for errors in (0.0, 1.0, 1.5, 2.0) for nats in (0.0, 2.0, 3.0)),
        "",
    ]


def line(told: list[dict[str, Any]], childhood: str | None, rule: str | None) -> str:
    some = [t for t in told if childhood in (None, t["childhood"]) and rule in (None, t["rule"])]
    right = sum(t["verdict"] == t["rule"] for t in some)
    undecided, refused = (sum(t["verdict"] == word for t in some) for word in (Verdict.UNDECIDED, "refused"))
    wrong = len(some) - right - undecided - refused
    middle = np.nanmedian([t["difference"] for t in some])
    counts = " | ".join(str(count) for count in (len(some), right, wrong, undecided, refused))
    return f"| {childhood or '**all**'} | {rule or 'either'} | {counts} | {middle:+.1f} |"


def other(told: list[dict[str, Any]], errors: float, nats: float) -> str:
    some = [t for t in told if abs(t["difference"]) > max(errors * t["error"], nats)]
    right = sum((t["difference"] > 0) == (t["rule"] == "modal") for t in some)
    return f"| {errors:g} | {nats:g} | {len(some)} of {len(told)} | {right} ({right / len(some):.0%}) |"


if __name__ == "__main__":
    main()
