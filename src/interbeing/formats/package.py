"""The package: everything that is kept of one patient, as pages that anyone can read and files that a room can read."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from interbeing.domain.consent import ConsentEntry
from interbeing.domain.patient import CautionDecision, Patient
from interbeing.domain.session import Session, WriteUp
from interbeing.formats.answers import COLUMNS, Answered, blocks_of
from interbeing.formats.columns import codebook_of, csv_of
from interbeing.formats.log_files import as_json
from interbeing.formats.questionnaires import bundle
from interbeing.formats.recording import Recording
from interbeing.formats.zipped import Part, zipped

FORMAT: Final = "interbeing-package"
VERSION: Final = 1
PATIENT_FILE: Final = "patient.json"
PAPERS_FILE: Final = "papers.json"
MANIFEST_FILE: Final = "manifest.json"
PAGE_FILE: Final = "read-me-first.html"
# For people and other programs; `papers.json` is what a room reads back.
ANSWERS_FILE: Final = "answers.csv"
CODEBOOK_FILE: Final = "answers.codebook.csv"
MEASURES_FILE: Final = "measures.fhir.json"
SESSIONS_FOLDER: Final = "sessions/"


@dataclass(frozen=True, slots=True)
class Course:
    """All that is kept of one patient.

    `papers` are plain JSON; `answered` says as tables what they hold of measures and ratings; `sessions` are the
    meetings, read one by one.
    """

    patient: Patient
    consents: tuple[ConsentEntry, ...]
    decisions: tuple[CautionDecision, ...]
    write_ups: tuple[WriteUp, ...]
    papers: tuple[dict[str, Any], ...]
    answered: Answered
    meetings: tuple[Session, ...]
    sessions: Iterable[Recording]


def package(course: Course, page: str, made_at: datetime) -> Iterator[bytes]:
    """Give the package as a zip. `page` is the page for people; the manifest comes last, with each file's SHA-256."""
    return zipped(_parts(course, page, made_at), made_at)


def _parts(course: Course, page: str, made_at: datetime) -> Iterator[Part]:
    sums: dict[str, str] = {}

    def counted(path: str, pieces: Iterable[bytes]) -> Part:
        return path, _summed(path, pieces, sums)

    yield PAGE_FILE, [page.encode()]
    yield counted(PATIENT_FILE, [_json(_patient(course))])
    yield counted(PAPERS_FILE, [_json({"papers": list(course.papers)})])
    yield counted(ANSWERS_FILE, csv_of(COLUMNS, blocks_of(course.answered)))
    yield counted(CODEBOOK_FILE, codebook_of(COLUMNS))
    yield counted(MEASURES_FILE, bundle(course.answered))
    for recording in course.sessions:
        yield counted(f"{SESSIONS_FOLDER}{recording.session.session_id}.json", as_json(recording))
    head = {"format": FORMAT, "version": VERSION, "made_at": made_at.isoformat()}
    yield MANIFEST_FILE, [_json({**head, "patient_id": str(course.patient.patient_id), "sha256": sums})]


def _summed(path: str, pieces: Iterable[bytes], sums: dict[str, str]) -> Iterator[bytes]:
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
        yield piece
    sums[path] = digest.hexdigest()


def _patient(course: Course) -> dict[str, Any]:
    patient = course.patient
    return {
        "patient_id": str(patient.patient_id),
        "pseudonym": patient.pseudonym,
        "initials": patient.initials,
        "picture_word": patient.picture_word,
        "is_practice": patient.is_practice,
        "created_at": patient.created_at.isoformat(),
        "consents": [
            {
                "purpose": entry.purpose.value,
                "is_given": entry.is_given,
                "text_version": entry.text_version,
                "recorded_by": entry.recorded_by,
                "recorded_at": entry.recorded_at.isoformat(),
            }
            for entry in course.consents
        ],
        "decisions": [
            {
                "present": sorted(caution.value for caution in decision.present),
                "goes_on": decision.goes_on,
                "reason": decision.reason,
                "decided_by": decision.decided_by,
                "decided_at": decision.decided_at.isoformat(),
            }
            for decision in course.decisions
        ],
        "write_ups": [
            {
                "session_id": str(one.session_id),
                "version": one.version,
                "text": one.text,
                "is_signed": one.is_signed,
                "written_at": one.written_at.isoformat(),
            }
            for one in course.write_ups
        ],
    }


def _json(whole: Any) -> bytes:
    return json.dumps(whole, ensure_ascii=False, indent=1).encode()
