"""Says for each possible next step how likely the person is to leave the window soon, how sure that is, and why.

Predictive rollouts by the exact equations from the live belief (docs/model.md §4, advice). A research figure: it
foretells arousal under the model; it made no outcome better in simulation, and no screen may say so (§5, pacing).
"""

from enum import StrEnum
from typing import Final, NamedTuple

import numpy as np

from interbeing.domain.emotion import Emotion
from interbeing.model.band import Band, band
from interbeing.model.compile import kernel
from interbeing.model.enact import drawn_chances, enact
from interbeing.model.marks import Marked, Marks, marks_of
from interbeing.model.observe import Belief
from interbeing.model.parameters import LOWER_EDGE, UPPER_EDGE, Floats
from interbeing.model.perceive import THREAT_OF
from interbeing.model.state import MEAN
from interbeing.model.unmarked import Codes

AHEAD: Final = 3
"""Moments looked ahead: the horizon calibrated in docs/model.md §5."""
VERSIONS: Final = 250
ROLLOUTS: Final = 64
"""Futures of each version: their chance is known to within .06, which the interval includes."""


class Plan(StrEnum):
    """What the therapist could do next."""

    STAY = "stay"
    CLOSER = "closer"
    FURTHER = "further"
    REASSURE_FIRST = "reassure_first"
    GROUND = "ground"


class Reason(StrEnum):
    """What moves arousal most under a plan, on average over the futures."""

    OWN_REFLECTION = "own_reflection"
    THREAT_READ = "threat_read"
    CARE_IS_NEW = "care_is_new"
    CARE_SOOTHES = "care_soothes"
    REASSURANCE = "reassurance"


class Outlook(NamedTuple):
    """The chance (0..1) of leaving the window within the next moments, and its strongest reason."""

    leaving: Band
    reason: Reason


class Now(NamedTuple):
    """How the session stands: whether the own reflection is invited, what is offered, minutes between exchanges."""

    is_invited: bool
    offered: Emotion = Emotion.COMPASSION
    minutes_between: float = 1.0


def planned(plan: Plan, now: Now) -> Marks:
    """Write a plan as moments: who is invited, what is offered, whether reassurance comes first."""
    usual = Marked(now.minutes_between, offered=now.offered, invited=now.is_invited)
    first, rest = {
        Plan.STAY: (usual, usual),
        Plan.CLOSER: (_invited(usual, is_invited=True),) * 2,
        Plan.FURTHER: (_invited(usual, is_invited=False),) * 2,
        Plan.REASSURE_FIRST: (
            Marked(now.minutes_between, offered=now.offered, invited=now.is_invited, reassured=True),
            usual,
        ),
        Plan.GROUND: (
            Marked(now.minutes_between, reassured=True, is_exchange=False),
            _invited(usual, is_invited=False),
        ),
    }[plan]
    return marks_of([first, *[rest] * (AHEAD - 1)])


def _invited(moment: Marked, *, is_invited: bool) -> Marked:
    return Marked(moment.minutes, offered=moment.offered, invited=is_invited)


def outlooks(belief: Belief, now: Now, rng: np.random.Generator) -> dict[Plan, Outlook]:
    """Look ahead under every plan with the same chance for each, so that plans differ only by what is done."""
    chosen = _versions(belief, rng)
    chances = drawn_chances(rng, VERSIONS, ROLLOUTS, AHEAD)
    return {plan: _outlook(belief, planned(plan, now), chosen, chances) for plan in Plan}


def _versions(belief: Belief, rng: np.random.Generator) -> np.ndarray:
    ladder = (np.arange(VERSIONS) + rng.random()) / VERSIONS
    return np.minimum(np.searchsorted(np.cumsum(belief.weights()), ladder), len(belief.draws) - 1)


def _outlook(belief: Belief, plan: Marks, chosen: np.ndarray, chances: Floats) -> Outlook:
    left, parts = np.zeros(VERSIONS), np.zeros(len(Reason))
    look_ahead(belief.draws[chosen], belief.states[chosen], plan.minutes, plan.codes, chances, left, parts)
    reason = tuple(Reason)[int(np.argmax(np.abs(parts)))]
    return Outlook(band(left, np.full(VERSIONS, 1.0 / VERSIONS)), reason)


@kernel
def look_ahead(
    draws: Floats, states: Floats, minutes: Floats, codes: Codes, chances: Floats, left: Floats, parts: Floats
) -> None:
    """Fill left (n,) with the share of futures in which arousal passed an edge; parts (5,) with mean drives."""
    futures = chances.shape[1]
    each = 1.0 / (draws.shape[0] * futures * minutes.size)
    for i in range(draws.shape[0]):
        theta = draws[i]
        for future in range(futures):
            state = states[i].copy()
            gone = 0.0
            for t in range(minutes.size):
                lived = enact(theta, minutes[t], codes, t, state, chances[i, future, t])
                if state[MEAN] > theta[UPPER_EDGE] or state[MEAN] < LOWER_EDGE:
                    gone = 1.0
                parts[0] += each * theta[5] * lived.at_reflection
                parts[4] -= each * theta[9] * codes[t, 8]
                if lived.perceived > 0:
                    parts[1] += each * theta[6] * THREAT_OF[lived.perceived]
                elif lived.perceived == 0:
                    alarm = lived.drive - theta[5] * lived.at_reflection + theta[9] * codes[t, 8]
                    parts[2 if alarm > 0.0 else 3] += each * alarm
            left[i] += gone / futures
