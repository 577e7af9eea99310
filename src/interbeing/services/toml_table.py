"""Reads a TOML file strictly: whatever is missing, unknown or of the wrong kind is named with file, line and remedy."""

import difflib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, TypeVar

from interbeing.domain.errors import BadFile
from interbeing.services import toml_lines

Word = TypeVar("Word", bound=StrEnum)
LARGEST_BYTES: Final = 256 * 1024
LONGEST_ID: Final = 60
ID: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")
AT_LINE: Final = re.compile(r" ?\(at line (\d+), column (\d+)\)")
KIND_NAMES: Final[Mapping[type[Any], str]] = {
    str: "text in quotes",
    int: "a whole number",
    bool: "true or false",
    list: "a list",
    dict: "a table",
    float: "a number with a point",
}


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a file, which knows where it stands."""

    file: str
    source: str  # the whole file: on which line something stands is looked for only when it is wrong
    place: toml_lines.Place
    values: Mapping[str, Any]

    def wrong(self, key: str | None, what: str, remedy: str) -> BadFile:
        """Give the error for this key, or for the whole table."""
        place = self.place if key is None else (*self.place, key)
        return BadFile(self.file, toml_lines.nearest_line(toml_lines.lines_of(self.source), place), what, remedy)

    def refuse_unknown(self, known: tuple[str, ...]) -> None:
        """Refuse a key that means nothing here, with the likeliest one that was meant."""
        for key in self.values:
            if key not in known:
                close = difflib.get_close_matches(key, known, 1)
                remedy = f"Did you mean “{close[0]}”?" if close else f"Known here are {', '.join(known)}."
                raise self.wrong(key, f"“{key}” is not known here", remedy)

    def text(self, key: str, longest: int, *, or_else: str | None = None) -> str:
        """Give one line of text of at most `longest` characters; `or_else` when the key may be left out."""
        if key not in self.values and or_else is not None:
            return or_else
        text: str = self._of(key, str).strip()
        if not text:
            raise self.wrong(key, f"“{key}” is empty", "Write something, or take it out.")
        if CONTROL.search(text):
            raise self.wrong(key, f"“{key}” holds a line end or a control character", "Write it as one plain line.")
        if len(text) > longest:
            raise self.wrong(key, f"“{key}” has {len(text)} characters", f"Shorten it to at most {longest}.")
        return text

    def an_id(self, key: str = "id") -> str:
        """Give an id: small letters, digits and hyphens."""
        given = self.text(key, LONGEST_ID)
        if not ID.fullmatch(given):
            remedy = "Use small letters a to z, digits and single hyphens, such as “soft-gaze”."
            raise self.wrong(key, f"“{given}” cannot be an id", remedy)
        return given

    def whole(self, key: str, lowest: int, highest: int) -> int:
        """Give a whole number between both, each included."""
        number: int = self._of(key, int)
        if not lowest <= number <= highest:
            raise self.wrong(key, f"“{key}” is {number}", f"Give a whole number from {lowest} to {highest}.")
        return number

    def flag(self, key: str, *, or_else: bool | None = None) -> bool:
        """Give true or false; `or_else` when the key may be left out."""
        return or_else if key not in self.values and or_else is not None else bool(self._of(key, bool))

    def word(self, key: str, words: type[Word]) -> Word:
        """Give one of the words of this enum."""
        given = self._of(key, str)
        if given not in {word.value for word in words}:
            close = difflib.get_close_matches(given, [word.value for word in words], 1)
            hint = f"Did you mean “{close[0]}”? " if close else ""
            remedy = f"{hint}Use one of {', '.join(word.value for word in words)}."
            raise self.wrong(key, f"“{given}” is not a known {key}", remedy)
        return words(given)

    def number(self, key: str) -> float:
        """Give a number, with or without a point."""
        value = self.values.get(key)
        return float(value) if type(value) is float else float(self._of(key, int))

    def wholes(self, key: str, lowest: int, highest: int, *, or_else: tuple[int, ...] | None = None) -> tuple[int, ...]:
        """Give a list of whole numbers between both, none of them twice; `or_else` when the key may be left out."""
        if key not in self.values and or_else is not None:
            return or_else
        numbers = self._of(key, list)
        for number in numbers:
            if type(number) is not int or not lowest <= number <= highest:
                raise self.wrong(key, f"“{key}” holds {number}", f"Give whole numbers from {lowest} to {highest}.")
        if len(set(numbers)) < len(numbers):
            raise self.wrong(key, f"“{key}” holds a number twice", "Name each once.")
        return tuple(numbers)

    def texts(self, key: str, longest: int, most: int, *, or_else: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """Give a list of at most `most` lines of text; an empty one stays empty."""
        if key not in self.values and or_else is not None:
            return or_else
        lines = self._of(key, list)
        if len(lines) > most:
            raise self.wrong(key, f"“{key}” has {len(lines)} entries", f"Keep it to at most {most}.")
        for line in lines:
            if type(line) is not str or len(line) > longest or any(ord(character) < 32 for character in line):
                raise self.wrong(key, f"“{key}” holds {str(line)[:40]!r}", f"Give plain lines of at most {longest}.")
        return tuple(line.strip() for line in lines)

    def table(self, key: str) -> "Table":
        """Give a table inside this one."""
        return Table(self.file, self.source, (*self.place, key), self._of(key, dict))

    def tables(self, key: str, most: int) -> tuple["Table", ...]:
        """Give a list of tables, one to `most` of them."""
        given = self._of(key, list)
        if not given:
            raise self.wrong(key, f"“{key}” is empty", f"Add at least one [[{self._header(key)}]].")
        if len(given) > most:
            raise self.wrong(key, f"there are {len(given)} {key}", f"Keep it to at most {most}.")
        found = tuple(Table(self.file, self.source, (*self.place, key, n), one) for n, one in enumerate(given))
        for table in found:
            if not isinstance(table.values, dict):
                raise table.wrong(None, f"an entry of “{key}” is no table", f"Write it as [[{self._header(key)}]].")
        return found

    def _of(self, key: str, kind: type[Any]) -> Any:
        if key not in self.values:
            raise self.wrong(None, f"“{key}” is missing", f"Add {self._example(key, kind)} here.")
        value = self.values[key]
        if type(value) is not kind:
            found = KIND_NAMES.get(type(value), "a date or time")
            raise self.wrong(key, f"“{key}” is {found}", f"It must be {KIND_NAMES[kind]}.")
        return value

    def _example(self, key: str, kind: type[Any]) -> str:
        examples = {str: f'{key} = "…"', int: f"{key} = 1", bool: f"{key} = true", list: f"[[{self._header(key)}]]"}
        return examples.get(kind, f'{key} = {{ en = "…" }}')

    def _header(self, key: str) -> str:
        return ".".join([*(str(part) for part in self.place if isinstance(part, str)), key])


def read_table(path: Path) -> Table:
    """Read the file at `path` as one table. BadFile says what is wrong with it, where, and what to do."""
    text = _text(path)
    try:
        values = tomllib.loads(text)
    except RecursionError as problem:
        raise BadFile(
            path.name, None, "its lists are nested too deep", "Write it as in docs/protocols.md."
        ) from problem
    except ValueError as problem:  # TOMLDecodeError is one; a number with thousands of digits is another
        raise _syntax(path.name, text, problem) from problem
    return Table(path.name, text, (), values)


def _text(path: Path) -> str:
    raw = _bytes(path)
    if raw[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        raise BadFile(path.name, 1, "it is saved as UTF-16", "Save it again with the encoding UTF-8.")
    try:
        text = raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as problem:
        line = raw[: problem.start].count(b"\n") + 1
        raise BadFile(path.name, line, "it is not UTF-8 text", "Save it again with the encoding UTF-8.") from problem
    if not text.strip():
        raise BadFile(path.name, None, "it is empty", "Begin from a copy of one of ours.")
    return text


def _bytes(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise BadFile(path.name, None, "it is no plain file", "Put a plain text file in its place.")
        with path.open("rb") as file:
            raw = file.read(LARGEST_BYTES + 1)
    except OSError as problem:
        remedy = "Check who may read it."
        raise BadFile(path.name, None, f"it cannot be read ({problem.strerror})", remedy) from problem
    if len(raw) > LARGEST_BYTES:
        raise BadFile(path.name, None, f"it is larger than {LARGEST_BYTES // 1024} KiB", "Split or shorten it.")
    return raw


def _syntax(file: str, text: str, problem: ValueError) -> BadFile:
    said = str(problem)
    at = AT_LINE.search(said)
    line = int(at[1]) if at else text.rstrip("\n").count("\n") + 1 if "end of document" in said else None
    what = re.sub(r" ?\(at [^)]*\)", "", said).strip().rstrip(".")
    remedy = "Check the quotes, brackets and equals signs on this line and the one before."
    return BadFile(file, line, f"it cannot be read as TOML ({what})", remedy)
