"""On which line of a TOML file each table and key stands, so that an error can point there.

`tomllib` tells lines for wrong syntax only. This reads a text that `tomllib` has already accepted, so it need not be
strict: it follows headers and keys, and steps over strings and lists that run on for several lines.
"""

import re
from typing import Final

Place = tuple[str | int, ...]
HEADER: Final = re.compile(r"^\s*(\[\[?)\s*([^\[\]#]+?)\s*\]\]?\s*(?:#.*)?$")
KEY: Final = re.compile(r"""^\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=(.*)$""")
WORD: Final = re.compile(r"""[\w-]+|"[^"]*"|'[^']*'""")
STRING: Final = re.compile(
    r'''"""(?:\\.|[^\\])*?"""|\'\'\'.*?\'\'\'|"(?:\\.|[^"\\\n])*"|'[^'\n]*'|#[^\n]*''', re.DOTALL
)


def lines_of(text: str) -> dict[Place, int]:
    """Give the line, from 1, of every table and key that stands on a line of its own.

    The place of the text of the third cue of the first phase is `("phases", 0, "cues", 2, "text")`.
    """
    found: dict[Place, int] = {}
    counts: dict[Place, int] = {}
    table: Place = ()
    for number, line in _starts(text):
        if header := HEADER.match(line):
            table = _opened(_words(header[2]), is_list=header[1] == "[[", counts=counts)
            found.setdefault(table, number)
        elif key := KEY.match(line):
            found.setdefault((*table, *_words(key[1])), number)
    return found


def nearest_line(lines: dict[Place, int], place: Place) -> int | None:
    """Give the line of this place, or of the closest table around it that has one."""
    for length in range(len(place), 0, -1):
        if place[:length] in lines:
            return lines[place[:length]]
    return None


def _starts(text: str) -> list[tuple[int, str]]:
    """Give the numbered lines that begin a header or a key: not those inside a string or an open list."""
    starts, depth, number = [], 0, 1
    for line in STRING.sub(_without_brackets, text).split("\n"):
        if depth == 0:
            starts.append((number, line))
        if depth > 0 or not HEADER.match(line):
            depth = max(0, depth + sum(line.count(c) for c in "[{") - sum(line.count(c) for c in "]}"))
        number += 1 + line.count("\x00")
    return starts


def _without_brackets(string: re.Match[str]) -> str:
    """Blank what a string or a remark holds; a line end inside it becomes a null, which still counts as a line."""
    quote = string[0][0]
    if quote == "#":
        return ""
    inner = string[0].strip(quote)
    return quote + re.sub(r"[\[\]{}#=]", " ", inner).replace("\n", "\x00") + quote


def _opened(words: tuple[str, ...], *, is_list: bool, counts: dict[Place, int]) -> Place:
    """Give the full place of a header: each list on the way stands at its latest entry."""
    place: Place = ()
    for position, word in enumerate(words):
        place = (*place, word)
        if position == len(words) - 1 and is_list:
            counts[place] = counts.get(place, -1) + 1
        if place in counts:
            place = (*place, counts[place])
    return place


def _words(dotted: str) -> tuple[str, ...]:
    return tuple(word.strip("\"'") for word in WORD.findall(dotted))
