import numpy as np
import pytest
from scipy.special import gammaln, psi
from scipy.stats import dirichlet_multinomial

from interbeing.domain.emotion import EMOTIONS, Emotion
from interbeing.model.marks import marks_of
from interbeing.model.parameters import Core, Prior, Rule, Z, natural, parts, reference_prior
from interbeing.model.posterior import TO_FORETELL, Demand, posterior
from interbeing.model.prior import (
    REPORTS_STRENGTH,
    SensitivityEffect,
    digamma,
    prior_for,
    reports_weight,
    with_sensitivity,
)
from interbeing.model.target import climb
from interbeing.model.unmarked import course_of
from tests.model.exact import lived

SADNESS, ANGER = EMOTIONS.index(Emotion.SADNESS), EMOTIONS.index(Emotion.ANGER)


def anger_for_sadness(times=20):
    history = np.zeros((7, 7))
    history[SADNESS, ANGER] = times
    return history


@pytest.mark.parametrize("x", [1e-6, 0.1, 1.0, 3.7, 8.0, 100.0])
def test_digamma_is_the_derivative_of_log_gamma(x):
    assert digamma(x) == pytest.approx(psi(x), rel=1e-9)


def test_reports_follow_a_dirichlet_multinomial_up_to_the_count_of_orders():
    template = np.random.default_rng(1).dirichlet(np.ones(7))
    weights = []
    for counts in ((3, 0, 1, 0, 9, 0, 2), (0, 0, 0, 0, 14, 1, 0)):
        prior = prior_for(np.tile(counts, (7, 1)), reliability=1.0)
        ours = reports_weight(prior.packed(), 2, template, np.empty(7))
        alpha = REPORTS_STRENGTH * template
        orders = dirichlet_multinomial.logpmf(counts, alpha, 15)
        weights.append(orders - ours)
    expected = [gammaln(16) - gammaln(np.array(c) + 1).sum() for c in ((3, 0, 1, 0, 9, 0, 2), (0, 0, 0, 0, 14, 1, 0))]
    np.testing.assert_allclose(weights, expected, rtol=1e-10)


@pytest.mark.parametrize("rule", Rule)
def test_the_gradient_by_z_equals_finite_differences_with_reports_and_marks(rule):
    rng = np.random.default_rng(3)
    prior = prior_for(rng.integers(0, 9, (7, 7)), rule)
    marks = lived(natural(np.zeros(Z), reference_prior()), 2, 15, rng)
    z = rng.normal(size=Z) * 0.5

    def density(point):
        return climb(point, prior.packed(), course_of(marks.minutes, marks.codes))

    found = density(z)
    for i in range(Z):
        step = np.zeros(Z)
        step[i] = 1e-5
        numeric = (density(z + step).log_density - density(z - step).log_density) / 2e-5
        assert found.by_z[i] == pytest.approx(numeric, rel=1e-5, abs=1e-4), i


def test_without_marks_the_posterior_is_the_prior():
    found = posterior(reference_prior(), marks_of([]), np.random.default_rng(0), 4000, Demand(paths=64))
    assert np.max(np.abs(found.z.mean(0))) < 0.12
    assert np.max(np.abs(found.z.std(0) - 1)) < 0.1


def expected_anger(prior: Prior):
    draws = posterior(prior, marks_of([]), np.random.default_rng(0), 800, TO_FORETELL).natural
    return parts(draws).template[:, SADNESS, ANGER].mean()


def test_a_child_met_with_anger_in_sadness_is_expected_to_read_anger_in_sadness():
    none, few, many = (expected_anger(prior_for(anger_for_sadness(times))) for times in (0, 10, 60))
    assert none < few - 0.1 < many - 0.2


def test_reports_of_more_reliable_memory_move_the_expectation_further():
    history = anger_for_sadness(10)
    assert expected_anger(prior_for(history, reliability=0.1)) < expected_anger(prior_for(history, reliability=1.0))


def test_sensitivity_makes_good_care_stronger_and_bad_care_stronger():
    effect = SensitivityEffect(by_both=0.3)
    base = reference_prior()
    means = {
        (care, g): with_sensitivity(base, care, g, effect).core_mean[Core.KAPPA] - base.core_mean[Core.KAPPA]
        for care in (-1, 1)
        for g in (-1, 1)
    }
    assert means[1, 1] == pytest.approx(0.3)
    assert means[-1, 1] == pytest.approx(-0.3)


def test_the_modal_rule_reads_nearly_always_the_most_frequent_response():
    modal = parts(natural(np.zeros(Z), reference_prior(Rule.MODAL))).template[SADNESS]
    plain = parts(natural(np.zeros(Z), reference_prior())).template[SADNESS]
    np.testing.assert_allclose(modal, plain**8 / (plain**8).sum(), rtol=1e-10)


def test_a_history_with_negative_counts_is_refused_with_a_remedy():
    with pytest.raises(ValueError, match="counts from 0 upwards"):
        prior_for(-anger_for_sadness())
