"""Our tables in a real spreadsheet, LibreOffice Calc: no text of a person becomes a formula, figures stay figures."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest

from interbeing.domain.emotion import Emotion
from interbeing.domain.mark import ArousalSeen, Closed, CueGiven, Felt, Opened
from interbeing.domain.protocol import Aspect, Stance
from interbeing.formats.answers import COLUMNS
from interbeing.formats.columns import csv_of, in_blocks
from interbeing.services.export import FORMATS
from tests.formats.recorded import recorded
from tests.sessions_made import Log

CALC = shutil.which("soffice")
RISKY = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", '=HYPERLINK("http://localhost","x")', "＝1+1")
LONGEST_S = 120
pytestmark = pytest.mark.skipif(
    not (os.environ.get("INTERBEING_SOAK") and CALC), reason="needs LibreOffice Calc (libreoffice-calc): soak"
)


def opened(path: Path) -> str:
    """What Calc made of the table, as flat OpenDocument."""
    home = f"-env:UserInstallation={(path.parent / 'profile').as_uri()}"
    asked = [CALC, home, "--headless", "--convert-to", "fods", "--outdir", path.parent / "out", path]
    subprocess.run(asked, check=True, capture_output=True, timeout=LONGEST_S)
    return (path.parent / "out" / f"{path.stem}.fods").read_text(encoding="utf-8")


def formulas_in(fods: str) -> list[str]:
    return re.findall(r'table:formula="[^"]*"', fods)


def an_awkward_session() -> Log:
    log = Log()
    log.at(0, Opened())
    for place, text in enumerate(RISKY):
        log.at(1_000 + place, CueGiven(text, text, Aspect.BODY, Stance.CARE), late=text)
        log.at(2_000 + place, Felt(Emotion.FEAR), late=text)
    log.at(9_000, ArousalSeen(7))
    log.at(20_000, Closed())
    return log


def test_calc_takes_an_unguarded_text_for_a_formula(tmp_path: Path) -> None:
    path = tmp_path / "bare.csv"
    path.write_text("a,b\r\n=1+1,2\r\n")
    assert formulas_in(opened(path)), "else nothing below would show anything"


@pytest.mark.parametrize("name", ["csv", "codebook", "boris-table"])
def test_no_text_of_a_session_becomes_a_formula(tmp_path: Path, name: str) -> None:
    path = tmp_path / ("table.tsv" if name == "boris-table" else "table.csv")
    path.write_bytes(b"".join(FORMATS[name].write(recorded(an_awkward_session().moments))))
    assert formulas_in(opened(path)) == []


def test_no_text_of_an_answer_becomes_a_formula_and_its_figure_stays_one(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    empty = dict.fromkeys((column.name for column in COLUMNS), None)
    path.write_bytes(
        b"".join(csv_of(COLUMNS, in_blocks(COLUMNS, [{**empty, "name": text, "value": 2.5} for text in RISKY])))
    )
    fods = opened(path)
    assert formulas_in(fods) == []
    assert fods.count('office:value="2.5"') == len(RISKY)
    ElementTree.fromstring(fods)
