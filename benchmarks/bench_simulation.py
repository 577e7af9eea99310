"""What does one simulated moment cost, beside Mesa, NumPy, JAX and its own arithmetic alone?"""

import resource
import time

import numpy as np
from measured import best_seconds, line, say

from interbeing.model.compile import kernel
from interbeing.model.dice import area_below, normal, stream_of, throw, upper_uniform
from interbeing.model.normal import exponential
from interbeing.model.parameters import reference_prior
from interbeing.model.plan import Plan
from interbeing.model.simulate import draw_people, live_courses

SESSIONS, MOMENTS = 20, 100
PRIOR = reference_prior()


@kernel
def dice_alone(moments: int) -> float:
    """The random numbers of a moment: four words and two normals."""
    stream, total = stream_of(1, 1, 2), 0.0
    for _ in range(moments):
        for _word in range(4):
            word = throw(stream)
            total += float(word.bits >> np.uint64(60))
            stream = word.stream
        for _normal in range(2):
            thrown = normal(stream)
            total += thrown.value
            stream = thrown.stream
    return total


@kernel
def arithmetic_alone(moments: int) -> float:
    """The same, with one log, exp and square root, the two normal areas of the gate and the one of avoidance."""
    stream, total, arousal = stream_of(1, 1, 2), 0.0, 3.5
    for _ in range(moments):
        u = 0.5
        for _word in range(4):
            word = throw(stream)
            u = upper_uniform(word.bits)
            total += u
            stream = word.stream
        kept = exponential(np.log(u) * 0.2)
        for _normal in range(2):
            thrown = normal(stream)
            total += thrown.value
            stream = thrown.stream
        arousal = 3.5 + kept * (arousal - 3.5) + np.sqrt(1.0 - kept * kept) * thrown.value
        total += area_below(2.0 * (7.0 - arousal)) - area_below(2.0 * (1.0 - arousal))
        if u < 0.5:  # half of the moments are invited to the reflection
            total += area_below(7.0 - arousal)
    return total


def memory_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def ours_over(patients: int, plan: Plan) -> float:
    """Seconds a moment for this many patients, in pieces of 100, as services/trial.py does."""

    def run() -> None:
        for first in range(0, patients, 100):
            people = draw_people(PRIOR, 1, first, 100)
            live_courses(people, plan, 1, first)

    return best_seconds(run, 5 if patients <= 1000 else 1) / patients / plan.length


def main() -> None:
    say("nanoseconds a moment, 20 sessions x 100 moments, one core for ours", ("mesa", "jax", "scipy"))
    ours = 1e9 * ours_over(1_000, Plan(SESSIONS, MOMENTS))
    line("ours", ours, "ns", ours)
    count = 2_000_000
    line("its dice alone", 1e9 * best_seconds(lambda: dice_alone(count)) / count, "ns", ours)
    floor = 1e9 * best_seconds(lambda: arithmetic_alone(count)) / count
    line("its dice, log, exp, square root and two areas alone", floor, "ns", ours, f"ours is {ours / floor:.2f} x this")
    people = draw_people(PRIOR, 1, 0, 1_000)
    peers(people, ours)
    grow()


def grow() -> None:
    """Is the cost flat? Seconds of the processor, which other work disturbs less; compared with nobody."""
    live_courses(draw_people(PRIOR, 1, 0, 1), Plan(1, MOMENTS), 1, 0)
    for patients in (100, 10_000, 100_000, 1_000_000):
        began = time.process_time()
        for first in range(0, patients, 100):
            live_courses(draw_people(PRIOR, 1, first, 100), Plan(1, MOMENTS), 1, first)
        took = 1e9 * (time.process_time() - began) / patients / MOMENTS
        line(f"ours, {patients} patients of 1 x 100, processor", took, "ns", note=f"peak memory {memory_mb():.0f} MB")


def peers(people: np.ndarray, ours: float) -> None:
    from peers import jax_trial, mesa_trial, numpy_trial

    rng = np.random.default_rng(1)
    took = best_seconds(lambda: numpy_trial.course(people, 1, MOMENTS, rng), 3) / len(people) / MOMENTS
    line("NumPy, vectorised over 1,000 patients", 1e9 * took, "ns", ours)
    took = best_seconds(lambda: mesa_trial.Trial(people[:20], 1).course(1, MOMENTS), 3) / 20 / MOMENTS
    line("Mesa, smallest agent, 20 patients", 1e9 * took, "ns", ours)
    import jax

    for impl in ("threefry2x32", "rbg"):
        key = jax.random.key(1, impl=impl)
        held = jax.numpy.asarray(people, dtype="float32")
        run = lambda key=key, held=held: jax.block_until_ready(jax_trial.course(held, key, 2, MOMENTS))
        took = best_seconds(run, 3) / len(people) / (2 * MOMENTS)
        line(f"JAX on the processor, jitted scan, 1,000 patients, {impl}", 1e9 * took, "ns", ours)


if __name__ == "__main__":
    main()
