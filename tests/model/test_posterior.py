import numpy as np
import pytest

from interbeing.model.mixing import mixing
from interbeing.model.parameters import Core, Z, natural, reference_prior
from interbeing.model.posterior import Demand, NotSettledError, posterior
from tests.model.exact import lived

QUICK = Demand(paths=10, least_ess=100, greatest_rhat=1.1)


def test_independent_draws_are_worth_their_number():
    found = mixing(np.random.default_rng(0).normal(size=(4, 1000, 20)))
    assert np.all((found.ess > 3000) & (found.ess < 5200))
    assert found.rhat.max() < 1.01


def test_draws_that_remember_are_worth_as_many_as_theory_says():
    rng = np.random.default_rng(1)
    chains = rng.normal(size=(4, 4000, 10))
    for t in range(1, 4000):
        chains[:, t] = 0.6 * chains[:, t - 1] + 0.8 * chains[:, t]
    assert mixing(chains).ess.mean() == pytest.approx(16000 * 0.4 / 1.6, rel=0.1)


def test_chains_in_different_places_are_noticed():
    chains = np.random.default_rng(2).normal(size=(4, 200, 3))
    chains[0, :, 1] += 3
    found = mixing(chains)
    assert found.rhat[1] > 1.2 > found.rhat[[0, 2]].max()
    assert found.ess[1] < 50


def test_chains_that_began_in_one_place_and_stayed_near_it_are_noticed():
    chains = np.random.default_rng(3).normal(size=(64, 28, 2))
    chains[:16, :, 1] += 1
    assert mixing(chains).rhat[0] < 1.01 < 1.05 < mixing(chains).rhat[1]


def test_ninety_percent_intervals_cover_about_ninety_percent_of_the_truth():
    prior, inside, ranks = reference_prior(), [], []
    for seed in range(6):
        rng = np.random.default_rng(100 + seed)
        z = rng.normal(size=Z)
        found = posterior(prior, lived(natural(z, prior), 4, 25, rng), rng, 600, QUICK)
        low, high = np.quantile(found.z, [0.05, 0.95], axis=0)
        inside.append((z > low) & (z < high))
        ranks.append((found.z < z).mean(0))
    assert 0.84 < np.mean(inside) < 0.95
    assert 0.4 < np.mean(ranks) < 0.6


def test_a_course_tells_how_strongly_offers_are_recognised():
    prior, z = reference_prior(), np.zeros((2, Z))
    z[:, Core.RHO] = (-2.0, 2.0)
    rng = np.random.default_rng(5)
    found = [
        posterior(prior, lived(natural(one, prior), 3, 30, rng), rng, 400, QUICK).natural[:, Core.RHO] for one in z
    ]
    assert np.quantile(found[0], 0.95) < np.quantile(found[1], 0.05)


def test_the_same_seed_gives_the_same_draws():
    prior = reference_prior()
    marks = lived(natural(np.zeros(Z), prior), 1, 30, np.random.default_rng(0))
    twice = [posterior(prior, marks, np.random.default_rng(7), 400, QUICK).z for _ in range(2)]
    np.testing.assert_array_equal(*twice)


def test_draws_that_did_not_settle_are_refused():
    prior = reference_prior()
    marks = lived(natural(np.zeros(Z), prior), 1, 10, np.random.default_rng(0))
    with pytest.raises(NotSettledError, match="did not settle"):
        posterior(prior, marks, np.random.default_rng(7), 400, Demand(paths=4, doublings=0))
