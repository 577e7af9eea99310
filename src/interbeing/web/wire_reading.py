"""The reading on the wire: what the model holds possible now, for the consoles of a session."""

from dataclasses import asdict
from typing import Literal

from interbeing.domain.emotion import Emotion
from interbeing.domain.reading import Reading, ReadingState
from interbeing.web.wire_manners import Wire


class EstimateSeen(Wire):
    """A mean and the ends of its 90 % interval."""

    mean: float
    low: float
    high: float


class MoveSeen(Wire):
    """How arousal may move from one mark to the next, now and after ten more such exchanges; None: not known."""

    now: EstimateSeen | None
    later: EstimateSeen | None


class ReadAsSeen(Wire):
    """The chance that compassion is read as this emotion, and whether enough is known to show it."""

    emotion: Emotion
    chance: EstimateSeen
    is_known: bool


class ForetoldSeen(Wire):
    """What the model holds possible in one feeling; `readings` begins with the likeliest."""

    felt: Emotion
    exchanges: int
    readings: list[ReadAsSeen]
    lower_edge: float
    upper_edge: EstimateSeen
    is_upper_edge_known: bool
    move: MoveSeen
    faces: int


class ReadingTold(Wire):
    """The model's hypothesis as it stands now; never kept, and told to consoles only."""

    type: Literal["reading"] = "reading"
    state: ReadingState
    exchanges: int
    foretold: ForetoldSeen | None

    @classmethod
    def from_domain(cls, reading: Reading) -> "ReadingTold":
        """Make the twin."""
        seen = ForetoldSeen.model_validate(asdict(reading.foretold)) if reading.foretold else None
        return cls(state=reading.state, exchanges=reading.exchanges, foretold=seen)
