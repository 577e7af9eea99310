"""A population from files: the draws of a fit give it, in whatever parts they are read."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from interbeing.domain.errors import BadFile
from interbeing.model.parameters import CORE
from interbeing.model.population import log_density, reference_population, sums
from interbeing.services import population as populations
from interbeing.services.fitting import CORE_NAMES, draws_beside
from interbeing.services.many import Workers
from interbeing.services.population import Ask, gather, groups, learn


def written_draws(folder, patients: int = 40, draws: int = 100):
    rng = np.random.default_rng(1)
    true = 0.8 * rng.normal(size=(patients, CORE))
    variance = 1 / (1 + 1 / 0.5**2)
    centre = variance * (true + 0.5 * rng.normal(size=true.shape)) / 0.5**2
    y = centre[:, None] + np.sqrt(variance) * rng.normal(size=(patients, draws, CORE))
    density = log_density(y, np.zeros((patients, CORE)), np.ones(CORE))
    columns = [np.repeat(np.arange(patients), draws), density.ravel(), *y.reshape(-1, CORE).T]
    path = folder / "posterior.parquet"
    pq.write_table(pa.table(columns, names=["patient", "log_density", *CORE_NAMES]), draws_beside(path))
    return path


def covariates(folder, patients: int):
    rng = np.random.default_rng(2)
    rows = [(p, q, rng.normal()) for p in range(patients) for q in ("care", "sensitivity", "rho")]
    path = folder / "covariates.parquet"
    pq.write_table(pa.table([list(c) for c in zip(*rows, strict=True)], names=["patient", "quantity", "value"]), path)
    return path


def test_the_parts_in_which_draws_are_read_do_not_matter(tmp_path, monkeypatch) -> None:
    draws = draws_beside(written_draws(tmp_path))
    whole = learn(draws, populations._alone)
    assert len(list(groups(draws, populations._alone))) == 1
    monkeypatch.setattr(populations, "ROWS_AT_ONCE", 730)
    assert len(list(groups(draws, populations._alone))) > 4
    parts = learn(draws, populations._alone)
    assert np.abs(parts.learned.population.packed() - whole.learned.population.packed()).max() < 1e-10
    held = [sums(group, reference_population()).patients for group in groups(draws, populations._alone)]
    assert sum(held) == 40


def test_the_answer_is_written_with_standard_errors(tmp_path) -> None:
    posterior = written_draws(tmp_path)
    answer = gather(Ask(posterior, tmp_path / "out", covariates=covariates(tmp_path, 40)), Workers(processes=1))
    rows = pq.read_table(tmp_path / "out" / "population.parquet").to_pylist()
    assert answer.learned.is_settled
    assert len(rows) == 2 * CORE + 3
    assert {r["what"] for r in rows if r["quantity"] == "kappa"} == {
        "mean", "sd", "effect of care", "effect of sensitivity", "effect of care x sensitivity",
    }  # fmt: skip
    assert all(r["standard_error"] > 0 for r in rows)
    edge = next(r for r in rows if r["quantity"] == "upper_edge" and r["what"] == "mean")
    assert abs(edge["value"] - 7) < 4 * edge["standard_error"] < 2


def test_missing_draws_and_covariates_are_named_with_a_remedy(tmp_path) -> None:
    with pytest.raises(BadFile, match="no such file of draws beside the posterior"):
        gather(Ask(tmp_path / "p.parquet", tmp_path / "out"), Workers(processes=1))
    posterior = written_draws(tmp_path)
    with pytest.raises(BadFile, match="patient 7 has no care"):
        gather(Ask(posterior, tmp_path / "out", covariates=covariates(tmp_path, 7)), Workers(processes=1))
