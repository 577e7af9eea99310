"""Signing the audit and looking it over: is every deed there, unchanged, up to the end that was signed?"""

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidSignature

from interbeing.domain.deed import Deed
from interbeing.services.clock import Clock
from interbeing.storage import audit
from interbeing.storage.connect import Connection, Database
from interbeing.storage.keys import Keys

SIGNED: Final = "audit.signed"  # the newest signed place, beside the record: cutting the record's end does not cut this
SIGNING: Final = "signed"


class Wrong(NamedTuple):
    """One thing that does not hold, in words."""

    said: str


def sign_audit(database: Database, keys: Keys, folder: Path, clock: Clock) -> None:
    """Note where every log stands, sign the end of the audit, and put the signature beside the record too."""
    at, monotonic_ms, key = clock.now(), clock.monotonic_ms(), keys.signing_key()

    def do(connection: Connection) -> audit.Signed | None:
        audit.note_where_logs_stand(connection, at, monotonic_ms)
        if audit.end_of(connection)[0] == 0:
            audit.note(connection, Deed(SIGNING, at, monotonic_ms))
        return audit.sign(connection, at, key.sign)

    signed = database.write(do).result()
    if signed is not None:
        text = json.dumps({"seq": signed.seq, "head": signed.head, "signature": signed.signature.hex()})
        with suppress(OSError):  # the signature within the record stands
            beside = folder / f".{SIGNED}.part"
            beside.write_text(text, encoding="utf-8")
            beside.replace(folder / SIGNED)


def wrong_in_audit(connection: Connection, keys: Keys | None, folder: Path) -> Iterator[Wrong]:
    """Give everything that does not hold; without keys, signatures cannot be looked at."""
    broken = audit.find_break(connection)
    if broken is not None:
        yield Wrong(f"the audit does not hold from deed {broken} on")
    yield from (Wrong(f"the log of session {one} is not what the audit noted") for one in _changed(connection))
    if keys is None:
        return
    for signed in (*audit.all_signed(connection), *_beside(folder)):
        if not _is_ours(keys, signed):
            yield Wrong(f"the signature of deed {signed.seq} is not ours")
        elif audit.head_at(connection, signed.seq) != signed.head:
            yield Wrong(f"the audit was signed up to deed {signed.seq}, and is not that any more: its end was cut off")


def _changed(connection: Connection) -> Iterator[object]:
    yield from audit.logs_not_as_noted(connection)


def _is_ours(keys: Keys, signed: audit.Signed) -> bool:
    try:
        keys.signing_key().public_key().verify(signed.signature, audit.signed_text(signed.seq, signed.head))
    except InvalidSignature:
        return False
    return True


def _beside(folder: Path) -> Iterator[audit.Signed]:
    try:
        whole = json.loads((folder / SIGNED).read_text(encoding="utf-8"))
        yield audit.Signed(int(whole["seq"]), str(whole["head"]), bytes.fromhex(whole["signature"]))
    except OSError:
        return
    except (ValueError, KeyError, TypeError):
        yield audit.Signed(0, "", b"")
