"""The promise itself: what the room must have kept, judged only by what was seen from outside."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from interbeing.domain.moment import Author
from interbeing.storage.connect import Connection, Database
from interbeing.storage.moments import find_break, moments_of
from interbeing.storage.payload import encode


@dataclass(frozen=True)
class Answered:
    """An acknowledgement as it was received."""

    seq: int
    sha256: str
    head: str


@dataclass
class Witness:
    """What one side of the wire saw: which marks went out, and what was answered."""

    sent: set[UUID] = field(default_factory=set)
    acked: dict[UUID, Answered] = field(default_factory=dict)
    contradictions: list[str] = field(default_factory=list)

    def hear(self, moment_id: UUID, answered: Answered) -> None:
        """Take in an acknowledgement; two different ones for the same mark are a broken promise already."""
        before = self.acked.setdefault(moment_id, answered)
        if before != answered:
            self.contradictions.append(f"{moment_id} was answered {before} and {answered}")


def broken_promises(database: Database, session_id: UUID, witness: Witness) -> list[str]:
    """Give every way in which this session's log breaks the promise; an empty list is the only good answer."""
    with database.read() as connection:
        return [*witness.contradictions, *_broken(connection, database, session_id, witness)]


def _broken(connection: Connection, database: Database, session_id: UUID, witness: Witness) -> Iterable[str]:
    at = find_break(connection, session_id)
    if at is not None:
        yield f"the chain breaks at {at}"
    kept = moments_of(connection, database.seal, session_id)
    stored = {one.moment.moment_id: one.receipt for one in kept}
    if [one.receipt.seq for one in kept] != list(range(1, len(kept) + 1)):
        yield "the places have a gap"
    for moment_id, count in Counter(one.moment.moment_id for one in kept).items():
        if count > 1:
            yield f"{moment_id} is stored {count} times"
    for one in kept:
        if hashlib.sha256(encode(one.moment)).hexdigest() != one.receipt.sha256:
            yield f"{one.moment.moment_id} was changed"
        if one.moment.author is not Author.ROOM and one.moment.moment_id not in witness.sent:
            yield f"{one.moment.moment_id} was invented"
    for moment_id, answered in witness.acked.items():
        receipt = stored.get(moment_id)
        if receipt is None:
            yield f"{moment_id} was acknowledged and is lost"
        elif Answered(receipt.seq, receipt.sha256, receipt.head) != answered:
            yield f"{moment_id} is not what was acknowledged"
