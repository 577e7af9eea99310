"""Keeps a thousand possible versions of this patient side by side, and lets each mark say which were right.

A belief is a bank of closed-form filters, one for each posterior draw (docs/model.md §4, live). Observing a moment
moves every filter and reweights it by how well it foretold the moment; nothing is drawn at random, so that replaying
the log gives the live belief to the last bit.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from interbeing.model.compile import kernel
from interbeing.model.desk import seated
from interbeing.model.marks import EXCHANGE, FELT, MISSING, PERCEIVED, Marked, Marks, codes_of
from interbeing.model.parameters import Core, Floats, K
from interbeing.model.state import STATE, TOTALS, WEIGHTS, begin
from interbeing.model.unmarked import Codes, Course, course_of
from interbeing.model.versions import live_through_all, rows_touched, weigh_anew

LIVE_DRAWS: Final = 1000
"""Filters in a live bank: prototype figure of docs/model.md §4."""


@dataclass(frozen=True, slots=True)
class Belief:
    """What is believed of one patient now: draws (n, 69), filter states, and their log weights (n,).

    `seats`: the draws' core quantities as `versions.seated` arranges them. `rows`: the 66 figures of the states (n,)
    in the order of `state.py`; a belief shares with the one before it those that the moment did not touch. `seen`
    (7, 7) counts the exchanges in which both felt and perceived were marked.
    """

    draws: Floats
    seats: Floats
    rows: tuple[Floats, ...]
    log_weights: Floats
    seen: NDArray[np.int64]

    def states(self, chosen: Codes | slice = slice(None)) -> Floats:
        """Give the states of some versions, or of all: (n, 66)."""
        return np.stack([row[chosen] for row in self.rows], axis=1)

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


def belief_of(draws: Floats, past: Marks | None = None) -> Belief:
    """Start a bank from natural posterior draws (n, 69) that were learned from the marks `past`, equally weighted."""
    draws = np.ascontiguousarray(draws, dtype=np.float64)
    states = np.empty((len(draws), STATE))
    begin_all(draws, states)
    seats, rows, seen = seated(draws), np.ascontiguousarray(states.T), np.zeros((K, K), dtype=np.int64)
    if past is not None and len(past):
        course = course_of(past.minutes, past.codes)
        live_through_all(seats, course, np.arange(STATE), rows, np.empty(len(draws)))
        seen = _seen(past)
    return Belief(draws, seats, tuple(rows), np.full(len(draws), -np.log(len(draws))), seen)


def observe(belief: Belief, moment: Marked) -> Learned:
    """Learn from one moment. The belief given is unchanged; the same inputs give the same bits."""
    codes = codes_of(moment)
    happening = _happening(codes)
    course = happening.course._replace(minutes=np.array([moment.minutes], dtype=np.float64))
    rows = np.concatenate([belief.rows[row] for row in happening.rows]).reshape(len(happening.rows), -1)
    log_weights = np.empty(len(belief.draws))
    live_through_all(belief.seats, course, happening.touched, rows, log_weights)
    log_foretold = weigh_anew(belief.log_weights, log_weights)
    after = list(belief.rows)
    for row, touched in zip(happening.rows, rows, strict=True):
        after[row] = touched
    seen = _seen_more(belief.seen, codes)
    return Learned(Belief(belief.draws, belief.seats, tuple(after), log_weights, seen), -log_foretold)


class Happening(NamedTuple):
    """What follows from a moment's marks alone: the ways it may have gone, and the rows of the state it touches."""

    course: Course
    touched: Codes
    rows: tuple[int, ...]


@lru_cache(maxsize=1024)
def _happening(codes: tuple[int, ...]) -> Happening:
    course = course_of(np.zeros(1), np.array([codes], dtype=np.int64))
    touched = rows_touched(course)
    return Happening(course, touched, tuple(touched.tolist()))


def replay(prior: Belief, moments: Iterable[Marked]) -> Belief:
    """Observe moments one after the other from a first belief: exactly what was believed live."""
    belief = prior
    for moment in moments:
        belief = observe(belief, moment).belief
    return belief


def _seen(past: Marks) -> NDArray[np.int64]:
    counts = np.zeros((K, K), dtype=np.int64)
    for codes in past.codes.tolist():
        counts = _seen_more(counts, codes)
    return counts


def _seen_more(seen: NDArray[np.int64], codes: Sequence[int]) -> NDArray[np.int64]:
    if not codes[EXCHANGE] or MISSING in {codes[FELT], codes[PERCEIVED]}:
        return seen
    more = seen.copy()
    more[codes[FELT], codes[PERCEIVED]] += 1
    return more


def expects(belief: Belief, felt: int, perceived: int) -> Floats:
    """Give (n,) what each filter expects to be read in this feeling, whatever is offered, equation 4."""
    expected: Floats = belief.rows[WEIGHTS + felt * K + perceived] / belief.rows[TOTALS + felt]
    return expected


def experience_in(belief: Belief, felt: int) -> Floats:
    """Give (n,) how many exchanges each filter holds to have been lived inside the window in this feeling."""
    lived: Floats = belief.rows[TOTALS + felt] - belief.draws[:, Core.KAPPA]
    return lived
