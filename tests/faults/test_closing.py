"""Ctrl-C in mid-session: the room finishes what waits, closes without a word of alarm, and has it all afterwards."""

import os
import signal
import subprocess
import sys
import time
from uuid import uuid4

import pytest

from interbeing.storage.connect import open_file
from tests.conftest import free_port
from tests.rooms import console, log_of, open_session

pytestmark = pytest.mark.fault


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_a_room_that_is_closed_in_mid_session_keeps_everything_and_leaves_quietly(tmp_path, sign):
    folder, port, kept = tmp_path / "records", free_port(), []
    database = open_file(folder)
    session_id = open_session(database)
    database.close()
    environment = {**os.environ, "INTERBEING_FOLDER": str(folder), "INTERBEING_PORT": str(port)}
    command = (sys.executable, "-m", "interbeing", "serve")
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as room:
        assert room.stdout is not None
        room.stdout.readline()
        time.sleep(0.5)
        with console(port, session_id) as one:
            kept = [one.keep(uuid4())["moment_id"] for _ in range(20)]
            room.send_signal(sign)
            _, said = room.communicate(timeout=30)
    assert "Traceback" not in said, said
    database = open_file(folder)
    assert {str(one.moment.moment_id) for one in log_of(database, session_id)} >= set(kept)
    database.close()
