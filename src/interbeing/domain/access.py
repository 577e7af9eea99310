"""Who may do what with which thing of whom: one decision, and *no* wherever `access_table` says nothing."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID


class Role(StrEnum):
    """What somebody is here for.

    The owner is whoever unlocked a laptop's room, nobody is whoever has not signed in, the invited has given the code
    of an invitation and not yet chosen a secret, and the tablet is whoever asks through a tablet of the same network.
    """

    NOBODY = "nobody"
    INVITED = "invited"
    OWNER = "owner"
    THERAPIST = "therapist"
    SUPERVISOR = "supervisor"
    PATIENT = "patient"
    RESEARCHER = "researcher"
    ADMIN = "admin"
    OPERATOR = "operator"
    TABLET = "tablet"


class Verb(StrEnum):
    """What is done. To write is to add or correct; to make is to let a copy come into being outside the record."""

    READ = "read"
    WRITE = "write"
    REMOVE = "remove"
    ASK = "ask"
    APPROVE = "approve"
    MAKE = "make"


class Thing(StrEnum):
    """What it is done with; the first group belongs to one patient, the second to the clinic."""

    IDENTITY = "identity"
    CHART = "chart"
    PLAN = "plan"
    LIVE = "live session"
    MIRROR = "mirror"
    MOMENTS = "moments"
    NOTES = "notes"
    SIGNALS = "signals"
    COURSE = "course"
    RATINGS = "ratings"
    OWN_RATING = "own rating"
    CODING = "coding"
    PACING = "pacing"
    PARTS = "parts"
    TOGETHER = "together"
    CAREGIVERS = "caregivers"
    MEASURES = "measures"
    ANSWERS = "answers"
    SAFETY = "safety"
    CAUTIONS = "cautions"
    CONSENT = "consent"
    OWN_VIEW = "own view"
    EXPORT = "export"
    ERASURE = "erasure"
    RETENTION = "retention"
    ASSIGNMENT = "assignment"
    EMERGENCY = "emergency"
    TABLETS = "tablets"

    DOOR = "door"
    OWN_ACCOUNT = "own account"
    OWN_SECRETS = "own secrets"
    CASELOAD = "caseload"
    BRING_IN = "bring in"
    UNDER_WAY = "under way"
    PRACTICE = "practice"
    CLINIC = "clinic"
    ACCOUNTS = "accounts"
    KEYS = "keys"
    BACKUPS = "backups"
    AUDIT = "audit"
    STUDY = "study"
    TABLET_DOOR = "tablet door"
    JOINING = "joining"


class Relation(StrEnum):
    """How the thing stands to who asks. What belongs to no patient stands to everybody of the clinic alike."""

    OWN = "own"  # a patient's own, a therapist's own caseload, all that the owner's room holds
    ASSIGNED = "assigned"  # a supervisor's link to this patient's therapy, a study that was approved
    EMERGENCY = "emergency"  # opened with a reason, for an hour, and the patient sees it
    CLINIC = "clinic"
    OTHER_CLINIC = "other clinic"
    ENDED = "ended"  # was own or assigned once


class Fact(StrEnum):
    """What must be so beside the relation."""

    AUTHORED = "authored"  # nobody else wrote it
    SHARED = "shared"  # its author, or whom it is about, shows it to who asks
    CONSENTED = "consented"  # the patient agreed to this use
    STEPPED_UP = "stepped up"  # who asks gave their secret again a moment ago
    PROPOSED = "proposed"  # somebody else proposed it first


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks, as the sign-in says it; `person` stands in the audit. `session_id`: the one that a tablet joined."""

    role: Role
    person: str
    has_stepped_up: bool = False
    sign_in_id: UUID | None = None
    session_id: UUID | None = None

    @property
    def person_id(self) -> UUID | None:
        """The person among those of the clinic, None for the owner of a laptop, a tablet and nobody."""
        return None if self.role in {Role.OWNER, Role.NOBODY, Role.TABLET} else UUID(self.person)


# On whose behalf the record is looked at now: None is the owner, or the room itself.
ACTING: Final[ContextVar[UUID | None]] = ContextVar("acting", default=None)
OWNER: Final = Principal(Role.OWNER, "owner", has_stepped_up=True)
NOBODY: Final = Principal(Role.NOBODY, "nobody")
AT_TABLET: Final = Principal(Role.TABLET, "tablet")  # that has joined no session


@contextmanager
def acting_as(person_id: UUID | None) -> Iterator[None]:
    """Look at the record as this person; as the room itself with None."""
    acting = ACTING.set(person_id)
    try:
        yield
    finally:
        ACTING.reset(acting)


def as_the_room() -> AbstractContextManager[None]:
    """Look at the record as the room itself, for what who asks may know of it but not read."""
    return acting_as(None)


@dataclass(frozen=True, slots=True)
class Action:
    """One thing done with one kind of thing."""

    verb: Verb
    thing: Thing


@dataclass(frozen=True, slots=True)
class Resource:
    """How what is asked for stands to who asks, and what is so of it."""

    relation: Relation
    facts: frozenset[Fact] = frozenset()


@dataclass(frozen=True, slots=True)
class Grant:
    """One line of the table: these verbs on these things, in these relations, where all that it needs is so."""

    verbs: frozenset[Verb]
    things: frozenset[Thing]
    relations: frozenset[Relation]
    needs: frozenset[Fact] = frozenset()


Table = Mapping[Role, tuple[Grant, ...]]


@dataclass(frozen=True, slots=True)
class Decision:
    """Yes; or no, and whether giving one's secret again would make it a yes."""

    is_allowed: bool
    would_step_up: bool = False


def authorize(principal: Principal, action: Action, resource: Resource) -> Decision:
    """Decide whether this may be done. Whatever no line of the table names may not."""
    from interbeing.domain.access_table import MAY  # the table is written in the words of this module

    here = resource.facts | ({Fact.STEPPED_UP} if principal.has_stepped_up else frozenset())
    lacking = [
        line.needs - here
        for line in MAY.get(principal.role, ())
        if action.verb in line.verbs and action.thing in line.things and resource.relation in line.relations
    ]
    return Decision(frozenset() in lacking, frozenset({Fact.STEPPED_UP}) in lacking)
