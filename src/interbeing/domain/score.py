"""Turns the answers to a measure into its scores, by its own rules; what cannot be known stays unknown."""

from enum import StrEnum
from statistics import fmean
from typing import NamedTuple

from interbeing.domain.errors import BadInput
from interbeing.domain.measure import Band, Measure, Pattern, Rule, Score

Answers = tuple[int | None, ...]  # one place for each item, None where none was given
DECIMALS = 2  # more would claim a precision that no questionnaire has


class Met(StrEnum):
    """Whether a pattern's rule is met; with answers missing it may be unknown."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Crossing(StrEnum):
    """How two occasions lie to a measure's cut-off (Jacobson and Truax, J Consult Clin Psychol 1991).

    Clinically significant is a change that is both reliable and leads over the cut-off; a reliable one that does not is
    only that.
    """

    OUT = "out"
    IN = "in"
    RELIABLE_ONLY = "reliable_only"
    NEITHER = "neither"


class Scored(NamedTuple):
    """What a score came to, None when too many answers are missing, and how many are."""

    value: float | None
    missing: int


class Change(NamedTuple):
    """How a score moved, and whether by more than the measure's own error (None: nobody says how large that is)."""

    difference: float
    is_reliable: bool | None


def refuse_unfitting(measure: Measure, answers: Answers) -> None:
    """Raise BadInput when the number of answers, or one of them, does not fit the measure."""
    if len(answers) != measure.item_count:
        raise BadInput("{name} has {count} items", name=measure.name, count=measure.item_count)
    for answer in answers:
        if answer is not None and answer not in measure.allowed:
            raise BadInput("{answer} is no answer of {name}", answer=answer, name=measure.name)


def score_of(measure: Measure, score: Score, answers: Answers) -> Scored:
    """Give one score of these answers."""
    if score.parts:
        return _of_parts(measure, score, answers)
    given = [_turned(measure, score, item, answers) for item in score.items]
    values = [value for value in given if value is not None]
    missing = len(given) - len(values)
    if missing > score.most_missing or not values:
        return Scored(None, missing)
    mean = fmean(values)
    return Scored(round(mean * len(given) if score.rule is Rule.SUM else mean, DECIMALS), missing)


def range_of(measure: Measure, score: Score) -> tuple[float, float]:
    """Give the lowest and the highest that this score can be."""
    times = len(score.items) if score.rule is Rule.SUM and not score.parts else 1
    return measure.lowest * times, measure.highest * times


def band_of(score: Score, value: float) -> Band | None:
    """Give the authors' band that this value lies in; None where they name none."""
    return next((band for band in reversed(score.bands) if value >= band.least), None)


def change_between(score: Score, earlier: float, later: float) -> Change:
    """Say how the score moved between two occasions."""
    difference = round(later - earlier, DECIMALS)
    return Change(difference, None if score.change is None else abs(difference) >= score.change.least)


def crossing(score: Score, earlier: float, later: float) -> Crossing | None:
    """Say whether the change is clinically significant; None where nobody gives a cut-off or a reliable change."""
    if score.cut_off is None or score.change is None:
        return None
    if abs(later - earlier) < score.change.least:
        return Crossing.NEITHER
    was, now = (value >= score.cut_off.least for value in (earlier, later))
    if was == now:
        return Crossing.RELIABLE_ONLY
    return Crossing.OUT if was else Crossing.IN


def pattern_met(measure: Measure, pattern: Pattern, answers: Answers) -> Met:
    """Say whether the pattern's rule is met: no once one group cannot be, unknown while an answer could decide."""
    groups = [_group_met(group, pattern.least, answers) for group in pattern.groups]
    met = Met.NO if Met.NO in groups else Met.UNKNOWN if Met.UNKNOWN in groups else Met.YES
    if pattern.unless is None or met is Met.NO:
        return met
    other = next(one for one in measure.patterns if one.pattern_id == pattern.unless)
    return {Met.YES: Met.NO, Met.NO: met, Met.UNKNOWN: Met.UNKNOWN}[pattern_met(measure, other, answers)]


def risks_in(measure: Measure, answers: Answers) -> tuple[int, ...]:
    """Give the items about harm that were answered with anything but the lowest; never weighed, never summed."""
    return tuple(item for item in measure.risk_items if (answers[item - 1] or measure.lowest) > measure.lowest)


def _of_parts(measure: Measure, score: Score, answers: Answers) -> Scored:
    """Give the mean of other scores, those turned round that this one says."""
    found = {part: score_of(measure, measure.score_called(part), answers) for part in score.parts}
    missing = sum(one.missing for one in found.values())
    values = [
        measure.lowest + measure.highest - one.value if part in score.reversed_parts else one.value
        for part, one in found.items()
        if one.value is not None
    ]
    return Scored(round(fmean(values), DECIMALS) if len(values) == len(found) else None, missing)


def _turned(measure: Measure, score: Score, item: int, answers: Answers) -> int | None:
    answer = answers[item - 1]
    if answer is None or item not in score.reversed_items:
        return answer
    return measure.lowest + measure.highest - answer


def _group_met(group: tuple[int, ...], least: int, answers: Answers) -> Met:
    given = [answers[item - 1] for item in group]
    if any(answer is not None and answer >= least for answer in given):
        return Met.YES
    return Met.UNKNOWN if None in given else Met.NO
