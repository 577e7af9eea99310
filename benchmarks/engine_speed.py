"""How long do a likelihood, its gradient, a live mark and a posterior take here, now?

Run from the repository root: python -m benchmarks.engine_speed. The least of many repeats stands for a quiet machine;
the load average is printed because it rarely is one.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable

import numpy as np

from interbeing.domain.emotion import Emotion
from interbeing.model.advise import Now, outlooks
from interbeing.model.likelihood import log_likelihood, slope
from interbeing.model.marks import Marked
from interbeing.model.observe import belief_of, observe
from interbeing.model.parameters import Z, natural, reference_prior
from interbeing.model.posterior import posterior
from interbeing.model.unmarked import course_of
from tests.model.exact import lived

PRIOR = reference_prior()


def seconds(run: Callable[[], object], repeats: int, clock: Callable[[], float] = time.perf_counter) -> np.ndarray:
    run()
    taken = np.empty(repeats)
    for n in range(repeats):
        began = clock()
        run()
        taken[n] = clock() - began
    return taken


STARTS = {
    "the engine's import": "import interbeing.model.observe",
    "a start to the first reading of a course of 40 exchanges": (
        "from benchmarks.engine_speed import first_reading; first_reading()"
    ),
}


def first_reading() -> None:
    """What the mind's own process does between its start and its first answer about a patient with a past."""
    from interbeing.model.follow import Followed
    from interbeing.model.foretell import foretell_reading
    from interbeing.model.marks import marked_of

    past = marked_of(lived(natural(np.zeros(Z), PRIOR), 2, 20, np.random.default_rng(0)))
    foretell_reading(Followed(PRIOR).believe(past), Emotion.SADNESS)


def starts() -> None:
    """Fresh processes, kernels translated before: wall and processor seconds, the least of five."""
    for name, text in STARTS.items():
        walls, spents = [], []
        for _ in range(5):
            began, before = time.perf_counter(), os.times()
            subprocess.run([sys.executable, "-c", text], check=True)
            after = os.times()
            walls.append(time.perf_counter() - began)
            spents.append(after.children_user + after.children_system - before.children_user - before.children_system)
        print(f"s for {name}: least {min(walls):.2f} (processor {min(spents):.2f})")


def main() -> None:
    starts()
    rng = np.random.default_rng(0)
    theta = natural(np.zeros(Z), PRIOR)
    for missing in (False, True):
        marks = lived(theta, 10, 40, rng, missing=missing)
        course = course_of(marks.minutes, marks.codes)
        forward = seconds(lambda c=course: log_likelihood(theta, c), 2000).min() / 400
        both = seconds(lambda c=course: slope(theta, c), 2000).min() / 400
        name = "as marked in practice" if missing else "everything marked"
        print(f"ns per moment, {name}: likelihood {forward * 1e9:.0f}, with gradient {both * 1e9:.0f}")
    belief = belief_of(natural(rng.normal(size=(1000, Z)), PRIOR))
    marked = {
        "all labels": Marked(1.0, felt=Emotion.SADNESS, offered=Emotion.COMPASSION, perceived=Emotion.ANGER, arousal=5),
        "no perceived": Marked(1.0, felt=Emotion.SADNESS, offered=Emotion.COMPASSION, arousal=5),
        "only offered": Marked(1.0, offered=Emotion.COMPASSION, arousal=5),
        "only offered, invited, gaze unmarked": Marked(1.0, offered=Emotion.COMPASSION, arousal=5, invited=True),
        "arousal alone": Marked(1.0, arousal=5, is_exchange=False),
    }
    for name, moment in marked.items():
        learn = lambda m=moment: observe(belief, m)
        taken, spent = (seconds(learn, 1000, clock) * 1e3 for clock in (time.perf_counter, time.thread_time))
        least, late, busy = taken.min(), np.quantile(taken, 0.99), np.quantile(spent, 0.99)
        print(f"ms per live mark, 1,000 draws, {name}: least {least:.2f}, p99 {late:.2f}, of the processor {busy:.2f}")
    ahead = seconds(lambda: outlooks(belief, Now(is_invited=True), np.random.default_rng(0)), 50) * 1e3
    print(f"ms for advice on five plans: least {ahead.min():.1f}, p99 {np.quantile(ahead, 0.99):.1f}")
    for seed in range(3):
        rng = np.random.default_rng(seed)
        marks = lived(natural(rng.normal(size=Z), PRIOR), 10, 40, rng)
        posterior(PRIOR, marks.first(2), rng)
        began = time.process_time()
        found = posterior(PRIOR, marks, rng)
        spent, least = time.process_time() - began, found.mixing.ess.min()
        print(f"posterior 10 x 40: {spent:.1f} CPU s, least ESS {least:.0f}, {least / spent:.0f} per s")
    print("load average:", *(f"{load:.1f}" for load in os.getloadavg()))


if __name__ == "__main__":
    main()
