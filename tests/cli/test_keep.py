"""Check finds what is wrong and changes nothing; a backup is proved before it is called one, and restores."""

import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import pytest
import sqlcipher3.dbapi2 as sqlite

from interbeing.domain.clinic import Clinic, Contact
from interbeing.services.clinic import change_clinic
from interbeing.services.patients import add_patient
from interbeing.services.plan import list_sessions
from interbeing.services.practice import ready_practice
from interbeing.settings import Settings
from interbeing.storage.connect import FILE_NAME
from interbeing.storage.moments import find_break, moments_of
from interbeing.wiring import open_room
from tests.conftest import Served
from tests.nursery import nursery

WHOLE_S = 60


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command on the record in this folder."""
    return nursery().run({**os.environ, "INTERBEING_FOLDER": str(folder)}, *arguments)


def run_with_little_room(folder: Path, most_bytes: int, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command on the record in this folder; no file that it writes may pass `most_bytes`."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))

    environment = {**os.environ, "INTERBEING_FOLDER": str(folder)}
    command = [sys.executable, "-m", "interbeing", *arguments]
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=WHOLE_S, preexec_fn=limit, check=False
    )


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record with the practice patient's example in it, its room closed; each test has a copy."""
    folder = tmp_path_factory.mktemp("example")
    room = open_room(Settings(folder))
    ready_practice(room.database, room.clock)
    room.close()
    return folder


@pytest.fixture
def folder(example: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(example, tmp_path / "records"))


def tampered(folder: Path, *statements: str) -> None:
    connection = sqlite.connect(str(folder / FILE_NAME))
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def example_of(folder: Path) -> UUID:
    room = open_room(Settings(folder))
    try:
        return next(one.session_id for one in list_sessions(room.database) if one.seq > 100)
    finally:
        room.close()


def test_a_record_that_is_whole_is_called_so_and_left_as_it_was(folder: Path) -> None:
    before = (folder / FILE_NAME).read_bytes()
    ended = run(folder, "check")
    assert ended.returncode == 0, ended.stdout
    assert ended.stdout.endswith("All is well.\n")
    assert "the chains of 2 sessions hold, with 198 moments" in ended.stdout
    assert (folder / FILE_NAME).read_bytes() == before


def test_check_and_backup_work_while_the_room_is_open(served: Served, tmp_path: Path) -> None:
    assert run(served.folder, "check").returncode == 0
    ended = run(served.folder, "backup-now", str(tmp_path / "disk"))
    assert ended.returncode == 0, ended.stderr
    assert "198 moments" in ended.stdout


def test_an_empty_folder_is_no_fault(tmp_path: Path) -> None:
    ended = run(tmp_path / "nothing", "check")
    assert ended.returncode == 0
    assert "there is no record" in ended.stdout
    assert not (tmp_path / "nothing").exists()


@pytest.mark.parametrize(
    "deed", ["UPDATE moments SET received_at = '2001-01-01', sealed = x'00'", "DELETE FROM moments"]
)
def test_a_tampered_log_is_found_by_its_session(folder: Path, deed: str) -> None:
    session_id = example_of(folder)
    trigger = "moments_no_update" if deed.startswith("UPDATE") else "moments_no_delete"
    tampered(folder, f"DROP TRIGGER {trigger}", f"{deed} WHERE seq = 17")
    ended = run(folder, "check")
    assert ended.returncode == 1
    assert f"WRONG  the log of session {session_id}" in ended.stdout
    assert "does not hold from moment 17 on" in ended.stdout
    assert f"guards are missing ({trigger})" in ended.stdout


def test_a_log_whose_end_was_cut_off_is_found(folder: Path) -> None:
    tampered(folder, "DROP TRIGGER moments_no_delete", "DELETE FROM moments WHERE seq = 198")
    assert "does not hold from moment 198 on" in run(folder, "check").stdout


def test_a_row_that_points_to_nothing_is_found(folder: Path) -> None:
    tampered(folder, "PRAGMA foreign_keys = OFF", "DELETE FROM patients")
    ended = run(folder, "check")
    assert ended.returncode == 1
    assert "rows point to nothing" in ended.stdout


def test_a_damaged_file_is_found(folder: Path) -> None:
    path = folder / FILE_NAME
    middle = path.stat().st_size // 2
    with path.open("r+b") as file:
        file.seek(middle)
        file.write(os.urandom(8192))
    ended = run(folder, "check")
    assert ended.returncode == 1, ended.stdout
    assert "WRONG" in ended.stdout
    assert ended.stderr == ""


def test_patients_without_a_crisis_contact_are_found(folder: Path) -> None:
    room = open_room(Settings(folder))
    change_clinic(room.database, Clinic(contacts=(Contact("Crisis line", "000", is_crisis=True),)))
    add_patient(room.database, room.clock, "Somebody", "S", "lantern")
    room.close()
    assert run(folder, "check").returncode == 0
    tampered(folder, "DELETE FROM clinic")
    ended = run(folder, "check")
    assert ended.returncode == 1
    assert "no crisis contact is set though there are patients" in ended.stdout


def test_a_broken_protocol_is_found(folder: Path) -> None:
    (folder / "protocols").mkdir()
    (folder / "protocols" / "mine.toml").write_text("id = mine\n")
    ended = run(folder, "check")
    assert ended.returncode == 1
    assert "WRONG  a protocol is left out: mine.toml, line 1: it cannot be read as TOML" in ended.stdout


def test_a_backup_put_in_the_place_of_a_lost_record_opens_with_everything(folder: Path, tmp_path: Path) -> None:
    """The rehearsal of docs/backup.md."""
    session_id = example_of(folder)
    ended = run(folder, "backup-now", str(tmp_path / "disk"))
    assert ended.returncode == 0, ended.stderr
    made = Path(ended.stdout.splitlines()[0])
    assert list((tmp_path / "disk").iterdir()) == [made]
    assert made.stat().st_mode & 0o077 == 0
    assert "1 patients, 2 sessions, 198 moments" in ended.stdout
    assert "not encrypted yet" in ended.stdout
    shutil.rmtree(folder)
    folder.mkdir()
    shutil.copy(made, folder / FILE_NAME)
    assert run(folder, "check").returncode == 0
    room = open_room(Settings(folder))
    with room.database.read() as connection:
        assert len(moments_of(connection, room.database.seal, session_id)) == 198
        assert find_break(connection, session_id) is None
    add_patient(room.database, room.clock, "After, for practice", "A", "bell", is_practice=True)
    room.close()


def test_without_a_folder_the_backup_lies_beside_the_record_and_none_replaces_another(folder: Path) -> None:
    for _ in range(2):
        assert run(folder, "backup-now").returncode == 0
    assert len(list((folder / "backups").glob("interbeing-*.sqlite"))) == 2


@pytest.mark.parametrize("most_bytes", [40_000, 100_000, 200_000])
def test_a_disk_that_fills_up_leaves_no_half_file(folder: Path, tmp_path: Path, most_bytes: int) -> None:
    ended = run_with_little_room(folder, most_bytes, "backup-now", str(tmp_path / "disk"))
    assert ended.returncode == 2
    assert ended.stderr.startswith("interbeing: no backup was made in")
    assert ended.stderr.count("\n") == 1
    assert "make room there, or choose another folder." in ended.stderr
    assert list((tmp_path / "disk").iterdir()) == []


def test_a_disk_too_full_even_to_read_the_record_is_not_called_damage(folder: Path, tmp_path: Path) -> None:
    ended = run_with_little_room(folder, 4096, "backup-now", str(tmp_path / "disk"))
    assert ended.returncode == 2
    assert ended.stderr.count("\n") == 1
    assert "is full or failing (disk I/O error). Make room on it" in ended.stderr
    assert not (tmp_path / "disk").exists()


def test_a_folder_that_cannot_be_written_is_told(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    ended = run(folder, "backup-now", str(tmp_path / "file" / "disk"))
    assert ended.returncode == 2
    assert "choose a folder that can be written" in ended.stderr


def test_a_folder_without_a_record_is_told(tmp_path: Path) -> None:
    ended = run(tmp_path, "backup-now")
    assert ended.returncode == 2
    assert "there is no record in" in ended.stderr
    assert not (tmp_path / "backups").exists()


def test_a_folder_that_is_synchronised_is_named_and_taken(folder: Path, tmp_path: Path) -> None:
    ended = run(folder, "backup-now", str(tmp_path / "Dropbox"))
    assert ended.returncode == 0
    assert "lies in a synchronised folder (Dropbox), so this copy leaves the computer" in ended.stderr


def test_a_damaged_record_gives_no_backup(folder: Path, tmp_path: Path) -> None:
    with (folder / FILE_NAME).open("r+b") as file:
        file.seek(8192)
        file.write(os.urandom(100_000))
    ended = run(folder, "backup-now", str(tmp_path / "disk"))
    assert ended.returncode == 2, ended.stdout
    assert ended.stderr.count("\n") == 1
    assert not (tmp_path / "disk").exists() or list((tmp_path / "disk").iterdir()) == []


def test_a_chain_that_is_broken_in_the_record_is_backed_up_and_told(folder: Path, tmp_path: Path) -> None:
    session_id = example_of(folder)
    trigger = "CREATE TRIGGER moments_no_update BEFORE UPDATE ON moments BEGIN SELECT RAISE(ABORT, 'no'); END"
    tampered(folder, "DROP TRIGGER moments_no_update", "UPDATE moments SET sealed = x'00' WHERE seq = 3", trigger)
    ended = run(folder, "backup-now", str(tmp_path / "disk"))
    assert ended.returncode == 1
    assert f"WRONG  the log of session {session_id} does not hold from moment 3 on" in ended.stdout
    assert len(list((tmp_path / "disk").iterdir())) == 1


@pytest.mark.postgres
def test_a_record_in_postgres_is_looked_over_too_and_backed_up_by_its_own_means(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = open_room(Settings(tmp_path, database_url=postgres_url))
    ready_practice(room.database, room.clock)
    room.close()
    monkeypatch.setenv("INTERBEING_DATABASE", postgres_url)
    ended = run(tmp_path, "check")
    assert ended.returncode == 0, ended.stdout
    assert "the chains of 2 sessions hold, with 198 moments" in ended.stdout
    refused = run(tmp_path, "backup-now")
    assert refused.returncode == 2
    assert "pg_dump" in refused.stderr
