"""Sessions go out by command, and nothing is written over or left half."""

from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy.exc import OperationalError

from interbeing.cli import main
from interbeing.cli.files import ANSWER_NAMES, NAMES
from interbeing.services.answers_out import ANSWER_FORMATS
from interbeing.services.export import FORMATS
from interbeing.services.own_view import who_saw
from interbeing.services.plan import session_of
from interbeing.settings import Settings
from interbeing.storage import beside
from interbeing.storage.audit import deeds_about, find_break
from interbeing.wiring import open_room
from tests.sessions_made import a_session, kept_session


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    folder = tmp_path / "records"
    monkeypatch.setenv("INTERBEING_FOLDER", str(folder))
    monkeypatch.chdir(tmp_path)
    room = open_room(Settings(folder))
    session_id = kept_session(room, a_session())
    room.close()
    return str(session_id)


def test_the_command_knows_every_format() -> None:
    assert set(NAMES) == set(FORMATS)
    assert set(ANSWER_NAMES) == set(ANSWER_FORMATS)


def test_a_session_is_written_under_its_own_name(session: str, tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    assert main(["export", session, "--as", "elan"]) == 0
    assert (tmp_path / f"session-{session}.eaf").read_bytes().startswith(b"<?xml")
    assert "not encrypted" in capsys.readouterr().out


def test_a_file_that_is_there_is_not_written_over(session: str, tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    out = tmp_path / "mine.csv"
    out.write_text("mine")
    assert main(["export", session, "--out", str(out)]) == 2
    assert out.read_text() == "mine"
    assert "is there already" in capsys.readouterr().err


def test_where_nothing_can_be_written_one_sentence_says_so(
    session: str, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    assert main(["export", session, "--out", str(tmp_path / "no" / "such" / "folder.csv")]) == 2
    assert "cannot be written" in capsys.readouterr().err
    assert not list(tmp_path.rglob("*.unfinished"))


def test_a_session_agrees_with_its_own_project(session: str, tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    assert main(["export", session, "--as", "boris", "--out", str(tmp_path / "mine.boris")]) == 0
    capsys.readouterr()
    unmeant = main(["agree", session, str(tmp_path / "mine.boris")])
    said = capsys.readouterr()
    assert unmeant == 2
    labels = said.err.partition("--map: ")[2].strip().split("; ")
    left_out = [f"--map={label}=" for label in labels]
    assert main(["agree", session, str(tmp_path / "mine.boris"), *left_out]) == 0
    told = capsys.readouterr().out
    assert "1.00 [1.00, 1.00]" in told
    assert "0 to talk about" in told


def test_what_is_read_at_the_terminal_is_noted_first_also_beside_an_open_room(session: str, tmp_path: Path) -> None:
    room = open_room(Settings(tmp_path / "records"))
    assert main(["export", session]) == 0
    with room.database.read() as connection:
        assert [deed.action for deed in deeds_about(connection, [UUID(session)])] == ["TERMINAL export"]
        assert find_break(connection) is None
    patient_id = session_of(room.database, UUID(session)).patient_id
    assert [one.action for one in who_saw(room.database, patient_id).deeds] == ["TERMINAL export"]
    room.close()


def test_what_cannot_be_noted_is_not_read(session: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_given: object) -> None:
        raise OperationalError("INSERT", {}, Exception("disk is full"))

    monkeypatch.setattr(beside, "note", full)
    assert main(["export", session]) == 2
    assert not (tmp_path / f"session-{session}.csv").exists()
