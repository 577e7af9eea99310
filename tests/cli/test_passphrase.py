"""The keys are changed at the terminal, beside the backups too, and only by one at a time."""

from argparse import Namespace
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from interbeing.cli import passphrase
from interbeing.domain.errors import CannotStart
from interbeing.services import recovery
from interbeing.services.backup import back_up
from interbeing.services.backup_keys import keys_in
from interbeing.storage.connect import alone_in, open_file
from interbeing.storage.keyring import KEY_FILE
from interbeing.storage.keys import unlocked_by_recovery
from tests.keys import PASSPHRASE, recovery_words
from tests.keys import keys_in as key_file_in

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
NEW = "another calm phrase"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A sealed record with one backup, closed; the commands find it."""
    folder = tmp_path / "records"
    open_file(folder, keys=key_file_in(folder)).close()
    back_up(folder, tmp_path / "disk", NOW, lambda _walked, _all: None, key_file_in(folder))
    monkeypatch.setenv("INTERBEING_FOLDER", str(folder))
    return folder


def typing(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    left = list(lines)
    monkeypatch.setattr(passphrase, "asked", lambda _prompt: left.pop(0))


@pytest.mark.parametrize(
    ("deed", "typed"),
    [(passphrase._passphrase, (PASSPHRASE, NEW, NEW)), (passphrase._clinic, (PASSPHRASE, recovery_words()))],
)
def test_a_change_replaces_the_key_files_beside_the_backups(
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    deed: Callable[[Namespace], int],
    typed: tuple[str, ...],
) -> None:
    typing(monkeypatch, PASSPHRASE, *typed)
    assert deed(Namespace()) == 0
    assert [path.read_bytes() for path in keys_in(tmp_path / "disk")] == [(folder / KEY_FILE).read_bytes()]


def test_a_new_recovery_key_replaces_the_key_files_beside_the_backups_and_the_old_words_open_nothing(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = bytes(range(32))
    monkeypatch.setattr(recovery, "new_recovery_key", lambda: key)
    typing(monkeypatch, PASSPHRASE, PASSPHRASE, " ".join(recovery.in_words(key, "en")))
    assert passphrase._recovery(Namespace()) == 0
    beside = keys_in(tmp_path / "disk")
    assert [path.read_bytes() for path in beside] == [(folder / KEY_FILE).read_bytes()]
    for path in (folder / KEY_FILE, *beside):
        assert unlocked_by_recovery(path, recovery.key_of_words(recovery_words())) is None
        assert unlocked_by_recovery(path, key) is not None


def test_what_is_out_of_reach_is_named(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "disk").rename(tmp_path / "drawer")
    typing(monkeypatch, PASSPHRASE, PASSPHRASE, NEW, NEW)
    passphrase._passphrase(Namespace())
    assert f"earlier key files in {tmp_path / 'disk'} could not be reached" in capsys.readouterr().out


def test_nothing_is_asked_while_another_has_the_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    typing(monkeypatch)
    with alone_in(folder), pytest.raises(CannotStart, match="already has"):
        passphrase._passphrase(Namespace())
