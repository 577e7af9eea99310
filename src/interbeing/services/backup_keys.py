"""The key files that lie beside the backups: each day's, and taken away where an older one would open too much."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

from interbeing.domain.errors import CannotStart
from interbeing.services.backup_place import BESIDE, made_at, name_of, place_of
from interbeing.storage.keyring import read_keyring
from interbeing.storage.keys import Keys
from interbeing.storage.on_disk import put_whole

KEYS_ENDING: Final = ".keys.json"
KEYS_FOR: Final = timedelta(days=30)  # an erased patient's keys are gone from the backups after this, at the latest
EVERY_PLACE: Final = "backup-places"  # in which a key file of ours was ever put, one a line
TO_FORGET: Final = "backup-places-to-forget"  # in which earlier key files still lie that ought to be gone


def keys_in(place: Path, clinic_id: UUID | None = None) -> tuple[Path, ...]:
    """Give the key files that lie beside the backups, the newest first; with a clinic, only its own."""
    found = [path for path in place.glob(f"interbeing-*{KEYS_ENDING}") if made_at(path)]
    ours = [path for path in found if clinic_id is None or _clinic_of(path) == clinic_id]
    return tuple(sorted(ours, key=lambda path: path.name, reverse=True))


def newest_of_each_clinic(place: Path) -> dict[UUID, Path]:
    """Give the newest key file of each clinic whose backups lie here."""
    newest: dict[UUID, Path] = {}
    for path in keys_in(place):
        clinic_id = _clinic_of(path)
        if clinic_id is not None:
            newest.setdefault(clinic_id, path)
    return newest


def keep_newest_keys(place: Path, keys: Keys, now: datetime, *, and_no_other: bool = False) -> bool:
    """Put the key file as it is now beside the backups; take away this clinic's of more than 30 days, or all earlier.

    The new one is whole and on the disk before any other goes. False when the place cannot be written.
    """
    copy = place / (name_of(now, keys.clinic_id) + KEYS_ENDING)
    try:
        before = keys_in(place, keys.clinic_id)
        put_whole(copy, keys.path.read_bytes())
        for path in before:
            if path != copy and (and_no_other or now - (made_at(path) or now) > KEYS_FOR):
                path.unlink()
    except OSError:
        return False
    return True


def remember_place(folder: Path, place: Path) -> None:
    """Remember that key files lie in this place, also when backups go elsewhere one day. OSError when that fails."""
    every = _lines(folder / EVERY_PLACE)
    if place not in every:
        _write(folder / EVERY_PLACE, (*every, place))


def forget_in_backups(folder: Path, keys: Keys, now: datetime) -> bool:
    """Put the newest key file in place of all earlier ones, wherever backups were ever made.

    False when a place is out of reach: it is tried again with each backup from now on.
    """
    with suppress(OSError):  # a disk that is full: what can be reached is forgotten all the same
        _write(folder / TO_FORGET, _every_place(folder, keys))
    return forget_again(folder, keys, now, _every_place(folder, keys))


def forget_again(folder: Path, keys: Keys, now: datetime, places: Iterable[Path] | None = None) -> bool:
    """Try once more where it could not be done; whether it is done everywhere now."""
    wanted = tuple(_lines(folder / TO_FORGET) if places is None else places)
    left = tuple(place for place in wanted if not _forgotten(place, keys, now))
    if wanted:
        with suppress(OSError):
            _write(folder / TO_FORGET, left)
    return not left


def to_forget(folder: Path) -> tuple[Path, ...]:
    """Give the places in which earlier key files still lie that ought to be gone."""
    return _lines(folder / TO_FORGET)


def _forgotten(place: Path, keys: Keys, now: datetime) -> bool:
    """Do it in one place. One that holds none of our key files is not the one that was meant: its disk is elsewhere."""
    return bool(keys_in(place, keys.clinic_id)) and keep_newest_keys(place, keys, now, and_no_other=True)


def _every_place(folder: Path, keys: Keys) -> tuple[Path, ...]:
    """Give every place that was remembered, and those from before places were remembered, when keys may lie there."""
    every = _lines(folder / EVERY_PLACE)
    others = [one for one in (place_of(folder), folder / BESIDE) if one is not None and one not in every]
    return (
        *every,
        *(one for one in others if keys_in(one, keys.clinic_id) or not (one.is_dir() or one.parent == folder)),
    )


def _clinic_of(path: Path) -> UUID | None:
    try:
        return read_keyring(path)[0].clinic_id
    except CannotStart:
        return None


def _lines(path: Path) -> tuple[Path, ...]:
    try:
        return tuple(Path(line) for line in path.read_text(encoding="utf-8").splitlines() if line)
    except OSError:
        return ()


def _write(path: Path, places: Iterable[Path]) -> None:
    put_whole(path, "".join(f"{place}\n" for place in places).encode())
