"""F2: the power may go at any instant; what was acknowledged is there afterwards, and the file is whole."""

import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from interbeing.domain.errors import InterbeingError, NotFound
from interbeing.storage.connect import open_file
from tests.faults.counts import long_only, times
from tests.faults.power import Call, Cut, Deed, cuts, traced
from tests.faults.promise import broken_promises

pytestmark = [
    pytest.mark.fault,
    pytest.mark.skipif(shutil.which("strace") is None, reason="no strace here: run scripts/system.sh to install it"),
]
BURSTS = times(100, 300)
CUTS = times(200, 20_000)
CUTS_TO_CATCH = 80
MEMORY = Path("/dev/shm")  # the checks need no real disk, and thousands of them would wear one


@pytest.fixture
def scratch() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None, prefix="interbeing-cut-") as folder:
        yield Path(folder)


def verdicts(calls: list[Call], folder: Path, scratch: Path, count: int) -> Counter[str]:
    """Cut the power `count` times and say what was wrong afterwards, and how often."""
    found: Counter[str] = Counter()
    for number, cut in enumerate(cuts(calls, folder, count, seed=count)):
        place = scratch / str(number)
        wrong = _judge(cut, place)
        found[wrong[0].split(" ", 1)[1] if wrong else "nothing lost"] += 1
        shutil.rmtree(place)
    return found


def _judge(cut: Cut, place: Path) -> list[str]:
    place.mkdir()
    for path, content in cut.files.items():
        (place / Path(path).name).write_bytes(content)
    try:
        database = open_file(place)
    except InterbeingError as problem:
        return [f"file: cannot be opened ({type(problem.__cause__).__name__})"]
    try:
        with database.read() as connection:
            if connection.execute(text("PRAGMA integrity_check")).scalar_one() != "ok":
                return ["file: is corrupt"]
        return [one for session_id, witness in cut.witnesses.items() for one in _broken(database, session_id, witness)]
    except Exception as problem:  # noqa: BLE001  whatever SQLite says of a broken file
        return [f"file: cannot be read ({type(problem).__name__})"]
    finally:
        database.close()


def _broken(database, session_id, witness) -> list[str]:
    try:
        return broken_promises(database, session_id, witness)
    except NotFound:
        return ["session: is gone"] if witness.acked else []


def test_no_power_cut_loses_what_was_acknowledged(tmp_path, scratch):
    folder = tmp_path / "records"
    calls = traced(folder, "none", BURSTS)
    acked = sum(call.data.startswith(b"acked") for call in calls)
    assert acked >= BURSTS
    checkpoints = sum(call.deed is Deed.SYNC and call.path.endswith("room.sqlite") for call in calls)
    assert checkpoints > 10, "the run must hold checkpoints to be cut in"
    found = verdicts(calls, folder, scratch, CUTS)
    print(
        f"\npower cuts: {CUTS} over {len(calls)} calls, {acked} acknowledged, {checkpoints} checkpoints: {dict(found)}"
    )
    assert found == {"nothing lost": CUTS}


@pytest.mark.parametrize(
    "sabotage",
    ["never_syncs", *(long_only(one, "one sabotage a day") for one in ("syncs_normally", "answers_before_the_commit"))],
)
def test_a_build_that_does_not_sync_or_answers_too_early_is_caught(tmp_path, scratch, sabotage):
    folder = tmp_path / "records"
    found = verdicts(traced(folder, sabotage, 100), folder, scratch, CUTS_TO_CATCH)
    print(f"\n{sabotage}: {CUTS_TO_CATCH} power cuts: {dict(found)}")
    assert found["nothing lost"] < CUTS_TO_CATCH
