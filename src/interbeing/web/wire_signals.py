"""What the instruments say on the wire: small, at most five messages a second, and nothing that could be a picture."""

from dataclasses import asdict
from typing import Annotated, Any, Final, Literal

from pydantic import Field

from interbeing.domain.glass import CLOSEST, FARTHEST
from interbeing.domain.signal import Eyes, Signal, Why
from interbeing.domain.signal_now import BeltNow, EyesNow, Instrument, PulseNow, SignalsNow
from interbeing.domain.signal_said import BeltSaid, EyesSaid, SkinSaid
from interbeing.domain.signal_said import PlaceSeen as Place
from interbeing.web.wire_manners import Wire

MOST_SAMPLES: Final = 10
MOST_FRAMES: Final = 40
MOST_BEATS: Final = 20
MOST_FACES: Final = 2
HUNDREDTHS: Final = 100
Percent = Annotated[int, Field(ge=0, le=100)]
Across = Annotated[int, Field(ge=-FARTHEST, le=FARTHEST)]
Steps = Annotated[int, Field(ge=-CLOSEST, le=CLOSEST)]
After = Annotated[int, Field(ge=0, le=10_000)]
Colour = Annotated[int, Field(ge=0, le=25_500)]


class TellEyes(Wire):
    """One second of the eyes: a letter a sample (o own, t the other's, a away, c closed, ? not known).

    `moved` is in widths of the face a second; `bright` is the face's mean brightness (0 to 255), of which only *too
    dark to judge* is ever made. `places` says where a frame would lie on each face: across, down, steps closer.
    """

    type: Literal["eyes"]
    eyes: Annotated[str, Field(min_length=1, max_length=MOST_SAMPLES, pattern=r"^[otac?]+$")]
    faces: Annotated[int, Field(ge=0, le=2)] | None = None
    blinks: Annotated[int, Field(ge=0, le=10)] = 0
    moved: Annotated[float, Field(ge=0, le=100)] | None = None
    far_cm: Annotated[int, Field(ge=0, le=1000)] | None = None
    bright: Annotated[float, Field(ge=0, le=255)] | None = None
    places: Annotated[list[tuple[Across, Across, Steps]], Field(max_length=MOST_FACES)] | None = None

    def to_said(self) -> EyesSaid:
        """Give it as the room gathers it."""
        places = None if self.places is None else tuple(Place(*one) for one in self.places)
        return EyesSaid(self.eyes, self.faces, self.blinks, self.moved, self.far_cm, self.bright, places)


class TellSkin(Wire):
    """About a second of mean skin colours: each frame is milliseconds after `at_ms`, then red, green, blue × 100."""

    type: Literal["skin"]
    at_ms: Annotated[float, Field(ge=0)]
    frames: Annotated[
        list[tuple[Annotated[int, Field(ge=0, le=10_000)], Colour, Colour, Colour]], Field(max_length=MOST_FRAMES)
    ]

    def to_said(self) -> SkinSaid:
        """Give it as the room gathers it."""
        frames = ((self.at_ms + ms, r / HUNDREDTHS, g / HUNDREDTHS, b / HUNDREDTHS) for ms, r, g, b in self.frames)
        return SkinSaid(tuple(frames))


class TellBelt(Wire):
    """One message of the belt: intervals in 1/1024 s; `after_gap` when the page knows that beats were missed before."""

    type: Literal["belt"]
    rr: Annotated[list[Annotated[int, Field(ge=0, le=65_535)]], Field(max_length=MOST_BEATS)]
    contact: bool | None = None
    battery: Percent | None = None
    after_gap: bool = False

    def to_said(self) -> BeltSaid:
        """Give it as the room gathers it."""
        return BeltSaid(tuple(self.rr), self.contact, self.battery, self.after_gap)


class TellLoss(Wire):
    """The page cannot measure a signal any more, and why."""

    type: Literal["not_measured"]
    signal: Signal
    why: Why


class StopSignal(Wire):
    """The consent to a signal is withdrawn, by one touch on this screen."""

    type: Literal["stop_signal"]
    signal: Signal


class EraseSignal(Wire):
    """What was kept of a signal in this session is to be erased."""

    type: Literal["erase_signal"]
    signal: Signal


class PlaceSeen(Wire):
    """Where a frame would lie on a face: percent from the middle of the mirrored picture, and steps closer."""

    across: Across
    down: Across
    closer: Steps


class EyesTold(Wire):
    """See `EyesNow`."""

    kind: Literal["eyes"]
    eyes: Eyes | None
    faces: int | None
    far_cm: int | None
    too_dark: bool
    still_ms: int | None
    looked_ms: int
    judged_ms: int
    quality: float
    places: list[PlaceSeen] | None


class PulseTold(Wire):
    """See `PulseNow`."""

    kind: Literal["pulse"]
    rate_bpm: float | None
    baseline_bpm: float | None


class BeltTold(Wire):
    """See `BeltNow`."""

    kind: Literal["belt"]
    rate_bpm: float | None
    rmssd_ms: float | None
    baseline_bpm: float | None
    contact: bool | None
    battery: int | None


Told = EyesTold | PulseTold | BeltTold
TWIN_OF: Final[dict[type, Any]] = {EyesNow: EyesTold, PulseNow: PulseTold, BeltNow: BeltTold}


class InstrumentTold(Wire):
    """See `Instrument`."""

    signal: Signal
    is_agreed: bool
    is_on: bool
    why: Why | None
    now: Told | None

    @classmethod
    def from_domain(cls, one: Instrument) -> "InstrumentTold":
        """Make the twin."""
        twin = TWIN_OF[type(one.now)] if one.now else None
        values = asdict(one.now) if one.now else {}
        now = twin(kind=one.signal.value, **values) if twin else None
        return cls(signal=one.signal, is_agreed=one.is_agreed, is_on=one.is_on, why=one.why, now=now)


class SignalsTold(Wire):
    """What the instruments say at this moment, the same to both screens."""

    type: Literal["signals"] = "signals"
    instruments: list[InstrumentTold]

    @classmethod
    def from_domain(cls, now: SignalsNow) -> "SignalsTold":
        """Make the twin."""
        return cls(instruments=[InstrumentTold.from_domain(one) for one in now.instruments])
