"""F3: the disk fills up in mid-session and has room again; nothing is claimed meanwhile, and no restart is needed."""

import os
import resource
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from interbeing.storage.connect import FILE_NAME, open_file
from tests.conftest import free_port, is_alive, serving
from tests.faults.counts import times
from tests.faults.promise import Answered, Witness, broken_promises
from tests.rooms import Console, console, log_of, open_session

pytestmark = pytest.mark.fault
ROUNDS = times(5, 50)
ROOM_MIB = 8
MOST_UNTIL_FULL = 4_000
LONG_REASON = "x" * 500
NO_LIMIT = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)


class SmallDisk:
    """A real file system of a few MiB, filled by a file in the way."""

    def __init__(self, folder: Path) -> None:
        self.folder, self._filler = folder, folder / "in-the-way"

    def fill(self, _process: int) -> None:
        with self._filler.open("wb", buffering=0) as filler:
            try:
                while filler.write(b"\0" * 4096):
                    pass
            except OSError:
                pass

    def empty(self, _process: int) -> None:
        self._filler.unlink()


class SmallLimit:
    """No file of the room may grow any further, as under a quota that is used up; needs no rights."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def fill(self, process: int) -> None:
        largest = (self.folder / "records" / f"{FILE_NAME}-wal").stat().st_size
        resource.prlimit(process, resource.RLIMIT_FSIZE, (largest, resource.RLIM_INFINITY))

    def empty(self, process: int) -> None:
        resource.prlimit(process, resource.RLIMIT_FSIZE, NO_LIMIT)


@pytest.fixture(params=[SmallLimit, SmallDisk])
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SmallDisk | SmallLimit]:
    folder = tmp_path / "disk"
    folder.mkdir()
    if request.param is SmallLimit:
        yield SmallLimit(folder)
        return
    mount = ("mount", "-t", "tmpfs", "-o", f"size={ROOM_MIB}m", "tmpfs", str(folder))
    if os.getuid() != 0 or shutil.which("mount") is None or subprocess.run(mount, check=False).returncode != 0:
        pytest.skip("this user may not mount a small disk here; the limit above shows the same fault")
    yield SmallDisk(folder)
    subprocess.run(("umount", str(folder)), check=True)


def keep(one: Console, witness: Witness, moment_id: UUID) -> bool:
    """Send a mark; say whether it was acknowledged, and insist that a refusal says what to do."""
    witness.sent.add(moment_id)
    answer = one.keep(moment_id, is_late=True, reason=LONG_REASON)
    if answer["type"] == "refused":
        assert answer["may_retry"]
        assert "Check the disk" in answer["detail"]
        return False
    witness.hear(moment_id, Answered(answer["seq"], answer["sha256"], answer["head"]))
    return True


def keep_until_refused(one: Console, witness: Witness) -> UUID:
    for _ in range(MOST_UNTIL_FULL):
        moment_id = uuid4()
        if not keep(one, witness, moment_id):
            return moment_id
    raise AssertionError("the disk never became full")


def test_the_room_says_not_saved_while_the_disk_is_full_and_goes_on_when_it_is_not(disk):
    folder, witness, port = disk.folder / "records", Witness(), free_port()
    database = open_file(folder)
    session_id = open_session(database)
    witness.sent |= {one.moment.moment_id for one in log_of(database, session_id)}
    database.close()
    with serving(folder, port) as room:
        for _ in range(ROUNDS):
            with console(port, session_id, len(witness.sent)) as one:
                assert all(keep(one, witness, uuid4()) for _ in range(5))
                disk.fill(room.process.pid)
                waiting = keep_until_refused(one, witness)
                with console(port, session_id, len(witness.sent)) as another:
                    assert another.is_alive(), "a screen can come in while the disk is full"
                assert one.is_alive()
                disk.empty(room.process.pid)
                assert keep(one, witness, waiting), "the same mark, sent again"
        assert is_alive(room.process.pid)
    database = open_file(folder)
    assert broken_promises(database, session_id, witness) == []
    assert len(witness.acked) == len(witness.sent) - 1, "all but the opening were acknowledged in the end"
    database.close()
    print(f"\n{type(disk).__name__}: full {ROUNDS} times, {len(witness.acked)} acknowledged, all stored, 0 restarts")
