"""How a patient remembers that their feelings were answered: by whom, with what, and how often."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from interbeing.domain.emotion import EMOTIONS, Emotion


class HowOften(StrEnum):
    """How often a response came back; what is not known is simply not said."""

    NEVER = "never"
    SOMETIMES = "sometimes"
    OFTEN = "often"


REPORTS: Final[Mapping[HowOften, int]] = {HowOften.NEVER: 0, HowOften.SOMETIMES: 2, HowOften.OFTEN: 6}
"""Remembered instances that each word carries into the model: our choice, 1 to 3 (docs/adr/0039-caregiver-words.md)."""
Reports = tuple[tuple[int, ...], ...]  # remembered instances by feeling and response, in the order of `EMOTIONS`
NOTHING_TOLD: Final[Reports] = ((0,) * len(EMOTIONS),) * len(EMOTIONS)
Memory = Mapping[Emotion, Mapping[Emotion, HowOften]]  # what came back (inner) to what was felt (outer)


@dataclass(frozen=True, slots=True)
class Caregiver:
    """One person who was there in the early years, and how they answered; attuned ones too."""

    name: str
    memory: Memory


@dataclass(frozen=True, slots=True)
class CaregiverHistory:
    """One version of a patient's caregiver history; a newer one takes its place, and none is ever changed."""

    history_id: UUID
    patient_id: UUID
    caregivers: tuple[Caregiver, ...]
    written_at: datetime


def reports_of(history: CaregiverHistory | None) -> Reports:
    """Add up the instances over the caregivers, by feeling and response; nothing but zeros where nothing was told."""
    if history is None:
        return NOTHING_TOLD
    return tuple(tuple(_reports(history.caregivers, felt, response) for response in EMOTIONS) for felt in EMOTIONS)


def with_caregiver(caregivers: tuple[Caregiver, ...], one: Caregiver) -> tuple[Caregiver, ...]:
    """Add a caregiver; one of the same name is told anew."""
    return (*without_caregiver(caregivers, one.name), one)


def without_caregiver(caregivers: tuple[Caregiver, ...], name: str) -> tuple[Caregiver, ...]:
    """Leave out the caregiver of this name."""
    return tuple(caregiver for caregiver in caregivers if caregiver.name != name)


def _reports(caregivers: Iterable[Caregiver], felt: Emotion, response: Emotion) -> int:
    words = (one.memory.get(felt, {}).get(response) for one in caregivers)
    return sum(REPORTS[word] for word in words if word is not None)
