"""What the documentation says exists."""

import csv
import re
from pathlib import Path
from runpy import run_path

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


def rows_of(name: str) -> list[dict[str, str]]:
    with (ROOT / "docs" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def named(cell: str) -> set[str]:
    return {name.strip() for name in cell.split(";") if name.strip()}


def every_test() -> str:
    tests = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    return tests + "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "islands").rglob("*.test.ts"))


def test_every_hazard_control_names_a_test_that_exists() -> None:
    tests, rows = every_test(), rows_of("hazards.csv")
    every = set().union(*(named(row["tests"]) for row in rows))
    assert len(rows) >= 14
    assert {name for name in every if name != "not built yet" and name not in tests} == set()
    assert all(row["tests"].strip() for row in rows)


def test_every_key_that_is_derived_stands_in_the_table_of_keys() -> None:
    purposes = set(re.findall(r'\bderived\([^")]+"([^"]+)"\)', CODE))
    table = (ROOT / "docs/keys.md").read_text(encoding="utf-8")
    assert len(purposes) > 3
    assert {one for one in purposes if f"derived: `{one}`" not in table} == set()


def test_every_verdict_of_asvs_names_evidence_that_exists() -> None:
    tests, rows = every_test(), rows_of("asvs.csv")
    every = set().union(*(named(row["evidence"]) for row in rows))
    assert len({row["requirement"] for row in rows}) == len(rows) == 217
    assert {name for name in every if f"def {name}(" not in tests and not (ROOT / name).exists()} == set()
    assert {row["verdict"] for row in rows} == {"met", "partly", "not yet", "does not apply"}
    unshown = [row for row in rows if row["verdict"] in {"met", "partly"} and not row["evidence"]]
    assert [row["requirement"] for row in unshown] == []
    assert all(row["in our words"] for row in rows)


def test_the_bill_of_materials_names_every_pinned_package_once_with_its_hashes() -> None:
    whole = run_path(str(ROOT / "scripts/sbom.py"))["bill"]()
    found = {part["purl"] for part in whole["components"]}
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pinned = re.findall(r"^([\w.-]+)(?:\[[\w,]+\])?==([\w.]+)", lock, re.MULTILINE)
    assert len(pinned) > 30
    assert {f"pkg:pypi/{name}@{version}" for name, version in pinned} <= found
    assert len(found) == len(whole["components"])
    assert all(part["hashes"] for part in whole["components"] if part["purl"].startswith("pkg:pypi/"))


def _finds(root: Path, name: str) -> bool:
    return any(root.glob(name)) if "*" in name else (root / name).exists()
