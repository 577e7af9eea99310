"""Schemathesis asks every page of a clinic, as each role, in all its phases; the room never answers with a fault."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import free_port
from tests.faults.counts import SHARE, only_long

pytestmark = pytest.mark.fault
ROLES = ("therapist", "supervisor", "patient", "researcher", "admin", "operator", "owner", "nobody")
REQUESTS = 200_000  # in all, on a machine that has the night for it
A_SECOND = 60  # requests that a quiet machine of two cores answers
PHASES = "examples,coverage,fuzzing,stateful"


@only_long("two hundred thousand requests")
@pytest.mark.parametrize("role", ROLES)
def test_no_page_asked_at_random_as_any_role_fails_or_hangs(role: str, tmp_path: Path) -> None:
    notes, port = tmp_path / "notes.json", free_port()
    serve = [sys.executable, "-m", "tests.faults.random_clinic", str(tmp_path / "records"), str(port), role, str(notes)]
    seconds = max(60, round(REQUESTS / len(ROLES) / A_SECOND * SHARE))
    ask = [Path(sys.executable).with_name("st"), "run", f"http://localhost:{port}/openapi.json", "--phases", PHASES]
    how = ["--wait-for-schema", "120", "--max-time", str(seconds), "--checks", "not_a_server_error", "--no-shrink"]
    quietly = ["--continue-on-failure", "--warnings", "off", "--suppress-health-check", "all"]
    with subprocess.Popen(serve, stderr=subprocess.DEVNULL) as served:
        asked = subprocess.run([*ask, *how, *quietly], capture_output=True, text=True, check=False, cwd=tmp_path)
        served.terminate()
    said = json.loads(notes.read_text(encoding="utf-8"))
    print(f"\n{role}: {said}")
    assert asked.returncode == 0, asked.stdout[-3000:]
    assert not any(int(status) >= 500 for status in said["statuses"])
    assert sum(said["statuses"].values()) > 200
