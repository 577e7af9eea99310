"""Locks one key inside another, so that only who has the outer one finds the inner one."""

import secrets
from base64 import b64decode, b64encode
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from interbeing.domain.errors import WrongKey

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
NOT_THIS_KEY: Final = "that is not the key of this room"


def new_key() -> bytes:
    """Give a new random key of 256 bits."""
    return secrets.token_bytes(KEY_BYTES)


def wrap(outer: bytes, inner: bytes, about: str) -> str:
    """Lock the inner key inside the outer one, bound to what it is the key of."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return b64encode(nonce + AESGCM(outer).encrypt(nonce, inner, about.encode())).decode()


def unwrap(outer: bytes, wrapped: str, about: str) -> bytes:
    """Give the inner key; WrongKey when the outer one is another, or when it is the key of something else."""
    whole = b64decode(wrapped, validate=True)
    try:
        return AESGCM(outer).decrypt(whole[:NONCE_BYTES], whole[NONCE_BYTES:], about.encode())
    except InvalidTag as problem:
        raise WrongKey(NOT_THIS_KEY) from problem


def derived(key: bytes, purpose: str) -> bytes:
    """Give the key for one purpose that follows from this key, and from which this key does not follow."""
    return HKDF(hashes.SHA256(), KEY_BYTES, salt=None, info=purpose.encode()).derive(key)
