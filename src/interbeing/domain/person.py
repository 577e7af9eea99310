"""The people of a clinic: who they are, how they came in, and whom they treat or supervise."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from interbeing.domain.access import Principal, Role

IDLE: Final = timedelta(minutes=15)  # reliability.md §4b, as the others here
ABSOLUTE: Final = timedelta(hours=12)
INVITED_FOR: Final = timedelta(minutes=15)  # to choose a secret, once the code was given
STEPPED_UP_FOR: Final = timedelta(minutes=5)
CAN_BE_INVITED: Final = tuple(role for role in Role if role not in {Role.NOBODY, Role.INVITED, Role.OWNER, Role.TABLET})


class Link(StrEnum):
    """What somebody is to a patient's therapy."""

    TREATS = "treats"
    SUPERVISES = "supervises"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account; a patient's says which patient it is. `ended_at` is set once they have left."""

    person_id: UUID
    name: str
    role: Role
    patient_id: UUID | None
    made_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Assignment:
    """One link between a person and a patient, from when to when."""

    entry: int
    person_id: UUID
    patient_id: UUID
    link: Link
    made_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Emergency:
    """A patient's help page that was opened without a link to them: why, and until when."""

    person_id: UUID
    patient_id: UUID
    reason: str
    opened_at: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Passkey:
    """A key that lies on somebody's device and never leaves it; here is only what recognises it."""

    passkey_id: UUID
    person_id: UUID
    credential_id: bytes
    public_key: bytes
    uses: int
    name: str
    added_at: datetime


@dataclass(frozen=True, slots=True)
class SignIn:
    """One browser in which somebody has signed in. `proved_at`: when they last gave their secret."""

    sign_in_id: UUID
    person: Person
    is_invited: bool
    device: str
    made_at: datetime
    used_at: datetime
    proved_at: datetime
    ended_at: datetime | None = None

    def is_over(self, now: datetime, *, in_session: bool = False) -> bool:
        """Say whether it does not count any more; a live session ends it only when somebody ends it on purpose."""
        if self.ended_at is not None or self.person.ended_at is not None:
            return True
        if self.is_invited:
            return now >= self.made_at + INVITED_FOR
        return not in_session and (now >= self.used_at + IDLE or now >= self.made_at + ABSOLUTE)

    def principal(self, now: datetime) -> Principal:
        """Give who asks through this browser."""
        role = Role.INVITED if self.is_invited else self.person.role
        has_stepped_up = not self.is_invited and now < self.proved_at + STEPPED_UP_FOR
        return Principal(role, str(self.person.person_id), has_stepped_up, self.sign_in_id)
