"""Reads one measure from its file, as `docs/measures.md` describes it."""

from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Final

from interbeing.domain.measure import Figure, Item, Measure, Pattern, Wording
from interbeing.services.score_table import read_score, said_of, words_of
from interbeing.services.toml_table import Table, read_table

LONGEST_NAME: Final = 20
LONGEST_LINE: Final = 400
MOST_ITEMS: Final = 100
MOST_SCORES: Final = 20
MOST_LANGUAGES: Final = 10
LOWEST_ANSWER: Final = -100
HIGHEST_ANSWER: Final = 1000
MOST_STEPS: Final = 11  # what a touch page can show for one question
OF_MEASURE: Final = (
    "id",
    "version",
    "name",
    "names",
    "title",
    "about",
    "items",
    "lowest",
    "highest",
    "step",
    "risk_items",
    "scores",
    "patterns",
    "wordings",
    "source",
    "licence",
    "unconfirmed",
    "is_ours",
    "loinc",
)
OF_PATTERN: Final = ("id", "title", "least", "groups", "unless")
OF_WORDING: Final = ("language", "ask", "notice", "answers", "items")


def read_measure(path: Path) -> Measure:
    """Read the measure in this file. BadFile names file, line, what is wrong and what to do."""
    table = read_table(path)
    table.refuse_unknown(OF_MEASURE)
    count = table.whole("items", 1, MOST_ITEMS)
    lowest, highest, step = _answers(table)
    bare = Measure(
        measure_id=table.an_id(),
        version=table.text("version", LONGEST_NAME),
        name=table.text("name", LONGEST_NAME),
        names=words_of(table.table("names")) if "names" in table.values else MappingProxyType({}),
        title=words_of(table.table("title")),
        about=words_of(table.table("about")),
        item_count=count,
        lowest=lowest,
        highest=highest,
        step=step,
        risk_items=table.wholes("risk_items", 1, count, or_else=()),
        scores=(),
        patterns=(),
        wordings=MappingProxyType({}),
        source=said_of(table, "source"),
        licence=said_of(table, "licence"),
        unconfirmed=_unconfirmed(table),
        is_ours=table.flag("is_ours", or_else=False),
        loinc=table.text("loinc", LONGEST_NAME, or_else=""),
    )
    return _with_rules(table, bare)


def _answers(table: Table) -> tuple[int, int, int]:
    lowest = table.whole("lowest", LOWEST_ANSWER, HIGHEST_ANSWER)
    highest = table.whole("highest", lowest + 1, HIGHEST_ANSWER)
    step = table.whole("step", 1, highest - lowest) if "step" in table.values else 1
    if (highest - lowest) % step or (highest - lowest) // step >= MOST_STEPS:
        remedy = (
            f"Choose lowest, highest and step so that there are at most {MOST_STEPS} answers, the highest among them."
        )
        raise table.wrong("step" if "step" in table.values else "highest", "the answers do not come out even", remedy)
    return lowest, highest, step


def _unconfirmed(table: Table) -> frozenset[Figure]:
    given = table.texts("unconfirmed", LONGEST_NAME, len(Figure), or_else=())
    for figure in given:
        if figure not in set(Figure):
            raise table.wrong("unconfirmed", f"“{figure}” is no figure of a measure", f"Use {', '.join(Figure)}.")
    return frozenset(map(Figure, given))


def _with_rules(table: Table, bare: Measure) -> Measure:
    scores = tuple(read_score(one, bare) for one in table.tables("scores", MOST_SCORES))
    ids = [score.score_id for score in scores]
    for one, score in zip(table.tables("scores", MOST_SCORES), scores, strict=True):
        if ids.count(score.score_id) > 1:
            raise one.wrong("id", f"there are two scores called “{score.score_id}”", "Give each its own id.")
        if missing := [part for part in score.parts if part not in ids or part == score.score_id]:
            raise one.wrong("parts", f"“{missing[0]}” is no other score of this file", f"Use {', '.join(ids)}.")
    patterns = table.tables("patterns", MOST_SCORES) if "patterns" in table.values else ()
    wordings = table.tables("wordings", MOST_LANGUAGES) if "wordings" in table.values else ()
    found = [_wording(one, bare) for one in wordings]
    return replace(
        bare,
        scores=scores,
        patterns=_patterns(patterns, bare),
        wordings=MappingProxyType({wording.language: wording for wording in found}),
    )


def _patterns(tables: tuple[Table, ...], measure: Measure) -> tuple[Pattern, ...]:
    found: list[Pattern] = []
    for table in tables:
        table.refuse_unknown(OF_PATTERN)
        unless = table.text("unless", LONGEST_NAME) if "unless" in table.values else None
        groups = tuple(tuple(group) for group in table.values.get("groups", ()) if isinstance(group, list))
        items = [item for group in groups for item in group]
        if not groups or not all(type(item) is int and 1 <= item <= measure.item_count for item in items):
            remedy = "Write them as [[1, 2], [3, 4]], each number an item of this measure."
            raise table.wrong("groups", "its groups are not lists of items", remedy)
        least = table.whole("least", measure.lowest, measure.highest)
        found.append(Pattern(table.an_id(), words_of(table.table("title")), least, groups, unless))
    for table, pattern in zip(tables, found, strict=True):
        if pattern.unless not in {None, *(one.pattern_id for one in found if one.unless is None)}:
            raise table.wrong("unless", f"“{pattern.unless}” is no pattern that stands alone", "Name one of this file.")
    return tuple(found)


def _wording(table: Table, measure: Measure) -> Wording:
    table.refuse_unknown(OF_WORDING)
    answers = table.texts("answers", LONGEST_LINE, MOST_STEPS)
    items = table.texts("items", LONGEST_LINE, MOST_ITEMS)
    for key, found, wanted in (
        ("answers", answers, len(measure.allowed)),
        ("items", items, measure.item_count),
    ):
        if len(found) != wanted:
            raise table.wrong(key, f"“{key}” has {len(found)} entries", f"This measure has {wanted}.")
    if not all(items):
        raise table.wrong("items", "an item is empty", "Write its words.")
    return Wording(
        language=table.text("language", 2),
        ask=table.text("ask", LONGEST_LINE),
        items=tuple(Item(text, answers) for text in items),
        notice=table.text("notice", LONGEST_LINE, or_else=""),
    )
