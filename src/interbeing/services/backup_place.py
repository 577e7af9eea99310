"""Where the backups go, which of them are kept, and the key files that lie beside them."""

import re
import shutil
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from interbeing.domain.errors import BadInput
from interbeing.storage.keyring import to_disk
from interbeing.storage.keys import Keys

REMEMBERED: Final = "backup-place"
NAME: Final = "interbeing-{:%Y-%m-%dT%H-%M-%SZ}"
RECORD_ENDING: Final = ".sqlite"
KEYS_ENDING: Final = ".keys.json"
DATED: Final = re.compile(r"interbeing-(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ)")
KEYS_FOR: Final = timedelta(days=30)  # an erased patient's keys are gone from the backups after this, at the latest
DAYS, WEEKS, MONTHS = 7, 4, 12
DUE_AFTER: Final = timedelta(hours=24)


def place_of(folder: Path) -> Path | None:
    """Give where backups go, None when nobody has chosen yet."""
    with suppress(OSError):
        named = (folder / REMEMBERED).read_text(encoding="utf-8").strip()
        return Path(named) if named else None
    return None


def choose_place(folder: Path, typed: str) -> Path:
    """Remember where backups go; BadInput when that folder cannot be written or is that of the records."""
    place = Path(typed.strip()).expanduser()
    if not typed.strip() or not place.is_absolute():
        raise BadInput("give the whole address of the {about}, from the root of its disk", about="backup_folder")
    if place.resolve().is_relative_to(folder.resolve()):
        raise BadInput("choose a {about} elsewhere: it would be lost together with the records", about="backup_folder")
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        (place / ".interbeing-try").write_bytes(b"")
        (place / ".interbeing-try").unlink()
        (folder / REMEMBERED).write_text(f"{place}\n", encoding="utf-8")
    except OSError as problem:
        raise BadInput("nothing can be written to this {about}: choose another", about="backup_folder") from problem
    return place


def backups_in(place: Path) -> tuple[Path, ...]:
    """Give the backups of records that lie here, the newest first."""
    with suppress(OSError):
        found = [path for path in place.glob(f"interbeing-*{RECORD_ENDING}") if made_at(path)]
        return tuple(sorted(found, key=lambda path: (made_at(path), path.name), reverse=True))
    return ()


def keys_in(place: Path) -> tuple[Path, ...]:
    """Give the key files that lie beside the backups, the newest first."""
    found = [path for path in place.glob(f"interbeing-*{KEYS_ENDING}") if made_at(path)]
    return tuple(sorted(found, key=lambda path: path.name, reverse=True))


def made_at(path: Path) -> datetime | None:
    """Read from its name when this was made."""
    dated = DATED.match(path.name)
    return datetime.strptime(dated[1], "%Y-%m-%dT%H-%M-%SZ").replace(tzinfo=UTC) if dated else None


def is_due(folder: Path, now: datetime) -> bool:
    """Say whether a place was chosen, can be reached, and holds no backup of the last day."""
    place = place_of(folder)
    if place is None or not place.is_dir():
        return False
    newest = next((made_at(path) for path in backups_in(place)), None)
    return newest is None or now - newest >= DUE_AFTER


def keep_newest_keys(place: Path, keys: Keys, now: datetime, *, and_no_other: bool = False) -> bool:
    """Put the key file as it is now beside the backups and take away those of more than 30 days, or all earlier ones.

    False when the place cannot be written.
    """
    copy = place / (NAME.format(now) + KEYS_ENDING)
    try:
        before = keys_in(place)
        shutil.copyfile(keys.path, copy)
        to_disk(copy)
        for path in before:
            if path != copy and (and_no_other or now - (made_at(path) or now) > KEYS_FOR):
                path.unlink()
    except OSError:
        return False
    return True


def take_away_old(place: Path) -> int:
    """Keep a backup of each of 7 days, 4 weeks and 12 months; take the others away and give how many."""
    every = backups_in(place)
    kept = kept_of([at for path in every if (at := made_at(path))])
    old = [path for path in every if made_at(path) not in kept]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def kept_of(times: Iterable[datetime]) -> frozenset[datetime]:
    """Choose which of these are kept: the newest of each of the latest days, weeks and months that have one."""
    newest_first = sorted(times, reverse=True)
    kept: set[datetime] = set()
    for many, part in ((DAYS, "%Y-%m-%d"), (WEEKS, "%G-%V"), (MONTHS, "%Y-%m")):
        newest_of: dict[str, datetime] = {}
        for at in newest_first:
            newest_of.setdefault(at.strftime(part), at)
        kept.update(list(newest_of.values())[:many])
    return frozenset(kept)
