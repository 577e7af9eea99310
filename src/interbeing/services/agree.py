"""Comparing two codings of a session: how well they agree, over tolerances, and where they do not."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import numpy as np

from interbeing.domain import spans
from interbeing.domain.coding import CodedMark, Coding
from interbeing.domain.glass import OUR_RUNGS
from interbeing.domain.moment import Moment
from interbeing.domain.named import KINDS, named_as
from interbeing.domain.spans import Log
from interbeing.domain.under_way import Tell, untold
from interbeing.model.agreement import ac1, alpha, kappa
from interbeing.model.alignment import ALONE
from interbeing.model.intraclass import Intraclass, Numbers, intraclass
from interbeing.model.tolerance_curve import Coded, Point, curve, tables_by_minute

COMPARED: Final = (
    "felt",
    "offered",
    "perceived",
    "received",
    "noticed",
    "look_again",
    "reassured",
    "we",
    "gaze",
    "rung",
)
TOLERANCES_MS: Final = (500, 1_000, 1_500, 2_000, 3_000, 4_000, 5_000, 7_500, 10_000, 15_000)
STATED_MS: Final = 3_000
SEED: Final = 1  # the same session gives the same interval each time it is looked at
MS_PER_S: Final = 1_000


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One mark that the other did not make, or made as something else. `moment_id` is the log's, if any."""

    at_ms: int
    kind: str
    first: str | None
    second: str | None
    moment_id: UUID | None


@dataclass(frozen=True, slots=True)
class OfKind:
    """Agreement on one kind of mark at the stated tolerance; None: not defined or not known yet."""

    kind: str
    first: int
    second: int
    linked: int
    same: int
    kappa_linked: float | None
    ac1_linked: float | None
    alpha_linked: float | None
    curve: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that is said of two codings; `arousal_s` is the number of seconds at which both know a level."""

    kinds: tuple[OfKind, ...]
    arousal: Intraclass | None
    arousal_s: int
    disagreements: tuple[Disagreement, ...]


def compare(log: Iterable[Moment], coding: Coding, rungs: Iterable[str] = OUR_RUNGS, tell: Tell = untold) -> Comparison:
    """Compare the log's standing marks with a second coding; `rungs` are those of the clinic's ladder."""
    standing = spans.in_order(log)
    first = [CodedMark(m.moment_id, m.session_ms, name) for m in standing if (name := named_as(m.mark))]
    kinds: list[OfKind] = []
    apart: list[Disagreement] = []
    for done, kind in enumerate(COMPARED):
        tell(done, len(COMPARED))
        one, other = _of_kind(kind, first), _of_kind(kind, coding.marks)
        if one or other:
            values = tuple(rungs) if kind == "rung" else KINDS[kind][0]
            found, where = _compared(kind, values, one, other)
            kinds.append(found)
            apart += where
    levels = _levels(standing, coding)
    arousal = intraclass(levels) if len(levels) > 1 else None
    return Comparison(tuple(kinds), arousal, len(levels), tuple(sorted(apart, key=lambda one: one.at_ms)))


def _compared(
    kind: str, values: tuple[str, ...], one: list[CodedMark], other: list[CodedMark]
) -> tuple[OfKind, list[Disagreement]]:
    names = _names(kind, values, [*one, *other])
    first, second = _coded(one, names), _coded(other, names)
    points = curve(first, second, len(names), TOLERANCES_MS, np.random.default_rng(SEED))
    links = next(point.links for point in points if point.tolerance_ms == STATED_MS)
    table = tables_by_minute(first, second, links, len(names)).sum(0)[:-1, :-1]
    found = OfKind(
        kind=kind,
        first=len(one),
        second=len(other),
        linked=int(table.sum()),
        same=int(np.trace(table)),
        kappa_linked=_known(float(kappa(table))),
        ac1_linked=_known(float(ac1(table))),
        alpha_linked=_known(float(alpha(table))),
        curve=tuple(points),
    )
    pairs = [
        (one[i] if i != ALONE else None, other[j] if j != ALONE else None)
        for i, j in zip(links.first.tolist(), links.second.tolist(), strict=True)
    ]
    return found, [_apart(kind, a, b) for a, b in pairs if a is None or b is None or a.name != b.name]


def _names(kind: str, values: tuple[str, ...], marks: Iterable[CodedMark]) -> list[str]:
    """Give what a mark of this kind can be called, also a rung that the ladder no longer has."""
    names = [f"{kind}:{value}" if value else kind for value in values]
    return names + sorted({mark.name for mark in marks} - set(names))


def _apart(kind: str, one: CodedMark | None, other: CodedMark | None) -> Disagreement:
    at_ms = min(mark.at_ms for mark in (one, other) if mark)
    first, second = one.name if one else None, other.name if other else None
    return Disagreement(at_ms, kind, first, second, one.mark_id if one else None)


def _of_kind(kind: str, marks: Iterable[CodedMark]) -> list[CodedMark]:
    return [mark for mark in marks if mark.name.partition(":")[0] == kind]


def _coded(marks: list[CodedMark], names: list[str]) -> Coded:
    at_ms = np.array([mark.at_ms for mark in marks], dtype=np.int64)
    return Coded(at_ms, np.array([names.index(mark.name) for mark in marks], dtype=np.int64))


def _levels(standing: Log, coding: Coding) -> Numbers:
    """Give both coders' arousal at each second at which both know one: a level holds until the next."""
    end_s = spans.end_of(standing) // MS_PER_S
    first = np.full(end_s + 1, np.nan)
    for span in spans.arousals(standing, spans.end_of(standing)):
        first[-(-span.from_ms // MS_PER_S) : -(-span.to_ms // MS_PER_S)] = float(span.what)
    second = np.full(end_s + 1, np.nan)
    for mark in _of_kind("arousal", coding.marks):
        second[-(-mark.at_ms // MS_PER_S) :] = float(mark.name.partition(":")[2])
    both = np.column_stack([first, second])
    known: Numbers = both[~np.isnan(both).any(1)]
    return known


def _known(value: float) -> float | None:
    return value if np.isfinite(value) else None
