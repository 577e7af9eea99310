"""What the documentation says exists."""

import csv
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CODE = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))
PATH = re.compile(
    r"`((?:src|docs|islands|tests|scripts|benchmarks|protocols|measures|examples|domain|storage|services|formats|web|model|cli)/[\w./*-]*)`"
)


def documents() -> list[Path]:
    return [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]


@pytest.mark.parametrize("document", documents(), ids=lambda path: path.name)
def test_every_file_that_a_document_names_exists(document: Path) -> None:
    named = PATH.findall(document.read_text(encoding="utf-8"))
    missing = [name for name in named if not (_finds(ROOT, name) or _finds(ROOT / "src/interbeing", name))]
    assert missing == []


def test_every_name_in_the_glossary_stands_in_the_code() -> None:
    names = re.findall(r"`([A-Z]\w+)`", (ROOT / "docs/glossary.md").read_text(encoding="utf-8"))
    assert names
    assert [name for name in names if f"class {name}" not in CODE] == []


def test_every_make_target_that_a_document_names_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {name for path in documents() for name in re.findall(r"`make ([a-z]+)`", path.read_text(encoding="utf-8"))}
    assert named - targets == set()


def test_every_hazard_control_names_a_test_that_exists() -> None:
    tests = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    tests += "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "islands").rglob("*.test.ts"))
    with (ROOT / "docs/hazards.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    named = {name.strip() for row in rows for name in row["tests"].split(";")}
    assert len(rows) >= 14
    assert {name for name in named if name != "not built yet" and f"{name}" not in tests} == set()
    assert all(row["tests"].strip() for row in rows)


def _finds(root: Path, name: str) -> bool:
    return any(root.glob(name)) if "*" in name else (root / name).exists()
