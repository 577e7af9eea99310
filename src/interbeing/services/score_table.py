"""Reads one score of a measure's file: its items, what is reversed, its bands and how large a real change is."""

from types import MappingProxyType
from typing import Final

from interbeing.domain.measure import Band, CutOff, Measure, ReliableChange, Rule, Score, Words
from interbeing.services.toml_table import Table

LONGEST: Final = 400
LONGEST_CODE: Final = 20
MOST_BANDS: Final = 10
MOST_PARTS: Final = 20
OF_SCORE: Final = (
    "id",
    "title",
    "higher",
    "rule",
    "items",
    "reversed",
    "parts",
    "reversed_parts",
    "most_missing",
    "bands",
    "change",
    "cut_off",
    "loinc",
)


def read_score(table: Table, measure: Measure) -> Score:
    """Read one [[scores]]; `measure` gives the numbers of its items and answers."""
    table.refuse_unknown(OF_SCORE)
    parts = table.texts("parts", LONGEST, MOST_PARTS, or_else=())
    items = () if parts else table.wholes("items", 1, measure.item_count, or_else=_all_items(measure))
    turned = table.wholes("reversed", 1, measure.item_count, or_else=())
    if not set(turned) <= set(items):
        raise table.wrong("reversed", "an item is reversed that this score does not count", "Name it in items too.")
    turned_parts = table.texts("reversed_parts", LONGEST, MOST_PARTS, or_else=())
    if not set(turned_parts) <= set(parts):
        raise table.wrong("reversed_parts", "a part is reversed that this score does not have", "Name it in parts too.")
    return Score(
        score_id=table.an_id(),
        title=words_of(table.table("title")),
        higher=words_of(table.table("higher")),
        rule=table.word("rule", Rule),
        items=items,
        reversed_items=frozenset(turned),
        parts=parts,
        reversed_parts=frozenset(turned_parts),
        most_missing=table.whole("most_missing", 0, len(items)) if "most_missing" in table.values else 0,
        bands=_bands(table),
        change=_change(table),
        cut_off=_cut_off(table),
        loinc=table.text("loinc", LONGEST_CODE, or_else=""),
    )


def _all_items(measure: Measure) -> tuple[int, ...]:
    return tuple(range(1, measure.item_count + 1))


def words_of(table: Table, leave_out: str = "") -> Words:
    """Give the words of a table such as { en = "…", it = "…" } by language."""
    found = {language: table.text(language, LONGEST) for language in table.values if language != leave_out}
    if not found or not all(len(language) == 2 for language in found):
        raise table.wrong(None, "no language is named", 'Write it as { en = "…", it = "…" }.')
    return MappingProxyType(found)


def said_of(table: Table, key: str) -> Words:
    """Give words that may stand there as one plain line, in English then, or by language."""
    if isinstance(table.values.get(key), dict):
        return words_of(table.table(key))
    return MappingProxyType({"en": table.text(key, LONGEST)})


def _bands(table: Table) -> tuple[Band, ...]:
    if "bands" not in table.values:
        return ()
    bands = tuple(Band(one.number("from"), words_of(one, "from")) for one in table.tables("bands", MOST_BANDS))
    if [band.least for band in bands] != sorted({band.least for band in bands}):
        raise table.wrong("bands", "the bands do not rise", "Begin with the lowest, each higher than the one before.")
    return bands


def _change(table: Table) -> ReliableChange | None:
    return ReliableChange(*_from_source(table, "change")) if "change" in table.values else None


def _cut_off(table: Table) -> CutOff | None:
    return CutOff(*_from_source(table, "cut_off")) if "cut_off" in table.values else None


def _from_source(table: Table, key: str) -> tuple[float, Words]:
    inner = table.table(key)
    inner.refuse_unknown(("least", "source"))
    return inner.number("least"), said_of(inner, "source")
