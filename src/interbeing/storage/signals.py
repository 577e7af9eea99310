"""What instruments measured, kept apart from the log so that it can be erased and the log still holds.

The log's moment bears the SHA-256 of the values and of a salt that lies with them. While both are there, a change
shows; once both are erased, the fingerprint says that something was there and nothing of what it was.
"""

import hashlib
import json
import secrets
from collections.abc import Callable
from dataclasses import asdict, replace
from types import UnionType
from typing import Any, Final, get_args, get_type_hints
from uuid import UUID

from sqlalchemy import delete, func, insert, select

from interbeing.domain.moment import Moment
from interbeing.domain.signal import VALUES_OF, Measured, Signal, Values
from interbeing.storage.connect import Connection
from interbeing.storage.seal import Binding, Seal
from interbeing.storage.tables import sessions, signals

APART: Final = "signals"
SALT_BYTES: Final = 16


def apart(moment: Moment) -> tuple[Moment, bytes | None]:
    """Take a moment apart: as the log keeps it, and the salted values that lie elsewhere (None when it has none)."""
    mark = moment.mark
    if not isinstance(mark, Measured) or mark.values is None:
        return moment, None
    values = secrets.token_bytes(SALT_BYTES) + json.dumps(asdict(mark.values), separators=(",", ":")).encode()
    return replace(moment, mark=replace(mark, values=None, sha256=hashlib.sha256(values).hexdigest())), values


def together(moment: Moment, values: bytes | None) -> Moment:
    """Put a moment together again; without its values it stays as the log keeps it."""
    mark = moment.mark
    if not isinstance(mark, Measured) or values is None:
        return moment
    return replace(moment, mark=replace(mark, values=_decoded(mark.signal, values[SALT_BYTES:])))


def keep_values(connection: Connection, seal: Seal, patient_id: UUID, moment: Moment, values: bytes) -> None:
    """Keep the values of a moment that the log has just taken in."""
    if not isinstance(moment.mark, Measured):
        raise TypeError(f"{moment.mark.kind} has no values")
    row = {
        "moment_id": moment.moment_id,
        "session_id": moment.session_id,
        "signal": moment.mark.signal.value,
        "sealed": seal.seal(Binding(patient_id, APART, moment.moment_id), values),
    }
    connection.execute(insert(signals), row)


def open_values(seal: Seal, patient_id: UUID, moment_id: UUID, sealed: bytes | None) -> bytes | None:
    """Give the salted values out of their envelope; None when they were erased or never were."""
    return None if sealed is None else seal.open(Binding(patient_id, APART, moment_id), sealed)


def sessions_with(connection: Connection, patient_id: UUID, signal: Signal) -> dict[UUID, int]:
    """Say in which sessions of this patient values of this signal are kept, and how many stretches in each."""
    wanted = (
        select(signals.c.session_id, func.count().label("stretches"))
        .join(sessions, sessions.c.session_id == signals.c.session_id)
        .where(sessions.c.patient_id == patient_id, signals.c.signal == signal.value)
        .group_by(signals.c.session_id)
    )
    return {row.session_id: row.stretches for row in connection.execute(wanted)}


def erase(connection: Connection, session_id: UUID, signal: Signal) -> int:
    """Erase the values of one signal in one session; the log keeps their fingerprints. Give how many went."""
    gone = delete(signals).where(signals.c.session_id == session_id, signals.c.signal == signal.value)
    return connection.execute(gone).rowcount


def is_altered(moment: Moment, values: bytes | None) -> bool:
    """Say whether values that are there are not those whose fingerprint the log bears."""
    if not isinstance(moment.mark, Measured) or values is None:
        return False
    return hashlib.sha256(values).hexdigest() != moment.mark.sha256


def _decoded(signal: Signal, text: bytes) -> Values:
    readers = READERS_OF[signal]
    return VALUES_OF[signal](**{name: readers[name](value) for name, value in json.loads(text).items()})


def _reader(hint: Any) -> Callable[[Any], Any]:
    """Give what turns a JSON value into a field of this type: a tuple of enums or numbers, or the value itself."""
    if isinstance(hint, UnionType) or hint in {int, float, bool}:
        return _as_it_is
    item = get_args(hint)[0]
    wanted = next(arg for arg in get_args(item) or (item,) if arg is not type(None))
    if wanted in {int, float, bool}:
        return tuple
    return lambda values: tuple(None if value is None else wanted(value) for value in values)


def _as_it_is(value: Any) -> Any:
    return value


READERS_OF: Final[dict[Signal, dict[str, Callable[[Any], Any]]]] = {
    signal: {name: _reader(hint) for name, hint in get_type_hints(values).items()}
    for signal, values in VALUES_OF.items()
}
