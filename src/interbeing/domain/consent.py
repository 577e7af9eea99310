"""What the patient has agreed to, purpose by purpose, with every giving and withdrawing kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

TEXT_VERSION: Final = "2026-12-01"  # consents/*.toml holds the words of every version
TELLING_NO_PLACE: Final = frozenset({"2026-11", "2026-11-25", "2026-11-25b"})  # their words on the camera name no place


class Purpose(StrEnum):
    """One thing that can be agreed to on its own."""

    RECORD = "record"
    CAMERA = "camera"
    CAMERA_SIGNALS = "camera_signals"
    CAMERA_PULSE = "camera_pulse"
    BELT = "belt"
    REMOTE = "remote"
    SUPERVISION = "supervision"
    RESEARCH = "research"
    TRAINING = "training"


SECOND_CODER: Final = (Purpose.SUPERVISION, Purpose.TRAINING)
"""Whoever marks a session once more does so for one of these."""


@dataclass(frozen=True, slots=True)
class ConsentEntry:
    """One line of the ledger: given or withdrawn, under which version of the text, recorded by whom."""

    patient_id: UUID
    purpose: Purpose
    is_given: bool
    text_version: str
    recorded_by: str
    recorded_at: datetime


def may_tell_place(ledger: Iterable[ConsentEntry]) -> bool:
    """Say whether the standing consent to the camera's signals was given in words that tell of the face's place."""
    lines = [entry for entry in ledger if entry.purpose is Purpose.CAMERA_SIGNALS]
    return bool(lines) and lines[-1].is_given and lines[-1].text_version not in TELLING_NO_PLACE


def standing(ledger: Iterable[ConsentEntry]) -> frozenset[Purpose]:
    """Say which purposes stand now: the last line of each purpose decides; the ledger comes in order of entry."""
    last = {entry.purpose: entry.is_given for entry in ledger}
    return frozenset(purpose for purpose, is_given in last.items() if is_given)
