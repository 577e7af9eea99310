"""Marks that were made elsewhere, as a file gives them: a time, a label, and the line where they stand."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from interbeing.domain.named import OUR_LADDER, Rungs, names_with

MOST_MARKS: Final = 50_000
LONGEST_LABEL: Final = 200
LONGEST_SESSION_MS: Final = 24 * 60 * 60 * 1000
LEFT_OUT: Final = ""
LASTING: Final = ("pause", "grounding")


class ForeignMark(NamedTuple):
    """`exchange` is the number that the file gives the exchange, None where it gives none."""

    at_ms: int
    label: str
    exchange: int | None
    line: int | None


@dataclass(frozen=True, slots=True)
class ForeignSession:
    """One session of a file: what the file calls it, when it began if it says so, and its marks in order of time."""

    name: str
    began_at: datetime | None
    marks: tuple[ForeignMark, ...]

    @property
    def labels(self) -> Counter[str]:
        """Each label with how often it stands there, in the order of the alphabet."""
        counts = Counter(mark.label for mark in self.marks)
        return Counter({label: counts[label] for label in sorted(counts)})


def suggested(label: str, rungs: Rungs = OUR_LADDER) -> str:
    """Suggest the mark that a label means by its name, or LEFT_OUT where nothing fits by its letters alone."""
    code, _, step = label.partition(" | ")
    kind, _, value = (part.strip().lower().replace(" ", "_") for part in code.partition(":"))
    if kind in LASTING:
        return f"{kind}:{'ended' if step == 'stop' else 'began'}"
    if step == "stop":
        return LEFT_OUT  # what was watched or set stands until it is set again
    name = f"{kind}:{value}" if value else kind
    return name if name in names_with(rungs) else LEFT_OUT
