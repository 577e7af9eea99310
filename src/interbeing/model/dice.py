"""Where chance comes from when a patient is simulated: the same dice on every computer, thrown apart for each patient.

xoshiro256++ (Blackman and Vigna, Scrambled linear pseudorandom number generators, 2021), seeded by splitmix64 from
(seed, patient, purpose), so that a patient's fate depends neither on other patients nor on how many processes work.
Normals by the ziggurat (Marsaglia and Tsang, 2000; 256 layers), the normal area by a table. Integers are the same on
every platform; reals differ in the last places at most (docs/model.md §6).
"""

from enum import IntEnum
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from interbeing.model.compile import kernel

Floats = NDArray[np.float64]
_ONE: Final = np.uint64(1)
_LOW_32: Final = np.uint64(0xFFFFFFFF)
_LOW_16: Final = np.uint64(0xFFFF)
PER_32: Final = 2.0**-32
PER_53: Final = 2.0**-53
PER_16: Final = 2.0**-16

# Ziggurat of 256 layers of equal area: where the tail begins, and the area of each layer (Marsaglia and Tsang).
TAIL_AT: Final = 3.6541528853610088
LAYER_AREA: Final = 0.00492867323399
LAYERS: Final = 256
_MANTISSA: Final = np.uint64((1 << 52) - 1)

# The table of the normal area: nodes 1/64 apart on [-8, 8]; the series about the nearest node errs by under 1e-9.
NODES_PER_UNIT: Final = 64
TABLE_END: Final = 8.0


class Purpose(IntEnum):
    """What a stream of chance is used for; each purpose has a stream of its own."""

    PERSON = 1
    COURSE = 2
    UPBRINGING = 3


class Stream(NamedTuple):
    """The state of one stream: four words, not all zero."""

    a: np.uint64
    b: np.uint64
    c: np.uint64
    d: np.uint64


class Word(NamedTuple):
    """64 random bits, and the stream after them."""

    bits: np.uint64
    stream: Stream


class Thrown(NamedTuple):
    """A random number, and the stream after it."""

    value: float
    stream: Stream


def _ziggurat() -> tuple[NDArray[np.uint64], Floats, Floats]:
    edges = np.zeros(LAYERS + 1)
    edges[LAYERS] = LAYER_AREA / np.exp(-0.5 * TAIL_AT**2)
    edges[LAYERS - 1] = TAIL_AT
    for layer in range(LAYERS - 2, 0, -1):
        above = edges[layer + 1]
        edges[layer] = np.sqrt(-2.0 * np.log(LAYER_AREA / above + np.exp(-0.5 * above**2)))
    outer = edges[1:]
    inside = edges[:-1] / outer
    return (inside * 2.0**52).astype(np.uint64), outer * 2.0**-52, np.exp(-0.5 * edges**2)


_SURE, _WIDTH, _HEIGHT = _ziggurat()
_NODES: Final = np.arange(-TABLE_END * NODES_PER_UNIT, TABLE_END * NODES_PER_UNIT + 1) / NODES_PER_UNIT
_AREAS: Final = np.column_stack([ndtr(_NODES), np.exp(-0.5 * _NODES**2) / np.sqrt(2.0 * np.pi)])


@kernel
def _mixed(word: np.uint64) -> np.uint64:
    word = (word ^ (word >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    word = (word ^ (word >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return word ^ (word >> np.uint64(31))


@kernel
def stream_of(seed: int, patient: int, purpose: int) -> Stream:
    """Begin the stream of one patient for one purpose (splitmix64 over the three numbers)."""
    golden = np.uint64(0x9E3779B97F4A7C15)
    at = _mixed(np.uint64(seed) + golden)
    at = _mixed(at ^ (np.uint64(patient) * np.uint64(0xD1B54A32D192ED03) + golden))
    at = _mixed(at ^ (np.uint64(purpose) * np.uint64(0x8CB92BA72F3D8DD7) + golden))
    a = _mixed(at + golden)
    b = _mixed(at + np.uint64(2) * golden)
    c = _mixed(at + np.uint64(3) * golden)
    return Stream(a, b, c, _mixed(at + np.uint64(4) * golden) | _ONE)


@kernel
def throw(stream: Stream) -> Word:
    """Give 64 random bits: one step of xoshiro256++."""
    a, b, c, d = stream
    added = a + d
    bits = ((added << np.uint64(23)) | (added >> np.uint64(41))) + a
    shifted = b << np.uint64(17)
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= shifted
    return Word(bits, Stream(a, b, c, (d << np.uint64(45)) | (d >> np.uint64(19))))


@kernel
def uniform(bits: np.uint64) -> float:
    """Give a number in (0, 1) from all 64 bits, to 53 places."""
    return (float(bits >> np.uint64(11)) + 0.5) * PER_53


@kernel
def upper_uniform(bits: np.uint64) -> float:
    """Give a number in (0, 1) from the upper 32 bits."""
    return (float(np.int64(bits >> np.uint64(32))) + 0.5) * PER_32


@kernel
def lower_uniform(bits: np.uint64) -> float:
    """Give a number in (0, 1) from the lower 32 bits, independent of `upper_uniform`."""
    return (float(np.int64(bits & _LOW_32)) + 0.5) * PER_32


@kernel
def quarter_uniform(bits: np.uint64, quarter: int) -> float:
    """Give a number in (0, 1) from one quarter (0..3) of the bits: for chances set by design, kept to 1/65536."""
    return (float(np.int64((bits >> np.uint64(16 * quarter)) & _LOW_16)) + 0.5) * PER_16


class FirstThrow(NamedTuple):
    """The normal number that a word gives, and 1 where it does not decide and the ziggurat must go on."""

    value: float
    is_unsure: int


@kernel
def first_throw(bits: np.uint64) -> FirstThrow:
    """Read a word as a layer, a side and a place of the ziggurat; without a branch."""
    layer = np.int64(bits & np.uint64(255))
    place = np.int64((bits >> np.uint64(9)) & _MANTISSA)
    sign = 1.0 - 2.0 * float(np.int64((bits >> np.uint64(8)) & _ONE))
    return FirstThrow(sign * float(place) * _WIDTH[layer], 1 if place >= np.int64(_SURE[layer]) else 0)


@kernel
def beyond_the_sure(bits: np.uint64, stream: Stream) -> Thrown:
    """Go on where the first throw did not decide (about 1 in 80): the tail and the wedges of the ziggurat."""
    while True:
        layer = np.int64(bits & np.uint64(255))
        size = float((bits >> np.uint64(9)) & _MANTISSA) * _WIDTH[layer]
        sign = 1.0 - 2.0 * float((bits >> np.uint64(8)) & _ONE)
        if (bits >> np.uint64(9)) & _MANTISSA < _SURE[layer]:
            return Thrown(sign * size, stream)
        if layer == LAYERS - 1:
            while True:
                first = throw(stream)
                second = throw(first.stream)
                stream = second.stream
                beyond = -np.log(uniform(first.bits)) / TAIL_AT
                if -2.0 * np.log(uniform(second.bits)) > beyond * beyond:
                    return Thrown(sign * (TAIL_AT + beyond), stream)
        word = throw(stream)
        low, high = _HEIGHT[layer + 1], _HEIGHT[layer]
        if low + uniform(word.bits) * (high - low) < np.exp(-0.5 * size * size):
            return Thrown(sign * size, word.stream)
        word = throw(word.stream)
        bits, stream = word.bits, word.stream


@kernel
def normal(stream: Stream) -> Thrown:
    """Give a standard normal number by the ziggurat."""
    word = throw(stream)
    thrown = first_throw(word.bits)
    if thrown.is_unsure == 0:
        return Thrown(thrown.value, word.stream)
    return beyond_the_sure(word.bits, word.stream)


@kernel
def area_below(x: float) -> float:
    """Give the normal area below x, within 1e-9, from the table: series of second order about the nearest node."""
    if x <= -TABLE_END:
        return 0.0
    if x >= TABLE_END:
        return 1.0
    node = int((x + TABLE_END) * NODES_PER_UNIT + 0.5)
    at = node * (1.0 / NODES_PER_UNIT) - TABLE_END
    off = x - at
    bend = 1.0 - off * (0.5 * at - off * (at * at - 1.0) / 6.0)
    return float(_AREAS[node, 0] + _AREAS[node, 1] * off * bend)
