"""After a while of use, no phrase that a patient said lies readable anywhere on the disk of a locked room."""

import os
import signal
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
from tests.faults.counts import only_long, times
from tests.keys import keys_in

pytestmark = pytest.mark.fault
PHRASES = times(8, 200)
NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
ROOT = Path(__file__).parents[2]


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
import os, resource, sys, traceback
from pathlib import Path
from interbeing.settings import Settings
from interbeing.storage.memory import keep_in_memory
from interbeing.storage.patients import add_patient
from interbeing.wiring import open_room
from tests.faults.test_planted import use
from tests.keys import keys_in
most = resource.getrlimit(resource.RLIMIT_CORE)[1]
resource.setrlimit(resource.RLIMIT_CORE, (most, most))
if sys.argv[1] == "kept":
    keep_in_memory()
room = open_room(Settings(Path("records")), keys=keys_in(Path("records")))
patient = use(room, 1)
try:
    room.database.write(lambda connection: add_patient(connection, room.database.seal, patient)).result()
except Exception:
    traceback.print_exc()
os.abort()
"""


def crashed(folder: Path, how: str) -> subprocess.CompletedProcess[str]:
    """Let a room die in this folder in the middle of its work, with as large a core dump as the system allows."""
    folder.mkdir()
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "src")))}
    command = [sys.executable, "-c", CRASH, how]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, cwd=folder, env=environment)


def test_a_crash_leaves_no_phrase_in_a_traceback_and_no_core_dump(tmp_path: Path) -> None:
    ended = crashed(tmp_path / "kept", "kept")
    assert ended.returncode == -signal.SIGABRT
    assert "NotSaved" in ended.stderr
    assert "heliotrope" not in ended.stderr + ended.stdout
    assert {path.name for path in (tmp_path / "kept").iterdir()} == {"records"}
    assert readable(tmp_path / "kept") == []


@only_long("an image of a whole process is written and searched")
def test_without_asking_the_system_a_core_dump_holds_the_phrases(tmp_path: Path) -> None:
    crashed(tmp_path / "left", "left")
    dumps = [path for path in (tmp_path / "left").iterdir() if path.is_file()]
    if not dumps:
        pytest.skip("this system writes no core dump into the folder of a program")
    assert [str(dumps[0])] == readable(tmp_path / "left")


LOCK = """
import gc, re, sys
from pathlib import Path
from starlette.testclient import TestClient
from interbeing.settings import Settings
from interbeing.web.app import create_app_behind
from interbeing.web.door import Door
from interbeing.wiring import open_room
from tests.faults.test_planted import use
from tests.keys import keys_in

PLANTED = re.compile(rb"planted [a-z]+ heliotrope [0-9]{3}")

def held():
    "The phrases in all that this process can still reach."
    gc.collect()
    words = (one for holder in gc.get_objects() for one in gc.get_referents(holder) if isinstance(one, str | bytes))
    texts = (one.encode("utf-8", "replace") if isinstance(one, str) else one for one in words)
    return {found for text in texts for found in PLANTED.findall(text)}

def left():
    "The phrases in its memory as it lies there, freed or not."
    found = set()
    with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb", 0) as memory:
        for place, rights, *_, name in (line.split(" ") for line in maps):
            first, last = (int(part, 16) for part in place.split("-"))
            if rights.startswith("rw") and "[v" not in name:
                memory.seek(first)
                found.update(PLANTED.findall(memory.read(last - first)))
    return found

folder = Path("records")
room = open_room(Settings(folder), keys=keys_in(folder))
people = [use(room, number).patient_id for number in range(int(sys.argv[1]))]
door = Door(Settings(folder), room)
with TestClient(create_app_behind(door), "http://localhost", headers={"origin": "http://localhost"}) as browser:
    for one in people:
        page = browser.get(f"/patients/{one}/cautions").text
        assert PLANTED.search(page.encode())
        room.waiting.put(page)
    del page, room
    assert held()
    assert browser.post("/door/lock", follow_redirects=False).status_code == 303
    print(len(held()), len(left()))
"""


@only_long("all that a process can reach is searched")
def test_a_locked_room_holds_no_phrase_any_more(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "src")))}
    command = [sys.executable, "-c", LOCK, str(PHRASES // 5)]
    said = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path, env=environment)
    assert said.returncode == 0, said.stderr
    held, left = map(int, said.stdout.split())
    print(f"\nafter locking {held} phrases held, {left} in memory that was freed")
    assert held == 0
