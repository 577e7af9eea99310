"""Keeps the record safe: looks it over, and makes a backup that was proved. Both may run while the room is open."""

import argparse
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from interbeing.cli.passphrase import asked, asked_keys
from interbeing.cli.serve import Commands
from interbeing.domain.errors import NotAllowed
from interbeing.settings import read_settings

QUIET_S: Final = 1.0
BYTES_PER_KIB: Final = 1024
NOT_SEALED: Final = "It is not encrypted yet: keep it on a disk that only you can reach, and lock that away."


def register(commands: Commands) -> None:
    """Add the commands of this module."""
    check = commands.add_parser(
        "check",
        help="look over the record, its chains, the disk and the protocols",
        description="Looks everything over and changes nothing; the room may stay open. Status 1: something is wrong.",
    )
    check.set_defaults(run=_check)
    backup = commands.add_parser(
        "backup-now",
        help="make a backup and prove it",
        description="Copies the record and proves the copy; the room may stay open. How to restore: docs/backup.md.",
    )
    backup.add_argument("folder", nargs="?", type=Path, metavar="FOLDER", help="where to: backups beside the record")
    backup.set_defaults(run=_backup)
    migrated = commands.add_parser(
        "migrate",
        help="bring the tables of a clinic's PostgreSQL to this version, as their owner",
        description="On a laptop the room does it when it opens. Needs INTERBEING_DATABASE with the owner's name.",
    )
    migrated.set_defaults(run=_migrate)
    restored = commands.add_parser(
        "restore",
        help="put a backup in the place of the record",
        description="The room must be closed. What was there is put aside, nothing is thrown away.",
    )
    restored.add_argument("backup", type=Path, metavar="BACKUP", help="the file, interbeing-….sqlite")
    restored.set_defaults(run=_restore)


class _Progress:
    """Says on standard error how far a long walk is, from its second second on."""

    def __init__(self) -> None:
        self._told_s = time.monotonic()

    def __call__(self, walked: int, whole: int) -> None:
        if time.monotonic() - self._told_s >= QUIET_S:
            self._told_s = time.monotonic()
            print(f"  … {walked} of {whole} sessions", file=sys.stderr, flush=True)


def _migrate(_chosen: argparse.Namespace) -> int:
    from interbeing.storage.connect import open_postgres

    url = read_settings().database_url
    if url is None:
        raise NotAllowed("INTERBEING_DATABASE is not set: the record of a laptop is brought on when the room opens")
    open_postgres(url).close()
    print("The tables are those of this version.")
    return 0


def _check(_chosen: argparse.Namespace) -> int:
    from interbeing.services.checkup import look_over

    settings = read_settings()
    wrong = 0
    for finding in look_over(settings.folder, settings.database_url, _Progress(), asked_keys(settings)):
        wrong += not finding.is_well
        print(f"{'ok   ' if finding.is_well else 'WRONG'}  {finding.said}", flush=True)
    print("All is well." if not wrong else f"{wrong} to look at.")
    return 1 if wrong else 0


def _backup(chosen: argparse.Namespace) -> int:
    from interbeing.services import backup
    from interbeing.services.backup_place import BESIDE, place_of

    settings = read_settings()
    if settings.database_url:
        raise NotAllowed("the record lies in PostgreSQL: back it up with pg_dump, and rehearse pg_restore")
    folder = (chosen.folder or place_of(settings.folder) or settings.folder / BESIDE).expanduser().absolute()
    keys = asked_keys(settings)
    elsewhere = backup.leaves_this_computer(folder)
    if elsewhere:
        print(f"Mind: {elsewhere}, so this copy leaves the computer.", file=sys.stderr)
    made = backup.back_up(settings.folder, folder, datetime.now(UTC), _Progress(), keys)
    kept = ", ".join(f"{number} {name.replace('_', '-')}" for name, number in made.counts.items())
    print(f"{made.path}\nholds {kept} in {made.size_bytes // BYTES_PER_KIB} KiB; opened again and proved.")
    if keys is None:
        print(NOT_SEALED)
    for one in made.broken:
        print(
            f"WRONG  the log of session {one.session_id} does not hold from moment {one.seq} on, here as in the record."
        )
    for patient_id in made.broken_books:
        print(f"WRONG  the book of patient {patient_id} does not hold, here as in the record.")
    return 1 if made.broken or made.broken_books else 0


def _restore(chosen: argparse.Namespace) -> int:
    from interbeing.services.restore import restore
    from interbeing.wiring import open_room

    settings = read_settings()
    backup = chosen.backup.expanduser().absolute()
    keys = restore(
        settings.folder, backup, asked("Passphrase, or the 24 words of the recovery key"), datetime.now(UTC), _step
    )
    open_room(settings, keys=keys).close()
    print(f"The backup is in place in {settings.folder}. What was there before lies beside it.")
    return 0


def _step(name: str) -> None:
    print(f"  … {name}", file=sys.stderr, flush=True)
