"""Simulating, fitting and gathering many courses: for research, beside the room."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from interbeing.services.many import Workers

Commands = Any  # argparse gives this type no public name
STOPPED = 130
"""The exit status that shells give to Ctrl-C."""


def register(commands: Commands) -> None:
    """Add the commands of this module."""
    _register_simulate(commands)


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
    from interbeing.model.course import Plan
    from interbeing.model.parameters import Rule
    from interbeing.services.trial import Trial, simulate_trial

    plan = Plan(chosen.sessions, chosen.moments)
    trial = Trial(chosen.patients, plan, chosen.seed, Rule[chosen.rule.upper()], chosen.upbringing)
    simulate_trial(trial, chosen.out, _workers(chosen))
    print(f"{trial.patients} imagined patients are in {chosen.out}: moments.parquet, and truth.parquet beside it.")
