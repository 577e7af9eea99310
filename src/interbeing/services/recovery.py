"""The recovery key as words that a person can write down, and read back when the passphrase is forgotten."""

import secrets
import unicodedata
from functools import cache
from typing import Final

from mnemonic import Mnemonic

from interbeing.domain.errors import BadInput
from interbeing.storage.wrapping import KEY_BYTES

LISTS: Final = {"en": "english", "it": "italian"}  # word lists of BIP 39, published for any use; 2,048 words each
WORDS: Final = 24
EACH_TELLS_BY: Final = 4  # letters; no two words of a list begin with the same four


def new_recovery_key() -> bytes:
    """Give a new random recovery key."""
    return secrets.token_bytes(KEY_BYTES)


def in_words(key: bytes, language: str) -> tuple[str, ...]:
    """Give the key as 24 words, the last of which also proves the others."""
    return tuple(_list(language).to_mnemonic(key).split())


def key_of_words(typed: str) -> bytes:
    """Give the key that was typed in, in either language; four letters of a word are enough. BadInput says why not."""
    words = _plain(typed).replace(",", " ").split()
    if len(words) != WORDS:
        raise BadInput("the recovery key has {n} words: {found} were typed", n=WORDS, found=len(words))
    for language in LISTS:
        known = {_plain(word)[:EACH_TELLS_BY]: word for word in _list(language).wordlist}
        if all(word[:EACH_TELLS_BY] in known for word in words):
            meant = " ".join(known[word[:EACH_TELLS_BY]] for word in words)
            if _list(language).check(meant):
                return bytes(_list(language).to_entropy(meant))
    raise BadInput("these words are not a recovery key: one of them is mistyped, or out of its place")


@cache
def _list(language: str) -> Mnemonic:
    return Mnemonic(LISTS[language])


def _plain(text: str) -> str:
    """Give the text in small letters without accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
