"""The envelope each payload is put into before it touches the disk.

`PatientSeal` encrypts for one patient. `ClearSeal` keeps the bytes as they are, for the practice room that needs no
passphrase. Each says in the first byte which of them it was, and neither opens what the other sealed. Everything that
is written or read passes through here with what it must be bound to.
"""

import secrets
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag

from interbeing.domain.errors import Altered, BadInput
from interbeing.storage.keys import Keys
from interbeing.storage.wrapping import NONCE_BYTES

CLEAR: Final = b"\x00"
SEALED: Final = b"\x01"
VERSION_BYTES: Final = 4
HEAD: Final = len(SEALED) + VERSION_BYTES


@dataclass(frozen=True, slots=True)
class Binding:
    """What a sealed payload belongs to; moved elsewhere it must no longer open."""

    patient_id: UUID
    table: str
    row_id: UUID


class ClearSeal:
    """No encryption: the payload is kept as it is."""

    def seal(self, binding: Binding, payload: bytes) -> bytes:  # noqa: ARG002
        """Put the payload into its envelope."""
        return CLEAR + payload

    def open(self, binding: Binding, sealed: bytes) -> bytes:
        """Take the payload out; BadInput if the envelope is of a kind this seal does not know."""
        if sealed[:1] != CLEAR:
            raise BadInput(f"{binding.table} {binding.row_id} is sealed in a way this room cannot open")
        return sealed[1:]


class PatientSeal:
    """AES-256-GCM under the patient's own key, bound to clinic, patient, table, row and key version."""

    def __init__(self, keys: Keys) -> None:
        """Seal and open with these keys."""
        self._keys = keys

    def seal(self, binding: Binding, payload: bytes) -> bytes:
        """Put the payload into its envelope: kind, key version, a nonce never used before, and what it became."""
        version, cipher = self._keys.sealing(binding.patient_id)
        head, nonce = SEALED + version.to_bytes(VERSION_BYTES), secrets.token_bytes(NONCE_BYTES)
        return head + nonce + cipher.encrypt(nonce, payload, bound_to(head, self._keys.clinic_id, binding))

    def open(self, binding: Binding, sealed: bytes) -> bytes:
        """Take the payload out; Altered if it is not what was sealed for this row, NotFound if its key is gone."""
        head, nonce, rest = sealed[:HEAD], sealed[HEAD : HEAD + NONCE_BYTES], sealed[HEAD + NONCE_BYTES :]
        if head[:1] != SEALED or len(nonce) < NONCE_BYTES:
            raise _altered(binding)
        cipher = self._keys.cipher(binding.patient_id, int.from_bytes(head[1:]))
        try:
            return cipher.decrypt(nonce, rest, bound_to(head, self._keys.clinic_id, binding))
        except InvalidTag as problem:
            raise _altered(binding) from problem


def bound_to(head: bytes, clinic_id: UUID, binding: Binding) -> bytes:
    """Give what the envelope must be opened beside: anything else, and it stays shut."""
    return head + clinic_id.bytes + binding.patient_id.bytes + binding.row_id.bytes + binding.table.encode()


def _altered(binding: Binding) -> Altered:
    return Altered(
        "a part of the record ({table} {row_id}) was changed or damaged, and is not shown: restore a backup",
        table=binding.table,
        row_id=binding.row_id,
    )


Seal = ClearSeal | PatientSeal
