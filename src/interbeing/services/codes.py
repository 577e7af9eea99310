"""Codes that are handed from person to person: made, read however they are typed, and recognised without being kept."""

import base64
import secrets
from hashlib import sha256
from typing import Final

CODE_BYTES: Final = 20  # 160 bits: 32 letters, in groups of four
GROUP: Final = 4


def new_code() -> str:
    """Give a new code, in groups that can be read aloud."""
    letters = base64.b32encode(secrets.token_bytes(CODE_BYTES)).decode()
    return "-".join(letters[at : at + GROUP] for at in range(0, len(letters), GROUP))


def plain(code: str) -> str:
    """Give a code as it is recognised, however it was typed."""
    return "".join(one for one in code.upper() if one.isalnum())


def recognised(secret: str) -> str:
    """Give what is kept of a token or a code: enough to recognise it, too little to use it."""
    return sha256(secret.encode()).hexdigest()
