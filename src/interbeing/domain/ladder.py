"""The graded ladder of looking, as data of the clinic: its rungs, what the mirror shows at each, and the rule to go on.

Nothing here decides: when the rule is met the next rung is offered, and the therapist decides.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from interbeing.domain import spans
from interbeing.domain.arousal import Window, Zone
from interbeing.domain.glass import RungChosen, View
from interbeing.domain.mark import Grounding, Received, Reception
from interbeing.domain.moment import Moment

BY_EASE = (Reception.UNBEARABLE, Reception.HARD, Reception.BEARABLE, Reception.TAKEN_IN)


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung: its words by language, and what the mirror shows on it; `view` is None where the mirror is covered."""

    rung_id: str
    words: Mapping[str, str]
    own_reflection: bool
    view: View | None

    def word(self, language: str) -> str:
        """Say it in this language, else in English, else in any."""
        return self.words.get(language) or self.words.get("en") or next(iter(self.words.values()))


@dataclass(frozen=True, slots=True)
class Rule:
    """When the next rung is offered: after so many sessions in a row that were stable on the rung before.

    A session is stable on a rung when the rung was stood on, arousal was marked and left the window at most `exits`
    times, nobody was grounded, and every reception that was marked, at least one, was `least` or easier.
    """

    sessions: int = 2
    exits: int = 0
    least: Reception = Reception.BEARABLE

    def is_stable(self, log: Iterable[Moment], rung_id: str, window: Window) -> bool:
        """Say whether this session was stable on this rung."""
        kept = spans.in_order(log)
        end_ms = spans.end_of(kept)
        receptions = [moment.mark.reception for moment in kept if isinstance(moment.mark, Received)]
        exits = exits_of(kept, end_ms, window)
        return (
            rung_id in {span.what for span in spans.rungs(kept, end_ms)}
            and exits is not None
            and exits <= self.exits
            and not any(isinstance(moment.mark, Grounding) for moment in kept)
            and bool(receptions)
            and all(BY_EASE.index(reception) >= BY_EASE.index(self.least) for reception in receptions)
        )


@dataclass(frozen=True, slots=True)
class Ladder:
    """All rungs in the order of the climb; `is_ours` marks our own default."""

    version: str
    source: str
    licence: str
    is_ours: bool
    rule: Rule
    rungs: tuple[Rung, ...]

    @property
    def chosen(self) -> Mapping[str, RungChosen]:
        """Give the mark that each rung makes when it is chosen."""
        found = (RungChosen(rung.rung_id, rung.own_reflection, place) for place, rung in enumerate(self.rungs))
        return {mark.rung: mark for mark in found}

    def stable_in_a_row(self, logs: Sequence[tuple[Moment, ...]], window: Window) -> dict[str, int]:
        """Give for each rung how many of the latest sessions on it were stable in a row; `logs` from the oldest on.

        A session that did not stand on the rung says nothing about it, and breaks no row.
        """
        return {rung.rung_id: self._in_a_row(logs, rung.rung_id, window) for rung in self.rungs}

    def _in_a_row(self, logs: Sequence[tuple[Moment, ...]], rung_id: str, window: Window) -> int:
        count = 0
        for log in reversed(logs):
            if rung_id not in {span.what for span in spans.rungs(spans.in_order(log), spans.end_of(log))}:
                continue
            if not self.rule.is_stable(log, rung_id, window):
                return count
            count += 1
        return count


def exits_of(log: spans.Log, end_ms: int, window: Window) -> int | None:
    """Count how often arousal was marked outside the window after inside; None when it was never marked."""
    zones = [window.zone(int(step.what)) for step in spans.arousals(log, end_ms)]
    if not zones:
        return None
    outside = [zone is not Zone.INSIDE for zone in zones]
    return sum(now and not before for before, now in zip([False, *outside], outside, strict=False))
