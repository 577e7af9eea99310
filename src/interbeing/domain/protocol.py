"""The plan of a session: phases, and in each the cues that guide attention, one aspect at a time."""

from dataclasses import dataclass
from enum import StrEnum


class Aspect(StrEnum):
    """The aspects of being and feeling that a session visits (S3)."""

    BODY = "body"
    BREATH = "breath"
    FEELING = "feeling"
    URGE = "urge"
    THOUGHT = "thought"
    GAZE = "gaze"


class Stance(StrEnum):
    """A cue asks to notice, or to meet what was noticed with care (S4)."""

    NOTICE = "notice"
    CARE = "care"


@dataclass(frozen=True, slots=True)
class Cue:
    """One line for the therapist to say in their own way."""

    cue_id: str
    aspect: Aspect
    stance: Stance
    text: str


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch of the session with its cues in order; `mirror` says whether the reflection is invited in it."""

    phase_id: str
    title: str
    mirror: bool
    minutes: int
    cues: tuple[Cue, ...]


@dataclass(frozen=True, slots=True)
class Protocol:
    """Phases and cues as data that a clinic can change; `is_ours` marks our own default."""

    protocol_id: str
    version: str
    language: str
    title: str
    summary: str
    source: str
    licence: str
    is_ours: bool
    phases: tuple[Phase, ...]

    @property
    def cues(self) -> tuple[Cue, ...]:
        """All cues in the order in which the session meets them."""
        return tuple(cue for phase in self.phases for cue in phase.cues)
