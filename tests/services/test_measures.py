"""Measures as files: ours hold what we promise, a clinic's own and its words are read, and a broken one is named."""

import json
from pathlib import Path
from typing import Any

import pytest

from interbeing.domain.clinic import LANGUAGES
from interbeing.domain.errors import BadFile, NotFound
from interbeing.domain.measure import Figure
from interbeing.services.measure_file import read_measure
from interbeing.services.measures import read_measures, wording_in

FREE_WORDS = {"phq-9", "gad-7", "pcl-5", "suds", "at-the-mirror"}
GOOD = """\
id = "calm"
version = "1"
name = "Calm"
title = { en = "Calm" }
about = { en = "Two questions." }
items = 2
lowest = 0
highest = 4
source = "Our clinic."
licence = "CC BY 4.0"

[[scores]]
id = "total"
title = { en = "Total" }
higher = { en = "calmer" }
rule = "sum"

[[wordings]]
language = "en"
ask = "Today:"
answers = ["no", "a little", "some", "much", "very"]
items = ["I was calm.", "I was at rest."]
"""


def written(folder: Path, text: str, name: str = "calm.toml") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_words_stand_only_where_the_licence_clearly_allows_it(tmp_path: Path) -> None:
    ours = read_measures(tmp_path)
    assert ours.broken == ()
    assert {one.measure_id for one in ours.found if one.wordings} == FREE_WORDS
    for one in ours.found:
        assert one.is_ours
        assert one.source
        assert set(one.licence) == {"en", "it"}
        changes = [figure for score in one.scores for figure in (score.change, score.cut_off) if figure]
        assert all(set(figure.source) == {"en", "it"} for figure in changes)
        assert Figure.LICENCE not in one.unconfirmed or not one.wordings
    italian = {one.measure_id for one in ours.found if wording_in(one, "it")}
    assert italian == {"suds", "at-the-mirror"}


def test_every_title_band_and_direction_is_said_in_every_language_of_the_room(tmp_path: Path) -> None:
    for measure in read_measures(tmp_path).found:
        said = [measure.title, measure.about, *(one.title for one in (*measure.scores, *measure.patterns))]
        said += [score.higher for score in measure.scores]
        said += [band.words for score in measure.scores for band in score.bands]
        assert all(set(words) == set(LANGUAGES) for words in said), measure.measure_id


def test_a_figure_that_we_only_remember_is_marked_to_be_confirmed(tmp_path: Path) -> None:
    measures = read_measures(tmp_path)
    for name, figure in (("gad-7", "missing"), ("fcs", "licence"), ("fcs", "reversed")):
        assert figure in measures.measure_of(name).unconfirmed


def test_a_clinics_own_measure_is_read(tmp_path: Path) -> None:
    written(tmp_path / "measures", GOOD)
    measure = read_measures(tmp_path).measure_of("calm")
    assert (measure.is_ours, measure.item_count, len(measure.wordings["en"].items)) == (False, 2, 2)
    with pytest.raises(NotFound, match="no measure elsewhere"):
        read_measures(tmp_path).measure_of("elsewhere")


BROKEN = {
    "an unknown key": (GOOD.replace('rule = "sum"', 'rulle = "sum"'), 16, "rulle", "Did you mean “rule”"),
    "a rule that is none": (GOOD.replace('"sum"', '"median"'), 16, "median", "sum, mean"),
    "an item beyond the last": (GOOD.replace('rule = "sum"', 'rule = "sum"\nitems = [1, 3]'), 17, "3", "from 1 to 2"),
    "an item twice": (GOOD.replace('rule = "sum"', 'rule = "sum"\nitems = [1, 1]'), 17, "twice", "once"),
    "a reversed item that is not counted": (
        GOOD.replace('rule = "sum"', 'rule = "sum"\nitems = [1]\nreversed = [2]'),
        18,
        "reversed",
        "items too",
    ),
    "too few words": (GOOD.replace('"I was calm.", ', ""), 22, "1 entries", "has 2"),
    "answers that do not come out": (GOOD.replace("highest = 4", "highest = 4\nstep = 3"), 9, "even", "step"),
    "falling bands": (
        GOOD.replace('rule = "sum"', 'rule = "sum"\nbands = [{ from = 4, en = "a" }, { from = 2, en = "b" }]'),
        17,
        "rise",
        "lowest",
    ),
    "a part of nothing": (GOOD.replace('rule = "sum"', 'rule = "mean"\nparts = ["other"]'), 17, "other", "total"),
    "no licence": (GOOD.replace('licence = "CC BY 4.0"\n', ""), None, "licence", "Add licence"),
}


def test_what_is_called_otherwise_in_a_language_is_called_so_there_and_by_its_own_name_elsewhere(
    tmp_path: Path,
) -> None:
    named = GOOD.replace('name = "Calm"\n', 'name = "Calm"\nnames = { it = "Calma" }\n')
    measure = read_measure(written(tmp_path, named))
    assert [measure.name_in(language) for language in ("it", "en", "de")] == ["Calma", "Calm", "Calm"]
    assert read_measure(written(tmp_path, GOOD)).name_in("it") == "Calm"


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_measure_names_its_line_and_its_remedy(case: str, tmp_path: Path) -> None:
    text, line, wrong, remedy = BROKEN[case]
    with pytest.raises(BadFile) as caught:
        read_measure(written(tmp_path, text))
    assert (caught.value.file, caught.value.line) == ("calm.toml", line)
    assert wrong in caught.value.wrong
    assert remedy in caught.value.remedy


def test_a_broken_file_stops_no_other(tmp_path: Path) -> None:
    written(tmp_path / "measures", GOOD)
    written(tmp_path / "measures", "id = ", "broken.toml")
    written(tmp_path / "measures", GOOD, "twice.toml")
    measures = read_measures(tmp_path)
    assert measures.knows("calm")
    assert sorted(problem.file for problem in measures.broken) == ["broken.toml", "twice.toml"]


def questionnaire(items: int = 12, lowest: int = 1, highest: int = 5, **more: Any) -> dict[str, Any]:
    options = [{"valueCoding": {"code": str(n), "display": f"word {n}"}} for n in range(lowest, highest + 1)]
    asked = [
        {"linkId": str(n + 1), "type": "choice", "text": f"Frase {n + 1}", "answerOption": options}
        for n in range(items)
    ]
    whole = {"resourceType": "Questionnaire", "status": "active", "language": "it-IT", "description": "Pensando a te:"}
    return whole | {"copyright": "© the holder, licensed to our clinic", "item": asked} | more


def test_a_clinics_licensed_words_are_put_to_the_measure_that_their_file_is_named_after(tmp_path: Path) -> None:
    grouped = questionnaire()
    grouped["item"] = [{"linkId": "g", "type": "group", "item": grouped["item"]}, {"type": "display", "text": "Fine"}]
    written(tmp_path / "measures", json.dumps(grouped), "scs-sf.it.json")
    measures = read_measures(tmp_path)
    assert measures.broken == ()
    wording = wording_in(measures.measure_of("scs-sf"), "it")
    assert wording is not None
    assert wording.notice == "© the holder, licensed to our clinic"
    assert (wording.items[11].text, wording.items[11].answers[4]) == ("Frase 12", "word 5")
    assert wording_in(measures.measure_of("scs-sf"), "en") is None


BAD_WORDS: dict[str, tuple[str, str]] = {
    "no questionnaire": (json.dumps({"resourceType": "Patient"}), "no FHIR Questionnaire"),
    "a question too few": (json.dumps(questionnaire(11)), "11 questions"),
    "other answers": (json.dumps(questionnaire(lowest=0, highest=4)), "the answers of question 1"),
    "no licence line": (json.dumps(questionnaire(copyright="")), "“copyright”"),
    "no language": (json.dumps(questionnaire(language="")), "no language"),
    "broken JSON": ('{"resourceType": "Questionnaire",\n"item": [}', "line 2"),
    "nested too deep": ("[" * 100_000, "nested"),
    "not a number": ('{"resourceType": NaN}', "nested too deep or a number"),
    "too large": (json.dumps(questionnaire(title="x" * 300_000)), "larger than 256 KiB"),
    "items that are none": (json.dumps(questionnaire(item=["a"])), "no question"),
    "a list at the top": ("[]", "no FHIR Questionnaire"),
}


@pytest.mark.parametrize("case", BAD_WORDS)
def test_words_that_do_not_fit_are_refused_with_one_sentence_and_nothing_changes(case: str, tmp_path: Path) -> None:
    text, wrong = BAD_WORDS[case]
    written(tmp_path / "measures", text, "scs-sf.it.json")
    measures = read_measures(tmp_path)
    assert [wrong in str(problem) for problem in measures.broken] == [True], measures.broken
    assert measures.measure_of("scs-sf").wordings == {}
