"""The clinic's own settings: its name, its limits, its keys, and whom a patient can call."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from interbeing.domain.arousal import Window
from interbeing.domain.clinic_words import ClinicWords
from interbeing.domain.retention import DEFAULT_CLASSES, RetentionClass
from interbeing.domain.will import Will

MS_PER_S: Final = 1000


@dataclass(frozen=True, slots=True)
class Contact:
    """Someone to turn to: who they are, how to reach them, and whether it is for a crisis."""

    name: str
    reach: str
    is_crisis: bool


@dataclass(frozen=True, slots=True)
class Limits:
    """What the room counts and shows. Defaults are ours, from the seed's cautions (domain.md §1.5), to be changed.

    `still_gaze_s` is unbroken gaze at the own reflection, `total_gaze_s` its sum in a session and `course_gaze_s` in a
    whole course (0 sets none), all in seconds; `exchange_gap_s` is the longest silence after which a new mark begins a
    new exchange. Light is in lux at the face: from `enough_lx` on it is enough, under `dim_lx` the room asks for a
    reason, under `dark_lx` the mirror stays covered; `near_cm` is the least distance to the mirror.
    """

    still_gaze_s: int = 60
    total_gaze_s: int = 900
    course_gaze_s: int = 0
    exchange_gap_s: int = 120
    enough_lx: int = 150
    dim_lx: int = 50
    dark_lx: int = 15
    near_cm: int = 100

    @property
    def exchange_gap_ms(self) -> int:
        """The silence in milliseconds, as the session's clock counts."""
        return self.exchange_gap_s * MS_PER_S

    @property
    def course_gaze_ms(self) -> int:
        """The gaze of a whole course in milliseconds; 0 sets no limit."""
        return self.course_gaze_s * MS_PER_S

    @property
    def still_gaze_ms(self) -> int:
        """The unbroken gaze in milliseconds."""
        return self.still_gaze_s * MS_PER_S


@dataclass(frozen=True, slots=True)
class Clinic:
    """Settings of one clinic. `keys` maps an action of the console to a key; `keys_on` switches all keys off or on.

    `parts` are the clinic's own words for the parts of a person, where it chose any; `retention` says how long records
    are kept, the class for all of them first; `will` who opens the practice when nobody there can any more.
    """

    name: str = ""
    language: str = "en"
    contacts: tuple[Contact, ...] = ()
    window: Window = field(default_factory=Window)
    limits: Limits = field(default_factory=Limits)
    keys: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    keys_on: bool = True
    words: ClinicWords = field(default_factory=ClinicWords)
    parts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    retention: tuple[RetentionClass, ...] = DEFAULT_CLASSES
    will: Will = field(default_factory=Will)

    @property
    def has_crisis_contact(self) -> bool:
        """Whether a real patient may be added: somebody must stand on their pages."""
        return any(contact.is_crisis for contact in self.contacts)


LANGUAGES: Final = ("en", "it")
