"""What a patient's marks can tell: the whole course fitted on asking, with what it can and cannot say."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from interbeing.domain.emotion import Emotion
from interbeing.domain.reading import Estimate

LEAST_MOMENTS: Final = 20
"""Moments below which no fit is made: it would give back what was assumed beforehand."""


class Quantity(StrEnum):
    """The core quantities of the model, in its order (docs/model.md §3)."""

    RHO = "rho"
    KAPPA = "kappa"
    KAPPA_S = "kappa_s"
    RESTING_AROUSAL = "resting_arousal"
    TAU_MINUTES = "tau_minutes"
    BETA_GAZE = "beta_gaze"
    BETA_THREAT = "beta_threat"
    BETA_NOVELTY = "beta_novelty"
    BETA_SOOTHING = "beta_soothing"
    BETA_REASSURANCE = "beta_reassurance"
    SIGMA_PROCESS = "sigma_process"
    SIGMA_REPORT = "sigma_report"
    UPPER_EDGE = "upper_edge"


class Telling(StrEnum):
    """How much the moments say of a quantity: its variance halved, shrank by a fifth, or did not."""

    TOLD = "told"
    PARTLY = "partly"
    NOT_TOLD = "not_told"


class Lack(StrEnum):
    """What the marks lack, so that something cannot be told from them."""

    ONE_KIND_OF_OFFER = "one_kind_of_offer"
    NO_GAZE_MARKS = "no_gaze_marks"
    NO_PERCEIVED_MARKS = "no_perceived_marks"
    NO_AROUSAL_REPORTS = "no_arousal_reports"
    NEVER_OUTSIDE = "never_near_the_edge"


class Figure(StrEnum):
    """What is compared between the patient and lives that the model lives in their place."""

    MEAN_AROUSAL = "mean_arousal"
    SPREAD_OF_AROUSAL = "spread_of_arousal"
    STEP_OF_AROUSAL = "step_of_arousal"
    HIGH_REPORTS = "high_reports"
    READ_AS_OFFERED = "read_as_offered"
    READ_AS_THREAT = "read_as_threat"
    LOOKED_WHEN_INVITED = "looked_when_invited"


class Verdict(StrEnum):
    """Which caregiver rule this patient's moments favour (S16)."""

    MODAL = "modal"
    PROPORTIONAL = "proportional"
    UNDECIDED = "undecided"


class Step(StrEnum):
    """What a fit does, in its order."""

    POSTERIOR = "posterior"
    CHECKS = "checks"
    MODAL = "modal"
    PROPORTIONAL = "proportional"


@dataclass(frozen=True, slots=True)
class Told:
    """One quantity: how much the moments tell of it, what they tell, and how well the draws settled."""

    quantity: Quantity
    telling: Telling
    estimate: Estimate
    ess: float
    rhat: float


@dataclass(frozen=True, slots=True)
class Expected:
    """What a face is expected to be in one feeling, after the last moment: care, anger, disgust (0 to 1)."""

    felt: Emotion
    exchanges: int
    care: Estimate
    anger: Estimate
    disgust: Estimate


@dataclass(frozen=True, slots=True)
class Compared:
    """The patient's figure, the model's middle one, and the chance of being as far off (1: typical of the model)."""

    figure: Figure
    seen: float
    replayed: float
    chance: float
    is_explained: bool


@dataclass(frozen=True, slots=True)
class Rules:
    """Log predictive density of the modal rule less the proportional (nats), its standard error, and the verdict."""

    difference_nats: float
    standard_error: float
    moments: int
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Fit:
    """All that a fit says, from a caregiver history too if one was told.

    Without `rules` the draws did not settle, and nothing else is said either.
    """

    sessions: int
    moments: int
    faces: int
    has_history: bool = False
    lacks: tuple[Lack, ...] = ()
    told: tuple[Told, ...] = ()
    expected: tuple[Expected, ...] = ()
    checks: tuple[Compared, ...] = ()
    rules: Rules | None = None

    @property
    def has_enough(self) -> bool:
        """Whether there were enough moments to fit."""
        return self.moments >= LEAST_MOMENTS


@dataclass(frozen=True, slots=True)
class Fitting:
    """A fit is under way: this step comes next, after so many of all."""

    step: Step
    done: int
    steps: int = len(Step)
