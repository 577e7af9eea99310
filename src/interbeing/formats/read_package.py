"""Reads a package back: every part checked against its fingerprint before anything of it is believed."""

import hashlib
import re
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from interbeing.domain.errors import BadFile
from interbeing.formats.log_files import FORMAT as LOG_FORMAT
from interbeing.formats.package import (
    ANSWERS_FILE,
    CODEBOOK_FILE,
    FORMAT,
    MANIFEST_FILE,
    MEASURES_FILE,
    PAGE_FILE,
    PAPERS_FILE,
    PATIENT_FILE,
    VERSION,
)
from interbeing.formats.read_json import read_json
from interbeing.formats.read_zip import NOT_OURS, read_zip

SESSION_PATH: Final = re.compile(r"sessions/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.json")
BESIDE: Final = frozenset({PAGE_FILE, ANSWERS_FILE, CODEBOOK_FILE, MEASURES_FILE})  # for people and other programs
KNOWN: Final = BESIDE | {PATIENT_FILE, PAPERS_FILE, MANIFEST_FILE}
LOGS_READ: Final = (4, 5)  # the older one lacks columns that are empty in it anyway
NEWER: Final = "Bring this Interbeing up to date first"


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What a package holds, as plain JSON; `sessions` by path."""

    file: str
    patient_id: UUID
    patient: dict[str, Any]
    papers: tuple[dict[str, Any], ...]
    sessions: dict[str, dict[str, Any]]


def read_package(file: str, content: bytes) -> Unpacked:
    """Give what the package holds; BadFile when it is no package, a newer one, or not as it was when it was made."""
    parts = read_zip(file, content, lambda path: path in KNOWN or SESSION_PATH.fullmatch(path) is not None)
    if not {PATIENT_FILE, PAPERS_FILE, MANIFEST_FILE} <= set(parts):
        raise BadFile(file, None, "a part of the package is missing", NOT_OURS)
    manifest = read_json(MANIFEST_FILE, parts[MANIFEST_FILE])
    if manifest.get("format") != FORMAT:
        raise BadFile(file, None, "this is no package of Interbeing", NOT_OURS)
    if manifest.get("version") != VERSION:
        raise BadFile(file, None, "the package is of another version", NEWER)
    sums = {
        path: hashlib.sha256(part).hexdigest() for path, part in parts.items() if path not in {PAGE_FILE, MANIFEST_FILE}
    }
    if sums != manifest.get("sha256"):
        raise BadFile(file, None, "the package was changed after it was made", NOT_OURS)
    patient = read_json(PATIENT_FILE, parts[PATIENT_FILE])
    papers = read_json(PAPERS_FILE, parts[PAPERS_FILE]).get("papers")
    patient_id = patient.get("patient_id")
    if not isinstance(papers, list) or patient_id is None or patient_id != manifest.get("patient_id"):
        raise BadFile(file, None, "the parts of the package do not belong together", NOT_OURS)
    sessions = {path: _session(path, part) for path, part in parts.items() if path not in KNOWN}
    return Unpacked(file, _id(file, patient_id), patient, tuple(papers), sessions)


def _session(path: str, part: bytes) -> dict[str, Any]:
    whole = read_json(path, part)
    if whole.get("format") != LOG_FORMAT or whole.get("version") not in LOGS_READ:
        raise BadFile(path, None, "the package is of another version", NEWER)
    if not isinstance(whole.get("session"), dict) or not isinstance(whole.get("moments"), list):
        raise BadFile(path, None, "the parts of the package do not belong together", NOT_OURS)
    return whole


def _id(file: str, given: object) -> UUID:
    try:
        return UUID(str(given))
    except ValueError as problem:
        raise BadFile(file, None, "the parts of the package do not belong together", NOT_OURS) from problem
