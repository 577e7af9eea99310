"""The parts of a person before the mirror, and the mark that one of them spoke to another."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar


class Part(StrEnum):
    """The part of the person that is speaking or spoken to (domain.md §1.1)."""

    SUFFERING = "suffering"
    CRITICAL = "critical"
    COMPASSIONATE = "compassionate"


@dataclass(frozen=True, slots=True)
class Spoke:
    """One part of the person spoke to another, or to itself (S7b, S13a)."""

    kind: ClassVar[str] = "spoke"
    part: Part
    spoken_to: Part
