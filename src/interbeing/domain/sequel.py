"""What came after figures of pacing were shown: which way the therapist went, and whether the window was left.

The rule, over the standing marks of one session:

1. A showing looks ahead over three moments of a minute each: its *stretch*.
2. The therapist's first deed within the first of them tells the way taken. *Ground now* is ground (it covers the
   mirror in the same press, and that counts once); covering the mirror or a lower rung is further; uncovering it or a
   higher rung is closer; reassuring is reassure first. A first rung is closer if it asks for the own reflection.
   Without such a deed it is stay if the therapist marked anything at all in that minute, and not known otherwise. A
   way of which no figure was shown counts as not known.
3. The showing was *followed* if no other way bore a lower chance of leaving than the way taken.
4. The window was *left* if arousal marked in the stretch lies beyond an edge that was shown. It is not known without
   such a mark, when the session ended before the stretch did, or when no console was there for a part of it.
5. A showing counts toward how far the figures came true if the way taken and the leaving are known, and if it does not
   lie in the stretch of an earlier one that counts.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from interbeing.domain import spans
from interbeing.domain.glass import RungChosen
from interbeing.domain.mark import ArousalSeen, Cover, Grounding, Reassured, Step
from interbeing.domain.moment import Author, Moment
from interbeing.domain.pacing import AHEAD, MOMENT_MS, Advised, Outlook, Way
from interbeing.domain.spans import Log, Span

STRETCH_MS: Final = AHEAD * MOMENT_MS


@dataclass(frozen=True, slots=True)
class Sequel:
    """One showing and what came of it; None says that it is not known. `counts` says so toward calibration."""

    shown: Moment
    advised: Advised
    taken: Outlook | None
    was_left: bool | None
    counts: bool = False

    @property
    def is_followed(self) -> bool | None:
        """Whether the way taken bore the lowest chance of leaving that was shown."""
        lowest = min(one.leaving.mean for one in self.advised.outlooks)
        return None if self.taken is None else self.taken.leaving.mean <= lowest


def sequels_of(log: Iterable[Moment], until_ms: int) -> tuple[Sequel, ...]:
    """Give every showing of a session with what came after it; a session that still runs is read up to `until_ms`."""
    kept = spans.in_order(log)
    end_ms = spans.end_of(kept, until_ms)
    gaps = spans.gaps(kept, end_ms)
    found: list[Sequel] = []
    free_ms = 0
    for moment in kept:
        if isinstance(moment.mark, Advised):
            sequel = _sequel(moment, moment.mark, kept, end_ms, gaps)
            counts = None not in (sequel.taken, sequel.was_left) and moment.session_ms >= free_ms
            free_ms = moment.session_ms + STRETCH_MS if counts else free_ms
            found.append(replace(sequel, counts=counts))
    return tuple(found)


def _sequel(shown: Moment, advised: Advised, kept: Log, end_ms: int, gaps: tuple[Span, ...]) -> Sequel:
    taken = _taken(shown.session_ms, kept)
    outlook = next((one for one in advised.outlooks if one.way is taken), None)
    return Sequel(shown, advised, outlook, _was_left(shown.session_ms, advised, kept, end_ms, gaps))


def _taken(shown_ms: int, kept: Log) -> Way | None:
    rung: RungChosen | None = None
    deeds: list[tuple[int, Way]] = []
    is_marking = False
    for moment in kept:
        is_after = shown_ms < moment.session_ms <= shown_ms + MOMENT_MS
        if is_after and moment.author is Author.THERAPIST:
            is_marking = True
            way = _way(moment, rung)
            deeds += [(moment.session_ms, way)] if way else []
        if isinstance(moment.mark, RungChosen):
            rung = moment.mark
    first = [way for at_ms, way in deeds if at_ms == deeds[0][0]]
    if Way.GROUND in first:
        return Way.GROUND
    return first[0] if first else (Way.STAY if is_marking else None)


def _way(moment: Moment, rung: RungChosen | None) -> Way | None:
    match moment.mark:
        case Grounding(Step.BEGAN):
            return Way.GROUND
        case Cover(covered):
            return Way.FURTHER if covered else Way.CLOSER
        case Reassured():
            return Way.REASSURE_FIRST
        case RungChosen() as chosen if rung is None or chosen.rung != rung.rung:
            is_closer = chosen.invites_own_reflection if rung is None else chosen.height > rung.height
            return Way.CLOSER if is_closer else Way.FURTHER
        case _:
            return None


def _was_left(shown_ms: int, advised: Advised, kept: Log, end_ms: int, gaps: tuple[Span, ...]) -> bool | None:
    until_ms = shown_ms + STRETCH_MS
    levels = [
        moment.mark.level
        for moment in kept
        if isinstance(moment.mark, ArousalSeen) and shown_ms < moment.session_ms <= until_ms
    ]
    was_alone = any(gap.from_ms < until_ms and gap.to_ms > shown_ms for gap in gaps)
    if not levels or end_ms < until_ms or was_alone:
        return None
    return any(level > advised.upper_edge or level < advised.lower_edge for level in levels)
