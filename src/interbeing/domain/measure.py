"""A questionnaire as data: how answers become scores, which items ask about harm, and what its authors allow."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

Words = Mapping[str, str]  # the same words by language


class Figure(StrEnum):
    """A part of a measure's data that may still have to be confirmed against its source."""

    ITEMS = "items"
    REVERSED = "reversed"
    SUBSCALES = "subscales"
    BANDS = "bands"
    RELIABLE_CHANGE = "reliable_change"
    CUT_OFF = "cut_off"
    MISSING = "missing"
    RISK = "risk"
    LICENCE = "licence"


class Rule(StrEnum):
    """How the answers of a score are put together."""

    SUM = "sum"
    MEAN = "mean"


@dataclass(frozen=True, slots=True)
class Band:
    """From this score on (inclusive) the measure's authors use these words; not ours, and no diagnosis."""

    least: float
    words: Words


@dataclass(frozen=True, slots=True)
class ReliableChange:
    """The smallest difference that is more than the measure's own error, and who says so."""

    least: float
    source: Words


@dataclass(frozen=True, slots=True)
class CutOff:
    """From this score on (inclusive) people in care are commoner than others, and who says so; it is no diagnosis."""

    least: float
    source: Words


@dataclass(frozen=True, slots=True)
class Score:
    """One figure of a measure: over `items`, or over other scores (`parts`), each reversed where it says so.

    `higher` says in words what a higher score means. Up to `most_missing` answers may be missing: the mean of those
    given stands in for them; with more there is no score.
    """

    score_id: str
    title: Words
    higher: Words
    rule: Rule
    items: tuple[int, ...] = ()
    reversed_items: frozenset[int] = frozenset()
    parts: tuple[str, ...] = ()
    reversed_parts: frozenset[str] = frozenset()
    most_missing: int = 0
    bands: tuple[Band, ...] = ()
    change: ReliableChange | None = None
    cut_off: CutOff | None = None
    loinc: str = ""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A rule of the authors: in each of these groups of items at least one answer is `least` or more.

    It does not count where the pattern it is `unless` of is met.
    """

    pattern_id: str
    title: Words
    least: int
    groups: tuple[tuple[int, ...], ...]
    unless: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One question and the words of its answers, from the lowest to the highest; an empty word shows the figure."""

    text: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a measure in one language, with the line that its licence asks to be shown.

    `is_loaded` marks words that a clinic loaded under a licence of its own: they never leave its room.
    """

    language: str
    ask: str
    items: tuple[Item, ...]
    notice: str
    is_loaded: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """One questionnaire. Items are numbered from 1; answers go from `lowest` to `highest` by `step`.

    `name` is its own; `names` holds what it is called in a language that calls it otherwise. `loinc` is its code there,
    and a score's that of the score; empty where none was confirmed.
    """

    measure_id: str
    version: str
    name: str
    names: Words
    title: Words
    about: Words
    item_count: int
    lowest: int
    highest: int
    step: int
    risk_items: tuple[int, ...]
    scores: tuple[Score, ...]
    patterns: tuple[Pattern, ...]
    wordings: Mapping[str, Wording]
    source: Words
    licence: Words
    unconfirmed: frozenset[Figure]
    is_ours: bool = False
    loinc: str = ""

    @property
    def allowed(self) -> range:
        """The answers that can be given."""
        return range(self.lowest, self.highest + 1, self.step)

    def name_in(self, language: str) -> str:
        """Give what it is called in this language."""
        return self.names.get(language, self.name)

    def score_called(self, score_id: str) -> Score:
        """Give the score of this id."""
        return next(score for score in self.scores if score.score_id == score_id)


def in_language(words: Words, language: str) -> str:
    """Give the words in this language, else in English, else in any."""
    return words.get(language) or words.get("en") or next(iter(words.values()))
