"""F10: a second room on the same records is refused in one sentence, and the first goes on."""

import os
import subprocess
import sys
from uuid import uuid4

import pytest

from interbeing.domain.errors import CannotStart
from interbeing.storage.connect import open_file
from tests.conftest import free_port, serving
from tests.rooms import console, open_session

pytestmark = pytest.mark.fault


def test_a_second_room_on_the_same_folder_is_refused_each_time_and_the_first_goes_on(tmp_path):
    folder, port = tmp_path / "records", free_port()
    database = open_file(folder)
    session_id = open_session(database)
    database.close()
    with serving(folder, port), console(port, session_id) as one:
        for _ in range(4):
            with pytest.raises(CannotStart, match="already has"):
                open_file(folder)
            assert one.keep(uuid4())["type"] == "acknowledged"
        environment = {**os.environ, "INTERBEING_FOLDER": str(folder), "INTERBEING_PORT": str(free_port())}
        command = (sys.executable, "-m", "interbeing", "serve")
        second = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)
        assert second.returncode == 2
        assert second.stderr.count("\n") == 1, second.stderr
        assert "already has" in second.stderr
        assert one.keep(uuid4())["type"] == "acknowledged"
