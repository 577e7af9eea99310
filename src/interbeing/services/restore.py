"""Restoring a backup: copied beside the record, opened and proved, and only then put in its place."""

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final

from interbeing.domain.errors import Altered, BadInput, CannotStart, NotAllowed, NotFound, NotSaved, WrongKey
from interbeing.services.audit import SIGNED
from interbeing.services.backup_keys import newest_of_each_clinic
from interbeing.services.recovery import key_of_words
from interbeing.storage import proof
from interbeing.storage.anew import Side, write_anew
from interbeing.storage.connect import locked
from interbeing.storage.keyring import KEY_FILE, read_keyring
from interbeing.storage.keys import Keys, unlocked_by_passphrase, unlocked_by_recovery
from interbeing.storage.look import look_at_file
from interbeing.storage.on_disk import to_disk
from interbeing.storage.schema import is_known, version_of
from interbeing.storage.seal import ClearSeal, PatientSeal
from interbeing.storage.sqlite_file import FILE_NAME, is_clear, opens

RESTORING: Final = ".restoring"
LOGS: Final = ("-wal", "-shm")
Step = Callable[[str], None]


def restore(folder: Path, backup: Path, secret: str, now: datetime, step: Step = lambda _name: None) -> Keys:
    """Put this backup in the place of the record; what was there is put aside, and nothing is thrown away.

    `secret` is the passphrase or the words of the recovery key. The room must be locked or closed. WrongKey, BadInput
    or CannotStart say in one sentence why not; then nothing was changed.
    """
    if not backup.is_file():
        raise NotFound(f"there is no backup at {backup}")
    lock = locked(folder)
    try:
        keys = _keys(folder, backup, secret)
        beside = folder / (FILE_NAME + RESTORING)
        step("copy the backup")
        _copy(backup, beside)
        step("prove the copy")
        prove(beside, keys)
        if is_clear(beside):
            step("encrypt the copy")
            write_anew(beside, Side(None, ClearSeal()), Side(keys.file_keys()[0], PatientSeal(keys)), step)
        step("put the keys in place")
        if keys.path != folder / KEY_FILE:
            keys.move_to(folder / KEY_FILE)
        step("put aside what was there")
        _put_aside(folder, now)
        step("put the copy in place")
        beside.replace(folder / FILE_NAME)
        step("write its name to the disk")
        to_disk(folder)
    except OSError as problem:
        raise NotSaved(f"the backup could not be restored ({problem.strerror}): nothing was thrown away") from problem
    finally:
        (folder / (FILE_NAME + RESTORING)).unlink(missing_ok=True)
        lock.release()
    return keys


def prove(copy: Path, keys: Keys) -> None:
    """Open the copy, its pages, chains and every payload; BadInput says in one sentence what does not hold."""
    clear = is_clear(copy)
    try:
        with look_at_file(copy, keys=None if clear else keys, is_still=True) as connection:
            if version_of(connection) is None:
                raise BadInput("this backup is damaged: choose an earlier one")
            if not is_known(connection):
                raise BadInput("this backup was made by a newer Interbeing: install that first")
            wrong = proof.broken_pages(connection) or proof.missing_guards(connection)
            if wrong or proof.strays(connection) or proof.broken_chains(connection, lambda _walked, _all: None):
                raise BadInput("this backup is damaged: choose an earlier one")
            if proof.broken_books(connection):
                raise BadInput("this backup is damaged: choose an earlier one")
            seal = ClearSeal() if clear else PatientSeal(keys)
            if proof.unopened(connection, seal, keys.keyring.erased):
                raise BadInput("parts of this backup do not open: choose another one")
    except (CannotStart, Altered) as problem:
        raise BadInput("this backup is damaged, or is another clinic’s: choose another one") from problem


def _keys(folder: Path, backup: Path, secret: str) -> Keys:
    """Give the keys: the folder's own, which know of every erasure, or on a new computer the newest beside the backup.

    NotAllowed when the folder is another clinic's than the key files beside the backup say.
    """
    own, beside = folder / KEY_FILE, newest_of_each_clinic(backup.parent)
    if own.exists() and beside and read_keyring(own)[0].clinic_id not in beside:
        raise NotAllowed("this backup is another clinic’s: restore it into an empty folder of its own")
    paths = (own,) if own.exists() else tuple(beside.values())
    if not paths:
        raise BadInput("no key file lies beside this backup: without it nobody can open it")
    unlocked = tuple(keys for path in paths if (keys := _unlocked(path, secret)) is not None)
    if not unlocked:
        raise WrongKey("that is not the passphrase of these records", about="passphrase")
    return next((keys for keys in unlocked if any(opens(backup, key) for key in keys.file_keys())), unlocked[0])


def _unlocked(path: Path, secret: str) -> Keys | None:
    """Try the recovery key first: whoever has only that has lost the passphrase, or is named in the clinical will."""
    try:
        keys = unlocked_by_recovery(path, key_of_words(secret))
    except BadInput:
        keys = None
    return keys or unlocked_by_passphrase(path, secret)


def _copy(backup: Path, beside: Path) -> None:
    with suppress(FileNotFoundError):
        beside.unlink()
    shutil.copyfile(backup, beside)
    beside.chmod(0o600)
    to_disk(beside)


def _put_aside(folder: Path, now: datetime) -> None:
    """Give the record of now a second name elsewhere before the first one is taken from it."""
    record = folder / FILE_NAME
    if not record.exists():
        return
    aside = folder / f"before-restoring-{now:%Y-%m-%dT%H-%M-%SZ}"
    aside.mkdir(mode=0o700, exist_ok=True)
    for name in (FILE_NAME, *(FILE_NAME + ending for ending in LOGS)):
        if (folder / name).exists() and not (aside / name).exists():
            _second_name(folder / name, aside / name)
    to_disk(aside)
    with suppress(FileNotFoundError):  # it is the signature of the record that goes
        (folder / SIGNED).replace(aside / SIGNED)
    for ending in LOGS:  # they belong to the file that goes, and would damage the one that comes
        (folder / (FILE_NAME + ending)).unlink(missing_ok=True)


def _second_name(path: Path, other: Path) -> None:
    try:
        os.link(path, other)
    except OSError:  # a disk that knows no second names
        shutil.copyfile(path, other)
        to_disk(other)
