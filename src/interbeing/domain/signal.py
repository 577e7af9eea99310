"""What an instrument says of the body: directions, beats and their quality, never a feeling (principle 3).

A signal is kept in stretches of about ten seconds, one value a second. The values lie apart from the log, so that they
can be erased when the patient asks; the log keeps their fingerprint for ever (docs/adr/0041). *None* is *not known*.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Final

from interbeing.domain.consent import Purpose


class Signal(StrEnum):
    """One thing that is measured, agreed to on its own."""

    EYES = "eyes"
    PULSE = "pulse"
    BELT = "belt"

    @property
    def purpose(self) -> Purpose:
        """What the patient must have agreed to."""
        return PURPOSE_OF[self]


PURPOSE_OF: Final = {
    Signal.EYES: Purpose.CAMERA_SIGNALS,
    Signal.PULSE: Purpose.CAMERA_PULSE,
    Signal.BELT: Purpose.BELT,
}


class Eyes(StrEnum):
    """Where the eyes point, by the calibration of this person: a direction, not an intention."""

    OWN = "own"
    OTHER = "other"
    AWAY = "away"
    CLOSED = "closed"


class Why(StrEnum):
    """Why a signal is not measured (any more)."""

    WITHDRAWN = "withdrawn"
    COVERED = "covered"
    SILENT = "silent"
    HIDDEN = "hidden"
    NO_CAMERA = "no_camera"
    NO_NETS = "no_nets"
    BROKEN = "broken"
    NO_BELT = "no_belt"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class EyesValues:
    """Second by second, from the camera: all tuples are of one length.

    `faces` is how many faces are seen (0, 1, 2); `blinks` how often the lids closed for under 0.4 s; `moved` how far
    the face moved, in widths of itself; `far_cm` a rough distance; `quality` the share (0 to 1) that was judged.
    """

    eyes: tuple[Eyes | None, ...]
    faces: tuple[int | None, ...]
    blinks: tuple[int | None, ...]
    moved: tuple[float | None, ...]
    far_cm: tuple[int | None, ...]
    too_dark: tuple[bool, ...]
    quality: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class PulseValues:
    """Second by second, from the colour of the skin: the mean rate where it stood out, and how clearly it did."""

    rate_bpm: tuple[float | None, ...]
    clear_db: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class BeltValues:
    """From the belt: second by second the mean rate and RMSSD; and each interval between beats in 1/1024 s.

    `contact` is whether the belt says that it touches the skin, None when it does not say. `battery` is in percent.
    """

    rate_bpm: tuple[float | None, ...]
    rmssd_ms: tuple[float | None, ...]
    rr_1024: tuple[int, ...]
    contact: bool | None
    battery: int | None


Values = EyesValues | PulseValues | BeltValues
VALUES_OF: Final[dict[Signal, type[Values]]] = {
    Signal.EYES: EyesValues,
    Signal.PULSE: PulseValues,
    Signal.BELT: BeltValues,
}


@dataclass(frozen=True, slots=True)
class Measuring:
    """A signal begins to be measured, or stops; time in which it is not measured is a gap, never bridged."""

    kind: ClassVar[str] = "measuring"
    signal: Signal
    is_on: bool
    why: Why | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """A stretch of one signal from `from_ms` of the session clock on, one value a second.

    `sha256` is the fingerprint of the values as they lie apart, empty until they are kept. `values` is None once they
    were erased.
    """

    kind: ClassVar[str] = "measured"
    signal: Signal
    from_ms: int
    values: Values | None = None
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Erased:
    """The values of a signal were erased: `stretches` of them, all that were kept before this moment."""

    kind: ClassVar[str] = "erased"
    signal: Signal
    stretches: int


OfSignal = Measuring | Measured | Erased
