"""How long does one mark take to be learned from, beside one step of pymdp and of pyhgf?

Neither peer has this model; each does the nearest step that it offers: pymdp infers 11 x 7 hidden states from a report
and a reading and learns its likelihood's counts; pyhgf updates a three-level continuous network with one observation.
"""

import time

import numpy as np
from bench_likelihood import PRIOR, course
from measured import best_seconds, line, say

from interbeing.model.marks import marked_of
from interbeing.model.observe import belief_of, observe, replay
from interbeing.model.simulate import draw_people

PATIENTS = 1000


def main() -> None:
    say("milliseconds a mark", ("inferactively-pymdp", "pyhgf", "jax"))
    ours, spent = marks_taken(PATIENTS)
    line("ours, 1,000 draws, median", np.median(ours), "ms", np.median(ours))
    line("ours, 1,000 draws, 99 of 100 marks", np.quantile(ours, 0.99), "ms", np.median(ours))
    line("ours, 1,000 draws, 99 of 100 marks, processor alone", np.quantile(spent, 0.99), "ms", np.median(ours))
    line("ours, one draw, median", np.median(marks_taken(1)[0]), "ms", np.median(ours))
    ours = float(np.median(ours))
    for name, peer in (("pymdp", pymdp_step), ("pyhgf", pyhgf_step)):
        try:
            peer(ours)
        except Exception as problem:  # noqa: BLE001 - a peer that breaks must not hide the other
            print(f"{name}: could not be measured ({type(problem).__name__}: {str(problem)[:120]})")


def marks_taken(draws: int) -> tuple[np.ndarray, np.ndarray]:
    """Milliseconds a mark as they come in a session, by the clock on the wall and of the processor.

    The course is lived once before it is measured, as the peers' steps are: nothing is translated or first met while
    it is.
    """
    first = belief_of(draw_people(PRIOR, 1, 0, draws))
    moments = marked_of(course(10, 40, is_whole=False))
    replay(first, moments)
    belief = first
    taken = np.empty((2, len(moments)))
    for place, moment in enumerate(moments):
        began, before = time.perf_counter(), time.thread_time()
        belief = observe(belief, moment).belief
        taken[:, place] = time.perf_counter() - began, time.thread_time() - before
    return 1e3 * taken[0], 1e3 * taken[1]


def pymdp_step(ours: float) -> None:
    import equinox as eqx
    import jax
    import jax.numpy as jnp
    from pymdp.agent import Agent

    key = jax.random.key(0)
    states, observations = [11, 7], [11, 7]
    a = [
        jax.random.dirichlet(jax.random.fold_in(key, m), jnp.ones(o), (PATIENTS, *states))
        for m, o in enumerate(observations)
    ]
    a = [jnp.moveaxis(x, -1, 1) for x in a]
    b = [jnp.broadcast_to(jnp.eye(s)[None, :, :, None] * 0.9 + 0.1 / s, (PATIENTS, s, s, 1)) for s in states]
    d = [jnp.full((PATIENTS, s), 1 / s) for s in states]
    agent = Agent(A=a, B=b, C=[jnp.zeros((PATIENTS, o)) for o in observations], D=d, batch_size=PATIENTS)
    seen = [jnp.full((PATIENTS, 1), 3), jnp.full((PATIENTS, 1), 4)]
    step = eqx.filter_jit(lambda agent, seen, prior: agent.infer_states(seen, empirical_prior=prior))
    took = best_seconds(lambda: jax.block_until_ready(step(agent, seen, d)))
    line("pymdp, jitted, batch of 1,000, states inferred", 1e3 * took, "ms", ours)


def pyhgf_step(ours: float) -> None:
    import jax
    from pyhgf.model import HGF

    seen = np.array([3.0, 4.0])
    network = HGF(n_levels=3, model_type="continuous").input_data(input_data=seen)

    def step() -> object:
        return jax.block_until_ready(network.input_data(input_data=seen[:1]).last_attributes)

    line("pyhgf, one three-level network, one observation", 1e3 * best_seconds(step, 20), "ms", ours)


if __name__ == "__main__":
    main()
