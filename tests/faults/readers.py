"""Everything that reads what comes from outside: given any bytes at all it may refuse in its own words, never fail."""

import hashlib
import json
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from interbeing.domain.errors import InterbeingError
from interbeing.domain.measure import Measure
from interbeing.domain.moment import Author
from interbeing.domain.score import band_of, pattern_met, range_of, refuse_unfitting, risks_in, score_of
from interbeing.formats.package import FORMAT, MANIFEST_FILE, PAPERS_FILE, PATIENT_FILE, VERSION
from interbeing.formats.read_json import read_json
from interbeing.formats.read_package import Unpacked, read_package
from interbeing.formats.zipped import zipped
from interbeing.services import packages
from interbeing.services.bring_in import meant_by_name, read_file
from interbeing.services.ladder_file import read_ladder
from interbeing.services.measure_file import read_measure
from interbeing.services.measures import read_measures
from interbeing.services.protocol_file import read_protocol
from interbeing.services.questionnaire_file import read_questionnaire
from interbeing.services.restore import prove
from interbeing.settings import Settings
from interbeing.storage.keyring import read_keyring
from interbeing.storage.sqlite_file import FILE_NAME, is_clear
from interbeing.web import live, wire
from interbeing.wiring import open_room
from tests.keys import keys_in
from tests.rooms import open_session

Reader = Callable[[bytes], None]
FOLDER: Final = Path(tempfile.mkdtemp(dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None))
AT: Final = datetime(2026, 11, 25, tzinfo=UTC)


def message(content: bytes) -> None:
    """A message of a screen, as the socket reads it."""
    live._moment_named(content)
    said = live._said(content)
    if isinstance(said, wire.SendMark):
        said.moment.to_domain(uuid4(), Author.THERAPIST)


def marks(content: bytes) -> None:
    """A BORIS project or a table of marks, and what its labels may mean."""
    for session in read_file("marks.csv", content).sessions:
        meant_by_name(session)


def package(content: bytes) -> None:
    """A package: as it comes, and with its parts rewritten and its fingerprints set right again."""
    if content.startswith(b"PK"):
        read_package("package.zip", content)
        return
    parts = {path: json.dumps(part).encode() for path, part in read_json("parts", content).items()}
    parts.setdefault(PAPERS_FILE, b'{"papers":[]}')
    whole = json.loads(parts.setdefault(PATIENT_FILE, b"{}"))
    sums = {path: hashlib.sha256(part).hexdigest() for path, part in parts.items()}
    patient_id = whole.get("patient_id") if isinstance(whole, dict) else None
    manifest = {"format": FORMAT, "version": VERSION, "patient_id": patient_id, "sha256": sums}
    every = ((path, [part]) for path, part in {**parts, MANIFEST_FILE: json.dumps(manifest).encode()}.items())
    _meant(read_package("package.zip", b"".join(zipped(every, AT))))


def _meant(unpacked: Unpacked) -> None:
    """Read each part as a room does before it keeps any of it."""
    with suppress(*packages.NOT_MEANT):
        for one in unpacked.patient.get("consents", ()):
            packages._consent(unpacked.patient_id, one)
        for one in unpacked.patient.get("decisions", ()):
            packages._decision(unpacked.patient_id, one)
    with suppress(*packages.NOT_MEANT):
        for paper in unpacked.papers:
            packages._paper(unpacked, paper)
    for path, one in unpacked.sessions.items():
        with suppress(*packages.NOT_MEANT):
            session = packages._session(unpacked.patient_id, one["session"])
            for number, row in enumerate(one["moments"]):
                packages._moment(path, number, session.session_id, row)


def of_file(name: str, read: Callable[[Path], Any]) -> Reader:
    """Read a file that holds these bytes."""

    def reader(content: bytes) -> None:
        path = FOLDER / name
        path.write_bytes(content)
        read(path)

    return reader


def words(path: Path) -> None:
    read_questionnaire(path, MEASURES[0])


def backup(content: bytes) -> None:
    """A file in the place of a backup: these bytes alone, or as the head of one that was whole."""
    path = FOLDER / "backup.sqlite"
    path.write_bytes(content[1:] + (whole_backup()[len(content) - 1 :] if content[:1] == b"+" else b""))
    is_clear(path)
    prove(path, KEYS())


def scoring(content: bytes) -> None:
    """Answers to one of our measures; every score stays in its range or is not known."""
    if not content:
        return
    measure = MEASURES[content[0] % len(MEASURES)]
    answers = tuple(
        _answer(measure, byte) for byte in content[1 : 1 + (measure.item_count if content[0] < 240 else 99)]
    )
    refuse_unfitting(measure, answers)
    for score in measure.scores:
        value = score_of(measure, score, answers).value
        lowest, highest = range_of(measure, score)
        if value is not None and not lowest <= value <= highest:
            raise AssertionError((measure.measure_id, score.score_id, answers, value))
        band_of(score, value or 0)
    for pattern in measure.patterns:
        pattern_met(measure, pattern, answers)
    risks_in(measure, answers)


def broken(content: bytes) -> None:
    """A reader that fails on purpose where three letters stand in their order: the fuzzer must find them."""
    if content[:1] == b"a" and content[1:2] == b"b" and content[2:3] == b"c":
        raise ZeroDivisionError


def _answer(measure: Measure, byte: int) -> int | None:
    """Turn a byte into an answer: most of them fit, some are missing, a few are none."""
    if byte < 200:
        return measure.allowed[byte % len(measure.allowed)]
    return None if byte < 250 else byte


@cache
def whole_backup() -> bytes:
    """Give a small clear record as a backup holds it."""
    room = open_room(Settings(FOLDER / "room"))
    open_session(room.database)
    room.close()
    return (FOLDER / "room" / FILE_NAME).read_bytes()


MEASURES: Final = read_measures(Path("/nowhere")).found
KEYS: Final = cache(lambda: keys_in(FOLDER / "keys"))
READERS: Final[dict[str, Reader]] = {
    "message": message,
    "marks": marks,
    "package": package,
    "words": of_file("words.json", words),
    "measure": of_file("measure.toml", read_measure),
    "protocol": of_file("protocol.toml", read_protocol),
    "ladder": of_file("ladder.toml", read_ladder),
    "key file": of_file("keys.json", read_keyring),
    "backup": backup,
    "scoring": scoring,
    "broken": broken,
}


def try_on(reader: str, content: bytes) -> bool:
    """Let it read; whether it took it. Whatever it raises that is not a refusal in words goes through."""
    try:
        READERS[reader](content)
    except InterbeingError:
        return False
    return True
