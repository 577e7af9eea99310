"""What fuzzing begins from: for each reader of outside things, a few that it takes."""

import json
from functools import cache
from typing import Any, Final
from uuid import UUID

from interbeing.services.shipped import shipped
from tests.faults.readers import KEYS, MEASURES, whole_backup
from tests.rooms import AT, entering, sent_mark

ID: Final = UUID(int=1)
WHEN: Final = AT.isoformat()
MARKS: Final[tuple[dict[str, Any], ...]] = (
    {"kind": "we"},
    {"kind": "felt", "emotion": "shame"},
    {"kind": "arousal", "level": 3},
    {"kind": "pause", "step": "began"},
    {"kind": "cover", "covered": True},
    {"kind": "retraction", "retracted": str(ID)},
)
BORIS: Final = {
    "project_format_version": "7.0",
    "behaviors_conf": {"0": {"code": "gaze", "type": "State event"}, "1": {"code": "we", "type": "Point event"}},
    "observations": {"one": {"date": WHEN, "events": [[1.5, "", "we", "", "exchange 1"], [2, "p", "gaze", "x", ""]]}},
}
SESSION: Final = {
    "session_id": str(ID),
    "state": "closed",
    "mirror": "real",
    "protocol_id": "ours",
    "planned_for": WHEN,
}
ROW: Final = {"moment_id": str(ID), "kind": "felt", "emotion": "shame", "author": "coder", "session_ms": 5}
PARTS: Final[dict[str, Any]] = {
    "patient.json": {
        "patient_id": str(ID),
        "pseudonym": "A",
        "initials": "A",
        "picture_word": "pebble",
        "is_practice": True,
        "created_at": WHEN,
        "consents": [
            {"purpose": "record", "is_given": True, "text_version": "1", "recorded_by": "x", "recorded_at": WHEN}
        ],
        "decisions": [{"present": [], "goes_on": True, "reason": "", "decided_by": "x", "decided_at": WHEN}],
        "write_ups": [{"session_id": str(ID), "version": 1, "text": "t", "is_signed": True, "written_at": WHEN}],
    },
    "papers.json": {
        "papers": [{"paper_id": str(ID), "kind": "coding", "about": None, "written_at": WHEN, "content": {}}]
    },
    f"sessions/{ID}.json": {
        "format": "interbeing-log",
        "version": 5,
        "session": {**SESSION, "opened_at": WHEN, "closed_at": None},
        "moments": [{**ROW, "marked_at": WHEN, "received_at": WHEN, "is_late": False, "sha256": ""}],
    },
}
WORDS: Final = {
    "resourceType": "Questionnaire",
    "language": "en",
    "description": "Today",
    "copyright": "c",
    "item": [
        {
            "type": "choice",
            "text": "q",
            "answerOption": [{"valueCoding": {"code": str(one), "display": "w"}} for one in MEASURES[0].allowed],
        }
        for _ in range(MEASURES[0].item_count)
    ],
}


def plain(whole: object) -> bytes:
    return json.dumps(whole, separators=(",", ":")).encode()


def _files(folder: str) -> tuple[bytes, ...]:
    return tuple(path.read_bytes() for path in sorted(shipped(folder).glob("*.toml")))


@cache
def seeds() -> dict[str, tuple[bytes, ...]]:
    """Give the beginnings of each reader."""
    return {
        "message": (*(plain(sent_mark(ID, mark=mark)) for mark in MARKS), plain(entering(tab=ID))),
        "marks": (b"time;label;exchange\n1,5;we;1\n0:02;felt: shame;1\n", plain(BORIS)),
        "package": (plain(PARTS),),
        "words": (plain(WORDS),),
        "measure": _files("measures"),
        "protocol": _files("protocols"),
        "ladder": _files("ladder"),
        "key file": (KEYS().path.read_bytes(),),
        "backup": (b"+" + whole_backup()[:4096], b"-" + whole_backup()[:8192]),
        "broken": (b"?",),
        "scoring": tuple(bytes([place]) + bytes(range(100)) for place in range(len(MEASURES))),
    }
