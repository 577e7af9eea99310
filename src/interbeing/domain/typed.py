"""What a person typed: kept to the letter, or refused in one sentence that says why."""

import unicodedata
from difflib import SequenceMatcher
from typing import Final

from interbeing.domain.errors import BadInput

LINE_BREAKS: Final = frozenset("\n\r\t")
INVISIBLE: Final = ("Cc", "Cf", "Zs", "Zl", "Zp")
ALIKE: Final = 0.8  # of 1, by difflib's ratio: "Marta B." and "Marta D." are; our own choice, to warn rather often


def one_line(given: str, about: str, longest: int) -> str:
    """Give the words without the space around them; BadInput when empty, too long or not to be written on one line."""
    words = _writable(given.strip(), about, longest)
    if any(unicodedata.category(character) == "Cc" for character in words):
        raise BadInput("the {about} holds a line break or another control character: leave it out", about=about)
    if not _is_visible(words):
        raise BadInput("the {about} is still empty", about=about)
    return words


def many_lines(given: str, about: str, longest: int) -> str:
    """Give the text, which may be empty, with one kind of line break; BadInput when it cannot be kept whole."""
    text = _writable(given.replace("\r\n", "\n").strip(), about, longest)
    if any(unicodedata.category(character) == "Cc" and character not in LINE_BREAKS for character in text):
        raise BadInput("the {about} holds a control character that cannot be written down: leave it out", about=about)
    return text if _is_visible(text) else ""


def own_words(given: str, longest: int) -> str:
    """Give what somebody wrote in their own words, over as many lines as they like; BadInput also when empty."""
    words = many_lines(given, "words", longest)
    if not words:
        raise BadInput("the {about} are still empty", about="words")
    return words


def folded(name: str) -> str:
    """Give the name as an ear would compare it: without accents, capitals and invisible characters."""
    apart = unicodedata.normalize("NFKD", name).casefold()
    heard = (c for c in apart if not unicodedata.combining(c) and unicodedata.category(c) not in {"Cf", "Cc"})
    return " ".join("".join(heard).split())


def is_alike(name: str, other: str) -> bool:
    """Say whether two names, both folded, are so near that one may be taken for the other."""
    if name == other:
        return True
    matcher = SequenceMatcher(None, name, other, autojunk=False)
    return matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


def initials_of(pseudonym: str, most: int = 3) -> str:
    """Suggest initials: the first letter of each word, or the first two letters of a single word."""
    words = ["".join(c for c in word if c.isalnum()) for word in pseudonym.split()]
    words = [word for word in words if word]
    return words[0][:2].upper() if len(words) == 1 else "".join(word[0] for word in words[:most]).upper()


def _writable(words: str, about: str, longest: int) -> str:
    if len(words) > longest:
        raise BadInput(
            "the {about} has {found} characters: at most {longest}", about=about, found=len(words), longest=longest
        )
    try:
        words.encode()
    except UnicodeEncodeError as problem:
        raise BadInput("the {about} holds half a character, which cannot be written down", about=about) from problem
    if "\x00" in words:
        raise BadInput("the {about} holds a null character, which cannot be written down", about=about)
    return words


def _is_visible(words: str) -> bool:
    return any(unicodedata.category(character) not in INVISIBLE for character in words)
