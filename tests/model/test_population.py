"""Populations: sums from clinics give the pooled answer, and the answer is the truth that made the patients."""

import numpy as np
import pytest

from interbeing.domain.errors import NotAllowed
from interbeing.model import population as pop
from interbeing.model.parameters import CORE
from interbeing.model.population import KAPPA, Group, Population, learn_population, pooled, reference_population

TRUE = Population(np.linspace(-0.4, 0.4, CORE), np.linspace(0.6, 1.2, CORE), np.array([0.1, 0.2, -0.1, 0.3]))
WIDE = reference_population(3, 1.4)


def patients(count: int, noise: float, seed: int, draws: int = 300) -> Group:
    """Patients of the true population, each known with normal noise: their posterior under the wide prior is exact."""
    rng = np.random.default_rng(seed)
    care, sensitivity = rng.normal(size=(2, count))
    design = np.column_stack([np.ones(count), care, sensitivity, care * sensitivity])
    y = TRUE.means_for(design) + TRUE.sd * rng.normal(size=(count, CORE))
    seen = y + noise * rng.normal(size=y.shape)
    variance = 1 / (1 / noise**2 + 1 / 1.4**2)
    mean = variance * seen / noise**2
    drawn = mean[:, None] + np.sqrt(variance) * rng.normal(size=(count, draws, CORE))
    return Group(drawn, pop.log_density(drawn, np.zeros((count, CORE)), np.full(CORE, 1.4)), design)


def part(group: Group, low: int, high: int) -> Group:
    return Group(group.draws[low:high], group.log_density[low:high], group.design[low:high])


def test_clinics_that_exchange_only_sums_get_the_pooled_answer() -> None:
    everyone = patients(60, 0.5, 1)
    together = learn_population(pooled([everyone]), WIDE).population
    apart = learn_population(
        pooled([part(everyone, 0, 9), part(everyone, 9, 40), part(everyone, 40, 60)]), WIDE
    ).population
    assert np.abs(together.packed() - apart.packed()).max() < 1e-10


def test_the_sums_do_not_grow_with_the_patients() -> None:
    few, many = (pop.sums(patients(n, 0.5, 1, draws=20), WIDE).numbers() for n in (10, 200))
    assert few == many == 1 + 13 + 13 + 16 + 4 + 1


def test_too_few_patients_are_not_summed_for_others() -> None:
    with pytest.raises(NotAllowed, match="Sums of 4 patients stay here"):
        pop.sums_to_share(patients(4, 0.5, 1, draws=20), WIDE)


def test_the_population_is_found_within_its_standard_errors() -> None:
    group = patients(800, 0.6, 2)
    learned = learn_population(pooled([group]), WIDE)
    assert learned.is_settled
    errors = pop.standard_errors(pop.score_products(group, learned.population), 800)
    z = (learned.population.packed() - TRUE.packed()) / errors
    known = np.delete(np.arange(len(z)), [])
    assert np.abs(z[known]).max() < 4
    assert 0.5 < np.sqrt((z**2).mean()) < 1.6


def test_the_naive_regression_is_biased_and_ours_is_not() -> None:
    group = patients(1_500, 1.0, 3)
    naive, *_ = np.linalg.lstsq(group.design, group.draws.mean(axis=1)[:, KAPPA], rcond=None)
    ours = learn_population(pooled([group]), WIDE).population.effects
    assert abs(ours[3] - 0.3) < 0.08
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
    learned = learn_population(total, WIDE)
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
    few = learn_population(pooled([patients(10, 1.0, 6)]), WIDE).population
    assert (few.sd > 0.2).all()
