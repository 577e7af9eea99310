"""F4: the disk reports an error when writing or syncing; nothing is claimed, and the next mark is kept whole."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import pytest

from interbeing.storage.connect import open_file
from tests.faults.promise import Answered, Witness, broken_promises

pytestmark = [
    pytest.mark.fault,
    pytest.mark.skipif(shutil.which("strace") is None, reason="no strace here: run scripts/system.sh to install it"),
]
MARKS = 120
CHILD = """
import json, sys
from pathlib import Path
from interbeing.domain.errors import NotSaved
from interbeing.storage.connect import open_file
from interbeing.storage.moments import append
from tests.rooms import a_moment, planned_session
database = open_file(Path(sys.argv[1]))
session_id = planned_session(database)
told = {"session": str(session_id), "sent": [], "acked": [], "refused": 0}
for ms in range(int(sys.argv[2])):
    moment = a_moment(session_id, session_ms=ms)
    told["sent"].append(str(moment.moment_id))
    try:
        answer = database.write(lambda c: append(c, database.seal, moment, moment.marked_at)).result()
        told["acked"].append([str(moment.moment_id), answer.seq, answer.sha256, answer.head])
    except NotSaved:
        told["refused"] += 1
database.close()
print(json.dumps(told))
"""


@pytest.mark.parametrize(("call", "when"), [("pwrite64", "40+101"), ("fsync,fdatasync", "12+9")])
@pytest.mark.parametrize("kind", ["EIO", "ENOSPC"])
def test_a_disk_that_reports_an_error_is_believed(tmp_path: Path, call: str, when: str, kind: str) -> None:
    folder = tmp_path / "records"
    open_file(folder).close()
    inject = f"inject={call}:error={kind}:when={when}"  # not while opening; then again and again
    child = (sys.executable, "-c", CHILD, str(folder), str(MARKS))
    command = ("strace", "-f", "--seccomp-bpf", "-qq", "-o", "/dev/null", "-e", f"trace={call}", "-e", inject, *child)
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["refused"] > 2, "the errors came through"
    assert len(told["acked"]) > MARKS / 2, "and the room went on after each"
    witness = Witness({UUID(one) for one in told["sent"]})
    for moment_id, seq, sha256, head in told["acked"]:
        witness.hear(UUID(moment_id), Answered(seq, sha256, head))
    database = open_file(folder)
    assert broken_promises(database, UUID(told["session"]), witness) == []
    database.close()
    print(f"\n{kind} from {call}: {len(told['acked'])} acknowledged and stored, {told['refused']} refused")
