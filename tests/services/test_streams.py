"""What is gathered of each signal: a pulse never in the dark, and a last second that outlasts its stretch."""

import numpy as np
import pytest

from interbeing.domain.signal_said import BeltSaid, EyesSaid, Said, SkinSaid
from interbeing.services.streams import BeltStream, EyesStream, PulseStream, Stream, take, taken_out

SKIN = np.array([190.0, 160.0, 130.0])
BLOOD = np.array([0.3, 1.0, 0.5])
HZ, SPAN_S, BPM = 10, 22, 72


def read_at(light: float) -> list[float | None]:
    """What each second says of a clear pulse in this light."""
    stream = PulseStream()
    for second in range(SPAN_S):
        times_s = second + np.arange(HZ) / HZ
        beat = 0.005 * np.sin(2 * np.pi * BPM / 60 * times_s)[:, None]
        colours = SKIN * light * (1 + beat * BLOOD)
        stream.take(
            SkinSaid(tuple((1000 * at_s, *colour) for at_s, colour in zip(times_s, colours.tolist(), strict=True)))
        )
    return stream.rates


def test_a_clear_pulse_is_said_in_the_light_and_never_in_the_dark() -> None:
    assert read_at(1.0)[-1] == pytest.approx(BPM, abs=1)
    assert read_at(0.15) == [None] * SPAN_S


@pytest.mark.parametrize(
    ("stream", "said"),
    [
        (EyesStream(), EyesSaid("ooooo", 1, 0, 0.01, 70, 120.0)),
        (BeltStream(), BeltSaid((870,) * 10, contact=True, battery=80, after_gap=False)),
    ],
)
def test_what_the_screens_are_told_stays_when_a_stretch_is_taken_out(stream: Stream, said: Said) -> None:
    take(stream, said)
    told = stream.now()
    taken_out(stream)
    assert stream.now() == told != type(stream)().now()
