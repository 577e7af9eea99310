import numpy as np
import pytest
from scipy.special import log_ndtr, ndtr
from scipy.stats import norm

from interbeing.model.normal import below, edge, logarithm


@pytest.mark.parametrize("x", np.linspace(-37, 9, 93))
def test_area_height_and_log_area_are_right_to_eleven_digits_even_far_out(x):
    assert below(x).area == pytest.approx(ndtr(x), rel=1e-11)
    assert below(x).height == pytest.approx(norm.pdf(x), rel=1e-13)
    assert np.log(edge(x).factor) + edge(x).nats == pytest.approx(log_ndtr(x), rel=1e-11, abs=1e-12)
    assert edge(x).pull == pytest.approx(np.exp(norm.logpdf(x) - log_ndtr(x)), rel=1e-11)


def test_the_far_tail_does_not_overflow():
    assert edge(-1e4).pull == pytest.approx(1e4, rel=1e-6)
    assert edge(-1e4).nats == -5e7
    assert 0 < edge(-1e4).factor < 1e-4


def test_the_logarithm_is_the_systems_own_to_the_last_digits():
    x = np.concatenate([np.logspace(-300, 300, 4001), np.linspace(0.5, 2, 4001), (np.arange(64) + 0.5) * 2.0**-32])
    ours, theirs = np.array([logarithm(each) for each in x]), np.log(x)
    assert np.max(np.abs(ours - theirs) / np.maximum(np.abs(theirs), 1e-3)) < 4e-16
