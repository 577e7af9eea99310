"""The key file: every key of the room, each locked inside another, written whole or not at all."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from interbeing.domain.errors import CannotStart, NotSaved
from interbeing.storage.on_disk import put_whole
from interbeing.storage.passphrase import FLOOR, Cost
from interbeing.storage.wrapping import derived

KEY_FILE: Final = "keys.json"
FORMAT: Final = 1
LARGEST: Final = 64 * 1024 * 1024  # bytes; a hundred thousand patients need 20 MB


@dataclass(frozen=True, slots=True)
class Keyring:
    """What lies in the key file. Nothing in it opens anything without the passphrase or the recovery key.

    `files` are the keys of the record's file and `patients` those of each patient, the oldest first: earlier ones still
    open earlier backups. `erased` says whose keys were destroyed, and when; it is never forgotten. `was_sealed` says
    that the record has been encrypted, so that a clear one in its place is a stranger's.
    """

    clinic_id: UUID
    salt: bytes
    by_passphrase: str
    by_recovery: str
    signing: str
    files: tuple[str, ...]
    patients: Mapping[UUID, tuple[str, ...]] = field(default_factory=dict)
    erased: Mapping[UUID, datetime] = field(default_factory=dict)
    cost: Cost = FLOOR
    was_sealed: bool = False


def has_keys(folder: Path) -> bool:
    """Say whether the records in this folder are locked with a passphrase."""
    return (folder / KEY_FILE).exists()


def read_keyring(path: Path) -> tuple[Keyring, str]:
    """Read a key file and the tag that proves it; CannotStart when it is not one."""
    try:
        if path.stat().st_size > LARGEST:
            raise ValueError(path)
        whole = json.loads(path.read_bytes())
        tag = str(whole.pop("tag"))
        return _read(whole), tag
    except OSError as problem:
        raise CannotStart(f"The key file {path} cannot be read ({problem.strerror}): look at the disk.") from problem
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as problem:
        raise CannotStart(
            f"The key file {path} is damaged. Put the newest one from your backups in its place."
        ) from problem


def is_proved(keyring: Keyring, tag: str, clinic_key: bytes) -> bool:
    """Say whether nothing in the key file was changed by somebody without its key."""
    return hmac.compare_digest(tag, _tag(_plain(keyring), clinic_key))


def write_keyring(path: Path, keyring: Keyring, clinic_key: bytes) -> None:
    """Write it beside, then move it into its place, on the disk. NotSaved when that fails; the one before stays."""
    whole = _plain(keyring)
    text = json.dumps({**whole, "tag": _tag(whole, clinic_key)}, indent=1).encode()
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        put_whole(path, text)
    except OSError as problem:
        raise NotSaved(f"the key file cannot be written ({problem.strerror}): nothing was changed") from problem


def _tag(whole: Mapping[str, Any], clinic_key: bytes) -> str:
    text = json.dumps(whole, sort_keys=True, separators=(",", ":")).encode()
    return hmac.new(derived(clinic_key, "key file"), text, hashlib.sha256).hexdigest()


def _plain(keyring: Keyring) -> dict[str, Any]:
    sealed = {"was_sealed": True} if keyring.was_sealed else {}  # left out, so that the first key files still prove
    return {
        **sealed,
        "format": FORMAT,
        "clinic_id": str(keyring.clinic_id),
        "argon2id": [keyring.cost.memory_kib, keyring.cost.passes, keyring.cost.lanes],
        "salt": keyring.salt.hex(),
        "by_passphrase": keyring.by_passphrase,
        "by_recovery": keyring.by_recovery,
        "signing": keyring.signing,
        "files": list(keyring.files),
        "patients": {str(patient): list(keys) for patient, keys in keyring.patients.items()},
        "erased": {str(patient): at.isoformat() for patient, at in keyring.erased.items()},
    }


def _read(whole: dict[str, Any]) -> Keyring:
    if whole["format"] != FORMAT:
        raise ValueError(whole["format"])
    return Keyring(
        clinic_id=UUID(whole["clinic_id"]),
        cost=Cost(*(int(figure) for figure in whole["argon2id"])),
        salt=bytes.fromhex(whole["salt"]),
        by_passphrase=str(whole["by_passphrase"]),
        by_recovery=str(whole["by_recovery"]),
        signing=str(whole["signing"]),
        files=tuple(map(str, whole["files"])),
        patients={UUID(one): tuple(map(str, keys)) for one, keys in whole["patients"].items()},
        erased={UUID(one): datetime.fromisoformat(at) for one, at in whole["erased"].items()},
        was_sealed=whole.get("was_sealed") is True,
    )
