"""Only the nets that find a face are shipped, as the documentation names them, and only their worker may run wasm."""

import hashlib
import re
from pathlib import Path

from starlette.testclient import TestClient

from interbeing.web.app import STATIC, create_app
from interbeing.web.headers import FACES_WORKER
from interbeing.wiring import Room

ROOT = Path(__file__).parents[2]
FACES = STATIC / "built" / "faces"
LINE = re.compile(r"^\| `([\w.-]+)` \| [\d,]+ \| [^|]+ \| `(\w{64})` \|$", re.MULTILINE)


def test_the_nets_that_are_shipped_are_the_documented_ones() -> None:
    documented = dict(LINE.findall((ROOT / "docs/faces.md").read_text(encoding="utf-8")))
    shipped = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in FACES.iterdir()}
    assert len(documented) == 8
    assert shipped == documented


def test_only_the_faces_worker_may_run_wasm(room: Room) -> None:
    with TestClient(create_app(room), base_url="http://localhost") as browser:
        policies = {path: browser.get(path).headers["content-security-policy"] for path in ("/", FACES_WORKER)}
    assert "unsafe" not in policies["/"]
    scripts = next(part for part in policies[FACES_WORKER].split("; ") if part.startswith("script-src"))
    assert scripts == "script-src 'self' 'wasm-unsafe-eval'"
