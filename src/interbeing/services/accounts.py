"""What the accounts of a clinic stand on: the record, the clock, the address, and what locks the secrets of codes."""

import secrets
import threading
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from interbeing.services.clock import Clock
from interbeing.services.trying import refuse_too_many
from interbeing.storage.connect import Database
from interbeing.storage.keys import Keys
from interbeing.storage.on_disk import put_whole
from interbeing.storage.passphrase import FLOOR
from interbeing.storage.wrapping import KEY_BYTES, derived, new_key

KEY_FILE: Final = "accounts.key"  # beside the record, so that a copy of PostgreSQL alone opens no code
MOST_HASHED_AT_ONCE: Final = 2


class Accounts:
    """The accounts of one open room. `in_session`: in which sign-ins a screen of a session is open, and how many."""

    def __init__(self, database: Database, clock: Clock, key: bytes, address: str) -> None:
        """Stand on this record; `address` is how the room is found in a browser."""
        self.database, self.clock, self.key, self.address = database, clock, key, address
        self.in_session: Counter[UUID] = Counter()
        self._hasher = PasswordHasher(FLOOR.passes, FLOOR.memory_kib, FLOOR.lanes)
        self._hashing = threading.BoundedSemaphore(MOST_HASHED_AT_ONCE)
        self._nobodys = ""

    @property
    def host(self) -> str:
        """The name under which the room is found: passkeys belong to it."""
        return urlsplit(self.address).hostname or "localhost"

    def hashed(self, passphrase: str) -> str:
        """Give what recognises this passphrase."""
        with self._hashing:
            return self._hasher.hash(passphrase)

    def is_passphrase(self, argon2: str | None, passphrase: str) -> bool:
        """Say whether it is the one; nobody's passphrase takes as long to be refused as somebody's."""
        if not self._nobodys:
            self._nobodys = self.hashed(secrets.token_urlsafe())
        with self._hashing, suppress(VerificationError):
            return self._hasher.verify(argon2 or self._nobodys, passphrase) and argon2 is not None
        return False

    def refuse_too_many(self, *tries: tuple[str, int]) -> None:
        """Count a try under each of these names; NotAllowed when one had as many in the last minute as it may.

        They are counted in the record, so that they count in every room that has it open.
        """
        named = ((f"{self.address} {name}", most) for name, most in tries)
        refuse_too_many(self.database, self.clock, *named)


class ClinicSigner:
    """Signs the audit of a clinic's PostgreSQL, with a key that follows from one that lies outside of it."""

    def __init__(self, key: bytes) -> None:
        """Sign with what follows from the accounts' key."""
        self._key = key

    def signing_key(self) -> Ed25519PrivateKey:
        """Give the key that signs."""
        return Ed25519PrivateKey.from_private_bytes(derived(self._key, "audit"))


def signer_in(folder: Path) -> ClinicSigner | None:
    """Give what signed the audit of the clinic whose rooms have this folder; None where none does."""
    with suppress(FileNotFoundError):
        if len(kept := (folder / KEY_FILE).read_bytes()) == KEY_BYTES:
            return ClinicSigner(kept)
    return None


def accounts_key(folder: Path, keys: Keys | None) -> bytes:
    """Give the key that locks the secrets of codes: from the room's keys, or a file of its own beside the record."""
    if keys is not None:
        return derived(keys.clinic_key, "accounts")
    path = folder / KEY_FILE
    with suppress(FileNotFoundError):
        if len(kept := path.read_bytes()) == KEY_BYTES:
            return kept
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    put_whole(path, made := new_key())
    return made
