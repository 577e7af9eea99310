"""F13: killed at any step while something comes in, goes out or is erased, the record holds all of it or nothing."""

import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from interbeing.cli import main
from interbeing.domain.errors import NotAllowed
from interbeing.services.backup import back_up
from interbeing.services.bring_in import Meant, bring_in, meant_by_name, read_file
from interbeing.services.leaving import erase_patient
from interbeing.services.packages import bring_in_package, pack
from interbeing.services.practice import ready_practice_patient
from interbeing.settings import Settings
from interbeing.storage.patients import all_patients
from interbeing.storage.sessions import all_sessions_of
from interbeing.wiring import Room, open_room
from tests.faults.counts import SHARE, only_long
from tests.faults.forked import DIED, Step, killed_at, stepping, steps_of
from tests.keys import PASSPHRASE, keys_again, keys_in
from tests.rooms import AT, log_of
from tests.sessions_made import a_session, kept_session

pytestmark = pytest.mark.fault
MARKS = b"time,code\n1,we\n2,felt: fear\n3,felt: shame\n"
FEW = 2  # places at which an everyday run is killed
Deed = Callable[[Path, Step], object]


def told(room: Room) -> dict[UUID, dict[UUID, list[str]]]:
    """Everything that is kept of moments, by patient and session; fails when a chain does not hold."""
    with room.database.read() as connection:
        people = [one.patient_id for one in all_patients(connection, room.database.seal)]
        sessions = {one: [s.session_id for s in all_sessions_of(connection, one)] for one in people}
    return {
        one: {each: [str(kept.moment) for kept in log_of(room.database, each)] for each in sessions[one]}
        for one in people
    }


def opened(folder: Path) -> Room:
    return open_room(Settings(folder), keys=keys_again(folder) if (folder / "keys.json").exists() else None)


def holds(folder: Path) -> Any:
    room = opened(folder)
    try:
        return told(room)
    finally:
        room.close()


def in_open_room(do: Callable[[Room], object]) -> Deed:
    """Open the room, then do this with a step at each of its statements and files."""

    def deed(folder: Path, step: Step) -> None:
        room = opened(folder)
        with stepping(step):
            do(room)
        room.close()

    return deed


def killed_everywhere(folder: Path, tmp_path: Path, deed: Deed) -> tuple[Any, Any, list[Any]]:
    """Give what the record held before, what it holds after, and what it held after each death, opened anew."""
    whole = Path(shutil.copytree(folder, tmp_path / "whole"))
    before, steps = holds(whole), steps_of(partial(deed, whole))
    assert steps > FEW
    found = []
    for last in range(1, steps + 1, 1 if SHARE else max(1, steps // FEW)):
        one = Path(shutil.copytree(folder, tmp_path / str(last)))
        assert killed_at(last, partial(deed, one)) == DIED
        found.append(holds(one))
    print(f"\nkilled at {len(found)} of {steps} steps")
    return before, holds(whole), found


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, UUID, bytes]:
    """A clear record with a patient of two sessions, who they are, and their package."""
    folder = tmp_path_factory.mktemp("kept") / "records"
    room = open_room(Settings(folder))
    patient_id = ready_practice_patient(room.database, room.clock).patient_id
    for seed in (1, 2):
        kept_session(room, a_session(seed=seed))
    package = b"".join(pack(room.database, room.measures, room.clock, patient_id, lambda _course: "<p>")[1])
    room.close()
    return folder, patient_id, package


def test_marks_from_elsewhere_come_in_whole_or_not_at_all(kept: tuple[Path, UUID, bytes], tmp_path: Path) -> None:
    folder, patient_id, _ = kept
    offered = read_file("marks.csv", MARKS)
    meant = Meant(meant_by_name(offered.sessions[0]))
    deed = in_open_room(lambda room: bring_in(room.database, room.clock, patient_id, offered, meant, AT))
    before, after, found = killed_everywhere(folder, tmp_path, deed)
    sizes = {len(one[patient_id]) for one in found}
    assert sizes <= {len(before[patient_id]), len(after[patient_id])} == {2, 3}
    assert all(each in one[patient_id].items() for one in found for each in before[patient_id].items())
    assert 2 in sizes
    came = [log for one in found for log in one[patient_id].values() if log not in before[patient_id].values()]
    assert all(len(log) == 6 for log in came), "opened, brought in, three marks, closed"


def test_a_package_comes_in_whole_or_not_at_all_and_comes_in_the_next_time(
    kept: tuple[Path, UUID, bytes], tmp_path: Path
) -> None:
    _, patient_id, package = kept
    open_room(Settings(tmp_path / "elsewhere")).close()

    def come(room: Room) -> None:
        bring_in_package(room.database, room.clock, "p.zip", package)

    before, after, found = killed_everywhere(tmp_path / "elsewhere", tmp_path, in_open_room(come))
    assert before == {}
    assert {len(log) for log in after[patient_id].values()} == {len(a_session(seed=n)) + 1 for n in (1, 2)}
    assert {} in found
    assert all(one == {} or (list(one) == [patient_id] and len(one[patient_id]) == 2) for one in found)
    room = opened(tmp_path / "1")
    come(room)
    with pytest.raises(NotAllowed, match="here already"):
        come(room)
    assert len(told(room)[patient_id]) == 2
    room.close()


@pytest.mark.parametrize("command", ["export", "package"])
def test_a_file_that_goes_out_bears_its_name_only_when_it_is_whole(
    kept: tuple[Path, UUID, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    folder, patient_id, _ = kept
    about = patient_id if command == "package" else next(iter(holds(folder)[patient_id]))

    def take_out(record: Path, step: Step) -> None:
        monkeypatch.setenv("INTERBEING_FOLDER", str(record))
        with stepping(step):
            assert main([command, str(about), "--out", str(record / "out")]) == 0

    before, after, found = killed_everywhere(folder, tmp_path, take_out)
    assert all(one == before == after for one in found)
    size = (tmp_path / "whole" / "out").stat().st_size
    named = [path.stat().st_size for path in tmp_path.glob("[0-9]*/out")]
    assert all(abs(one - size) < 20 for one in named), "but for the time of day it is the same file"
    assert len(named) < len(found)


@only_long("the passphrase is asked for before each death")
def test_a_patient_is_erased_whole_or_not_at_all_and_comes_back_with_no_backup(
    kept: tuple[Path, UUID, bytes], tmp_path: Path
) -> None:
    folder = tmp_path / "sealed"
    room = open_room(Settings(folder), keys=keys_in(folder))
    bring_in_package(room.database, room.clock, "p.zip", kept[2])
    room.close()

    def erase(room: Room) -> None:
        erase_patient(room.database, room.clock, room.keys, room.settings.folder, kept[1], PASSPHRASE)

    back_up(folder, folder / "backups", AT, lambda _walked, _all: None, keys_again(folder))
    before, after, found = killed_everywhere(folder, tmp_path, in_open_room(erase))
    assert list(before) == [kept[1]]
    assert after == {}
    assert all(one in ({}, before) for one in found)
    assert {} in found
