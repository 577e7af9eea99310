"""Where the backups go, and which of them are kept."""

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

from interbeing.domain.errors import BadInput
from interbeing.storage.keys import Keys
from interbeing.storage.sqlite_file import is_clear

REMEMBERED: Final = "backup-place"
BESIDE: Final = "backups"  # the place beside the record, when none was chosen
NAME: Final = "interbeing-{:%Y-%m-%dT%H-%M-%SZ}"
RECORD_ENDING: Final = ".sqlite"
DATED: Final = re.compile(r"interbeing-(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ)")
MARK: Final = 8  # letters of the clinic's id in a name: enough to tell apart those that share a folder
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


def name_of(now: datetime, clinic_id: UUID | None) -> str:
    """Give the name of what is made now, without its ending; with keys, it bears the clinic's mark."""
    return NAME.format(now) + (f"-{clinic_id.hex[:MARK]}" if clinic_id else "")


def backups_in(place: Path, keys: Keys | None = None) -> tuple[Path, ...]:
    """Give the backups of records that lie here, the newest first; with keys, only this clinic's."""
    mark = f"-{keys.clinic_id.hex[:MARK]}*" if keys else ""
    with suppress(OSError):
        found = [path for path in place.glob(f"interbeing-*{mark}{RECORD_ENDING}") if made_at(path)]
        return tuple(sorted(found, key=lambda path: (made_at(path), path.name), reverse=True))
    return ()


def clear_backups(folder: Path) -> tuple[Path, ...]:
    """Give the backups that anybody can read, where they go and beside the record: from before the passphrase."""
    places = (place_of(folder), folder / BESIDE)
    with suppress(OSError):
        return tuple(path for place in places if place for path in backups_in(place) if is_clear(path))
    return ()


def made_at(path: Path) -> datetime | None:
    """Read from its name when this was made, None when no such day exists."""
    dated = DATED.match(path.name)
    with suppress(ValueError):
        return datetime.strptime(dated[1], "%Y-%m-%dT%H-%M-%SZ").replace(tzinfo=UTC) if dated else None
    return None


def is_due(folder: Path, now: datetime, keys: Keys | None = None) -> bool:
    """Say whether a place was chosen, can be reached, and holds no backup of this clinic's last day."""
    place = place_of(folder)
    if place is None or not place.is_dir():
        return False
    newest = next((made_at(path) for path in backups_in(place, keys)), None)
    return newest is None or now - newest >= DUE_AFTER


def take_away_old(place: Path, keys: Keys) -> int:
    """Keep a backup of each of 7 days, 4 weeks and 12 months; take this clinic's others away and give how many."""
    every = backups_in(place, keys)
    kept = kept_of([at for path in every if (at := made_at(path))])
    old = [path for path in every if made_at(path) not in kept]
    for path in old:
        with suppress(OSError):  # the disk may just be pulled out: they go the next time
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
