"""Writes the bill of materials of a release (CycloneDX 1.6, JSON) from the two lock files, without asking any server.

Usage: python scripts/sbom.py OUT. The same lock files give the same bytes, so that a release can be checked.
"""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

ROOT = Path(__file__).parents[1]
PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(\S+?)(?: ;.*)?(?: \\)?$")
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
VERSION = re.compile(r'__version__ = "([^"]+)"')


def python_packages(lock: str) -> Iterator[dict[str, Any]]:
    """Give each package that a lock of requirements pins, with the hashes that are allowed."""
    found: dict[str, Any] | None = None
    for line in lock.splitlines():
        if pinned := PINNED.match(line):
            if found:
                yield found
            name, version = pinned[1].lower().replace("_", "-"), pinned[2]
            found = component(f"pkg:pypi/{name}@{version}", name, version)
        elif found and (allowed := HASH.search(line)):
            found["hashes"].append({"alg": "SHA-256", "content": allowed[1]})
    if found:
        yield found


def node_packages(lock: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Give each package that npm's lock pins; those for building alone say so."""
    for path, told in lock["packages"].items():
        if path and not told.get("link"):
            name = path.rpartition("node_modules/")[2]
            found = component(f"pkg:npm/{name.replace('@', '%40')}@{told['version']}", name, told["version"])
            found["scope"] = "excluded" if told.get("dev") else "required"
            yield found


def component(purl: str, name: str, version: str) -> dict[str, Any]:
    """Give one package as a bill lists it."""
    return {"type": "library", "bom-ref": purl, "purl": purl, "name": name, "version": version, "hashes": []}


def bill(root: Path = ROOT) -> dict[str, Any]:
    """Give the bill of what `root` pins."""
    python = (root / "requirements.lock").read_text(encoding="utf-8")
    node = json.loads((root / "package-lock.json").read_text(encoding="utf-8"))
    found = VERSION.search((root / "src/interbeing/__init__.py").read_text(encoding="utf-8"))
    version = found[1] if found else "0"
    parts = {one["bom-ref"]: one for one in (*python_packages(python), *node_packages(node))}
    components = [parts[ref] for ref in sorted(parts)]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": uuid5(NAMESPACE_URL, json.dumps(components, sort_keys=True)).urn,
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "interbeing", "version": version}},
        "components": components,
    }


def main() -> None:
    """Write it to the place that is named."""
    out = Path(sys.argv[1])
    out.parent.mkdir(parents=True, exist_ok=True)
    whole = bill()
    out.write_text(json.dumps(whole, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    print(f"{out}: {len(whole['components'])} packages")


if __name__ == "__main__":
    main()
