"""The keys of an unlocked room: the clinic's key at hand, and with it the record's and each patient's."""

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import NamedTuple
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from interbeing.domain.errors import CannotStart, NotFound, WrongKey
from interbeing.storage.keyring import KEY_FILE, Keyring, is_proved, read_keyring, write_keyring
from interbeing.storage.passphrase import SALT_BYTES, key_of_passphrase
from interbeing.storage.wrapping import new_key, unwrap, wrap


class Sealing(NamedTuple):
    """What seals for one patient now: which of their keys it is, from 1, and the cipher that holds it."""

    version: int
    cipher: AESGCM


class Keys:
    """The open keys of one clinic. The one room that has the folder changes the key file; others only read it."""

    def __init__(self, path: Path, keyring: Keyring, clinic_key: bytes) -> None:
        """Take over what was unlocked; use `unlocked_by_passphrase`, `unlocked_by_recovery` or `begun_keys`."""
        self._path, self._keyring, self._clinic_key = path, keyring, clinic_key
        self._ciphers: dict[tuple[UUID, int], AESGCM] = {}
        self._lock = Lock()

    def __repr__(self) -> str:
        """Say whose keys they are, and nothing of them."""
        return f"Keys({self.clinic_id})"

    @property
    def clinic_id(self) -> UUID:
        """The clinic whose keys these are."""
        return self._keyring.clinic_id

    @property
    def path(self) -> Path:
        """Where the key file lies."""
        return self._path

    @property
    def keyring(self) -> Keyring:
        """The key file as it stands, everything in it locked."""
        return self._keyring

    @property
    def clinic_key(self) -> bytes:
        """The key of the clinic, for the room's own processes and nobody else."""
        return self._clinic_key

    def file_keys(self) -> tuple[str, ...]:
        """Give the keys of the record's file as SQLCipher takes them, the newest first."""
        clinic_id, wrapped = self.clinic_id, self._keyring.files
        opened = [
            unwrap(self._clinic_key, one, _of_file(clinic_id, version)).hex() for version, one in enumerate(wrapped, 1)
        ]
        return tuple(reversed(opened))

    def signing_key(self) -> Ed25519PrivateKey:
        """Give the key that signs the state of a day."""
        seed = unwrap(self._clinic_key, self._keyring.signing, _of_signing(self.clinic_id))
        return Ed25519PrivateKey.from_private_bytes(seed)

    def sealing(self, patient_id: UUID) -> Sealing:
        """Give the newest key of this patient, on the disk before anything is sealed with it; NotFound if erased."""
        with self._lock:
            self._refuse_erased(patient_id)
            if patient_id not in self._keyring.patients:
                self._add_key(patient_id)
            version = len(self._keyring.patients[patient_id])
        return Sealing(version, self.cipher(patient_id, version))

    def cipher(self, patient_id: UUID, version: int) -> AESGCM:
        """Give the cipher that opens what this key of this patient sealed; NotFound when it was destroyed."""
        with self._lock:
            known = self._ciphers.get((patient_id, version))
            if known is None:
                known = self._ciphers[patient_id, version] = AESGCM(self._patient_key(patient_id, version))
        return known

    def add_patient_key(self, patient_id: UUID) -> None:
        """Give this patient one more key: from now on it seals."""
        with self._lock:
            self._refuse_erased(patient_id)
            self._add_key(patient_id)

    def add_keys(self) -> None:
        """Add one more key for the record's file and for each patient: the record is about to be written anew."""
        with self._lock:
            for_file = wrap(self._clinic_key, new_key(), _of_file(self.clinic_id, len(self._keyring.files) + 1))
            patients = {one: (*keys, self._new_key(one)) for one, keys in self._keyring.patients.items()}
            self._change(replace(self._keyring, files=(*self._keyring.files, for_file), patients=patients))

    def destroy(self, patient_id: UUID, at: datetime) -> None:
        """Destroy every key of this patient for good, and remember whose they were."""
        with self._lock:
            patients = {one: keys for one, keys in self._keyring.patients.items() if one != patient_id}
            self._change(
                replace(self._keyring, patients=patients, erased={patient_id: at, **self._keyring.erased}),
            )
            self._ciphers = {place: one for place, one in self._ciphers.items() if place[0] != patient_id}

    def read_again(self) -> None:
        """Read the key file again, now that the folder is ours: somebody may have changed it since it was unlocked."""
        with self._lock:
            self._keyring = _read_proved(self._path, self._clinic_key)

    def remember_sealed(self) -> None:
        """Remember for good that the record is sealed: a clear one in its place is not ours from now on."""
        with self._lock:
            if not self._keyring.was_sealed:
                self._change(replace(self._keyring, was_sealed=True))

    def move_to(self, path: Path) -> None:
        """Write the key file to another place, and change only that one from now on."""
        with self._lock:
            write_keyring(path, self._keyring, self._clinic_key)
            self._path = path

    def change_passphrase(self, passphrase: str) -> None:
        """Lock the clinic's key with another passphrase; nothing else is written anew."""
        with self._lock:
            self._change(with_passphrase(self._keyring, self._clinic_key, passphrase))

    def change_recovery(self, recovery_key: bytes) -> None:
        """Lock the clinic's key with another recovery key."""
        with self._lock:
            wrapped = wrap(recovery_key, self._clinic_key, _of_clinic(self.clinic_id, "recovery"))
            self._change(replace(self._keyring, by_recovery=wrapped))

    def change_clinic_key(self, passphrase: str, recovery_key: bytes) -> None:
        """Lock every key inside a new clinic key, which passphrase and recovery key then open."""
        with self._lock:
            fresh = new_key()
            self._change(rewrapped(self._keyring, self._clinic_key, fresh, passphrase, recovery_key), fresh)

    def is_passphrase(self, passphrase: str) -> bool:
        """Say whether this is the passphrase."""
        return _opened_by_passphrase(self._keyring, passphrase) is not None

    def _patient_key(self, patient_id: UUID, version: int) -> bytes:
        """Unwrap one key, under the lock; when it is not known, the room may have added it since the file was read."""
        if version > len(self._keyring.patients.get(patient_id, ())):
            self._keyring = _read_proved(self._path, self._clinic_key)
        wrapped = self._keyring.patients.get(patient_id, ())
        if not 1 <= version <= len(wrapped):
            raise NotFound(f"the key of patient {patient_id} is not here: what it sealed cannot be opened")
        return unwrap(self._clinic_key, wrapped[version - 1], _of_patient(self.clinic_id, patient_id, version))

    def _add_key(self, patient_id: UUID) -> None:
        before = self._keyring.patients.get(patient_id, ())
        patients = {**self._keyring.patients, patient_id: (*before, self._new_key(patient_id))}
        self._change(replace(self._keyring, patients=patients))

    def _new_key(self, patient_id: UUID) -> str:
        version = len(self._keyring.patients.get(patient_id, ())) + 1
        return wrap(self._clinic_key, new_key(), _of_patient(self.clinic_id, patient_id, version))

    def _change(self, keyring: Keyring, clinic_key: bytes | None = None) -> None:
        """Write it first: what is not on the disk is not used."""
        key = clinic_key or self._clinic_key
        write_keyring(self._path, keyring, key)
        self._keyring, self._clinic_key = keyring, key

    def _refuse_erased(self, patient_id: UUID) -> None:
        if patient_id in self._keyring.erased:
            raise NotFound(f"patient {patient_id} was erased")


def begun_keys(folder: Path, passphrase: str, recovery_key: bytes) -> Keys:
    """Make the keys of a new clinic and write the key file."""
    clinic_id, clinic_key = uuid4(), new_key()
    keyring = Keyring(
        clinic_id=clinic_id,
        salt=b"",
        by_passphrase="",
        by_recovery=wrap(recovery_key, clinic_key, _of_clinic(clinic_id, "recovery")),
        signing=wrap(clinic_key, new_key(), _of_signing(clinic_id)),
        files=(wrap(clinic_key, new_key(), _of_file(clinic_id, 1)),),
    )
    keyring = with_passphrase(keyring, clinic_key, passphrase)
    write_keyring(folder / KEY_FILE, keyring, clinic_key)
    return Keys(folder / KEY_FILE, keyring, clinic_key)


def unlocked_by_passphrase(path: Path, passphrase: str) -> Keys | None:
    """Give the keys in this key file, None when this is not its passphrase."""
    keyring, _ = read_keyring(path)
    clinic_key = _opened_by_passphrase(keyring, passphrase)
    return None if clinic_key is None else Keys(path, _read_proved(path, clinic_key), clinic_key)


def unlocked_by_recovery(path: Path, recovery_key: bytes) -> Keys | None:
    """Give the keys in this key file, None when this is not its recovery key."""
    keyring, _ = read_keyring(path)
    clinic_key = _opened(recovery_key, keyring.by_recovery, _of_clinic(keyring.clinic_id, "recovery"))
    return None if clinic_key is None else Keys(path, _read_proved(path, clinic_key), clinic_key)


def unlocked_by_clinic_key(path: Path, clinic_key: bytes) -> Keys:
    """Give the keys in this key file to a process that was handed the clinic's key."""
    return Keys(path, _read_proved(path, clinic_key), clinic_key)


def with_passphrase(keyring: Keyring, clinic_key: bytes, passphrase: str) -> Keyring:
    """Give the key file with its clinic key locked by this passphrase, under a new salt."""
    salt = secrets.token_bytes(SALT_BYTES)
    outer = key_of_passphrase(passphrase, salt, keyring.cost)
    return replace(
        keyring, salt=salt, by_passphrase=wrap(outer, clinic_key, _of_clinic(keyring.clinic_id, "passphrase"))
    )


def rewrapped(keyring: Keyring, old: bytes, new: bytes, passphrase: str, recovery_key: bytes) -> Keyring:
    """Give the key file with everything locked inside a new clinic key."""
    clinic_id = keyring.clinic_id

    def again(wrapped: str, about: str) -> str:
        return wrap(new, unwrap(old, wrapped, about), about)

    def each(wrapped: tuple[str, ...], about: Callable[[int], str]) -> tuple[str, ...]:
        return tuple(again(one, about(version)) for version, one in enumerate(wrapped, 1))

    moved = replace(
        keyring,
        signing=again(keyring.signing, _of_signing(clinic_id)),
        files=each(keyring.files, lambda version: _of_file(clinic_id, version)),
        patients={
            one: each(keys, lambda version, one=one: _of_patient(clinic_id, one, version))  # type: ignore[misc]
            for one, keys in keyring.patients.items()
        },
        by_recovery=wrap(recovery_key, new, _of_clinic(clinic_id, "recovery")),
    )
    return with_passphrase(moved, new, passphrase)


def _read_proved(path: Path, clinic_key: bytes) -> Keyring:
    keyring, tag = read_keyring(path)
    if not is_proved(keyring, tag, clinic_key):
        raise CannotStart(
            f"The key file {path} was changed by hand. Put the newest one from your backups in its place."
        )
    return keyring


def _opened_by_passphrase(keyring: Keyring, passphrase: str) -> bytes | None:
    outer = key_of_passphrase(passphrase, keyring.salt, keyring.cost)
    return _opened(outer, keyring.by_passphrase, _of_clinic(keyring.clinic_id, "passphrase"))


def _opened(outer: bytes, wrapped: str, about: str) -> bytes | None:
    try:
        return unwrap(outer, wrapped, about)
    except WrongKey:
        return None


def _of_clinic(clinic_id: UUID, opened_by: str) -> str:
    return f"clinic:{clinic_id}:{opened_by}"


def _of_file(clinic_id: UUID, version: int) -> str:
    return f"file:{clinic_id}:{version}"


def _of_signing(clinic_id: UUID) -> str:
    return f"signing:{clinic_id}"


def _of_patient(clinic_id: UUID, patient_id: UUID, version: int) -> str:
    return f"patient:{clinic_id}:{patient_id}:{version}"
