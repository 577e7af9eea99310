"""What the instruments say at this moment, as both screens show it: the patient sees what the therapist sees."""

from dataclasses import dataclass

from interbeing.domain.signal import Eyes, Signal, Why
from interbeing.domain.signal_said import PlaceSeen


@dataclass(frozen=True, slots=True)
class EyesNow:
    """From the camera, in the last second; the dose so far, and for how long it was known where the eyes pointed.

    `places` is None where the patient agreed to words that do not tell of it.
    """

    eyes: Eyes | None = None
    faces: int | None = None
    far_cm: int | None = None
    too_dark: bool = False
    still_ms: int | None = None
    looked_ms: int = 0
    judged_ms: int = 0
    quality: float = 0.0
    places: tuple[PlaceSeen, ...] | None = None


@dataclass(frozen=True, slots=True)
class PulseNow:
    """The mean rate from the skin's colour, None where it does not stand out; and this session's own baseline."""

    rate_bpm: float | None = None
    baseline_bpm: float | None = None


@dataclass(frozen=True, slots=True)
class BeltNow:
    """The mean rate and variability of the last minute from the belt, with this session's own baseline."""

    rate_bpm: float | None = None
    rmssd_ms: float | None = None
    baseline_bpm: float | None = None
    contact: bool | None = None
    battery: int | None = None


@dataclass(frozen=True, slots=True)
class Instrument:
    """Whether one signal is agreed to and measured, and why it is not; `now` only while it is."""

    signal: Signal
    is_agreed: bool
    is_on: bool
    why: Why | None
    now: EyesNow | PulseNow | BeltNow | None


@dataclass(frozen=True, slots=True)
class SignalsNow:
    """Every signal of one session, in the order of `Signal`."""

    instruments: tuple[Instrument, ...]
