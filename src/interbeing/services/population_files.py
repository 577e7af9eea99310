"""Reads each patient's care and sensitivity, and writes what a population has in common."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from interbeing.domain.errors import BadFile
from interbeing.model.parameters import Floats
from interbeing.model.population import ACTS, Population
from interbeing.model.shared import SHARED, SHARED_NAMES, shared_scale

COVARIATES: Final = ("care", "sensitivity")
WHAT: Final = ("mean", *(f"effect of {name}" for name in (*COVARIATES, " x ".join(COVARIATES))))

Design = Callable[[list[int]], Floats]


def design_from(covariates: Path | None) -> Design:
    """Read care and sensitivity (rows patient, quantity, value, as in truth.parquet); without it, a constant alone."""
    if covariates is None:
        return _alone
    told: dict[str, dict[int, float]] = {name: {} for name in COVARIATES}
    try:
        rows = pq.read_table(covariates, filters=[("quantity", "in", list(COVARIATES))])
    except (FileNotFoundError, pa.ArrowInvalid) as problem:
        raise BadFile(covariates.name, None, "it cannot be read", "Give patient, quantity and value") from problem
    for patient, quantity, value in zip(*(rows[n].to_pylist() for n in ("patient", "quantity", "value")), strict=True):
        told[quantity][patient] = value

    def design(patients: list[int]) -> Floats:
        missing = [p for p in patients for name in COVARIATES if p not in told[name]]
        if missing:
            wrong = f"patient {missing[0]} has no care or no sensitivity"
            raise BadFile(covariates.name, None, wrong, "Give both for every patient")
        care, sensitivity = (np.array([told[name][p] for p in patients]) for name in COVARIATES)
        return np.column_stack([np.ones(len(patients)), care, sensitivity, care * sensitivity])

    return design


def _alone(patients: list[int]) -> Floats:
    return np.ones((len(patients), 1))


def write_population(found: Population, errors: Floats, path: Path) -> None:
    """Write rows quantity, what (mean, sd, or an effect), value and standard error, on the scale of the link."""
    scale = shared_scale()
    values = np.concatenate([found.effects * scale.sd, [found.sd * scale.sd]])
    values[0] += scale.mean
    by_number = errors.reshape(-1, SHARED) * scale.sd
    by_number[-1] *= found.sd
    what = (*WHAT[: len(found.effects)], "sd")
    told = np.append(ACTS[: len(found.effects)].ravel(), np.ones(SHARED, dtype=np.bool_))
    columns = [np.tile(SHARED_NAMES, len(what)), np.repeat(what, SHARED), values.ravel(), by_number.ravel()]
    names = ["quantity", "what", "value", "standard_error"]
    pq.write_table(pa.table([column[told] for column in columns], names=names), path)
