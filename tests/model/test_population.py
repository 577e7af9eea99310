"""Populations: sums from clinics give the pooled answer, and the answer is the truth that made the patients."""

from functools import partial

import numpy as np
import pytest

from interbeing.domain.errors import NotAllowed
from interbeing.model import population as pop
from interbeing.model.parameters import Core
from interbeing.model.population import Group, Population, learn_population, pooled, reference_population
from interbeing.model.shared import SHARED

KAPPA = int(Core.KAPPA)
TRUE = Population(np.random.default_rng(0).uniform(-0.4, 0.4, (4, SHARED)), np.linspace(0.6, 1.2, SHARED))
TRUE.effects[:, KAPPA] = (0.1, 0.2, -0.1, 0.3)
TRUE.effects[~pop.ACTS] = 0.0
WIDE = reference_population(3, 1.4)
to_the_end = partial(learn_population, close=1e-6, worn_out=0.0)


def patients(count: int, noise: float, seed: int, draws: int = 300) -> Group:
    """Patients of the true population, each known with normal noise: their posterior under the wide prior is exact."""
    rng = np.random.default_rng(seed)
    care, sensitivity = rng.normal(size=(2, count))
    design = np.column_stack([np.ones(count), care, sensitivity, care * sensitivity])
    y = design @ TRUE.effects + TRUE.sd * rng.normal(size=(count, SHARED))
    seen = y + noise * rng.normal(size=y.shape)
    variance = 1 / (1 / noise**2 + 1 / 1.4**2)
    mean = variance * seen / noise**2
    drawn = mean[:, None] + np.sqrt(variance) * rng.normal(size=(count, draws, SHARED))
    return Group(drawn, pop.log_density(drawn, np.zeros((count, SHARED)), np.full(SHARED, 1.4)), design)


def part(group: Group, low: int, high: int) -> Group:
    return Group(group.draws[low:high], group.log_density[low:high], group.design[low:high])


def test_clinics_that_exchange_only_sums_get_the_pooled_answer() -> None:
    everyone = patients(60, 0.5, 1)
    together = to_the_end(pooled([everyone]), WIDE).population
    apart = to_the_end(pooled([part(everyone, 0, 9), part(everyone, 9, 40), part(everyone, 40, 60)]), WIDE).population
    assert np.abs(together.packed() - apart.packed()).max() < 1e-10


def test_the_sums_do_not_grow_with_the_patients() -> None:
    few, many = (pop.sums(patients(n, 0.5, 1, draws=20), WIDE).numbers() for n in (10, 200))
    assert few == many == 1 + 16 + 4 * 25 + 25 + 1 + 1


def test_too_few_patients_are_not_summed_for_others() -> None:
    with pytest.raises(NotAllowed, match="Sums of 4 patients stay here"):
        pop.sums_to_share(patients(4, 0.5, 1, draws=20), WIDE)


def test_the_population_is_found_within_its_standard_errors() -> None:
    group = patients(800, 0.6, 2)
    learned = to_the_end(pooled([group]), WIDE)
    assert learned.is_settled
    errors = pop.standard_errors(pop.score_products(group, learned.population), 800)
    free = errors > 0
    z = (learned.population.packed() - TRUE.packed())[free] / errors[free]
    assert free.sum() == pop.ACTS.sum() + SHARED
    assert np.abs(z).max() < 4
    assert 0.5 < np.sqrt((z**2).mean()) < 1.6


def test_the_naive_regression_is_biased_and_ours_is_not() -> None:
    group = patients(1_500, 1.0, 3)
    naive, *_ = np.linalg.lstsq(group.design, group.draws.mean(axis=1)[:, KAPPA], rcond=None)
    ours = to_the_end(pooled([group]), WIDE).population.effects
    assert abs(ours[3, KAPPA] - 0.3) < 0.08
    assert naive[3] < 0.24


def test_each_round_of_plain_em_explains_the_draws_better() -> None:
    total = pooled([patients(50, 0.8, 4)])
    at, before = WIDE, -np.inf
    for _ in range(6):
        explained = pop._explains(total(at), at.packed())
        assert explained >= before - 1e-9
        at, before = pop.maximised(total(at)), explained


def test_acceleration_ends_where_plain_em_ends_in_fewer_rounds() -> None:
    total = pooled([patients(80, 0.8, 5)])
    learned = to_the_end(total, WIDE)
    at, rounds = WIDE, 0
    while rounds < 5_000:
        after = pop.maximised(total(at))
        rounds += 1
        if np.abs(after.packed() - at.packed()).max() < 1e-9:
            break
        at = after
    assert np.abs(learned.population.packed() - at.packed()).max() < 1e-4
    assert learned.rounds < rounds / 2


def test_ten_patients_suffice_for_an_answer_that_does_not_collapse() -> None:
    few = to_the_end(pooled([patients(10, 1.0, 6)]), WIDE).population
    assert (few.sd > 0.2).all()


def test_where_the_draws_wear_out_the_way_ends_after_a_step_they_still_carried() -> None:
    total = pooled([patients(60, 0.5, 7)])
    learned = learn_population(total, WIDE, worn_out=0.2)
    assert learned.is_worn
    assert not learned.is_settled
    assert total(learned.population).worth() < 0.2
    gained = np.abs(learned.population.packed() - TRUE.packed()).mean() < np.abs(WIDE.packed() - TRUE.packed()).mean()
    assert gained


def test_care_does_not_act_on_arousal_and_sensitivity_acts_on_the_template_s_strength_alone() -> None:
    found = to_the_end(pooled([patients(60, 0.5, 8)]), WIDE).population.effects
    assert (found[1, [Core.TAU_MINUTES, Core.BETA_GAZE, Core.UPPER_EDGE]] == 0).all()
    assert found[1, Core.RHO] != 0
    assert (np.flatnonzero(found[2]) == [KAPPA]).all()
