"""What a course of mirror work looks like from outside: the therapist's plan for it, and what was lived through."""

from dataclasses import dataclass, field
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from interbeing.domain.errors import BadInput
from interbeing.model.marks import Marks
from interbeing.model.parameters import OFFER_UNMARKED, Floats

Codes = NDArray[np.int8]

MINUTES_BETWEEN: Final = 1.0
"""Mean minutes between moments, exponentially spread: about forty exchanges in a session, our default."""
MISSING_REPORT, MISSING_PERCEIVED, MISSING_GAZE, MISSING_LABEL = 0.20, 0.10, 0.05, 0.03  # docs/model.md §5


def _steady(chance: float) -> Floats:
    return np.array([chance])


@dataclass(frozen=True, slots=True)
class Plan:
    """What the therapist does in a course; each schedule (L,) or (L, 7) is repeated along the moments of a session.

    invited, reassured: chance at each moment. offers: chances of the seven responses. The four `missing_*` are the
    chances that a mark is not made (report, perceived, gaze; each of felt and offered).
    """

    sessions: int
    moments: int
    minutes_between: float = MINUTES_BETWEEN
    invited: Floats = field(default_factory=lambda: _steady(0.5))
    reassured: Floats = field(default_factory=lambda: _steady(0.2))
    offers: Floats = field(default_factory=lambda: np.array([OFFER_UNMARKED]))
    missing_report: float = MISSING_REPORT
    missing_perceived: float = MISSING_PERCEIVED
    missing_gaze: float = MISSING_GAZE
    missing_label: float = MISSING_LABEL

    def __post_init__(self) -> None:
        """Refuse a plan that cannot be lived."""
        if self.sessions < 1 or self.moments < 1 or not self.minutes_between > 0:
            message = f"A course needs at least one session of one moment, not {self.sessions} of {self.moments}."
            raise BadInput(message)

    @property
    def length(self) -> int:
        """Count the moments of the whole course."""
        return self.sessions * self.moments

    def scheduled(self) -> Floats:
        """Give one row for each moment of a session: invited, reassured, then the running sum of the offers (M, 9)."""
        at = np.arange(self.moments)
        rows = (self.invited[at % len(self.invited)], self.reassured[at % len(self.reassured)])
        offers = np.cumsum(self.offers[at % len(self.offers)], axis=1)
        return np.ascontiguousarray(np.column_stack([*rows, offers]))

    def missing(self) -> Floats:
        """Give the chances of missing marks: report, perceived, gaze, label."""
        return np.array([self.missing_report, self.missing_perceived, self.missing_gaze, self.missing_label])


class Lived(NamedTuple):
    """Courses of n patients of T moments each.

    minutes (n, T); codes (n, T, 9) as in `Marks`; expects (n, 8, 7): what each feeling, and last the own reflection,
    has come to expect after the last moment; path (n, T, 2): true arousal and gate, empty unless asked for.
    """

    minutes: Floats
    codes: Codes
    expects: Floats
    path: Floats

    def marks(self, index: int) -> Marks:
        """Give one patient's marks, as the engine reads them."""
        return Marks(self.minutes[index], self.codes[index].astype(np.int64))
