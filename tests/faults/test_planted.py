"""After a while of use, no phrase that a patient said lies readable anywhere on the disk of a locked room."""

import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from interbeing.domain.errors import InterbeingError
from interbeing.domain.patient import Patient
from interbeing.domain.session import MirrorKind, WriteUp
from interbeing.services.backup import back_up
from interbeing.services.clinic import name_clinic
from interbeing.services.patients import add_patient, decide_cautions
from interbeing.services.plan import plan_session
from interbeing.settings import Settings
from interbeing.storage.papers import Paper, PaperKind, add_paper
from interbeing.storage.sessions import add_write_up
from interbeing.wiring import Room, open_room
from tests.faults.counts import times
from tests.keys import keys_in

pytestmark = pytest.mark.fault
PHRASES = times(8, 200)
NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


def phrase(number: int, place: str) -> str:
    return f"planted {place} heliotrope {number:03} says the reflection"


def use(room: Room, number: int) -> Patient:
    """Fill in all that takes words, for one patient."""
    database, clock = room.database, room.clock
    patient = add_patient(database, clock, phrase(number, "name"), "", f"word{number} heliotrope", is_practice=True)
    decide_cautions(
        database,
        clock,
        patient.patient_id,
        frozenset(),
        goes_on=True,
        reason=phrase(number, "reason"),
        decided_by=phrase(number, "who"),
    )
    session = plan_session(database, patient.patient_id, MirrorKind.REAL, "ours", clock.now())
    paper = Paper(uuid4(), patient.patient_id, PaperKind.CODING, None, NOW, {"told": phrase(number, "paper")})
    written = WriteUp(session.session_id, 1, phrase(number, "note"), NOW, is_signed=True)
    database.write(lambda connection: add_paper(connection, database.seal, paper)).result()
    database.write(lambda connection: add_write_up(connection, database.seal, written)).result()
    return patient


def readable(*places: Path) -> list[str]:
    """The files in which any of the planted words lies, in any of the ways in which text is written."""
    wanted = [b"heliotrope", "heliotrope".encode("utf-16-le"), b"heliotrope".hex().encode(), b"aGVsaW90cm9wZ"]
    every = [path for place in places for path in ([place] if place.is_file() else place.rglob("*")) if path.is_file()]
    return [str(path) for path in every if any(word in path.read_bytes() for word in wanted)]


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place of its own for everything that is put down only for a while."""
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setenv("TMPDIR", str(place))
    monkeypatch.setenv("SQLITE_TMPDIR", str(place))
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    return place


def test_no_phrase_lies_readable_in_the_folder_the_logs_or_a_backup(
    tmp_path: Path, temporary: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    folder, disk = tmp_path / "records", tmp_path / "disk"
    room = open_room(Settings(folder), keys=keys_in(folder))
    name_clinic(room.database, "heliotrope clinic", "it")
    for number in range(PHRASES):
        use(room, number)
    with pytest.raises(InterbeingError):
        use(room, 0)  # the same name again: refused, and nothing of it in a log
    assert (folder / "room.sqlite-wal").stat().st_size > 0
    assert readable(folder, temporary) == []
    back_up(folder, disk, NOW, lambda _walked, _all: None, room.keys)
    room.close()
    assert readable(folder, disk, temporary) == []
    said = capfd.readouterr()
    assert "heliotrope" not in caplog.text + said.out + said.err


def test_in_a_clear_room_the_same_phrases_are_found(tmp_path: Path) -> None:
    room = open_room(Settings(tmp_path / "records"))
    use(room, 0)
    room.close()
    assert len(readable(tmp_path)) == 1


CRASH = """
import sys
from pathlib import Path
from interbeing.settings import Settings
from interbeing.wiring import open_room
from tests.faults.test_planted import use
from tests.keys import keys_in
room = open_room(Settings(Path(sys.argv[1])), keys=keys_in(Path(sys.argv[1])))
patient = use(room, 1)
from interbeing.storage.patients import add_patient
room.database.write(lambda connection: add_patient(connection, room.database.seal, patient)).result()
"""


def test_a_traceback_holds_no_phrase(tmp_path: Path) -> None:
    command = [sys.executable, "-c", CRASH, str(tmp_path)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env={**os.environ})
    assert "NotSaved" in ended.stderr
    assert "heliotrope" not in ended.stderr + ended.stdout
