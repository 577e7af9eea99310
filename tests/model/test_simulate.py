"""Imagined patients: every step follows its equation, and a patient's fate depends on nobody else."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats
from scipy.special import ndtr

from interbeing.domain.errors import BadInput
from interbeing.model import abreast, learn
from interbeing.model.marks import AROUSAL, AT_REFLECTION, FELT, INVITED, OFFERED, PERCEIVED, REASSURED
from interbeing.model.parameters import FELT_ELSEWHERE, LAPSE, THREAT, Core, K, parts, reference_prior
from interbeing.model.plan import Lived, Plan
from interbeing.model.simulate import draw_people, live_courses

PRIOR = reference_prior()
SEEN = {"missing_report": 0.0, "missing_perceived": 0.0, "missing_gaze": 0.0, "missing_label": 0.0}


def alike(count: int, **core: float) -> np.ndarray:
    """Patients who are all the same, with strong expectations so that learning hardly moves them."""
    person = draw_people(PRIOR, 3, 0, 1)[0]
    for name, value in {"kappa": 1e9, "kappa_s": 1e9, **core}.items():
        person[Core[name.upper()]] = value
    return np.tile(person, (count, 1))


def fits(seen: np.ndarray, expected: np.ndarray) -> bool:
    """Chi-squared agreement of counts with probabilities, at a level that a fixed seed passes unless it is wrong."""
    return bool(stats.chisquare(seen, expected / expected.sum() * seen.sum()).pvalue > 1e-3)


@pytest.fixture(scope="module")
def lived() -> tuple[np.ndarray, Lived]:
    people = alike(2_000)
    return people[0], live_courses(people, Plan(2, 40, **SEEN), 11, 0, keeps_path=True)


def test_feelings_away_from_the_mirror_follow_the_base_rates(lived) -> None:
    codes = lived[1].codes.reshape(-1, 9)
    felt = codes[codes[:, AT_REFLECTION] == 0, FELT]
    assert fits(np.bincount(felt, minlength=K), np.array(FELT_ELSEWHERE))


def test_feelings_at_the_mirror_follow_the_attitude_to_the_own_reflection(lived) -> None:
    person, course = lived
    codes = course.codes.reshape(-1, 9)
    felt = codes[codes[:, AT_REFLECTION] == 1, FELT]
    assert fits(np.bincount(felt, minlength=K), (1 - LAPSE) * parts(person).reflection + LAPSE / K)


def test_readings_mix_recognition_with_expectation(lived) -> None:
    person, course = lived
    codes = course.codes.reshape(-1, 9)
    rho, template = person[Core.RHO], parts(person).template
    for felt in range(K):
        for offered in (0, 1):
            rows = codes[(codes[:, FELT] == felt) & (codes[:, OFFERED] == offered)]
            chance = rho * (np.arange(K) == offered) + (1 - rho) * template[felt]
            assert fits(np.bincount(rows[:, PERCEIVED], minlength=K), (1 - LAPSE) * chance + LAPSE / K)


def test_arousal_drifts_is_driven_and_is_avoided_as_the_equations_say(lived) -> None:
    person, course = lived
    core, template = person[: len(Core)], parts(person).template
    rest, tau, sigma, upper = (
        core[Core.RESTING_AROUSAL],
        core[Core.TAU_MINUTES],
        core[Core.SIGMA_PROCESS],
        core[Core.UPPER_EDGE],
    )
    codes, arousal = course.codes, course.path[..., 0]
    kept = np.exp(-course.minutes / tau)
    read, felt, mirror = codes[..., PERCEIVED], codes[..., FELT], codes[..., AT_REFLECTION]
    expected = template[felt, 0]
    care = np.where(read == 0, core[Core.BETA_NOVELTY] * (1 - expected) - core[Core.BETA_SOOTHING] * expected, 0)
    drive = core[Core.BETA_GAZE] * mirror + core[Core.BETA_THREAT] * np.array(THREAT)[read] + care
    drive -= core[Core.BETA_REASSURANCE] * codes[..., REASSURED]
    drifted = arousal - (1 - kept) * drive
    before = np.concatenate([np.full((len(arousal), 1), rest), arousal[:, :-1]], axis=1)
    carried = np.where(np.arange(arousal.shape[1]) % 40 == 0, 0.0, kept)
    noise = (drifted - rest - carried * (before - rest)) / (sigma * np.sqrt(1 - carried**2))
    assert stats.kstest(noise.ravel(), "norm").pvalue > 1e-3
    invited = codes[..., INVITED] == 1
    chance = ndtr(upper - drifted)
    assert not mirror[~invited].any()
    for low, high in [(0, 0.2), (0.2, 0.5), (0.5, 0.8), (0.8, 0.99)]:
        inside = invited & (chance > low) & (chance <= high)
        spread = np.sqrt((chance[inside] * (1 - chance[inside])).sum())
        assert abs(mirror[inside].sum() - chance[inside].sum()) < 4 * spread
    gate = ndtr(2 * (upper - arousal)) - ndtr(2 * (1 - arousal))
    assert np.abs(course.path[..., 1] - gate).max() < 5e-9


def test_reports_round_noisy_arousal_and_stay_on_the_scale(lived) -> None:
    person, course = lived
    arousal, report = course.path[..., 0].ravel(), course.codes[..., AROUSAL].ravel()
    sigma = person[Core.SIGMA_REPORT]
    cuts = np.concatenate([[-np.inf], np.arange(0.5, 10), [np.inf]])
    expected = np.diff(ndtr((cuts - arousal[:, None]) / sigma), axis=1).sum(axis=0)
    rare = expected > 5
    assert fits(report_counts := np.bincount(report, minlength=11)[rare], expected[rare]), report_counts


def test_only_what_happened_inside_the_window_is_learned() -> None:
    people = alike(50, kappa=20.0, kappa_s=30.0)
    course = live_courses(people, Plan(3, 30, **SEEN), 4, 0, keeps_path=True)
    felt, read = course.codes[..., FELT], course.codes[..., PERCEIVED]
    gate, mirror = course.path[..., 1], course.codes[..., AT_REFLECTION]
    for i in range(50):
        weight = 20.0 * parts(people[i]).template.copy()
        np.add.at(weight, (felt[i], read[i]), gate[i])
        own = 30.0 * parts(people[i]).reflection.copy()
        np.add.at(own, read[i], gate[i] * mirror[i])
        assert np.abs(course.expects[i, :K] - weight / weight.sum(axis=1, keepdims=True)).max() < 1e-12
        assert np.abs(course.expects[i, K] - own / own.sum()).max() < 1e-12


def test_marks_are_missing_as_often_as_the_plan_says() -> None:
    course = live_courses(alike(200), Plan(5, 40), 8, 0)
    n = course.codes[..., 0].size
    for column, chance in [(AROUSAL, 0.2), (PERCEIVED, 0.1), (AT_REFLECTION, 0.05), (FELT, 0.03), (OFFERED, 0.03)]:
        missing = (course.codes[..., column] == -1).sum()
        assert abs(missing - n * chance) < 4 * np.sqrt(n * chance * (1 - chance))
    assert abs(course.minutes.mean() - 1.0) < 4 / np.sqrt(n)


def test_a_patient_fares_the_same_alone_and_in_company() -> None:
    plan = Plan(2, 20)
    together = live_courses(draw_people(PRIOR, 9, 0, 10), plan, 9, 0)
    alone = live_courses(draw_people(PRIOR, 9, 7, 1), plan, 9, 7)
    assert together.codes[7].tobytes() == alone.codes[0].tobytes()
    assert together.minutes[7].tobytes() == alone.minutes[0].tobytes()
    other = live_courses(draw_people(PRIOR, 10, 7, 1), plan, 10, 7)
    assert other.codes.tobytes() != alone.codes.tobytes()


def test_drawn_patients_follow_the_prior() -> None:
    people = draw_people(PRIOR, 21, 0, 20_000)
    assert stats.kstest(people[:, Core.UPPER_EDGE], "norm", (7, 1)).pvalue > 1e-3
    assert stats.kstest(np.log(people[:, Core.KAPPA] / 20), "norm").pvalue > 1e-3
    assert np.abs(parts(people).template.sum(axis=-1) - 1).max() < 1e-12


def test_a_schedule_is_followed_along_the_session() -> None:
    plan = replace(Plan(3, 4, **SEEN), invited=np.array([0.0, 1.0]), reassured=np.array([1.0, 0.0, 0.0, 0.0]))
    codes = live_courses(alike(5), plan, 2, 0).codes
    assert (codes[..., INVITED] == np.tile([0, 1], 6)).all()
    assert (codes[..., REASSURED] == np.tile([1, 0, 0, 0], 3)).all()


def test_an_empty_course_is_refused() -> None:
    with pytest.raises(BadInput, match="at least one session"):
        Plan(0, 10)


def test_who_sits_beside_a_patient_does_not_matter() -> None:
    people = draw_people(PRIOR, 5, 0, 37)
    together = live_courses(people, Plan(2, 10), 5, 0, keeps_path=True)
    for first, count in ((0, 1), (20, 3), (31, 6)):
        apart = live_courses(people[first : first + count], Plan(2, 10), 5, first, keeps_path=True)
        for ours, theirs in zip(apart, together, strict=True):
            assert np.array_equal(ours, theirs[first : first + count])


def test_the_simulator_drives_arousal_as_the_engine_does() -> None:
    rng = np.random.default_rng(9)
    for theta in draw_people(reference_prior(), 9, 0, 20):
        at_mirror, reassured, read, expected = rng.integers(2), rng.integers(2), rng.integers(7), rng.random()
        ours = abreast.drive(theta, at_mirror, reassured, read, expected)
        theirs = learn.drive(theta, at_mirror, read, reassured, expected)
        assert abs(ours - theirs) < 1e-12
        compassion = abreast.drive(theta, 0, 0, 0, expected)
        by_hand = theta[7] * (1 - expected) - theta[8] * expected
        assert abs(compassion - by_hand) < 1e-12
