"""When the room cannot open it says why in one sentence with the remedy, and ends with status 2."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
import sqlcipher3.dbapi2 as sqlite

from interbeing import __version__
from interbeing.settings import Settings
from interbeing.storage.connect import FILE_NAME
from interbeing.wiring import open_room
from tests.conftest import Served, free_port, serving
from tests.nursery import nursery

SECOND_START_S = 3.0
FREE_LOAD = 0.7


def sentence_of(folder: Path, port: int | str, *, anew: bool = False) -> str:
    """Try to serve, and give the one sentence on standard error; `anew` in a process that begins from nothing."""
    environment = {**os.environ, "INTERBEING_FOLDER": str(folder), "INTERBEING_PORT": str(port)}
    if anew:
        command = [sys.executable, "-m", "interbeing", "serve"]
        ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=30, check=False)
    else:
        ended = nursery().run(environment, "serve")
    assert ended.returncode == 2, ended.stderr
    assert ended.stdout == ""
    assert ended.stderr.count("\n") == 1, ended.stderr
    assert ended.stderr.startswith("interbeing: ")
    return ended.stderr.strip()


@pytest.fixture
def record(tmp_path: Path) -> Path:
    """A record that a room has made and closed."""
    open_room(Settings(tmp_path)).close()
    return tmp_path / FILE_NAME


def changed(record: Path, statement: str) -> None:
    connection = sqlite.connect(str(record))
    connection.execute(statement)
    connection.commit()
    connection.close()


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    said = sentence_of(tmp_path / "file" / "records", free_port())
    assert "cannot be written (Not a directory). Choose another INTERBEING_FOLDER" in said
    assert "cannot be written" in sentence_of(Path("/proc/interbeing"), free_port(), anew=True)


def test_a_record_in_whose_place_lies_a_folder(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).mkdir()
    assert "cannot be written (unable to open database file): let this user" in sentence_of(tmp_path, free_port())


def test_a_port_that_another_program_has(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        said = sentence_of(tmp_path, port)
    assert f"Port {port} is taken by another program" in said
    assert "set INTERBEING_PORT to another" in said


def test_a_room_that_is_open_already(served: Served) -> None:
    port = int(served.address.rsplit(":", 1)[1])
    assert f"already open at {served.address}: use it" in sentence_of(served.folder, port)


def test_a_second_process_on_the_same_record(served: Served) -> None:
    assert f"already has {served.folder} open. Close it first." in sentence_of(served.folder, free_port())


def test_a_synchronised_folder(tmp_path: Path) -> None:
    said = sentence_of(tmp_path / "Dropbox" / "records", free_port())
    assert "lies in a synchronised folder (Dropbox)" in said
    assert not (tmp_path / "Dropbox").exists()


@pytest.mark.parametrize("length", [4096, 100])
def test_a_damaged_record(record: Path, length: int) -> None:
    with record.open("r+b") as file:
        file.write(b"\x07" * length)
    said = sentence_of(record.parent, free_port())
    assert "is damaged" in said
    assert "Restore the newest backup, as docs/backup.md says." in said


def test_a_record_of_a_newer_version(record: Path) -> None:
    changed(record, "UPDATE alembic_version SET version_num = '9999'")
    said = sentence_of(record.parent, free_port())
    assert f"were made by a newer Interbeing than {__version__}. Install the newest one." in said
    with pytest.raises(Exception, match="newer Interbeing"):
        open_room(Settings(record.parent))  # and the lock was let go each time


def test_a_port_that_is_no_number(tmp_path: Path) -> None:
    assert "INTERBEING_PORT is 'eight': give a number from 1 to 65535." in sentence_of(tmp_path, "eight")


def test_a_broken_protocol_is_named_and_the_room_opens(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "protocols").mkdir()
    (tmp_path / "protocols" / "mine.toml").write_text('id = "mine"\nverzion = "1"\n')
    with serving(tmp_path, free_port(), anew=True):
        pass
    assert "left out: mine.toml, line 2: “verzion” is not known here. Did you mean “version”?" in capfd.readouterr().err


def test_the_second_start_with_a_practice_patient_is_quick(tmp_path: Path) -> None:
    """Its own work counts always; its time on the wall too, where nothing else keeps the cores busy."""
    with serving(tmp_path, free_port(), "--practice"):
        pass
    began = time.monotonic()
    with serving(tmp_path, free_port(), "--practice", anew=True) as second:
        took_s = time.monotonic() - began
        used = psutil.Process(second.process.pid).cpu_times()
    load = os.getloadavg()[0] / (os.cpu_count() or 1)
    worked_s = used.user + used.system
    sys.stdout.write(
        f"\nsecond start answers after {took_s:.2f} s, {worked_s:.2f} s of work (load a core {load:.1f})\n"
    )
    assert worked_s < SECOND_START_S
    assert took_s < SECOND_START_S or load > FREE_LOAD
