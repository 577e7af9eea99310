"""The clinical will: who opens the practice when the therapist cannot any more, and what they need for it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Will:
    """Whom the therapist named, how they are reached, and where they find what they need; never a key itself.

    `second` stands in when the first cannot. `told_on` is the day on which they said yes, as the therapist wrote it.
    """

    executor: str = ""
    reach: str = ""
    second: str = ""
    told_on: str = ""
    computer: str = ""
    keys: str = ""
    wishes: str = ""

    @property
    def is_written(self) -> bool:
        """Whether somebody is named who can be reached and would find the keys."""
        return bool(self.executor and self.reach and self.keys)
