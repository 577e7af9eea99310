"""Signing the audit and looking it over: is every deed there, unchanged, up to the end that was signed?"""

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidSignature

from interbeing.domain.deed import BROKEN_BEFORE, CUT_BEFORE, Deed
from interbeing.services.accounts import ClinicSigner
from interbeing.services.clock import Clock
from interbeing.storage import audit
from interbeing.storage.connect import Connection, Database
from interbeing.storage.keys import Keys
from interbeing.storage.on_disk import put_whole

SIGNED: Final = "audit.signed"  # the newest signed place, beside the record: cutting the record's end does not cut this
SIGNING: Final = "signed"
Signer = Keys | ClinicSigner


class Wrong(NamedTuple):
    """One thing that does not hold, in words."""

    said: str


def sign_audit(database: Database, keys: Signer, folder: Path, clock: Clock) -> None:
    """Note where every log stands, sign the end of the audit, and put the signature beside the record too.

    What lies there is looked at first: one that does not fit is noted and kept, since it shows that the end was cut.
    """
    at, monotonic_ms, key = clock.now(), clock.monotonic_ms(), keys.signing_key()

    def do(connection: Connection) -> audit.Signed | None:
        if any(_wrong(connection, keys, one) for one in _beside(folder / SIGNED)):
            audit.note(connection, Deed(CUT_BEFORE, at, monotonic_ms))
            _keep_aside(folder, at)
        audit.note_where_logs_stand(connection, at, monotonic_ms)
        if audit.end_of(connection)[0] == 0:
            audit.note(connection, Deed(SIGNING, at, monotonic_ms))
        return audit.sign(connection, at, key.sign)

    signed = database.write(do).result()
    if signed is not None:
        text = json.dumps({"seq": signed.seq, "head": signed.head, "signature": signed.signature.hex()})
        with suppress(OSError):  # the signature within the record stands
            put_whole(folder / SIGNED, text.encode())


def cut_or_broken(database: Database) -> tuple[Deed, ...]:
    """Give what the room itself noted when it opened: an end that was cut off, a log that did not hold."""
    with database.read() as connection:
        return audit.deeds_called(connection, CUT_BEFORE, BROKEN_BEFORE)


def wrong_in_audit(connection: Connection, keys: Signer | None, folder: Path) -> Iterator[Wrong]:
    """Give everything that does not hold; without keys, signatures cannot be looked at."""
    broken = audit.find_break(connection)
    if broken is not None:
        yield Wrong(f"the audit does not hold from deed {broken} on")
    yield from (
        Wrong(f"the log of session {one} is not what the audit noted") for one in audit.logs_not_as_noted(connection)
    )
    if keys is None:
        return
    beside = (one for path in sorted(folder.glob(f"{SIGNED}*")) for one in _beside(path))
    for signed in (*audit.all_signed(connection), *beside):
        wrong = _wrong(connection, keys, signed)
        if wrong is not None:
            yield wrong


def _wrong(connection: Connection, keys: Signer, signed: audit.Signed) -> Wrong | None:
    if not _is_ours(keys, signed):
        return Wrong(f"the signature of deed {signed.seq} is not ours")
    if audit.head_at(connection, signed.seq) != signed.head:
        return Wrong(f"the audit was signed up to deed {signed.seq}, and is not that any more: its end was cut off")
    return None


def _keep_aside(folder: Path, at: datetime) -> None:
    """Give what does not fit another name, under which `interbeing check` goes on looking at it."""
    with suppress(OSError):
        (folder / SIGNED).rename(folder / f"{SIGNED}.{at:%Y-%m-%dT%H-%M-%SZ}")


def _is_ours(keys: Signer, signed: audit.Signed) -> bool:
    try:
        keys.signing_key().public_key().verify(signed.signature, audit.signed_text(signed.seq, signed.head))
    except InvalidSignature:
        return False
    return True


def _beside(path: Path) -> Iterator[audit.Signed]:
    try:
        whole = json.loads(path.read_text(encoding="utf-8"))
        yield audit.Signed(int(whole["seq"]), str(whole["head"]), bytes.fromhex(whole["signature"]))
    except OSError:
        return
    except (ValueError, KeyError, TypeError):
        yield audit.Signed(0, "", b"")
