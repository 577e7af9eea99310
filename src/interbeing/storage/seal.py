"""The envelope each payload is put into before it touches the disk.

Today the envelope is clear: `ClearSeal` keeps the bytes as they are and says so in its first byte. A seal that encrypts
for one patient takes its place without any other change, since everything that is written or read passes through here
with what it must be bound to.
"""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from interbeing.domain.errors import BadInput

CLEAR: Final = b"\x00"


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


Seal = ClearSeal
