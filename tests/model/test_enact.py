import numpy as np
import pytest
from scipy.special import ndtr

from interbeing.domain.emotion import Emotion
from interbeing.domain.pacing import Reason, Way
from interbeing.model.advise import Now, outlooks
from interbeing.model.enact import drawn_chances, enact_course
from interbeing.model.likelihood import log_likelihood
from interbeing.model.marks import AROUSAL, AT_REFLECTION, FELT, PERCEIVED, Marked, Marks
from interbeing.model.observe import belief_of, replay
from interbeing.model.parameters import Core, Z, natural, reference_prior
from interbeing.model.unmarked import course_of
from tests.model.exact import Crowd, lived

PRIOR = reference_prior()
TYPICAL = natural(np.zeros(Z), PRIOR)


def enacted(theta, plan, rng):
    out = np.empty_like(plan.codes)
    enact_course(theta, plan.minutes, plan.codes, drawn_chances(rng, len(plan)), out)
    return Marks(plan.minutes, out)


def test_lives_enacted_and_lives_simulated_apart_have_the_same_distribution():
    rng = np.random.default_rng(0)
    plan = lived(TYPICAL, 2, 15, rng, missing=False)
    ours = np.array([enacted(TYPICAL, plan, rng).codes for _ in range(4000)])
    crowd = Crowd(TYPICAL, 4000, rng)
    theirs = []
    for gap, code in zip(plan.minutes, plan.codes, strict=True):
        crowd.drift(gap, code[0])
        near = rng.random(4000) < ndtr(TYPICAL[12] - crowd.a)
        x = (near & (code[7] == 1)).astype(int)
        f = crowd.draw(crowd.felt_chances(x))
        p = crowd.draw(crowd.perceived_chances(f, code[3]))
        crowd.react(x, f, p, code[8])
        y = np.clip(np.round(crowd.a + TYPICAL[11] * rng.normal(size=4000)), 0, 10)
        crowd.learn(x, f, p)
        theirs.append(np.stack([f, p, y, x], axis=1))
    theirs = np.array(theirs).transpose(1, 0, 2)
    columns = (FELT, PERCEIVED, AROUSAL, AT_REFLECTION)
    for place, column in enumerate(columns):
        one, other = ours[:, :, column], theirs[:, :, place]
        error = np.sqrt((one.var(0) + other.var(0)) / 4000 + 1e-9)
        assert np.max(np.abs(one.mean(0) - other.mean(0)) / error) < 4.5
    assert np.corrcoef(ours[:, -1, AROUSAL], ours[:, -2, AROUSAL])[0, 1] == pytest.approx(
        np.corrcoef(theirs[:, -1, 2], theirs[:, -2, 2])[0, 1], abs=0.06
    )


def test_enacted_lives_fit_the_one_who_lived_them_better_than_a_stranger():
    rng = np.random.default_rng(3)
    other = TYPICAL.copy()
    other[Core.UPPER_EDGE] -= 2
    plan = lived(TYPICAL, 3, 40, rng, missing=False, invited=0.8)
    gains = []
    for _ in range(20):
        marks = enacted(TYPICAL, plan, rng)
        course = course_of(marks.minutes, marks.codes)
        gains.append(log_likelihood(TYPICAL, course) - log_likelihood(other, course))
    assert np.mean(gains) > 5


def bank_near_the_edge():
    theta = natural(np.random.default_rng(0).normal(size=(300, Z)) * 0.3, PRIOR)
    return replay(belief_of(theta), [Marked(1.0, is_first=True, arousal=6), Marked(0.5, arousal=6)])


def test_going_closer_risks_more_and_grounding_less_than_staying():
    found = outlooks(bank_near_the_edge(), Now(is_invited=False), np.random.default_rng(1))
    chance = {plan: outlook.leaving.mean for plan, outlook in found.items()}
    assert chance[Way.CLOSER] > chance[Way.STAY] > chance[Way.GROUND]
    assert chance[Way.REASSURE_FIRST] < chance[Way.STAY]
    assert found[Way.GROUND].leaving.low <= found[Way.GROUND].leaving.mean <= found[Way.GROUND].leaving.high


def test_further_from_an_invited_reflection_risks_less():
    found = outlooks(bank_near_the_edge(), Now(is_invited=True), np.random.default_rng(1))
    assert found[Way.FURTHER].leaving.mean < found[Way.STAY].leaving.mean


def test_the_reason_names_what_moves_arousal_most():
    theta = natural(np.zeros((50, Z)), PRIOR)
    theta[:, Core.RHO] = 0.999
    theta[:, Core.BETA_NOVELTY] = 20
    newly = outlooks(belief_of(theta), Now(is_invited=False), np.random.default_rng(1))
    assert newly[Way.STAY].reason is Reason.CARE_IS_NEW
    theta[:, Core.BETA_NOVELTY], theta[:, Core.BETA_SOOTHING] = 0.1, 20
    theta[:, 13:62] = np.tile(np.eye(7)[0] * 0.94 + 0.01, 7)
    soothed = outlooks(belief_of(theta), Now(is_invited=False), np.random.default_rng(1))
    assert soothed[Way.STAY].reason is Reason.CARE_SOOTHES


def test_the_chance_of_leaving_is_the_share_of_simulated_patients_who_leave():
    belief = belief_of(np.tile(TYPICAL, (50, 1)))
    now = Now(is_invited=True, offered=Emotion.COMPASSION, minutes_between=2.0)
    ours = outlooks(belief, now, np.random.default_rng(2))[Way.STAY].leaving.mean
    rng, size = np.random.default_rng(3), 20000
    crowd, gone = Crowd(TYPICAL, size, rng), np.zeros(20000, dtype=bool)
    for _ in range(3):
        crowd.drift(2.0, first=False)
        x = (rng.normal(size=size) < TYPICAL[12] - crowd.a).astype(int)
        f = crowd.draw(crowd.felt_chances(x))
        p = crowd.draw(crowd.perceived_chances(f, 0))
        crowd.react(x, f, p, 0)
        crowd.learn(x, f, p)
        gone |= (crowd.a > TYPICAL[12]) | (crowd.a < 1)
    assert ours == pytest.approx(gone.mean(), abs=0.015)
