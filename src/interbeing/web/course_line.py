"""Where the points and bands of a measure's line lie on the page."""

from datetime import datetime
from typing import Final, NamedTuple

from interbeing.domain.measure import Measure, Words
from interbeing.domain.score import range_of
from interbeing.services.measure_course import Line, Point
from interbeing.web.chart_scale import Scale, path_of

LEFT: Final = 44
TOP: Final = 16
BOTTOM: Final = 40


class Paper(NamedTuple):
    """How large a line is drawn, and how much stays free to the right of it."""

    width: int
    height: int
    right: int

    @property
    def end(self) -> int:
        """Where the line ends across."""
        return self.width - self.right


WIDE: Final = Paper(780, 220, 160)  # room for the bands' words beside the line
NARROW: Final = Paper(520, 190, 16)  # two lie side by side


class Dot(NamedTuple):
    """One occasion on the page."""

    x: float
    y: float
    point: Point


class Edge(NamedTuple):
    """Where a band begins: its height on the page, its figure and its words."""

    y: float
    least: float
    words: Words


class Drawn(NamedTuple):
    """A line as the page draws it: `path` joins the dots.

    `end` is where it ends across.
    """

    width: int
    height: int
    end: int
    dots: tuple[Dot, ...]
    edges: tuple[Edge, ...]
    path: str
    scale: Scale


def drawn(measure: Measure, line: Line) -> Drawn:
    """Lay the line out by the days between the occasions."""
    paper = WIDE if line.score.bands else NARROW
    scale = Scale(*range_of(measure, line.score), floor=paper.height - BOTTOM, ceiling=TOP)
    places = _across([point.given.given_at for point in line.points], paper.end)
    dots = tuple(Dot(x, scale.at(point.value), point) for x, point in zip(places, line.points, strict=True))
    bands = [band for band in line.score.bands if band.least > scale.lowest]
    edges = tuple(Edge(scale.at(band.least), band.least, band.words) for band in bands)
    path = path_of([(dot.x, dot.y) for dot in dots])
    return Drawn(paper.width, paper.height, paper.end, dots, edges, path, scale)


def _across(days: list[datetime], end: int) -> list[float]:
    """Spread the days over the width; a single one stands in the middle, and the same day twice side by side."""
    if not days:
        return []
    span = (days[-1] - days[0]).total_seconds()
    if span == 0:
        return [round(LEFT + (end - LEFT) * (n + 1) / (len(days) + 1), 1) for n in range(len(days))]
    share = [(day - days[0]).total_seconds() / span for day in days]
    return [round(LEFT + 12 + one * (end - LEFT - 24), 1) for one in share]
