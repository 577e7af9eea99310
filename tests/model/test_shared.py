"""What people share is read out of their draws as the prior that drew them says, and gives that prior back."""

import numpy as np

from interbeing.domain.emotion import EMOTIONS
from interbeing.model.parameters import CORE, FREE, Rule, Z, linked, natural, parts, reference_prior
from interbeing.model.shared import AVERAGE_SD, SHARED, SHARED_NAMES, Lying, lying, prior_lying, shared

RNG = np.random.default_rng(0)
ELSEWHERE = Lying(RNG.normal(size=SHARED), RNG.uniform(0.3, 1.5, SHARED))


def test_under_the_reference_prior_what_is_shared_is_standard_normal() -> None:
    at = lying(reference_prior())
    np.testing.assert_allclose(at.mean, np.zeros(SHARED), atol=1e-12)
    np.testing.assert_allclose(at.sd, np.ones(SHARED), rtol=1e-12)


def test_a_prior_made_to_lie_somewhere_lies_there() -> None:
    at = lying(prior_lying(ELSEWHERE, Rule.MODAL))
    np.testing.assert_allclose(at.mean, ELSEWHERE.mean, atol=1e-12)
    np.testing.assert_allclose(at.sd, ELSEWHERE.sd, rtol=1e-12)


def test_draws_of_a_prior_share_what_it_says_and_no_more() -> None:
    prior = prior_lying(ELSEWHERE, Rule.PROPORTIONAL)
    y = shared(RNG.normal(size=(20_000, Z)), prior)
    np.testing.assert_allclose(y.mean(axis=0), ELSEWHERE.mean, atol=0.05)
    np.testing.assert_allclose(np.cov(y.T), np.diag(ELSEWHERE.sd**2), atol=0.08)


def test_what_is_shared_can_be_read_from_the_natural_values() -> None:
    prior, reference = prior_lying(ELSEWHERE, Rule.PROPORTIONAL), reference_prior()
    z = RNG.normal(size=(5, Z))
    y, theta = shared(z, prior), natural(z, prior)
    logits = np.log(parts(theta).template) - np.log(parts(theta).template[..., [1]])
    style = (np.delete(logits, 1, axis=-1) - reference.template_mean).mean(axis=1) / AVERAGE_SD
    np.testing.assert_allclose(y[:, CORE : CORE + FREE], style, atol=1e-9)
    core = (linked(theta[:, :CORE]) - reference.core_mean) / reference.core_sd
    np.testing.assert_allclose(y[:, :CORE], core, atol=1e-9)


def test_style_and_attitude_are_named_by_response() -> None:
    assert len(set(SHARED_NAMES)) == SHARED
    assert SHARED_NAMES[CORE] == f"style[{EMOTIONS[0]}]"
    assert SHARED_NAMES[-1] == f"attitude[{EMOTIONS[-1]}]"


def test_what_one_feeling_brings_beside_the_style_stays_as_it_was() -> None:
    factor = prior_lying(ELSEWHERE, Rule.PROPORTIONAL).template_factor
    contrast = np.eye(7)[2] - np.eye(7)[3]
    for own, usual in zip(factor, reference_prior().template_factor, strict=True):
        np.testing.assert_allclose(np.linalg.norm(contrast @ own), np.linalg.norm(contrast @ usual), rtol=1e-12)
