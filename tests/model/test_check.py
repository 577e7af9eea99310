import numpy as np
import pytest

from interbeing.domain.fit import Figure, Lack, Telling, Verdict
from interbeing.model.check import check, lacks, told
from interbeing.model.marks import AROUSAL, AT_REFLECTION, PERCEIVED, Marks
from interbeing.model.parameters import Core, Rule, Z, natural, parts, reference_prior
from interbeing.model.posterior import TO_FORETELL, posterior
from interbeing.model.rules import compare_rules, compared, foretold_nats
from tests.model.exact import lived

PRIOR = reference_prior()
RNG = np.random.default_rng(0)


@pytest.fixture(scope="module")
def ordinary():
    marks = lived(natural(np.zeros(Z), PRIOR), 4, 25, np.random.default_rng(8))
    return posterior(PRIOR, marks, np.random.default_rng(0), 400, TO_FORETELL), marks


def test_a_patient_of_the_model_is_explained_by_it(ordinary):
    found = check(*ordinary, np.random.default_rng(1))
    assert set(found) == set(Figure)
    assert sum(each.is_explained for each in found.values()) >= 6


def test_reports_that_jump_as_no_arousal_does_are_not_explained():
    marks = lived(natural(np.zeros(Z), PRIOR), 4, 25, np.random.default_rng(8), missing=False)
    codes = marks.codes.copy()
    codes[:, AROUSAL] = np.where(np.arange(100) % 2, 1, 7)
    jumping = Marks(np.full(100, 0.2), codes)
    found = check(
        posterior(PRIOR, jumping, np.random.default_rng(0), 400, TO_FORETELL), jumping, np.random.default_rng(1)
    )
    assert not all(each.is_explained for each in found.values())


def test_figures_never_marked_are_left_out(ordinary):
    found, marks = ordinary
    codes = marks.codes.copy()
    codes[:, AT_REFLECTION] = -1
    assert Figure.LOOKED_WHEN_INVITED not in check(found, Marks(marks.minutes, codes), RNG)


def test_recognition_is_told_by_a_hundred_moments_and_soothing_is_not(ordinary):
    found = told(ordinary[0])
    assert found[Core.RHO] is Telling.TOLD
    assert found[Core.BETA_SOOTHING] is Telling.NOT_TOLD


def test_what_marks_lack_is_said():
    marks = lived(natural(np.zeros(Z), PRIOR), 2, 25, np.random.default_rng(8), offers=np.eye(7)[0])
    assert Lack.ONE_KIND_OF_OFFER in lacks(marks)
    codes = marks.codes.copy()
    codes[:, [AROUSAL, PERCEIVED, AT_REFLECTION]] = -1
    missing = {Lack.NO_AROUSAL_REPORTS, Lack.NO_PERCEIVED_MARKS, Lack.NO_GAZE_MARKS}
    assert missing <= set(lacks(Marks(marks.minutes, codes)))
    mixed = lived(natural(np.zeros(Z), PRIOR), 2, 25, np.random.default_rng(8), invited=0.8)
    assert not missing & set(lacks(mixed))


def history():
    return np.array([np.random.default_rng(f).multinomial(60, np.array([2, 2, 1, 1, 4, 3, 1]) / 14) for f in range(7)])


@pytest.mark.parametrize(
    ("rule", "count", "verdict"),
    [
        (Rule.MODAL, 40, Verdict.MODAL),
        (Rule.PROPORTIONAL, 20, Verdict.UNDECIDED),
        (Rule.PROPORTIONAL, 100, Verdict.PROPORTIONAL),
    ],
)
def test_the_rule_a_patient_lives_by_is_found_once_the_moments_suffice(rule, count, verdict):
    theta = natural(np.zeros(Z), PRIOR)
    theta[Core.RHO], theta[Core.KAPPA] = 0.15, 60
    template = history() / 60 if rule is Rule.PROPORTIONAL else np.eye(7)[history().argmax(1)] * 0.93 + 0.01
    parts(theta).template[:] = template
    marks = lived(theta, 1, count, np.random.default_rng(4))
    found = compare_rules(history(), marks, np.random.default_rng(1))
    assert found.verdict is verdict
    assert found.moments == count


def test_moments_without_labels_leave_the_rule_undecided():
    marks = lived(natural(np.zeros(Z), PRIOR), 1, 20, np.random.default_rng(4))
    codes = marks.codes.copy()
    codes[:, [2, 4]] = -1
    assert compare_rules(history(), Marks(marks.minutes, codes), RNG).verdict is Verdict.UNDECIDED


def test_a_difference_within_its_error_is_undecided():
    assert compared(np.array([5.0, -4.0] * 10)).verdict is Verdict.UNDECIDED
    assert compared(np.full(20, 0.01)).verdict is Verdict.UNDECIDED
    assert compared(np.full(20, 0.5)).verdict is Verdict.MODAL
    assert compared(np.full(20, 0.5)).standard_error == 0.0


def test_foretelling_never_uses_the_moment_itself_or_what_came_later():
    marks = lived(natural(np.zeros(Z), PRIOR), 1, 12, np.random.default_rng(4))
    whole = foretold_nats(PRIOR, marks, np.random.default_rng(2))
    short = foretold_nats(PRIOR, marks.first(8), np.random.default_rng(2))
    np.testing.assert_array_equal(whole[:8], short)
