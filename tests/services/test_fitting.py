"""Fitting a file: one row per patient and quantity, the same whoever works, close to the truth that made it."""

from dataclasses import replace

import numpy as np
import pyarrow.parquet as pq
import pytest

from interbeing.domain.errors import BadFile
from interbeing.model.marks import marks_of
from interbeing.model.parameters import parts, reference_prior
from interbeing.model.plan import Plan
from interbeing.model.population import log_density
from interbeing.model.shared import SHARED, SHARED_NAMES
from interbeing.model.simulate import draw_people, live_courses
from interbeing.model.summary import QUANTITIES, after_course
from interbeing.services import fitting
from interbeing.services.fitting import Fit, draws_beside, fit_courses
from interbeing.services.many import Workers
from interbeing.services.trial import Trial, simulate_trial


@pytest.fixture(scope="module")
def fitted(tmp_path_factory):
    folder = tmp_path_factory.mktemp("fit")
    simulate_trial(Trial(2, Plan(3, 30), 5), folder, Workers(processes=1))
    out = folder / "posterior.parquet"
    assert fit_courses(Fit(folder / "moments.parquet", out, draws=400), Workers(processes=1)) == 0
    return folder


def test_every_patient_has_every_quantity_with_ordered_figures(fitted) -> None:
    rows = pq.read_table(fitted / "posterior.parquet").to_pylist()
    assert [(r["patient"], r["quantity"]) for r in rows] == [(p, q) for p in (0, 1) for q in QUANTITIES]
    assert all(r["q05"] < r["q50"] < r["q95"] and r["sd"] > 0 for r in rows)
    assert min(r["ess"] for r in rows) > 100
    assert max(r["rhat"] for r in rows) < 1.05
    assert list(rows[0]) == ["patient", "quantity", "mean", "sd", "q05", "q50", "q95", "ess", "rhat"]
    assert "expects[sadness>anger]" in QUANTITIES
    assert "reflection_now[shame]" in QUANTITIES


def test_the_truth_lies_within_the_intervals_about_as_often_as_they_say(fitted) -> None:
    rows = pq.read_table(fitted / "posterior.parquet").to_pylist()
    truth = {(r["patient"], r["quantity"]): r["value"] for r in pq.read_table(fitted / "truth.parquet").to_pylist()}
    held = [r["q05"] <= truth[r["patient"], r["quantity"]] <= r["q95"] for r in rows]
    assert 0.75 < np.mean(held) < 0.99


def test_two_processes_write_the_same_bytes_as_one(fitted, monkeypatch) -> None:
    monkeypatch.setattr(fitting, "PATIENTS_IN_A_PIECE", 4)
    out = fitted / "again.parquet"
    fit_courses(Fit(fitted / "moments.parquet", out, draws=400), Workers(processes=2))
    assert out.read_bytes() == (fitted / "posterior.parquet").read_bytes()
    assert draws_beside(out).read_bytes() == draws_beside(fitted / "posterior.parquet").read_bytes()


def test_the_kept_draws_carry_the_density_they_were_drawn_with(fitted) -> None:
    table = pq.read_table(draws_beside(fitted / "posterior.parquet"))
    y = np.column_stack([table[name].to_numpy() for name in SHARED_NAMES])
    expected = log_density(y[None], np.zeros((1, SHARED)), np.ones(SHARED))[0]
    assert np.abs(table["log_density"].to_numpy() - expected).max() < 1e-9


def test_a_patient_whose_draws_do_not_settle_keeps_empty_figures(fitted, monkeypatch) -> None:
    monkeypatch.setattr(fitting, "TO_BE_SHOWN", replace(fitting.TO_BE_SHOWN, greatest_rhat=0.0, doublings=0))
    out = fitted / "unsettled.parquet"
    assert fit_courses(Fit(fitted / "moments.parquet", out, draws=40), Workers(processes=1)) == 2
    assert pq.read_table(out)["mean"].null_count == 2 * len(QUANTITIES)


def test_a_broken_file_is_refused_before_anything_is_fitted(tmp_path) -> None:
    with pytest.raises(BadFile, match="there is no such file"):
        fit_courses(Fit(tmp_path / "none.parquet", tmp_path / "out.parquet"), Workers(processes=1))


def test_after_nothing_was_lived_a_person_expects_their_template() -> None:
    people = draw_people(reference_prior(), 1, 0, 3)
    expects = after_course(people, marks_of([]))
    assert np.abs(expects[:, :7] - parts(people).template).max() < 1e-12
    assert np.abs(expects[:, 7] - parts(people).reflection).max() < 1e-12


def test_after_a_course_seen_whole_expectation_is_close_to_what_was_truly_learned() -> None:
    people = draw_people(reference_prior(), 2, 0, 40)
    plan = Plan(5, 40, missing_report=0.0, missing_perceived=0.0, missing_gaze=0.0, missing_label=0.0)
    lived = live_courses(people, plan, 2, 0)
    found = np.array([after_course(people[i : i + 1], lived.marks(i))[0] for i in range(40)])
    assert np.sqrt(np.mean((found - lived.expects) ** 2)) < 0.01
