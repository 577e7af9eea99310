"""Says for each possible next step how likely the person is to leave the window soon, how sure that is, and why.

Predictive rollouts by the exact equations from the live belief (docs/model.md §4, advice). A research figure: it
foretells arousal under the model; it made no outcome better in simulation, and no screen may say so (§5, pacing).
"""

from dataclasses import replace
from typing import Final, NamedTuple

import numpy as np

from interbeing.domain.emotion import Emotion
from interbeing.domain.pacing import AHEAD, MOMENT_MS, Outlook, Reason, Way
from interbeing.domain.reading import Estimate
from interbeing.model.band import band
from interbeing.model.compile import kernel, kernel_with_arrays
from interbeing.model.enact import Lived, drawn_chances, enact
from interbeing.model.follow import LEAST_EFFECTIVE
from interbeing.model.foretell import LEAST_EXCHANGES, WIDEST_CHANCE
from interbeing.model.marks import REASSURED, Marked, Marks, marks_of
from interbeing.model.observe import Belief
from interbeing.model.parameters import LOWER_EDGE, UPPER_EDGE, Floats
from interbeing.model.perceive import THREAT_OF
from interbeing.model.state import MEAN, STATE
from interbeing.model.unmarked import Codes

VERSIONS: Final = 250
ROLLOUTS: Final = 64
"""Futures of each version: their chance is known to within .06, which the interval includes."""
LEAST_REPORTS: Final = 5
"""Arousal marks before a chance of leaving the window is shown: without any, recovery and edge are hardly known."""
MINUTES_BETWEEN: Final = MOMENT_MS / 60_000


class Now(NamedTuple):
    """How the session stands: whether the own reflection is invited, what is offered, minutes between moments, and
    minutes since the last moment that the belief knows.
    """

    is_invited: bool
    offered: Emotion = Emotion.COMPASSION
    minutes_between: float = MINUTES_BETWEEN
    minutes_since: float = 0.0


def planned(way: Way, now: Now) -> Marks:
    """Write a way of going on as moments: who is invited, what is offered, whether reassurance comes first."""
    usual = Marked(now.minutes_between, offered=now.offered, invited=now.is_invited)
    first, rest = {
        Way.STAY: (usual, usual),
        Way.CLOSER: (replace(usual, invited=True),) * 2,
        Way.FURTHER: (replace(usual, invited=False),) * 2,
        Way.REASSURE_FIRST: (replace(usual, reassured=True), usual),
        Way.GROUND: (
            Marked(now.minutes_between, reassured=True, is_exchange=False),
            replace(usual, invited=False),
        ),
    }[way]
    begun = replace(first, minutes=first.minutes + now.minutes_since)
    return marks_of([begun, *[rest] * (AHEAD - 1)])


def outlooks(belief: Belief, now: Now, rng: np.random.Generator) -> dict[Way, Outlook]:
    """Look ahead on every way with the same chance for each, so that ways differ only by what is done."""
    chosen = _versions(belief, rng)
    chances = drawn_chances(rng, VERSIONS, ROLLOUTS, AHEAD)
    draws, states = belief.draws[chosen], belief.states(chosen)
    return {way: _outlook(draws, states, way, planned(way, now), chances) for way in Way}


def _versions(belief: Belief, rng: np.random.Generator) -> np.ndarray:
    ladder = (np.arange(VERSIONS) + rng.random()) / VERSIONS
    return np.minimum(np.searchsorted(np.cumsum(belief.weights()), ladder), len(belief.draws) - 1)


def _outlook(draws: Floats, states: Floats, way: Way, plan: Marks, chances: Floats) -> Outlook:
    left, parts = np.zeros(VERSIONS), np.zeros(len(Reason))
    look_ahead(draws, states, plan.minutes, plan.codes, chances, left, parts)
    reason = tuple(Reason)[int(np.argmax(np.abs(parts)))]
    return Outlook(way, Estimate(*band(left, np.full(VERSIONS, 1.0 / VERSIONS))), reason)


def known(belief: Belief, found: dict[Way, Outlook], arousal_marks: int) -> tuple[Outlook, ...]:
    """Give the figures that may be shown: as much must be known as for a reading, and arousal must be marked."""
    is_marked = int(belief.seen.sum()) >= LEAST_EXCHANGES and arousal_marks >= LEAST_REPORTS
    if not is_marked or belief.effective_draws() < LEAST_EFFECTIVE:
        return ()
    return tuple(one for one in found.values() if one.leaving.high - one.leaving.low <= WIDEST_CHANCE)


@kernel_with_arrays
def look_ahead(
    draws: Floats, states: Floats, minutes: Floats, codes: Codes, chances: Floats, left: Floats, parts: Floats
) -> None:
    """Fill left (n,) with the share of futures in which arousal passed an edge; parts (5,) with mean drives."""
    futures = chances.shape[1]
    each = 1.0 / (draws.shape[0] * futures * minutes.size)
    state = np.empty(STATE)
    for i in range(draws.shape[0]):
        theta = draws[i]
        for future in range(futures):
            for number in range(STATE):
                state[number] = states[i, number]
            gone = 0.0
            for t in range(minutes.size):
                lived = enact(theta, minutes[t], codes, t, state, chances[i, future, t])
                if state[MEAN] > theta[UPPER_EDGE] or state[MEAN] < LOWER_EDGE:
                    gone = 1.0
                add_drives(theta, lived, codes[t, REASSURED], each, parts)
            left[i] += gone / futures


@kernel
def add_drives(theta: Floats, lived: Lived, reassured: int, each: float, parts: Floats) -> None:
    """Add what drove arousal in one moment to the mean drives, in the order of `Reason`."""
    parts[0] += each * theta[5] * lived.at_reflection
    parts[4] -= each * theta[9] * reassured
    if lived.perceived > 0:
        parts[1] += each * theta[6] * THREAT_OF[lived.perceived]
    elif lived.perceived == 0:
        alarm = lived.drive - theta[5] * lived.at_reflection + theta[9] * reassured
        parts[2 if alarm > 0.0 else 3] += each * alarm
