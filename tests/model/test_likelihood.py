import numpy as np
import pytest
from scipy.special import ndtr

from interbeing.model import likelihood
from interbeing.model.marks import Marks
from interbeing.model.parameters import NATURAL, Z, natural, reference_prior
from interbeing.model.slopes import slopes
from interbeing.model.unmarked import course_of
from tests.model.exact import enumerated_log_likelihood, lived, particle_log_likelihood


def patient(seed, sd=0.7):
    return natural(np.random.default_rng(seed).normal(size=Z) * sd, reference_prior())


def hard_course(theta, seed):
    """Any mark missing, marks between exchanges, gaze without invitation, both ends of the scale."""
    rng = np.random.default_rng(seed)
    marks = lived(theta, 3, 15, rng)
    codes = marks.codes.copy()
    codes[rng.random(45) < 0.15, 1] = 0
    for column in range(2, 7):
        codes[rng.random(45) < 0.25, column] = -1
    codes[5:9, 5] = (0, 10, 0, 10)
    codes[20, 6:8] = (1, 0)
    return Marks(marks.minutes, codes)


def total(theta, marks):
    return likelihood.log_likelihood(theta, course_of(marks.minutes, marks.codes))


def slope(theta, marks):
    return likelihood.slope(theta, course_of(marks.minutes, marks.codes))


@pytest.mark.parametrize("seed", range(4))
def test_the_closed_form_equals_every_possibility_written_out(seed):
    theta = patient(seed)
    marks = hard_course(theta, seed)
    assert total(theta, marks) == pytest.approx(enumerated_log_likelihood(theta, marks), abs=1e-9)


@pytest.mark.parametrize("seed", range(4))
def test_the_gradient_equals_finite_differences_in_every_direction(seed):
    theta = patient(seed)
    marks = hard_course(theta, seed + 10)
    found = slope(theta, marks)
    assert found.log_likelihood == total(theta, marks)
    for i in range(NATURAL):
        step = np.zeros(NATURAL)
        step[i] = 1e-5 * max(abs(theta[i]), 0.01)
        numeric = (total(theta + step, marks) - total(theta - step, marks)) / (2 * step[i])
        assert found.by_natural[i] == pytest.approx(numeric, rel=1e-5, abs=1e-4), i


@pytest.mark.parametrize("seed", range(4))
def test_the_gradient_side_by_side_is_that_of_each_alone(seed):
    thetas = np.array([patient(seed), patient(seed + 20)])
    marks = hard_course(thetas[0], seed + 10).first(24)
    log_chances, by_natural = np.empty(2), np.empty((2, NATURAL))
    slopes(thetas, course_of(marks.minutes, marks.codes), log_chances, by_natural)
    for who, theta in enumerate(thetas):
        alone = slope(theta, marks)
        assert log_chances[who] == pytest.approx(alone.log_likelihood, abs=1e-10)
        np.testing.assert_allclose(by_natural[who], alone.by_natural, rtol=1e-10, atol=1e-10)


def test_more_patients_than_places_are_seated_at_several_desks():
    thetas = np.array([patient(seed) for seed in range(70)])
    marks = hard_course(thetas[0], 3)
    course = course_of(marks.minutes, marks.codes)
    log_chances, by_natural = np.empty(70), np.empty((70, NATURAL))
    slopes(thetas, course, log_chances, by_natural)
    one, last = np.empty(1), np.empty((1, NATURAL))
    slopes(thetas[69:], course, one, last)
    assert log_chances[69] == one[0] == pytest.approx(total(thetas[69], marks), abs=1e-10)
    np.testing.assert_array_equal(by_natural[69], last[0])


def test_the_closed_form_stays_within_the_error_of_a_particle_filter_for_the_exact_model():
    differences, errors = [], []
    for seed in range(6):
        rng = np.random.default_rng(seed)
        theta = patient(seed)
        marks = lived(theta, 2, 25, rng)
        runs = [particle_log_likelihood(theta, marks, 4000, rng) for _ in range(6)]
        differences.append(total(theta, marks) - np.mean(runs))
        errors.append(np.std(runs, ddof=1) / np.sqrt(6))
    assert np.max(np.abs(differences) / 50) < 0.01
    assert np.sqrt(np.mean(np.square(errors))) < 0.1


def test_the_particle_filter_notices_a_flipped_sign():
    theta = patient(3)
    marks = lived(theta, 2, 25, np.random.default_rng(3))
    flipped = theta.copy()
    flipped[7] = -flipped[7]
    exact = particle_log_likelihood(theta, marks, 4000, np.random.default_rng(0))
    assert abs(total(flipped, marks) - exact) / 50 > 0.01


def test_one_report_has_the_probability_of_its_interval():
    theta = patient(1)
    root = np.hypot(theta[10], theta[11])
    one = np.full((1, 9), -1)
    one[0, [0, 1, 7, 8]] = (1, 0, 0, 0)
    for report in range(11):
        one[0, 5] = report
        high = 1.0 if report == 10 else ndtr((report + 0.5 - theta[3]) / root)
        low = 0.0 if report == 0 else ndtr((report - 0.5 - theta[3]) / root)
        tolerance = 1e-10 if report in (0, 10) else 0.02
        assert total(theta, Marks(np.array([2.0]), one)) == pytest.approx(np.log(high - low), abs=tolerance)


def test_an_unmarked_label_weighs_as_the_sum_over_all_it_could_have_been():
    theta = patient(2)
    codes = np.array([[1, 1, -1, 1, 4, -1, 0, 0, 0]])
    filled = [np.where(np.arange(9) == 2, f, codes) for f in range(7)]
    minutes = np.array([1.0])
    each = [total(theta, Marks(minutes, one)) for one in filled]
    assert total(theta, Marks(minutes, codes)) == pytest.approx(np.log(np.sum(np.exp(each))), abs=1e-12)


def test_a_moment_with_nothing_marked_is_certain():
    codes = np.array([[1, 1, -1, -1, -1, -1, -1, 1, 0], [0, 0, -1, -1, -1, -1, -1, 0, 0]])
    assert total(patient(5), Marks(np.array([1.0, 3.0]), codes)) == pytest.approx(0.0, abs=1e-9)


def test_feelings_far_from_each_other_can_be_met_in_any_order():
    theta = patient(4)
    theta[10] = 1e-9
    theta[4] = 1e9
    codes = np.array([[1, 1, f, 1, p, -1, 0, 0, 0] for f, p in ((2, 4), (3, 5), (6, 0), (1, 3))])
    marks = Marks(np.ones(4), codes)
    turned = Marks(np.ones(4), codes[::-1].copy())
    assert total(theta, marks) == pytest.approx(total(theta, turned), abs=1e-9)


def test_a_mislabelled_order_of_emotions_is_noticed_by_the_oracle():
    theta = patient(0)
    marks = lived(theta, 2, 25, np.random.default_rng(0))
    shuffled = marks.codes.copy()
    shuffled[:, 4] = np.where(shuffled[:, 4] < 0, -1, (shuffled[:, 4] + 1) % 7)
    assert total(theta, Marks(marks.minutes, shuffled)) < total(theta, marks) - 10
