"""The door through which tablets of the same network come in: shut until the owner opens it under one address."""

import re
import shutil
import ssl
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv4Address, ip_address
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes

from interbeing.domain.errors import BadInput, NotSaved
from interbeing.storage.certificates import host_of, make_certificates
from interbeing.storage.keys import Keys
from interbeing.storage.on_disk import put_whole
from interbeing.storage.wrapping import derived

FOLDER: Final = "tablet"  # beside the record
AUTHORITY, SHOWN, KEY = "authority.pem", "certificate.pem", "key.pem"
LONGEST_NAME: Final = 253
A_NAME: Final = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))+")


@dataclass(frozen=True, slots=True)
class TabletDoor:
    """Under which address tablets find the room, until when its certificate holds, and by what its maker is known."""

    host: str
    until: datetime
    fingerprint: str  # SHA-256 of the authority's certificate
    authority: bytes  # as a tablet takes it: PEM


def open_door(folder: Path, keys: Keys | None, address: str, now: datetime) -> TabletDoor:
    """Make an authority that may speak for this address alone, and its certificate; the ones before count no more."""
    made = make_certificates(_host(address), now, word_of(keys))
    place = folder / FOLDER
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name, text in ((KEY, made.key), (SHOWN, made.shown), (AUTHORITY, made.authority)):
            put_whole(place / name, text)
    except OSError as problem:
        raise NotSaved(f"the certificate could not be kept ({problem.strerror}): look at the disk") from problem
    door = door_of(folder)
    assert door is not None  # noqa: S101  it was just written
    return door


def door_of(folder: Path) -> TabletDoor | None:
    """Give the door that the owner opened; None where there is none, or what is left of it cannot be read."""
    with suppress(OSError, ValueError):
        authority = (folder / FOLDER / AUTHORITY).read_bytes()
        shown = x509.load_pem_x509_certificate((folder / FOLDER / SHOWN).read_bytes())
        by = x509.load_pem_x509_certificate(authority).fingerprint(hashes.SHA256()).hex(":").upper()
        return TabletDoor(host_of(shown), shown.not_valid_after_utc, by, authority)
    return None


def shut_door(folder: Path) -> None:
    """Throw certificate and key away: no tablet comes in, and what trusts the authority trusts nothing any more."""
    shutil.rmtree(folder / FOLDER, ignore_errors=True)


def is_usable(folder: Path, keys: Keys | None) -> bool:
    """Say whether the key can be read with this room's: it cannot after the clinic's key was changed."""
    place = folder / FOLDER
    with suppress(OSError, ValueError):
        held = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        held.load_cert_chain(place / SHOWN, place / KEY, lambda: word_of(keys) or b"-")
        return True
    return False


def word_of(keys: Keys | None) -> bytes:
    """Give what the door's own key is locked with; in a room without a passphrase it is not."""
    return derived(keys.clinic_key, "tablet").hex().encode() if keys else b""


def _host(typed: str) -> str:
    host = typed.strip().lower()
    if not _is_name(host):
        raise BadInput(
            "give this computer’s address in your network, like 192.168.1.20, or its name there, like laptop.local",
            about="address",
        )
    return host


def _is_name(host: str) -> bool:
    """Say whether a network may know one computer by it."""
    with suppress(ValueError):
        found = ip_address(host)
        return isinstance(found, IPv4Address) and not (found.is_unspecified or found.is_multicast)
    return len(host) <= LONGEST_NAME and A_NAME.fullmatch(host) is not None
