"""Simulating, fitting and gathering many courses: for research, beside the room."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from interbeing.services.many import Workers

Commands = Any  # argparse gives this type no public name
FEWEST_DRAWS = 100
STOPPED = 130
"""The exit status that shells give to Ctrl-C."""


def register(commands: Commands) -> None:
    """Add the commands of this module."""
    _register_simulate(commands)
    _register_fit(commands)
    _register_population(commands)
    _register_calibrate(commands)


def _register_simulate(commands: Commands) -> None:
    simulate = commands.add_parser(
        "simulate", help="let imagined patients live through courses, for practice and research"
    )
    simulate.add_argument("--patients", type=int, required=True, metavar="N")
    simulate.add_argument("--sessions", type=int, required=True, metavar="S")
    simulate.add_argument("--moments", type=int, required=True, metavar="M", help="moments in each session")
    simulate.add_argument("--seed", type=int, required=True, metavar="K")
    simulate.add_argument("--rule", choices=("modal", "proportional"), default="proportional")
    simulate.add_argument("--upbringing", metavar="NAME", help="attuned, unattuned, anger-for-sadness or mixed")
    simulate.add_argument("--out", type=Path, required=True, metavar="DIR")
    _add_workers(simulate)
    simulate.set_defaults(run=_kept_when_stopped(_simulate))


def _register_fit(commands: Commands) -> None:
    fit = commands.add_parser("fit", help="learn every patient in a file of moments")
    fit.add_argument("file", type=Path, metavar="FILE", help="moments.parquet, as docs/codebook.md describes it")
    fit.add_argument("--out", type=Path, required=True, metavar="FILE", help="posterior.parquet")
    fit.add_argument("--draws", type=int, default=1000, metavar="N", help="draws from each posterior (1000)")
    fit.add_argument("--seed", type=int, default=0, metavar="K")
    fit.add_argument("--rule", choices=("modal", "proportional"), default="proportional")
    fit.add_argument("--caregivers", type=Path, metavar="FILE", help="what patients remember: caregivers.parquet")
    fit.add_argument("--wide", action="store_true", help="a wider prior, for a population that may differ")
    _add_workers(fit)
    fit.set_defaults(run=_kept_when_stopped(_fit))


def _register_population(commands: Commands) -> None:
    population = commands.add_parser("population", help="learn what fitted patients have in common")
    population.add_argument("file", type=Path, metavar="FILE", help="posterior.parquet, with its draws beside it")
    population.add_argument("--out", type=Path, required=True, metavar="DIR")
    population.add_argument("--moments", type=Path, metavar="FILE", help="to fit each patient once more in this light")
    population.add_argument("--caregivers", type=Path, metavar="FILE", help="what patients remember")
    population.add_argument("--covariates", type=Path, metavar="FILE", help="care and sensitivity of each patient")
    population.add_argument("--rule", choices=("modal", "proportional"), default="proportional")
    population.add_argument("--seed", type=int, default=0, metavar="K")
    population.add_argument("--refits", type=int, default=4, metavar="R", help="at most how often everyone is refitted")
    _add_workers(population)
    population.set_defaults(run=_kept_when_stopped(_population))


def _register_calibrate(commands: Commands) -> None:
    calibrate = commands.add_parser("calibrate", help="check the engine on imagined patients whose truth is known")
    calibrate.add_argument("--patients", type=int, default=300, metavar="N")
    calibrate.add_argument("--sessions", type=int, default=10, metavar="S")
    calibrate.add_argument("--moments", type=int, default=40, metavar="M")
    calibrate.add_argument("--seed", type=int, default=0, metavar="K")
    calibrate.add_argument("--out", type=Path, default=Path("calibration.parquet"), metavar="FILE")
    _add_workers(calibrate)
    calibrate.set_defaults(run=_kept_when_stopped(_calibrate))


def _add_workers(command: argparse.ArgumentParser) -> None:
    command.add_argument("--engine", choices=("local", "dask"), default="local", help="processes here, or Dask workers")
    command.add_argument("--scheduler", metavar="ADDRESS", help="of a Dask cluster; without it, Dask works here")
    command.add_argument("--processes", type=int, metavar="P", help="how many; without it, one for each processor")


def _workers(chosen: argparse.Namespace) -> "Workers":
    from interbeing.services.many import Engine, Workers

    return Workers(Engine(chosen.engine), chosen.processes, chosen.scheduler)


def _kept_when_stopped(run: Any) -> Any:
    def guarded(chosen: argparse.Namespace) -> int:
        try:
            run(chosen)
        except KeyboardInterrupt:
            print("\nStopped. What is done is kept: the same command goes on from there.", file=sys.stderr)
            return STOPPED
        return 0

    return guarded


def _simulate(chosen: argparse.Namespace) -> None:
    from interbeing.model.parameters import Rule
    from interbeing.model.plan import Plan
    from interbeing.services.trial import Trial, simulate_trial

    plan = Plan(chosen.sessions, chosen.moments)
    trial = Trial(chosen.patients, plan, chosen.seed, Rule[chosen.rule.upper()], chosen.upbringing)
    simulate_trial(trial, chosen.out, _workers(chosen))
    print(f"{trial.patients} imagined patients are in {chosen.out}: moments.parquet, and truth.parquet beside it.")


def _fit(chosen: argparse.Namespace) -> None:
    from interbeing.domain.errors import BadInput
    from interbeing.model.parameters import Rule
    from interbeing.services.fitting import Fit, fit_courses

    if chosen.draws < FEWEST_DRAWS:
        raise BadInput(f"--draws must be at least {FEWEST_DRAWS}, not {chosen.draws}.")
    rule = Rule[chosen.rule.upper()]
    asked = Fit(chosen.file, chosen.out, chosen.draws, chosen.seed, rule, chosen.wide, chosen.caregivers)
    unsettled = fit_courses(asked, _workers(chosen))
    print(f"What was learned is in {chosen.out}.")
    if unsettled:
        print(f"The draws of {unsettled} patients did not settle: their figures are left empty.", file=sys.stderr)


def _population(chosen: argparse.Namespace) -> None:
    from interbeing.model.parameters import Rule
    from interbeing.services.population import Ask, gather

    rule = Rule[chosen.rule.upper()]
    known = (chosen.moments, chosen.covariates, rule, chosen.seed, chosen.caregivers)
    asked = Ask(chosen.file, chosen.out, *known, chosen.refits)
    answer = gather(asked, _workers(chosen))
    settled = "settled" if answer.learned.is_settled else "did not settle"
    print(f"{answer.patients} patients, each fitted again {answer.refits} times.")
    print(f"The answer {settled} in {answer.learned.rounds} rounds of sums.")
    print(f"Each patient's draws were worth {answer.median_draws:.0f} (median) or at least {answer.least_draws:.0f}.")
    print(f"What they have in common is in {chosen.out / 'population.parquet'}.")
    if chosen.moments is None:
        print("With --moments FILE each patient is fitted once more in this light, and the spread is surer.")


def _calibrate(chosen: argparse.Namespace) -> None:
    from interbeing.model.parameters import NATURAL, Core
    from interbeing.model.plan import Plan
    from interbeing.services.calibration import SURE, Check, calibrate

    asked = Check(chosen.patients, Plan(chosen.sessions, chosen.moments), chosen.seed)
    found = calibrate(asked, chosen.out, _workers(chosen))
    print(f"{'quantity':<20}{'p of ranks':>12}{'in 90 %':>10}{'correlation':>13}{'contraction':>13}")
    for core in Core:
        row = tuple(figure[core] for figure in found)
        print(f"{core.name.lower():<20}{row[0]:>12.3f}{row[1]:>10.3f}{row[2]:>13.2f}{row[3]:>13.2f}")
    print(
        f"Of {NATURAL} tests of ranks {100 * (found.p_value[:NATURAL] < SURE).mean():.1f} % have p < {SURE};", end=" "
    )
    print(f"the 90 % intervals hold the truth in {100 * found.coverage.mean():.1f} % (ranks are in {chosen.out}).")
