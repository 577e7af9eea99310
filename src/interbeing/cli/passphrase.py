"""Asks for the passphrase at the terminal, and does with the keys what the pages do not."""

import argparse
import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from interbeing.domain.errors import NotAllowed
from interbeing.settings import Settings, read_settings

if TYPE_CHECKING:
    from interbeing.storage.keys import Keys

Commands = Any  # argparse gives this type no public name


def register(commands: Commands) -> None:
    """Add the commands of this module."""
    keys = commands.add_parser("keys", help="set up the passphrase, or change it or a key, while the room is closed")
    deeds = keys.add_subparsers(dest="deed", required=True, metavar="DEED", title="deeds")
    for name, deed, said in (
        ("begin", _begin, "choose a passphrase and write the recovery key down"),
        ("passphrase", _passphrase, "change the passphrase"),
        ("recovery", _recovery, "make a new recovery key; the one before opens only key files that cannot be reached"),
        ("clinic", _clinic, "lock every key inside a new clinic key"),
        ("records", _records, "write the whole record anew under new keys for its file and every patient"),
    ):
        deeds.add_parser(name, help=said).set_defaults(run=deed)


def asked(prompt: str) -> str:
    """Ask without showing what is typed; a program may give one line on standard input instead."""
    if sys.stdin.isatty():
        return getpass.getpass(f"{prompt}: ")
    return sys.stdin.readline().rstrip("\n")


def asked_keys(settings: Settings) -> "Keys | None":
    """Ask for the passphrase when these records have one; WrongKey says in one sentence that it was another."""
    from interbeing.services.unlocking import unlock
    from interbeing.storage.keyring import has_keys

    if settings.database_url or not has_keys(settings.folder):
        return None
    return unlock(settings.folder, asked("Passphrase"))


def _begin(_chosen: argparse.Namespace) -> int:
    from interbeing.services.backup_place import clear_backups
    from interbeing.services.unlocking import begin, finish
    from interbeing.wiring import open_room

    settings = read_settings()
    print("Whoever loses the passphrase and the recovery key has lost the records: nobody can reset them, we included.")
    beginning = begin(settings.folder, asked("Passphrase"), asked("The same once more"))
    _show(beginning.recovery_key)
    keys = finish(settings.folder, beginning, asked("Type the recovery key back"))
    open_room(settings, keys=keys).close()
    print("The records are encrypted from now on.")
    clear = clear_backups(settings.folder)
    if clear:
        print(f"Earlier backups are not, and anybody can read them: {', '.join(map(str, clear))}.")
        print("Make a new one, then throw them away.")
    return 0


def _passphrase(_chosen: argparse.Namespace) -> int:
    from interbeing.services.unlocking import change_passphrase

    with _alone() as keys:
        change_passphrase(keys, asked("Present passphrase, once more"), asked("New passphrase"), asked("Once more"))
        _forget_earlier(keys)
    print("The passphrase is changed.")
    return 0


def _recovery(_chosen: argparse.Namespace) -> int:
    from interbeing.services.recovery import new_recovery_key
    from interbeing.services.unlocking import change_recovery

    with _alone() as keys:
        key = new_recovery_key()
        _show(key)
        change_recovery(keys, asked("Passphrase, once more"), key, asked("Type the recovery key back"))
        _forget_earlier(keys)
    print("This recovery key is the one that opens from now on.")
    return 0


def _clinic(_chosen: argparse.Namespace) -> int:
    from interbeing.services.unlocking import change_clinic_key

    with _alone() as keys:
        change_clinic_key(keys, asked("Passphrase, once more"), asked("Recovery key"))
        _forget_earlier(keys)
    print("Every key is locked inside a new clinic key.")
    return 0


def _records(_chosen: argparse.Namespace) -> int:
    from interbeing.services.unlocking import renew_records

    with _alone() as keys:
        renew_records(read_settings().folder, keys, lambda step: print(f"  … {step}", file=sys.stderr, flush=True))
    print("The record is written anew under new keys. Make a backup now.")
    return 0


def _forget_earlier(keys: "Keys") -> None:
    """Put the new key file in place of those beside the backups, and say where that could not be done."""
    from interbeing.services.backup_keys import forget_in_backups, to_forget

    folder = keys.path.parent
    if not forget_in_backups(folder, keys, datetime.now(UTC)):
        places = ", ".join(map(str, to_forget(folder)))
        print(
            f"Mind: earlier key files in {places} could not be reached. They open as before, until that disk is there"
        )
        print("and a backup is made. So do copies of key files that you made yourself.")


@contextmanager
def _alone() -> Iterator["Keys"]:
    """Give the keys while no room has the record; CannotStart when one has it."""
    from interbeing.services.unlocking import unlock
    from interbeing.storage.connect import alone_in
    from interbeing.storage.keyring import has_keys

    settings = read_settings()
    if settings.database_url or not has_keys(settings.folder):
        raise NotAllowed("these records have no passphrase: `interbeing keys begin` sets one up")
    with alone_in(settings.folder):  # first: what is read now is what will be written
        yield unlock(settings.folder, asked("Passphrase"))


def _show(recovery_key: bytes) -> None:
    from interbeing.services.recovery import in_words

    words = in_words(recovery_key, "en")
    print("Write the recovery key down, on paper:\n")
    for first in range(0, len(words), 6):
        print("  " + "  ".join(f"{n + 1:2} {words[n]:<10}" for n in range(first, first + 6)))
    print()
