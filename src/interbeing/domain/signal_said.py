"""What the mirror's page says that its instruments saw: a second of the eyes, of the skin's colour, of the heart."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlaceSeen:
    """Where a frame would lie on a face that is seen now (see `Frame`): passed on to be laid, never kept."""

    across: int
    down: int
    closer: int


@dataclass(frozen=True, slots=True)
class EyesSaid:
    """What the mirror's page says of one second: its samples as letters (see `signals/gaze.py`), and the rest of it."""

    letters: str
    faces: int | None
    blinks: int
    moved: float | None
    far_cm: int | None
    bright: float | None
    places: tuple[PlaceSeen, ...] | None = None


@dataclass(frozen=True, slots=True)
class SkinSaid:
    """Mean colours of the skin: (milliseconds on the session clock, red, green, blue), each colour 0 to 255."""

    frames: tuple[tuple[float, float, float, float], ...]


@dataclass(frozen=True, slots=True)
class BeltSaid:
    """One message of the belt; `after_gap` when beats were missed before it."""

    rr_1024: tuple[int, ...]
    contact: bool | None
    battery: int | None
    after_gap: bool


Said = EyesSaid | SkinSaid | BeltSaid
