"""How much of the mirror somebody had: time before it, and gaze at the own reflection."""

from collections.abc import Iterable
from dataclasses import dataclass

from interbeing.domain import spans
from interbeing.domain.moment import Moment
from interbeing.domain.spans import Log, Spans


@dataclass(frozen=True, slots=True)
class Dose:
    """The dose of one session, or of several put together, in milliseconds.

    `gaze_ms` is gaze marked at the own reflection while it was shown, `still_ms` its longest unbroken stretch, `beyond`
    how often a stretch outlasted the clinic's limit; `uncovered_ms` leaves out time without a console.
    """

    uncovered_ms: int = 0
    gaze_ms: int = 0
    still_ms: int = 0
    beyond: int = 0

    def __add__(self, other: "Dose") -> "Dose":
        """Put two together: times add up, the longest stays the longest."""
        return Dose(
            self.uncovered_ms + other.uncovered_ms,
            self.gaze_ms + other.gaze_ms,
            max(self.still_ms, other.still_ms),
            self.beyond + other.beyond,
        )


def dose_of(log: Iterable[Moment], still_limit_ms: int, until_ms: int | None = None) -> Dose:
    """Read the dose of one session from its log, up to `until_ms` while it still runs."""
    kept = spans.in_order(log)
    end_ms = spans.end_of(kept, until_ms)
    stretches = [span.length_ms for span in looked(kept, end_ms)]
    uncovered = tuple(span for span in spans.covers(kept, end_ms) if span.what == "uncovered")
    return Dose(
        uncovered_ms=sum(span.length_ms for span in spans.without(uncovered, spans.gaps(kept, end_ms))),
        gaze_ms=sum(stretches),
        still_ms=max(stretches, default=0),
        beyond=sum(length > still_limit_ms for length in stretches),
    )


def looked(log: Log, end_ms: int) -> Spans:
    """Give the unbroken stretches of gaze at the own reflection: a covered mirror, or only the therapist, ends one."""
    gazes = tuple(span for span in spans.gazes(log, end_ms) if span.what == "at_reflection")
    return spans.without(gazes, spans.hidden(log, end_ms))
