from dataclasses import replace

import numpy as np
from scipy.special import softmax

from interbeing.model.parameters import CORE, CORE_MEANS, K, Z, linked, natural, parts, quantity_names, reference_prior

RNG = np.random.default_rng(1)


def test_the_typical_patient_has_the_prior_means_of_the_model():
    core = parts(natural(np.zeros(Z), reference_prior())).core
    np.testing.assert_allclose(core, CORE_MEANS, rtol=1e-14)


def test_linking_and_naturalising_are_inverse():
    z = RNG.normal(size=(20, Z))
    prior = reference_prior()
    back = linked(natural(z, prior)[:, :CORE])
    np.testing.assert_allclose((back - prior.core_mean) / prior.core_sd, z[:, :CORE], atol=1e-9)


def test_the_template_is_the_softmax_of_correlated_rows_with_neutral_at_zero():
    z = RNG.normal(size=Z)
    prior = replace(reference_prior(), template_factor=np.tril(RNG.normal(size=(6, 7, 7))))
    spread = np.einsum("jfg,gj->fj", prior.template_factor, z[CORE : CORE + 42].reshape(7, 6))
    logits = prior.template_mean + spread
    with_neutral = np.insert(logits, 1, 0.0, axis=1)
    np.testing.assert_allclose(parts(natural(z, prior)).template, softmax(with_neutral, axis=1), rtol=1e-12)


def test_template_rows_share_a_style_and_keep_their_own_part():
    for factor in reference_prior().template_factor:
        np.testing.assert_allclose(factor @ factor.T, 0.49 * np.eye(K) + 1.0, rtol=1e-12)


def test_every_natural_value_has_one_name():
    names = quantity_names()
    assert len(set(names)) == natural(np.zeros(Z), reference_prior()).size
    assert names[CORE + 2 * K + 4] == "template[sadness>anger]"
