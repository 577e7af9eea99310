"""Turns a passphrase into a key, slowly on purpose: guessing costs whoever guesses 64 MiB and a moment for each try."""

import unicodedata
from dataclasses import dataclass
from typing import Final

from argon2.low_level import Type, hash_secret_raw

from interbeing.domain.errors import CannotStart
from interbeing.storage.wrapping import KEY_BYTES

SALT_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class Cost:
    """What one try costs with Argon2id (RFC 9106, the second recommended choice): memory, passes over it, lanes."""

    memory_kib: int = 64 * 1024
    passes: int = 3
    lanes: int = 1


FLOOR: Final = Cost()  # a key file that asks for less was changed by somebody who wants to guess

CEILING: Final = Cost(memory_kib=1024 * 1024, passes=16, lanes=16)  # ours: one that asks for more only holds us up


def key_of_passphrase(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    """Give the key; CannotStart when the key file asks for less work than we ever did, or for more than ever."""
    if cost.memory_kib < FLOOR.memory_kib or cost.passes < FLOOR.passes or len(salt) < SALT_BYTES:
        raise CannotStart("The key file asks for less protection than Interbeing gives: it was changed. Restore it.")
    if cost.memory_kib > CEILING.memory_kib or cost.passes > CEILING.passes or not 1 <= cost.lanes <= CEILING.lanes:
        raise CannotStart("The key file asks for more work than Interbeing ever does: it was changed. Restore it.")
    typed = unicodedata.normalize("NFKC", passphrase).encode()  # the same whatever keyboard it is typed on
    return hash_secret_raw(typed, salt, cost.passes, cost.memory_kib, cost.lanes, KEY_BYTES, Type.ID)
