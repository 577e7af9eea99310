"""Calm things that can be pictured: each patient bears one, so that two of them are not mixed up."""

from collections.abc import Iterator
from typing import Final

from interbeing.domain.typed import folded

ENGLISH: Final = (
    "lantern", "acorn", "harbour", "kettle", "willow", "pebble", "saddle", "orchard", "compass", "blanket",
    "heron", "candle", "meadow", "teapot", "anchor", "feather", "bridge", "walnut", "garden", "basket",
    "island", "mitten", "sail", "poplar", "window seat", "clover", "drum", "well", "beehive", "ladder",
    "shell", "thimble", "oak", "button", "river", "swallow", "chestnut", "umbrella", "pine cone", "bench",
    "quilt", "lighthouse", "cup", "fern", "bell", "barley", "canoe", "pear", "rope", "snowdrop",
    "tram", "loaf", "key", "otter", "bookshelf", "hill", "violin", "fountain", "moss", "snail",
)  # fmt: skip
ITALIAN: Final = (
    "lanterna", "ghianda", "porto", "bollitore", "salice", "sassolino", "sella", "frutteto", "bussola", "coperta",
    "airone", "candela", "prato", "teiera", "ancora", "piuma", "ponte", "noce", "giardino", "cesto",
    "isola", "guanto", "vela", "pioppo", "davanzale", "trifoglio", "tamburo", "pozzo", "alveare", "scala",
    "conchiglia", "ditale", "quercia", "bottone", "fiume", "rondine", "castagna", "ombrello", "pigna", "panchina",
    "trapunta", "faro", "tazza", "felce", "campana", "orzo", "canoa", "pera", "corda", "bucaneve",
    "tram", "pagnotta", "chiave", "lontra", "libreria", "collina", "violino", "fontana", "muschio", "chiocciola",
)  # fmt: skip
ENGLISH_HUES: Final = ("green", "blue", "violet", "pink", "orange", "large")
ITALIAN_HUES: Final = ("verde", "blu", "viola", "rosa", "arancione", "grande")  # the same for every gender
MOST_OFFERED: Final = 12


def free_words(language: str, taken: frozenset[str], most: int = MOST_OFFERED) -> tuple[str, ...]:
    """Offer words that nobody bears yet (`taken` comes folded): plain ones first, then with a colour."""
    free = (word for word in _words(language) if folded(word) not in taken)
    return tuple(word for word, _ in zip(free, range(most), strict=False))


def _words(language: str) -> Iterator[str]:
    nouns, hues = (ITALIAN, ITALIAN_HUES) if language == "it" else (ENGLISH, ENGLISH_HUES)
    yield from nouns
    for hue in hues:
        yield from (f"{noun} {hue}" if language == "it" else f"{hue} {noun}" for noun in nouns)
