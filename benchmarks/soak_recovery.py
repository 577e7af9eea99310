"""How much do more sessions tell? Puts the calibration runs side by side, and says in words what cannot be told.

Run from the repository root, after `python -m benchmarks.soak_calibration` for each size:
python -m benchmarks.soak_recovery 5x20 10x40 20x100. Writes docs/evidence/recovery.md.
"""

import argparse

import numpy as np

from benchmarks.soak_calibration import FIGURES, FIRST_DICE, ROWS, named
from benchmarks.study import load, so_far, write
from interbeing.model.check import PARTLY, TOLD
from interbeing.model.parameters import Floats


def main() -> None:
    reader = argparse.ArgumentParser()
    reader.add_argument("sizes", nargs="+")
    sizes = reader.parse_args().sizes
    told = {size: settled(size) for size in sizes}
    rows = [f"| {name} | " + " | ".join(cell(told[size], at) for size in sizes) + " |" for name, at in ROWS.items()]
    whole = " | ".join(f"{told[size]['inside'].mean():.3f}" for size in sizes)
    heads = " | ".join(f"{size} ({len(told[size]['truth'])})" for size in sizes)
    write(
        "recovery",
        [
            "# What can be told from how many moments",
            "",
            "Correlation of truth and posterior mean (contraction of variance), by sessions x moments (patients). People of",
            "the reference prior, a simulator written apart from the engine, marks missing as in the calibration pages.",
            "With few patients a correlation is itself unsure: of 12 patients a true .80 shows as .42 to .94.",
            "",
            f"| quantity | {heads} |",
            "|---|" + "---|" * len(sizes),
            *rows,
            f"| 90 % coverage, all 61 | {whole} |",
            "",
            *(sentence(size, told[size]) for size in sizes),
            "",
            f"Load average when this page was written: {load()}.",
        ],
    )


def settled(size: str) -> dict[str, Floats]:
    rows = [each for each in so_far(named(size, FIRST_DICE)).to_pylist() if not np.isnan(each["ess"])]
    return {name: np.array([each[name] for each in rows]) for name in FIGURES}


def contraction(told: dict[str, Floats], at: list[int]) -> float:
    return float(np.mean(1 - told["sd"][:, at] ** 2))


def cell(told: dict[str, Floats], at: list[int]) -> str:
    related = np.mean([np.corrcoef(told["truth"][:, i], told["mean"][:, i])[0, 1] for i in at])
    return f"{related:.2f} ({contraction(told, at):.2f})"


def sentence(size: str, told: dict[str, Floats]) -> str:
    by_name = {name: contraction(told, at) for name, at in ROWS.items()}
    hidden = [name for name, value in by_name.items() if value < PARTLY]
    partly = [name for name, value in by_name.items() if PARTLY <= value < TOLD]
    return (
        f"- **{size}**: cannot be told (less than a fifth of the prior's variance goes): {', '.join(hidden) or 'nothing'}; "
        f"told in part (less than half goes): {', '.join(partly) or 'nothing'}."
    )


if __name__ == "__main__":
    main()
