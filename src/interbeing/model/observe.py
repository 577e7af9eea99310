"""Keeps a thousand possible versions of this patient side by side, and lets each mark say which were right.

A belief is a bank of closed-form filters, one for each posterior draw (docs/model.md §4, live). Observing a moment
moves every filter and reweights it by how well it foretold the moment; nothing is drawn at random, so that replaying
the log gives the live belief to the last bit.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from interbeing.model.compile import kernel, kernel_with_arrays
from interbeing.model.likelihood import live_through
from interbeing.model.marks import EXCHANGE, FELT, PERCEIVED, Marked, Marks, marks_of
from interbeing.model.parameters import Core, Floats, K
from interbeing.model.state import STATE, TOTALS, WEIGHTS, begin
from interbeing.model.tape import MOST_ROOM, TAPE
from interbeing.model.unmarked import Course, course_of

LIVE_DRAWS: Final = 1000
"""Filters in a live bank: prototype figure of docs/model.md §4."""


@dataclass(frozen=True, slots=True)
class Belief:
    """What is believed of one patient now: draws (n, 69), filter states (n, 66), and their log weights (n,).

    `seen` (7, 7) counts the exchanges in which both felt and perceived were marked.
    """

    draws: Floats
    states: Floats
    log_weights: Floats
    seen: NDArray[np.int64]

    def weights(self) -> Floats:
        """Give the weights; they sum to 1."""
        raw = np.exp(self.log_weights - self.log_weights.max())
        return np.asarray(raw / raw.sum(), dtype=np.float64)

    def effective_draws(self) -> float:
        """Say how many equally weighted draws the bank is worth (1 to n); refresh between sessions when it is low."""
        return float(1.0 / np.sum(self.weights() ** 2))


class Learned(NamedTuple):
    """A new belief, and how surprising the moment was: minus the log of its foretold probability (nats)."""

    belief: Belief
    surprise_nats: float


@kernel
def begin_all(draws: Floats, states: Floats) -> None:
    """Write every filter of the bank before its first moment."""
    for i in range(draws.shape[0]):
        begin(draws[i], states[i])


@kernel_with_arrays
def live_through_all(draws: Floats, course: Course, states: Floats, log_probabilities: Floats) -> None:
    """Let a course, often of one moment, happen to every filter; states are changed in place."""
    tape = np.empty(MOST_ROOM * TAPE)
    for i in range(draws.shape[0]):
        log_probabilities[i] = live_through(draws[i], course, states[i], tape)


def belief_of(draws: Floats, past: Marks | None = None) -> Belief:
    """Start a bank from natural posterior draws (n, 69) that were learned from the marks `past`, equally weighted."""
    draws = np.ascontiguousarray(draws, dtype=np.float64)
    states = np.empty((len(draws), STATE))
    begin_all(draws, states)
    if past is not None and len(past):
        live_through_all(draws, course_of(past.minutes, past.codes), states, np.empty(len(draws)))
    seen = np.zeros((K, K), dtype=np.int64) if past is None else _seen(past)
    return Belief(draws, states, np.full(len(draws), -np.log(len(draws))), seen)


def observe(belief: Belief, moment: Marked) -> Learned:
    """Learn from one moment. The belief given is unchanged; the same inputs give the same bits."""
    marks = marks_of([moment])
    states = belief.states.copy()
    log_probabilities = np.empty(len(belief.draws))
    live_through_all(belief.draws, course_of(marks.minutes, marks.codes), states, log_probabilities)
    joint = belief.log_weights + log_probabilities
    highest = joint.max()
    log_foretold = float(highest + np.log(np.exp(joint - highest).sum()))
    return Learned(Belief(belief.draws, states, joint - log_foretold, belief.seen + _seen(marks)), -log_foretold)


def replay(prior: Belief, moments: Iterable[Marked]) -> Belief:
    """Observe moments one after the other from a first belief: exactly what was believed live."""
    belief = prior
    for moment in moments:
        belief = observe(belief, moment).belief
    return belief


def _seen(marks: Marks) -> NDArray[np.int64]:
    codes = marks.codes[(marks.codes[:, EXCHANGE] == 1) & (marks.codes[:, [FELT, PERCEIVED]] >= 0).all(axis=1)]
    counts = np.zeros((K, K), dtype=np.int64)
    np.add.at(counts, (codes[:, FELT], codes[:, PERCEIVED]), 1)
    return counts


def expects(belief: Belief, felt: int, perceived: int) -> Floats:
    """Give (n,) what each filter expects to be read in this feeling, whatever is offered, equation 4."""
    weights, totals = belief.states[:, WEIGHTS + felt * K + perceived], belief.states[:, TOTALS + felt]
    return np.asarray(weights / totals, dtype=np.float64)


def experience_in(belief: Belief, felt: int) -> Floats:
    """Give (n,) how many exchanges each filter holds to have been lived inside the window in this feeling."""
    return np.asarray(belief.states[:, TOTALS + felt] - belief.draws[:, Core.KAPPA], dtype=np.float64)
