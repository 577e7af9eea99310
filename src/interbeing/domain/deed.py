"""A deed in the room as the audit keeps it: who did what to which thing and when, and nothing of what it says."""

from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Final

OWNER: Final = "owner"
TERMINAL: Final = "TERMINAL"  # what is read by a command, such as `interbeing export`
STANDS: Final = "stands"
WRITTEN_ANEW: Final = "written anew"
BROKEN_BEFORE: Final = "broken before it was written anew"
NOT_SHOWN: Final = "not shown"  # asked for, and refused or not there
WRONG_BEFORE: Final = "wrong passphrases before it was opened"  # the reason says how many
CUT_BEFORE: Final = "what was signed beside the record did not fit it"


@dataclass(frozen=True, slots=True)
class Deed:
    """`action` is the page or the work, `about` the id of a patient or session; `reason` a figure or a word of ours."""

    action: str
    at: datetime
    monotonic_ms: int
    about: str = ""
    reason: str = ""
    actor: str = OWNER


# What is being done now on somebody's asking: every change that is kept meanwhile is kept together with it.
DOING: Final[ContextVar[Deed | None]] = ContextVar("doing", default=None)


def acting() -> str:
    """Give whom the audit names for what is being done now."""
    deed = DOING.get()
    return OWNER if deed is None else deed.actor
