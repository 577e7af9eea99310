"""A pulse is read from the skin where there is light, and not said in the dark, however clear it seems."""

import numpy as np
import pytest

from interbeing.domain.signal_said import SkinSaid
from interbeing.services.streams import PulseStream

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
