"""A population from files: the draws of a fit give it, in whatever parts they are read."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from interbeing.domain.errors import BadFile
from interbeing.model.plan import Plan
from interbeing.model.population import ACTS, log_density, reference_population, sums
from interbeing.model.posterior import Demand
from interbeing.model.shared import SHARED, SHARED_NAMES
from interbeing.services import fitting
from interbeing.services import population as populations
from interbeing.services.fitting import Fit, draws_beside, fit_courses
from interbeing.services.many import Workers
from interbeing.services.population import Ask, gather, groups, learn
from interbeing.services.population_files import design_from
from interbeing.services.trial import Trial, simulate_trial

ALONE = design_from(None)


def written_draws(folder, patients: int = 40, draws: int = 100):
    rng = np.random.default_rng(1)
    true = 0.8 * rng.normal(size=(patients, SHARED))
    variance = 1 / (1 + 1 / 0.5**2)
    centre = variance * (true + 0.5 * rng.normal(size=true.shape)) / 0.5**2
    y = centre[:, None] + np.sqrt(variance) * rng.normal(size=(patients, draws, SHARED))
    density = log_density(y, np.zeros((patients, SHARED)), np.ones(SHARED))
    columns = [np.repeat(np.arange(patients), draws), density.ravel(), *y.reshape(-1, SHARED).T]
    path = folder / "posterior.parquet"
    table = pa.table(columns, names=["patient", "log_density", *SHARED_NAMES])
    pq.write_table(table, draws_beside(path), row_group_size=4_000)
    return path


def test_draws_are_never_held_all_at_once(tmp_path, monkeypatch) -> None:
    draws = draws_beside(written_draws(tmp_path, patients=1_000))
    monkeypatch.setattr(populations, "ROWS_AT_ONCE", 4_000)
    before = pa.total_allocated_bytes()
    held = [pa.total_allocated_bytes() - before for _group in groups(draws, ALONE)]
    assert len(held) > 20
    assert max(held) < draws.stat().st_size / 3


def covariates(folder, patients: int):
    rng = np.random.default_rng(2)
    rows = [(p, q, rng.normal()) for p in range(patients) for q in ("care", "sensitivity", "rho")]
    path = folder / "covariates.parquet"
    pq.write_table(pa.table([list(c) for c in zip(*rows, strict=True)], names=["patient", "quantity", "value"]), path)
    return path


def test_the_parts_in_which_draws_are_read_do_not_matter(tmp_path, monkeypatch) -> None:
    draws = draws_beside(written_draws(tmp_path))
    whole = learn(draws, ALONE)
    assert len(list(groups(draws, ALONE))) == 1
    monkeypatch.setattr(populations, "ROWS_AT_ONCE", 730)
    assert len(list(groups(draws, ALONE))) > 4
    parts = learn(draws, ALONE)
    assert np.abs(parts.learned.population.packed() - whole.learned.population.packed()).max() < 1e-10
    held = [sums(group, reference_population()).patients for group in groups(draws, ALONE)]
    assert sum(held) == 40


def test_the_answer_is_written_with_standard_errors(tmp_path) -> None:
    posterior = written_draws(tmp_path)
    answer = gather(Ask(posterior, tmp_path / "out", covariates=covariates(tmp_path, 40)), Workers(processes=1))
    rows = pq.read_table(tmp_path / "out" / "population.parquet").to_pylist()
    assert answer.learned.is_settled
    assert len(rows) == ACTS.sum() + SHARED
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


QUICKLY = Demand(paths=4, least_ess=0.0, greatest_rhat=np.inf, doublings=0)


@pytest.fixture(scope="module")
def six(tmp_path_factory):
    folder = tmp_path_factory.mktemp("six")
    simulate_trial(Trial(6, Plan(1, 8), 5, childhood="unattuned"), folder, Workers(processes=1))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fitting, "TO_BE_SHOWN", QUICKLY)
        fit_courses(
            Fit(folder / "moments.parquet", folder / "posterior.parquet", 200, is_wide=True), Workers(processes=1)
        )
        yield folder


def test_everyone_is_fitted_again_in_the_light_of_the_others(six) -> None:
    asked = Ask(six / "posterior.parquet", six / "out", six / "moments.parquet", refits=2)
    answer = gather(asked, Workers(processes=1))
    assert 1 <= answer.refits <= 2
    assert {path.name for path in asked.out.iterdir()} == {
        "population.parquet", "posterior.parquet", "posterior.draws.parquet",
    }  # fmt: skip
    assert answer.median_draws > learn(draws_beside(six / "posterior.parquet"), ALONE).median_draws


def test_a_refit_that_was_done_before_a_stop_is_not_done_again(six, monkeypatch) -> None:
    asked = Ask(six / "posterior.parquet", six / "stopped", six / "moments.parquet", refits=1)

    def stopped(*_given: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(populations, "write_population", stopped)
        with pytest.raises(KeyboardInterrupt):
            gather(asked, Workers(processes=1))
    monkeypatch.setattr(populations, "fit_courses", stopped)
    assert gather(asked, Workers(processes=1)).refits == 1
    assert (asked.out / "posterior.parquet").is_file()


def test_draws_of_an_older_version_are_refused_with_a_remedy(tmp_path) -> None:
    path = tmp_path / "posterior.draws.parquet"
    pq.write_table(pa.table({"patient": [1], "log_density": [0.0], "rho": [0.0]}), path)
    with pytest.raises(BadFile, match="older version"):
        learn(path, ALONE)
