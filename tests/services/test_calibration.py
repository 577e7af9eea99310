"""Calibration: honest ranks pass, over-sure ones are found out."""

import numpy as np
import pyarrow as pa
import pytest

from interbeing.domain.errors import BadInput
from interbeing.model.plan import Plan
from interbeing.model.summary import QUANTITIES
from interbeing.services.calibration import Check, calibrate, judged
from interbeing.services.many import Workers

COUNT = len(QUANTITIES)


def ranks_of(draw) -> pa.Table:
    rng = np.random.default_rng(1)
    rows = 200 * COUNT
    truth = rng.normal(size=rows)
    columns = {"truth": truth, "rank": draw(rng, rows), "mean": truth + rng.normal(size=rows), "sd": np.ones(rows)}
    return pa.table(columns)


def test_uniform_ranks_pass() -> None:
    found = judged(ranks_of(lambda rng, n: rng.random(n)))
    assert (found.p_value < 0.05).mean() < 0.12
    assert abs(found.coverage.mean() - 0.9) < 0.01
    assert found.correlation.mean() == pytest.approx(np.sqrt(0.5), abs=0.02)


def test_intervals_that_are_too_sure_are_found_out() -> None:
    found = judged(ranks_of(lambda rng, n: rng.beta(0.6, 0.6, n)))
    assert (found.p_value < 0.05).mean() > 0.6
    assert found.coverage.mean() < 0.85


def test_a_short_calibration_runs_from_patient_to_verdict(tmp_path) -> None:
    found = calibrate(Check(5, Plan(1, 10), 3), tmp_path / "ranks.parquet", Workers(processes=1))
    assert 0.75 < found.coverage.mean() < 1.0


def test_too_few_patients_are_refused(tmp_path) -> None:
    with pytest.raises(BadInput, match="at least 5 patients"):
        calibrate(Check(2, Plan(1, 1), 1), tmp_path / "ranks.parquet", Workers(processes=1))
