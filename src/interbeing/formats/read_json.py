"""A JSON file read with care: whole, once, and never deeper or stranger than our own files are."""

import json
from typing import Any, Final

from interbeing.domain.errors import BadFile

LARGEST_BYTES: Final = 50 * 1024 * 1024
SAVE_AGAIN: Final = "Save it again from the program that made it"


def read_json(file: str, content: bytes) -> dict[str, Any]:
    """Give the object that the file holds; BadFile says where it breaks off or what is not allowed in it."""
    if not content.strip():
        raise BadFile(file, None, "the file is empty", SAVE_AGAIN)
    try:
        text = content.decode("utf-8-sig")
        whole = json.loads(text, object_pairs_hook=_each_once, parse_constant=_no_such_number)
    except UnicodeDecodeError as problem:
        line = content[: problem.start].count(b"\n") + 1
        raise BadFile(file, line, "the text is not UTF-8", SAVE_AGAIN) from problem
    except json.JSONDecodeError as problem:
        raise BadFile(file, problem.lineno, "the file breaks off or is not JSON", SAVE_AGAIN) from problem
    except (RecursionError, ValueError) as problem:
        raise BadFile(file, None, "the file holds what none of our files hold", SAVE_AGAIN) from problem
    if not isinstance(whole, dict):
        raise BadFile(file, 1, "the file does not hold what it should", SAVE_AGAIN)
    return whole


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _no_such_number(_name: str) -> float:
    raise ValueError("not a number")
