"""Where a value lies on a drawing: one scale for every chart of the desk."""

from typing import NamedTuple


class Scale(NamedTuple):
    """Values from `lowest` to `highest`, drawn between `floor` and `ceiling`; the page's heights grow downward."""

    lowest: float
    highest: float
    floor: float
    ceiling: float

    def at(self, value: float) -> float:
        """Give the height of this value; one beyond the scale stands at its edge."""
        share = (min(max(value, self.lowest), self.highest) - self.lowest) / (self.highest - self.lowest)
        return round(self.floor - share * (self.floor - self.ceiling), 1)


def path_of(places: "list[tuple[float, float]]") -> str:
    """Give the points of a line through these places."""
    return " ".join(f"{x},{y}" for x, y in places)
