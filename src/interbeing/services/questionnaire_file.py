"""Reads a clinic's licensed words of a measure from a FHIR R4 Questionnaire, as `docs/measures.md` describes it."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from interbeing.domain.errors import BadFile
from interbeing.domain.measure import Item, Measure, Wording

LARGEST_BYTES: Final = 256 * 1024
LONGEST_TEXT: Final = 600
ORDINAL: Final = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
ASKED: Final = {"choice", "integer", "decimal"}


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One file under the reader's eye: whatever is wrong in it is said with its name and the place."""

    file: str

    def wrong(self, what: str, remedy: str, line: int | None = None) -> BadFile:
        return BadFile(self.file, line, what, remedy)

    def text(self, value: Any, where: str) -> str:
        """Give one stretch of plain text."""
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(f"{where} has no text", "Write its words as the licence gives them.")
        if len(value) > LONGEST_TEXT or any(ord(one) < 32 and one not in "\n\r\t" for one in value):
            raise self.wrong(f"{where} is too long or holds control characters", f"At most {LONGEST_TEXT} are read.")
        return " ".join(value.split())


def read_questionnaire(path: Path, measure: Measure) -> Wording:
    """Read the words of this measure. BadFile names the file, what is wrong, where, and what to do."""
    sheet = _Sheet(path.name)
    whole = _json(path, sheet)
    if not isinstance(whole, dict) or whole.get("resourceType") != "Questionnaire":
        raise sheet.wrong("it is no FHIR Questionnaire", 'Its "resourceType" must be "Questionnaire".')
    language = str(whole.get("language", ""))[:2]
    if len(language) != 2 or not language.isalpha():
        raise sheet.wrong("it says no language", 'Add "language": "it", or whichever its words are in.')
    items = _asked(whole, sheet)
    if len(items) != measure.item_count:
        remedy = f"{measure.name} has {measure.item_count}, in the order of the measure."
        raise sheet.wrong(f"it asks {len(items)} questions", remedy)
    return Wording(
        language=language.lower(),
        ask=sheet.text(whole.get("description") or whole.get("title"), "“description”"),
        items=tuple(_item(one, number, measure, sheet) for number, one in enumerate(items, start=1)),
        notice=sheet.text(whole.get("copyright"), "“copyright”"),
        is_loaded=True,
    )


def _json(path: Path, sheet: _Sheet) -> Any:
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST_BYTES + 1)
    except OSError as problem:
        raise sheet.wrong(f"it cannot be read ({problem.strerror})", "Check who may read it.") from problem
    if len(raw) > LARGEST_BYTES:
        raise sheet.wrong(f"it is larger than {LARGEST_BYTES // 1024} KiB", "Take out what is not a question.")
    try:
        return json.loads(raw.decode("utf-8-sig"), parse_constant=_refuse_number)
    except UnicodeDecodeError as problem:
        raise sheet.wrong("it is not UTF-8 text", "Save it again with the encoding UTF-8.") from problem
    except json.JSONDecodeError as problem:
        remedy = "Check the quotes, brackets and commas on this line and the one before."
        raise sheet.wrong("it cannot be read as JSON", remedy, problem.lineno) from problem
    except (RecursionError, ValueError) as problem:
        raise sheet.wrong("its lists are nested too deep or a number is none", "Write it as FHIR does.") from problem


def _refuse_number(word: str) -> None:
    raise ValueError(f"{word} is no number in JSON")


def _asked(whole: dict[str, Any], sheet: _Sheet) -> list[dict[str, Any]]:
    """Give the questions in their order; groups may hold them, one level deep, and plain text is passed over."""
    found: list[dict[str, Any]] = []
    listed = whole.get("item")
    for item in listed if isinstance(listed, list) else []:
        if not isinstance(item, dict):
            raise sheet.wrong("an entry of “item” is no question", "Write it as FHIR does.")
        inner = item.get("item") if item.get("type") == "group" else [item]
        found += [one for one in inner or [] if isinstance(one, dict) and str(one.get("type")) in ASKED]
    return found


def _item(item: dict[str, Any], number: int, measure: Measure, sheet: _Sheet) -> Item:
    text = sheet.text(item.get("text"), f"question {number}")
    options = item.get("answerOption")
    if options is None:
        return Item(text, ("",) * len(measure.allowed))
    if not isinstance(options, list) or not all(isinstance(one, dict) for one in options):
        raise sheet.wrong(f"the answers of question {number} are no list", "Write it as FHIR's answerOption.")
    words = dict(_option(one, number, sheet) for one in options)
    if sorted(words) != list(measure.allowed) or len(words) != len(options):
        wanted = ", ".join(map(str, measure.allowed))
        raise sheet.wrong(f"the answers of question {number} are {sorted(words)}", f"They must be {wanted}, each once.")
    return Item(text, tuple(words[value] for value in measure.allowed))


def _option(option: dict[str, Any], number: int, sheet: _Sheet) -> tuple[int, str]:
    """Give an answer's figure and words: FHIR's ordinalValue, else a whole code, else the integer itself."""
    if type(option.get("valueInteger")) is int:
        return option["valueInteger"], ""
    coding = option.get("valueCoding")
    if not isinstance(coding, dict):
        raise sheet.wrong(f"an answer of question {number} has no valueCoding", "Give each its code and its words.")
    extensions = [*_listed(option), *_listed(coding)]
    ordinals = [one.get("valueDecimal") for one in extensions if one.get("url") == ORDINAL]
    figure = str(ordinals[0] if ordinals else coding.get("code", ""))
    if not figure.removeprefix("-").removesuffix(".0").isdecimal():
        remedy = "Give its figure as the code, or by FHIR's ordinalValue extension."
        raise sheet.wrong(f"an answer of question {number} has no figure", remedy)
    return int(figure.removesuffix(".0")), sheet.text(coding.get("display"), f"an answer of question {number}")


def _listed(value: dict[str, Any]) -> list[dict[str, Any]]:
    listed = value.get("extension", [])
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
