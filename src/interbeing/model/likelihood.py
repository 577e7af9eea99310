"""How well one set of quantities explains a patient's moments, and in which direction each quantity should move.

The likelihood is an assumed-density filter in closed form; its gradient is the same pass read backwards by hand
(docs/model.md §4).
"""

from typing import NamedTuple

import numpy as np

from interbeing.model.backwards_moment import moment_backwards
from interbeing.model.compile import kernel, kernel_with_arrays
from interbeing.model.learn import Drift, Taken, take_in
from interbeing.model.parameters import Floats
from interbeing.model.state import MEAN, STATE, VARIANCE, begin, begin_backwards
from interbeing.model.tape import MOST_ROOM, TAPE, room_for
from interbeing.model.unmarked import Course

SMALLEST, GREATEST = 1e-200, 1e200
"""Beyond these a product of factors is turned into nats; no moment's factor is below 1e-12 (a slip at every label)."""


class Slope(NamedTuple):
    """A log likelihood in nats, and its gradient by the 69 natural values."""

    log_likelihood: float
    by_natural: Floats


class Chance(NamedTuple):
    """A probability as factor x exp(nats)."""

    factor: float
    nats: float


@kernel
def chance_of_both(so_far: Chance, taken: Taken) -> Chance:
    """Multiply two probabilities; the logarithm of the factor is taken only where it would leave the numbers."""
    factor = so_far.factor * taken.factor
    nats = so_far.nats + taken.nats
    if factor < SMALLEST or factor > GREATEST:
        return Chance(1.0, nats + np.log(factor))
    return Chance(factor, nats)


@kernel
def live_through(theta: Floats, course: Course, state: Floats, tape: Floats) -> float:
    """Let a whole course happen to one person, changing the state; give the log probability of its marks (nats)."""
    chance = Chance(1.0, 0.0)
    for t in range(course.minutes.size):
        chance = chance_of_both(chance, take_in(theta, course, t, state, tape, 0))
    return float(chance.nats + np.log(chance.factor))


@kernel_with_arrays
def log_likelihood(theta: Floats, course: Course) -> float:
    """Sum the log probability of every moment in order, starting from a person with no experience here (nats)."""
    state = np.empty(STATE)
    begin(theta, state)
    return live_through(theta, course, state, np.empty(MOST_ROOM * TAPE))


@kernel
def room_of(course: Course) -> int:
    """Count the places that a whole course takes on a tape."""
    room = 0
    for t in range(course.minutes.size):
        room += room_for(course.starts[t + 1] - course.starts[t])
    return room


@kernel_with_arrays
def slope(theta: Floats, course: Course) -> Slope:
    """Give the log likelihood and its exact gradient by the 69 natural values."""
    moments = course.minutes.size
    state = np.empty(STATE)
    begin(theta, state)
    before = np.empty((moments, 3))
    tape = np.empty(room_of(course) * TAPE)
    place = 0
    chance = Chance(1.0, 0.0)
    for t in range(moments):
        before[t, 0] = state[MEAN]
        before[t, 1] = state[VARIANCE]
        taken = take_in(theta, course, t, state, tape, place)
        before[t, 2] = taken.kept
        chance = chance_of_both(chance, taken)
        place += room_for(course.starts[t + 1] - course.starts[t])
    back = np.zeros(STATE)
    out = np.zeros(theta.size)
    for t in range(moments - 1, -1, -1):
        was = Drift(before[t, 2], before[t, 0], before[t, 1])
        place -= room_for(course.starts[t + 1] - course.starts[t])
        moment_backwards(theta, course, t, was, state, tape, place, out, back)
    begin_backwards(theta, back, out)
    return Slope(chance.nats + np.log(chance.factor), out)
