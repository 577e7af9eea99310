"""What a person can note about a moment: one small record for each kind of key on the console.

The marks of one exchange (felt, offered, perceived, received, reassured, look again) may name the exchange they belong
to; when they do not, `domain/gathering.py` links them by rule.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from interbeing.domain.arousal import HIGHEST_LEVEL, LOWEST_LEVEL
from interbeing.domain.emotion import Emotion
from interbeing.domain.errors import BadInput
from interbeing.domain.glass import Frame, RungChosen, View
from interbeing.domain.guard import LightSeen, Passed
from interbeing.domain.pacing import Advised
from interbeing.domain.part import Part, Spoke
from interbeing.domain.protocol import Aspect, Stance
from interbeing.domain.signal import OfSignal


class Reception(StrEnum):
    """How it is to receive what was read in the other's face (S14: kept apart from what was read)."""

    UNBEARABLE = "unbearable"
    HARD = "hard"
    BEARABLE = "bearable"
    TAKEN_IN = "taken_in"


class Attitude(StrEnum):
    """The attitude with which something is noticed (S1)."""

    CRITICAL = "critical"
    NEUTRAL = "neutral"
    COMPASSIONATE = "compassionate"


class Intensity(StrEnum):
    """How strong a feeling is, in three words that can be told apart at a glance."""

    SLIGHT = "slight"
    CLEAR = "clear"
    STRONG = "strong"


class Step(StrEnum):
    """Something that lasts begins or ends."""

    BEGAN = "began"
    ENDED = "ended"


class Strength(StrEnum):
    """How plainly a drawn face shows its feeling."""

    FAINT = "faint"
    PLAIN = "plain"


class Screen(StrEnum):
    """A window of the room."""

    CONSOLE = "console"
    MIRROR = "mirror"


@dataclass(frozen=True, slots=True)
class Felt:
    """Reflection: what the patient feels at their own image (S7a)."""

    kind: ClassVar[str] = "felt"
    emotion: Emotion
    intensity: Intensity | None = None
    part: Part | None = None
    exchange_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Offered:
    """Response: what the therapist gives back (S13d)."""

    kind: ClassVar[str] = "offered"
    emotion: Emotion
    exchange_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Perceived:
    """Perception: what the patient reads in the therapist's face (S15); in a *look again* the second reading."""

    kind: ClassVar[str] = "perceived"
    emotion: Emotion
    exchange_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Received:
    """Reception: how it is to receive that (S14)."""

    kind: ClassVar[str] = "received"
    reception: Reception
    exchange_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Reassured:
    """The therapist reassured (S18a)."""

    kind: ClassVar[str] = "reassured"
    exchange_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class LookAgain:
    """Repair: the reading is cleared by looking again; began and ended on one exchange (S18a)."""

    kind: ClassVar[str] = "look_again"
    step: Step
    exchange_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Linked:
    """A correction: the mark `marked` belongs to `exchange_id`; with none, it begins an exchange of its own."""

    kind: ClassVar[str] = "linked"
    marked: UUID
    exchange_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Noticed:
    """Something was noticed, and with which attitude (S1, S4); with `spoke_id` it is the tone of what a part said."""

    kind: ClassVar[str] = "noticed"
    attitude: Attitude
    aspect: Aspect | None = None
    part: Part | None = None
    spoke_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class ArousalSeen:
    """Arousal as the therapist sees it or the patient says it, 0 (shut down) to 10 (overwhelmed)."""

    kind: ClassVar[str] = "arousal"
    level: int

    def __post_init__(self) -> None:
        if not LOWEST_LEVEL <= self.level <= HIGHEST_LEVEL:
            raise BadInput(f"arousal {self.level} is outside {LOWEST_LEVEL} to {HIGHEST_LEVEL}")


@dataclass(frozen=True, slots=True)
class Gaze:
    """The patient looks at their own reflection, or away."""

    kind: ClassVar[str] = "gaze"
    at_reflection: bool


@dataclass(frozen=True, slots=True)
class We:
    """A moment of *we*: both in one frame, together (S8)."""

    kind: ClassVar[str] = "we"


@dataclass(frozen=True, slots=True)
class CueGiven:
    """A cue of the Protocol came up on the console."""

    kind: ClassVar[str] = "cue"
    phase_id: str
    cue_id: str
    aspect: Aspect
    stance: Stance


@dataclass(frozen=True, slots=True)
class Grounding:
    """Ground now: the mirror is covered and the person is brought back."""

    kind: ClassVar[str] = "grounding"
    step: Step


@dataclass(frozen=True, slots=True)
class Cover:
    """The mirror is covered or uncovered."""

    kind: ClassVar[str] = "cover"
    covered: bool


@dataclass(frozen=True, slots=True)
class Pause:
    """The work rests or goes on; by the patient it is their own quiet pause."""

    kind: ClassVar[str] = "pause"
    step: Step


@dataclass(frozen=True, slots=True)
class Recognised:
    """One answer of the recognition exercise (S11): the drawn face that was shown, and what was read in it.

    `trial` counts from 0; `read_as` is None for "I don't know".
    """

    kind: ClassVar[str] = "recognised"
    trial: int
    shown: Emotion
    strength: Strength
    read_as: Emotion | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """The session began. Its clock starts here."""

    kind: ClassVar[str] = "opened"


@dataclass(frozen=True, slots=True)
class Closed:
    """The session ended."""

    kind: ClassVar[str] = "closed"


@dataclass(frozen=True, slots=True)
class Connection:
    """A window of the room came or went: time without a console is a gap, never a silence."""

    kind: ClassVar[str] = "connection"
    screen: Screen
    connected: bool


@dataclass(frozen=True, slots=True)
class BroughtIn:
    """The session came into this room with a file: which one, and what made it."""

    kind: ClassVar[str] = "brought_in"
    file: str
    source: str


@dataclass(frozen=True, slots=True)
class Retraction:
    """A slip is taken back; the slip itself stays in the log."""

    kind: ClassVar[str] = "retraction"
    retracted: UUID


OfExchange = Felt | Offered | Perceived | Received | Reassured | LookAgain
Mark = (
    OfExchange
    | Linked
    | Spoke
    | Noticed
    | ArousalSeen
    | Gaze
    | We
    | CueGiven
    | Grounding
    | Cover
    | RungChosen
    | View
    | Frame
    | LightSeen
    | Passed
    | Pause
    | Recognised
    | Advised
    | Opened
    | Closed
    | Connection
    | BroughtIn
    | Retraction
    | OfSignal
)
