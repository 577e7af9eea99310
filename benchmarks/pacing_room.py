"""A room in which an imagined patient lives through plans, moment by moment, by a simulator apart from the engine."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from scipy.special import ndtr

from interbeing.domain.emotion import EMOTIONS, Emotion
from interbeing.domain.pacing import Way
from interbeing.model.advise import Now, planned
from interbeing.model.marks import Marked, marked_of
from interbeing.model.observe import Belief, belief_of
from interbeing.model.parameters import Core, Floats, parts
from tests.model.exact import Crowd

UNMARKED: Final = {"felt": 0.03, "perceived": 0.10, "arousal": 0.20, "at_reflection": 0.05}
COPIES: Final = 50


class Room:
    """One patient with known quantities: what was marked so far, and what truly happened."""

    def __init__(self, theta: Floats, rng: np.random.Generator) -> None:
        """Open the room before anything has happened."""
        self.theta, self.rng = theta, rng
        self.person = Crowd(theta, 1, rng)
        self.marked: list[Marked] = []
        self.arousal: list[float] = []
        self.now = Now(is_invited=False)

    def begin(self) -> None:
        """Begin a session with one moment away from the reflection."""
        self.now = Now(is_invited=False)
        self._live(Marked(1.0, is_first=True, offered=Emotion.COMPASSION))

    def follow(self, plan: Way, offered: Emotion) -> bool:
        """Live three moments of a plan; says whether the person left the window."""
        self.now = self.now._replace(offered=offered)
        before = len(self.arousal)
        moments: Sequence[Marked] = marked_of(planned(plan, self.now))
        for moment in moments:
            self._live(moment)
        self.now = self.now._replace(is_invited=moments[-1].invited)
        return any(self.is_outside(level) for level in self.arousal[before:])

    def is_outside(self, level: float) -> bool:
        """Say whether a level of arousal is outside the window."""
        return bool(level > self.theta[Core.UPPER_EDGE] or level < 1)

    def self_compassion(self) -> float:
        """Say how much compassion is expected at the own reflection by now."""
        own, strength = self.person.ns[0], self.theta[Core.KAPPA_S]
        return float((strength * parts(self.theta).reflection[0] + own[0]) / (strength + own.sum()))

    def truth(self) -> Belief:
        """Give the belief of somebody who knows everything: the patient's own quantities and state."""
        own, known = self.person, parts(self.theta)
        kappa, kappa_s = self.theta[Core.KAPPA], self.theta[Core.KAPPA_S]
        weights, mirror = kappa * known.template + own.n[0], kappa_s * known.reflection + own.ns[0]
        state = [own.a[0], 0.0, *weights.ravel(), *weights.sum(axis=1), *mirror, mirror.sum()]
        believed = belief_of(np.tile(self.theta, (COPIES, 1)))
        return replace(believed, rows=tuple(np.full(COPIES, figure) for figure in state))

    def _live(self, moment: Marked) -> None:
        person, rng = self.person, self.rng
        person.drift(moment.minutes, moment.is_first)
        near = ndtr(self.theta[Core.UPPER_EDGE] - person.a[0])
        x = np.array([int(moment.invited and rng.random() < near)])
        told: dict[str, object] = {"at_reflection": bool(x[0])}
        if moment.is_exchange:
            f = person.draw(person.felt_chances(x))
            p = person.draw(person.perceived_chances(f, EMOTIONS.index(moment.offered or Emotion.COMPASSION)))
            person.react(x, f, p, moment.reassured)
            person.learn(x, f, p)
            told |= {"felt": EMOTIONS[f[0]], "perceived": EMOTIONS[p[0]]}
        else:
            q = person.q
            person.a = person.a + (1 - person.phi) * (q["bg"] * x - q["br"] * moment.reassured)
        report = np.round(person.a[0] + self.theta[Core.SIGMA_REPORT] * rng.normal())
        told["arousal"] = int(np.clip(report, 0, 10))
        kept = {name: value for name, value in told.items() if rng.random() >= UNMARKED[name]}
        self.marked.append(replace(moment, **kept))  # type: ignore[arg-type]
        self.arousal.append(float(person.a[0]))
