"""How well one set of quantities explains a patient's moments, and in which direction each quantity should move.

The likelihood is an assumed-density filter in closed form; its gradient is the same pass read backwards by hand
(docs/model.md §4).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from interbeing.model.backwards import moment_backwards, weigh_backwards
from interbeing.model.compile import kernel
from interbeing.model.learn import (
    take_in,
    teach,
)
from interbeing.model.marks import EXCHANGE, FELT, PERCEIVED
from interbeing.model.parameters import Floats
from interbeing.model.unmarked import MEAN, MOST_BRANCHES, STATE, TAPE, VARIANCE, Codes, gaze_span, groups, label_span


class Slope(NamedTuple):
    """A log likelihood in nats, and its gradient by the 69 natural values."""

    log_likelihood: float
    by_natural: Floats


@kernel
def log_likelihood(theta: Floats, minutes: Floats, codes: Codes) -> float:
    """Sum the log probability of every moment in order, starting from a person with no experience here (nats)."""
    state = np.zeros(STATE)
    tape = np.empty((MOST_BRANCHES, TAPE))
    total = 0.0
    for t in range(minutes.size):
        total += take_in(theta, minutes[t], codes, t, state, tape, 0).log_probability
    return total


@kernel
def branch_starts(codes: Codes) -> NDArray[np.int64]:
    """Give where each moment's branches begin on one long tape, and last their number."""
    starts = np.zeros(codes.shape[0] + 1, dtype=np.int64)
    for t in range(codes.shape[0]):
        gaze = gaze_span(codes, t)
        felt = label_span(codes[t, FELT], codes[t, EXCHANGE])
        perceived = label_span(codes[t, PERCEIVED], codes[t, EXCHANGE])
        each = 0
        for p in range(perceived.start, perceived.stop):
            each += groups(p, felt)
        starts[t + 1] = starts[t] + each * (gaze.stop - gaze.start)
    return starts


@kernel
def slope(theta: Floats, minutes: Floats, codes: Codes, starts: NDArray[np.int64]) -> Slope:
    """Give the log likelihood and its exact gradient by the 69 natural values; `starts` is `branch_starts(codes)`."""
    moments = minutes.size
    state = np.zeros(STATE)
    back = np.zeros(STATE)
    out = np.zeros(theta.size)
    before = np.empty((moments, 2))
    tape = np.empty((starts[moments], TAPE))
    total = 0.0
    for t in range(moments):
        before[t, 0] = state[MEAN]
        before[t, 1] = state[VARIANCE]
        total += take_in(theta, minutes[t], codes, t, state, tape, starts[t]).log_probability
    for t in range(moments - 1, -1, -1):
        weigh_backwards(codes, t, state, back, tape, starts[t])
        teach(state, codes, t, tape, starts[t], -1.0)
        moment_backwards(theta, minutes[t], codes, t, before, state, tape, starts[t], out, back)
        state[MEAN] = before[t, 0]
        state[VARIANCE] = before[t, 1]
    return Slope(total, out)
