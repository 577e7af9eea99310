"""What does one moment of likelihood and exact gradient cost, beside the same filter in JAX on the processor?"""

import numpy as np
from measured import best_seconds, line, say

from interbeing.model.likelihood import log_likelihood
from interbeing.model.marks import Marks
from interbeing.model.parameters import Z, natural, reference_prior
from interbeing.model.plan import Plan
from interbeing.model.simulate import draw_people, live_courses
from interbeing.model.target import climb, climb_all
from interbeing.model.unmarked import course_of

PRIOR = reference_prior()


def course(sessions: int, moments: int, *, is_whole: bool) -> Marks:
    """A simulated course; whole: every label and gaze mark is made, a fifth of the reports is not."""
    whole = {"missing_perceived": 0.0, "missing_gaze": 0.0, "missing_label": 0.0} if is_whole else {}
    return live_courses(draw_people(PRIOR, 3, 0, 1), Plan(sessions, moments, **whole), 3, 0).marks(0)


def ours(marks: Marks) -> tuple[float, float]:
    """Nanoseconds a moment: likelihood, posterior density with gradient by z."""
    packed, walked, z = PRIOR.packed(), course_of(marks.minutes, marks.codes), np.zeros(Z)
    theta = natural(z, PRIOR)

    value = best_seconds(lambda: log_likelihood(theta, walked))
    slope = best_seconds(lambda: climb(z, packed, walked))
    return value / len(marks) * 1e9, slope / len(marks) * 1e9


def side_by_side(marks: Marks) -> float:
    """Nanoseconds a moment for each of 64 sets of quantities at one desk, density with gradient by z."""
    packed, walked = PRIOR.packed(), course_of(marks.minutes, marks.codes)
    many = np.random.default_rng(1).normal(size=(64, Z)) * 0.3
    return best_seconds(lambda: climb_all(many, packed, walked)) / len(marks) / 64 * 1e9


def main() -> None:
    say("nanoseconds a moment, 10 sessions x 40 moments, one patient", ("jax",))
    whole, usual = course(10, 40, is_whole=True), course(10, 40, is_whole=False)
    value, slope = ours(whole)
    line("ours, likelihood, labels whole", value, "ns", value)
    line("ours, density and gradient, labels whole", slope, "ns", slope)
    usual_value, usual_slope = ours(usual)
    line("ours, likelihood, marks missing as usual", usual_value, "ns", value)
    line("ours, density and gradient, marks missing as usual", usual_slope, "ns", slope)
    together = side_by_side(whole)
    line("ours, 64 sets at once, labels whole, each", together, "ns", together)
    line("ours, 64 sets at once, marks missing as usual, each", side_by_side(usual), "ns", together)
    import jax
    from peers.jax_filter import log_posterior

    density = log_posterior(PRIOR, whole.minutes, whole.codes)
    z = jax.numpy.asarray(np.random.default_rng(1).normal(size=Z) * 0.3)
    mine = climb(np.asarray(z), PRIOR.packed(), course_of(whole.minutes, whole.codes))
    both = jax.jit(jax.value_and_grad(density))
    theirs = both(z)
    apart = max(abs(float(theirs[0]) - mine.log_density), float(np.abs(np.asarray(theirs[1]) - mine.by_z).max()))
    print(f"# greatest difference between ours and JAX in density and gradient: {apart:.1e}")
    alone = jax.jit(density)
    took = best_seconds(lambda: jax.block_until_ready(alone(z))) / len(whole) * 1e9
    line("JAX, jitted scan, likelihood", took, "ns", value)
    took = best_seconds(lambda: jax.block_until_ready(both(z))) / len(whole) * 1e9
    line("JAX, jitted scan, density and gradient", took, "ns", slope)
    batch = jax.jit(jax.vmap(jax.value_and_grad(density)))
    many = jax.numpy.asarray(np.random.default_rng(1).normal(size=(64, Z)) * 0.3)
    took = best_seconds(lambda: jax.block_until_ready(batch(many))) / len(whole) / 64 * 1e9
    line("JAX, the same for 64 points at once, each", took, "ns", together)


if __name__ == "__main__":
    main()
