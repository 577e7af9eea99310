"""Which passphrases are guessed first, however long they are: words of ours, one's own name, rows of keys, doubles."""

import re
from collections.abc import Iterator
from typing import Final

FEWEST_SORTS: Final = 5  # different characters that are left beside what anybody would try
SHORTEST_NAME: Final = 3  # parts of a name that are shorter stand in many words
ROWS: Final = (
    "qwertyuiop",
    "qwertzuiop",
    "asdfghjkl",
    "zxcvbnm",
    "yxcvbnm",
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "1qaz2wsx3edc4rfv",
)
STRETCH: Final = 4  # keys side by side, from which on a row is known
# Written down here so that it can be looked over: what this room is about, and what is chosen most where twelve
# characters are asked for, in English and Italian.
TRIED_FIRST: Final = (
    *("interbeing", "mirrorroom", "mirror", "mindful", "mimt", "therapy", "therapist", "patient", "clinic", "session"),
    *("specchio", "stanza", "terapia", "terapeuta", "paziente", "studio", "seduta", "compassion", "compassione"),
    *("password", "passw0rd", "passphrase", "passwort", "parola", "segreta", "secret", "segreto", "admin", "user"),
    *("administrator", "letmein", "welcome", "benvenuto", "changeme", "default", "iloveyou", "tiamo", "monkey"),
    *("dragon", "sunshine", "princess", "football", "baseball", "superman", "master", "login", "computer", "internet"),
    *("qwerty", "azerty", "trustno", "hello", "ciao", "amore", "andrea", "juventus", "test", "guest", "root"),
)
KNOWN: Final = tuple(sorted(TRIED_FIRST, key=len, reverse=True))


def is_guessed_first(passphrase: str, *about: str) -> bool:
    """Say whether little is left of it beside what is tried first; `about` is what is known of its owner and place."""
    left = re.sub(r"[^\w]|_", "", passphrase.casefold())
    left = re.sub(r"(.{3,})\1+", r"\1", left)  # the same twice is no longer than once
    for word in (*_parts(*about), *KNOWN):
        left = left.replace(word, "")
    for row in _stretches():
        left = left.replace(row, "")
    left = re.sub(r"(19|20)\d\d|\d{1,4}$", "", left)  # a year, or figures put behind
    return len(set(left)) < FEWEST_SORTS


def _parts(*about: str) -> Iterator[str]:
    for one in about:
        yield from sorted((part for part in re.split(r"\W+", one.casefold()) if len(part) >= SHORTEST_NAME), key=len)


def _stretches() -> Iterator[str]:
    """Every run of neighbouring keys, forward and back, the longest first."""
    both = (*ROWS, *(row[::-1] for row in ROWS))
    for length in range(max(map(len, ROWS)), STRETCH - 1, -1):
        for row in both:
            yield from (row[start : start + length] for start in range(len(row) - length + 1))
