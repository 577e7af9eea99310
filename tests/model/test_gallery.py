"""The gallery says of every claim and finding whether it comes out of the model, and makes none look better."""

import re

from benchmarks.gallery.lives import CANNOT, NOT, REPRODUCED, Finding, verdict
from benchmarks.gallery.pictures import DOCS

SEED = ("S7a", "S7b", "S9", "S10", "S11", "S12b", "S14", "S15", "S16", "S17", "S18a", "S18b", "S18c", "S18d")
FINDINGS = ("M1", "M3", "M5", "M7", "M8", "M9", "M10", "M11", "M15", "M22", "M23", "M24", "M25")
TEXT = (DOCS / "gallery.md").read_text(encoding="utf-8")
ROWS = [
    Finding(*(cell.strip() for cell in line.strip("|").split("|")))
    for line in TEXT.splitlines()
    if line[:3] in ("| S", "| M")
]


def test_every_claim_and_finding_has_its_row() -> None:
    named = {name for row in ROWS for name in re.findall(r"[SM]\d+[a-d]?", row.row)}
    assert set(SEED) | set(FINDINGS) <= named


def test_every_row_says_what_was_seen_and_one_of_three_verdicts() -> None:
    assert all(row.seen and any(word in row.verdict for word in (REPRODUCED, NOT, CANNOT)) for row in ROWS)
    assert all(re.search(r"\d", row.seen) for row in ROWS if CANNOT not in row.verdict)


def test_what_does_not_come_out_is_said_to_be_not_reproduced() -> None:
    assert verdict(holds=False) == NOT
    assert verdict(holds=True, note="built in") == "reproduced (built in)"
    assert sum(NOT in row.verdict for row in ROWS) >= 1
