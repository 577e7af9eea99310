"""Gathers what one instrument sends into seconds, for both screens now and for the log in stretches."""

from dataclasses import dataclass, field
from typing import Final, assert_never

import numpy as np

from interbeing.domain.signal import BeltValues, Eyes, EyesValues, PulseValues, Signal
from interbeing.domain.signal_now import BeltNow, EyesNow, PulseNow
from interbeing.domain.signal_said import BeltSaid, EyesSaid, Said, SkinSaid
from interbeing.signals import gaze, light, quality, stillness
from interbeing.signals.heartbeat import in_ms
from interbeing.signals.pulse import NOT_KNOWN, SPAN_S, Pulse, pulse, steady
from interbeing.signals.variability import Beats, Variability, add, variability

EYES_OF: Final = {gaze.OWN: Eyes.OWN, gaze.OTHER: Eyes.OTHER, gaze.AWAY: Eyes.AWAY, gaze.CLOSED: Eyes.CLOSED}
STILLNESS_KEPT_S: Final = 600
MS_PER_S: Final = 1000
MOST_FRAMES: Final = 1200
NO_BEATS: Final = Variability(None, None)
EyesSecond = tuple[EyesSaid, Eyes | None, bool, float]  # what was said, what it was, whether it was dark, its quality


@dataclass(slots=True)
class EyesStream:
    """The eyes: what each second was, and the stillness and dose so far."""

    seconds: list[EyesSecond] = field(default_factory=list)
    last: EyesSecond | None = None  # stays when the stretch is taken out
    moved: list[float] = field(default_factory=list)
    looked_ms: int = 0
    judged_ms: int = 0
    is_dark: bool = False

    def take(self, said: EyesSaid) -> None:
        """Take in one second. In the dark, and with two faces, directions are not known, whatever the nets said."""
        self.is_dark = said.bright is not None and light.too_dark(said.bright, self.is_dark)
        samples = gaze.read(said.letters)
        if self.is_dark or said.faces not in {None, 1}:
            samples = np.full_like(samples, gaze.NOT_KNOWN)
        step_ms = MS_PER_S // max(1, samples.size)
        judged_ms = gaze.judged_ms(samples, step_ms)
        self.looked_ms += gaze.looked_ms(samples, step_ms)
        self.judged_ms += judged_ms
        moved = None if self.is_dark else said.moved
        self.moved = [*self.moved[1 - STILLNESS_KEPT_S :], np.nan if moved is None else moved]
        share = judged_ms / (step_ms * max(1, samples.size))
        self.last = (said, EYES_OF.get(gaze.most_of(samples)), self.is_dark, round(share, 2))
        self.seconds.append(self.last)

    def now(self) -> EyesNow:
        """Say the last second."""
        if self.last is None:
            return EyesNow()
        said, eyes, is_dark, share = self.last
        return EyesNow(
            eyes=eyes,
            faces=said.faces,
            far_cm=said.far_cm,
            too_dark=is_dark,
            still_ms=stillness.still_ms(np.array(self.moved)),
            looked_ms=self.looked_ms,
            judged_ms=self.judged_ms,
            quality=share,
            places=said.places,
        )

    def values(self) -> EyesValues:
        """Give what was gathered, second by second."""
        dark = [is_dark for _, _, is_dark, _ in self.seconds]
        judged = [None if is_dark else said for said, _, is_dark, _ in self.seconds]
        return EyesValues(
            eyes=tuple(eyes for _, eyes, _, _ in self.seconds),
            faces=tuple(said.faces for said, _, _, _ in self.seconds),
            blinks=tuple(said.blinks if said and said.faces else None for said in judged),
            moved=tuple(said.moved if said else None for said in judged),
            far_cm=tuple(said.far_cm if said else None for said in judged),
            too_dark=tuple(dark),
            quality=tuple(share for _, _, _, share in self.seconds),
        )


@dataclass(slots=True)
class PulseStream:
    """The pulse: the colours of the last seconds, and what each second said of the rate."""

    frames: list[tuple[float, float, float, float]] = field(default_factory=list)
    readings: list[Pulse] = field(default_factory=list)
    seconds: list[tuple[float | None, float | None]] = field(default_factory=list)
    rates: list[float | None] = field(default_factory=list)
    is_dark: bool = False

    def take(self, said: SkinSaid) -> None:
        """Take in the colours of about a second, and read the rate once more; in the dark it is not known."""
        self.frames = [*self.frames, *said.frames][-MOST_FRAMES:]
        newest_ms = self.frames[-1][0] if self.frames else 0.0
        self.frames = [frame for frame in self.frames if newest_ms - (SPAN_S + 1) * MS_PER_S <= frame[0] <= newest_ms]
        seen = np.array(self.frames, np.float64).reshape(-1, 4)
        self.is_dark = seen.size > 0 and light.too_dark(light.brightness(seen[:, 1:]), self.is_dark)
        reading = NOT_KNOWN if self.is_dark else pulse(seen[:, 0], seen[:, 1:])
        self.readings = [*self.readings[-9:], reading]
        rate, clear = steady(self.readings), self.readings[-1].clear_db
        is_finite = clear is not None and np.isfinite(clear)
        self.seconds.append((_rounded(rate), _rounded(clear) if is_finite else None))
        self.rates.append(rate)

    def now(self) -> PulseNow:
        """Say the newest rate, when it is known."""
        rate = self.rates[-1] if self.rates else None
        return PulseNow(_rounded(rate), _rounded(quality.baseline(self.rates)))

    def values(self) -> PulseValues:
        """Give what was gathered, second by second."""
        return PulseValues(tuple(rate for rate, _ in self.seconds), tuple(clear for _, clear in self.seconds))


@dataclass(slots=True)
class BeltStream:
    """The belt: the beats of the last minute, and what each second said."""

    beats: Beats = field(default_factory=Beats)
    newest: BeltSaid | None = None
    last: Variability = NO_BEATS
    seconds: list[Variability] = field(default_factory=list)
    rr_1024: list[int] = field(default_factory=list)
    rates: list[float | None] = field(default_factory=list)

    def take(self, said: BeltSaid) -> None:
        """Take in one message. Without contact nothing in it is a heart's; after a gap nothing is bridged."""
        is_heart = said.contact is not False
        after_gap = said.after_gap or (self.newest is not None and self.newest.contact is False)
        if is_heart:
            self.beats = add(self.beats, tuple(in_ms(np.array(said.rr_1024, np.int64))), after_gap=after_gap)
        self.newest = said
        self.rr_1024 += said.rr_1024 if is_heart else ()
        read = variability(self.beats) if is_heart else NO_BEATS
        self.last = Variability(_rounded(read.rate_bpm), _rounded(read.rmssd_ms))
        self.seconds.append(self.last)
        self.rates.append(read.rate_bpm)

    def now(self) -> BeltNow:
        """Say the last minute."""
        if self.newest is None:
            return BeltNow()
        usual = _rounded(quality.baseline(self.rates))
        return BeltNow(self.last.rate_bpm, self.last.rmssd_ms, usual, self.newest.contact, self.newest.battery)

    def values(self) -> BeltValues:
        """Give what was gathered, second by second, and every interval."""
        return BeltValues(
            rate_bpm=tuple(second.rate_bpm for second in self.seconds),
            rmssd_ms=tuple(second.rmssd_ms for second in self.seconds),
            rr_1024=tuple(self.rr_1024),
            contact=self.newest.contact if self.newest else None,
            battery=self.newest.battery if self.newest else None,
        )


Stream = EyesStream | PulseStream | BeltStream


def new_stream(signal: Signal) -> Stream:
    """Begin to gather this signal."""
    match signal:
        case Signal.EYES:
            return EyesStream()
        case Signal.PULSE:
            return PulseStream()
        case Signal.BELT:
            return BeltStream()
        case _:
            assert_never(signal)


def take(stream: Stream, said: Said) -> None:
    """Take in what an instrument says; what is not of this stream changes nothing."""
    match stream, said:
        case EyesStream(), EyesSaid():
            stream.take(said)
        case PulseStream(), SkinSaid():
            stream.take(said)
        case BeltStream(), BeltSaid():
            stream.take(said)


def taken_out(stream: Stream) -> EyesValues | PulseValues | BeltValues:
    """Give what was gathered, and begin the next stretch."""
    values = stream.values()
    stream.seconds.clear()
    if isinstance(stream, BeltStream):
        stream.rr_1024.clear()
    return values


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)
