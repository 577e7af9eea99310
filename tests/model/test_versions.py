import numpy as np
import pytest

from interbeing.domain.emotion import EMOTIONS
from interbeing.model.likelihood import log_likelihood
from interbeing.model.marks import Marked, marked_of, marks_of
from interbeing.model.observe import belief_of, observe, replay
from interbeing.model.parameters import Z, natural, reference_prior
from interbeing.model.unmarked import course_of
from tests.model.exact import lived

PRIOR = reference_prior()
BANK = natural(np.random.default_rng(3).normal(size=(130, Z)), PRIOR)


def marked_in_every_way(count=60, seed=5):
    """Moments with any of their marks missing, invited or not, between exchanges too, at the ends of the scale."""
    rng = np.random.default_rng(seed)

    def mark(values, missing=0.4):
        return None if rng.random() < missing else values[rng.integers(len(values))]

    moments = []
    for place in range(count):
        exchange = rng.random() < 0.8
        labels = {name: mark(EMOTIONS) for name in ("felt", "offered", "perceived")} if exchange else {}
        invited = bool(rng.random() < 0.6)
        gaze = mark((True, False)) if invited else mark((False,))
        told = {"arousal": mark(range(11)), "at_reflection": gaze, "invited": invited, "is_exchange": exchange}
        moments.append(
            Marked(float(rng.exponential(2)), place % 20 == 0, reassured=bool(rng.random() < 0.3), **labels, **told)
        )
    return moments


def log_chances(belief, moments):
    """Give how well each version foretells the moments, followed alone (nats)."""
    marks = marks_of(moments)
    course = course_of(marks.minutes, marks.codes)
    return np.array([log_likelihood(draw, course) for draw in belief.draws])


@pytest.mark.parametrize("versions", [1, 63, 64, 65, 130])
def test_versions_side_by_side_foretell_what_each_foretells_alone(versions):
    belief, moments = belief_of(BANK[:versions]), marked_in_every_way()
    alone = log_chances(belief, moments)
    side_by_side = replay(belief, moments).log_weights
    np.testing.assert_allclose(side_by_side - side_by_side[0], alone - alone[0], atol=1e-10)
    surprise = sum(told for _, told in surprises(belief, moments))
    highest = alone.max()
    assert surprise == pytest.approx(-(highest + np.log(np.exp(alone - highest).mean())), abs=1e-9)


def surprises(belief, moments):
    for moment in moments:
        belief, told = observe(belief, moment)
        yield belief, told


def test_who_sits_beside_a_version_changes_nothing():
    together, moments = replay(belief_of(BANK), marked_in_every_way(30)), marked_in_every_way(30)
    for version in (0, 63, 64, 129):
        alone = replay(belief_of(BANK[[version]]), moments)
        np.testing.assert_array_equal([row[0] for row in alone.rows], [row[version] for row in together.rows])


def test_a_mark_keeps_the_rows_that_it_does_not_touch():
    marks = lived(natural(np.zeros(Z), PRIOR), 1, 1, np.random.default_rng(0))
    before = belief_of(BANK)
    after = observe(before, marked_of(marks)[0]).belief
    assert 2 < sum(one is other for one, other in zip(before.rows, after.rows, strict=True)) < len(before.rows)
