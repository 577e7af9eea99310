"""A therapist's own way in: the wheel, in a clean environment without Node, serves the room."""

import os
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.conftest import _wait_for, free_port

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out)], cwd=ROOT, check=True
    )
    return next(out.glob("*.whl"))


def test_the_wheel_serves_the_room_in_a_clean_environment_without_node(wheel: Path, tmp_path: Path) -> None:
    uv, clean = ROOT / ".tools/bin/uv", tmp_path / "clean"
    subprocess.run([str(uv), "venv", "--quiet", "--python", sys.executable, str(clean)], check=True)
    python = clean / "bin" / "python"
    needs = ("--quiet", "--python", str(python), "--constraint", str(ROOT / "requirements.lock"))
    subprocess.run([str(uv), "pip", "install", *needs, str(wheel)], check=True)
    port = free_port()
    environment = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(tmp_path),
        "INTERBEING_FOLDER": str(tmp_path / "records"),
        "INTERBEING_PORT": str(port),
        "LANG": os.environ.get("LANG", "C.UTF-8"),
    }
    command = [str(clean / "bin" / "interbeing"), "serve", "--practice"]
    process = subprocess.Popen(command, env=environment, cwd=tmp_path)
    try:
        _wait_for(f"http://localhost:{port}/api/health", process, 30)
        for path in ("/", "/static/built/console.js", "/static/built/mirror.js", "/static/built/desk.css"):
            with urllib.request.urlopen(f"http://localhost:{port}{path}", timeout=5) as answer:
                assert answer.status == 200, path
    finally:
        process.terminate()
        process.wait(10)
