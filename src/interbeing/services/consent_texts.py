"""The words under which consent is given, version by version, so that each line of a ledger can be read again."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from interbeing.domain.consent import Purpose
from interbeing.domain.errors import NotFound
from interbeing.services.shipped import shipped

FOLDER: Final = "consents"
FALLBACK: Final = "en"


@dataclass(frozen=True, slots=True)
class ConsentText:
    """The words of one purpose: what it means, what the patient signs, and what withdrawing it does."""

    meaning: str
    agree: str
    withdrawing: str = ""


def consent_texts(version: str, language: str) -> Mapping[Purpose, ConsentText]:
    """Give the words of this version by purpose, in this language, else in English; NotFound when there is none."""
    found = _every()
    for wanted in (language, FALLBACK):
        if (version, wanted) in found:
            return found[version, wanted]
    raise NotFound(f"there is no consent text {version}")


@cache
def _every() -> Mapping[tuple[str, str], Mapping[Purpose, ConsentText]]:
    read = (tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(shipped(FOLDER).glob("*.toml")))
    return {(whole["version"], whole["language"]): _texts(whole) for whole in read}


def _texts(whole: Mapping[str, Any]) -> Mapping[Purpose, ConsentText]:
    return {purpose: ConsentText(**whole[purpose]) for purpose in Purpose if purpose in whole}
