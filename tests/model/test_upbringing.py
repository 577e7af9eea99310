"""Childhoods: what came back to a feeling is what that feeling later expects."""

import numpy as np
import pytest

from interbeing.domain.emotion import EMOTIONS, Emotion
from interbeing.domain.errors import BadInput
from interbeing.model.marks import FELT, PERCEIVED
from interbeing.model.parameters import Core, Rule, parts, reference_prior
from interbeing.model.plan import Lived, Plan
from interbeing.model.simulate import live_courses
from interbeing.model.upbringing import INSTANCES, Strength, raise_people, upbringing

ANGER, SADNESS, FEAR = (EMOTIONS.index(e) for e in (Emotion.ANGER, Emotion.SADNESS, Emotion.FEAR))
PRIOR = reference_prior()


def test_sadness_met_by_anger_expects_anger_and_other_feelings_do_not() -> None:
    raised = raise_people(upbringing("anger-for-sadness"), PRIOR, 1, 0, 500)
    template = parts(raised.people).template.mean(axis=0)
    assert template[SADNESS, ANGER] > 0.35
    assert template[FEAR, ANGER] < 0.2
    assert (raised.history.sum(axis=2) == INSTANCES).all()
    assert raised.history[:, SADNESS, ANGER].mean() > 2 * raised.history[:, FEAR, ANGER].mean()


def test_attuned_people_expect_more_compassion_and_recognise_better() -> None:
    attuned, unattuned = (raise_people(upbringing(n), PRIOR, 2, 0, 500) for n in ("attuned", "unattuned"))
    assert (parts(attuned.people).template[..., 0].mean() - parts(unattuned.people).template[..., 0].mean()) > 0.4
    assert attuned.people[:, Core.RHO].mean() > unattuned.people[:, Core.RHO].mean() + 0.1


def test_the_modal_rule_keeps_only_the_most_frequent_answer() -> None:
    raised = raise_people(upbringing("anger-for-sadness"), reference_prior(Rule.MODAL), 3, 0, 200)
    largest = parts(raised.people).template[:, SADNESS].max(axis=1)
    assert np.median(largest) > 0.85


def test_strength_follows_care_and_sensitivity_for_better_and_for_worse() -> None:
    told = Strength(base=2.0, care=0.1, sensitivity=0.2, interaction=0.4, noise=0.3)
    raised = raise_people(upbringing("mixed"), PRIOR, 4, 0, 4_000, told)
    design = np.column_stack([np.ones(4_000), raised.care, raised.sensitivity, raised.care * raised.sensitivity])
    found, *_ = np.linalg.lstsq(design, np.log(raised.people[:, Core.KAPPA]), rcond=None)
    assert np.abs(found - [2.0, 0.1, 0.2, 0.4]).max() < 0.03


def test_a_person_is_raised_the_same_alone_and_in_company() -> None:
    together = raise_people(upbringing("mixed"), PRIOR, 5, 0, 10)
    alone = raise_people(upbringing("mixed"), PRIOR, 5, 6, 1)
    assert together.people[6].tobytes() == alone.people[0].tobytes()


def test_an_unknown_upbringing_is_refused_with_the_known_ones() -> None:
    with pytest.raises(BadInput, match="choose one of attuned, unattuned"):
        upbringing("perfect")


def read_of_care(name: str) -> Lived:
    """What people of a childhood read in an hour of compassionate faces."""
    plan = Plan(1, 60, offers=np.eye(7)[[0]], missing_label=0.0, missing_perceived=0.0)
    return live_courses(raise_people(upbringing(name), PRIOR, 6, 0, 300).people, plan, 6, 0)


def test_lived_through_the_childhoods_replay_the_seed() -> None:
    attuned, unattuned, angry = (read_of_care(name) for name in ("attuned", "unattuned", "anger-for-sadness"))
    compassion = [float((course.codes[..., PERCEIVED] == 0).mean()) for course in (attuned, unattuned)]
    assert compassion[0] > compassion[1] + 0.1
    read, felt = angry.codes[..., PERCEIVED], angry.codes[..., FELT]
    as_anger = {feeling: float((read[felt == feeling] == ANGER).mean()) for feeling in (SADNESS, FEAR)}
    assert as_anger[SADNESS] > 2 * as_anger[FEAR]
    sad = attuned.codes[..., FELT] == SADNESS
    assert as_anger[SADNESS] > 3 * float((attuned.codes[..., PERCEIVED][sad] == ANGER).mean())
