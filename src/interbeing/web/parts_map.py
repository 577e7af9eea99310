"""Draws who speaks to whom among the parts: three places, and an arrow for each way that was marked."""

from collections.abc import Mapping
from math import hypot
from typing import Final, NamedTuple

from interbeing.domain.dialogue import Dialogue
from interbeing.domain.part import Part

WIDTH: Final = 420
HEIGHT: Final = 250
PLACES: Final[Mapping[Part, tuple[float, float]]] = {
    Part.SUFFERING: (210, 44),
    Part.CRITICAL: (82, 196),
    Part.COMPASSIONATE: (338, 196),
}
REACH: Final = 61  # a place is as wide as this to both sides of its middle, and a half circle more
ROUND: Final = 19
CLEAR: Final = 5  # between the edge of a place and where an arrow begins or ends
ASIDE: Final = 13  # each way of a pair keeps to its own side
THINNEST: Final = 1.5
THICKEST: Final = 6.0


class Arrow(NamedTuple):
    """One way from part to part: where it runs, how thick, and where its number stands."""

    part: Part
    spoken_to: Part
    times: int
    ends: tuple[float, float, float, float]
    at: tuple[float, float]
    width: float


def arrows(dialogue: Dialogue) -> tuple[Arrow, ...]:
    """Give an arrow for each way from one part to another that was marked; the thickest is the most frequent."""
    said = {pair: one.times for pair, one in dialogue.items() if one.times and pair[0] is not pair[1]}
    most = max(said.values(), default=1)
    return tuple(_arrow(*pair, times, times / most) for pair, times in said.items())


def _arrow(part: Part, spoken_to: Part, times: int, strength: float) -> Arrow:
    (from_x, from_y), (to_x, to_y) = PLACES[part], PLACES[spoken_to]
    length = hypot(to_x - from_x, to_y - from_y)
    along_x, along_y = (to_x - from_x) / length, (to_y - from_y) / length
    side_x, side_y = -along_y * ASIDE, along_x * ASIDE
    starts = _outside(PLACES[part], (from_x + side_x, from_y + side_y), (along_x, along_y))
    stops = _outside(PLACES[spoken_to], (to_x + side_x, to_y + side_y), (-along_x, -along_y))
    ends = (*starts, *stops)
    at = ((from_x + to_x) / 2 + 2.1 * side_x, (from_y + to_y) / 2 + 2.1 * side_y)
    return Arrow(part, spoken_to, times, ends, at, round(THINNEST + (THICKEST - THINNEST) * strength, 1))


def _outside(place: tuple[float, float], start: tuple[float, float], step: tuple[float, float]) -> tuple[float, float]:
    """Go from within a place along `step`, a unit long, until its edge is left behind."""
    x, y = start
    while hypot(max(0.0, abs(x - place[0]) - REACH), y - place[1]) < ROUND + CLEAR:
        x, y = x + step[0], y + step[1]
    return round(x, 1), round(y, 1)
