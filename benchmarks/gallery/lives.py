"""The imagined lives that the gallery looks at, and what can be read off them."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from interbeing.model.marks import FELT, OFFERED, PERCEIVED
from interbeing.model.parameters import K, parts, reference_prior
from interbeing.model.plan import Lived, Plan
from interbeing.model.simulate import live_courses
from interbeing.model.upbringing import Raised, raise_people, upbringing

SEED, MANY = 8, 2_000
PRIOR = reference_prior()
COMPASSION, NEUTRAL, SADNESS, FEAR, ANGER, DISGUST, SHAME = range(K)
NEGATIVE = (SADNESS, FEAR, ANGER, DISGUST, SHAME)
SEEN = {"missing_report": 0.0, "missing_perceived": 0.0, "missing_gaze": 0.0, "missing_label": 0.0}
EVERYTHING = np.full((1, K), 1 / K)
OF_CARE, OF_NOTHING = np.eye(K)[[COMPASSION]], np.eye(K)[[NEUTRAL]]
ALWAYS, NEVER = np.array([1.0]), np.array([0.0])

REPRODUCED, NOT, CANNOT = "reproduced", "**not reproduced**", "not expressible in this model"


class Finding(NamedTuple):
    """One row of the gallery."""

    row: str
    claim: str
    seen: str
    verdict: str


def verdict(holds: bool, note: str = "") -> str:
    return (REPRODUCED if holds else NOT) + (f" ({note})" if note else "")


def plan(sessions: int, moments: int, **changed) -> Plan:
    return replace(Plan(sessions, moments, **SEEN), **changed)


def raised(name: str, count: int = MANY) -> Raised:
    return raise_people(upbringing(name), PRIOR, SEED, 0, count)


def lives(people: np.ndarray, of: Plan) -> Lived:
    return live_courses(people, of, SEED, 0, keeps_path=True)


def column(course: Lived, which: int) -> np.ndarray:
    return course.codes[..., which]


def share(
    course: Lived, read: int, offered: int | None = None, not_offered: int | None = None, felt: int | None = None
) -> float:
    """How often `read` is read, among the moments that are meant."""
    rows = np.ones(course.minutes.shape, dtype=bool)
    if offered is not None:
        rows &= column(course, OFFERED) == offered
    if not_offered is not None:
        rows &= column(course, OFFERED) != not_offered
    if felt is not None:
        rows &= column(course, FELT) == felt
    return float((column(course, PERCEIVED)[rows] == read).mean())


def recognition(course: Lived) -> tuple[float, float, float]:
    """Hits, false alarms and their difference for anger."""
    hit, false = share(course, ANGER, offered=ANGER), share(course, ANGER, not_offered=ANGER)
    return hit, false, hit - false


def care_change(people: np.ndarray, course: Lived) -> np.ndarray:
    """Growth of expected compassion at the own reflection, from before the course to after it."""
    return course.expects[:, K, COMPASSION] - parts(people).reflection[:, COMPASSION]


def by_session(course: Lived, of: Plan) -> np.ndarray:
    return course.path[..., 0].reshape(-1, of.sessions, of.moments)
