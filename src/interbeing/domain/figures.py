"""What can be told of how care arrived in one session, each figure with the marks that stand behind it."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from interbeing.domain import spans
from interbeing.domain.arousal import Window
from interbeing.domain.dialogue import Dialogue, dialogue_in
from interbeing.domain.emotion import Emotion
from interbeing.domain.exchange import Exchange, emotion_of
from interbeing.domain.exits import Exit, exits
from interbeing.domain.facts import repair_ms
from interbeing.domain.mark import ArousalSeen, Attitude, Noticed
from interbeing.domain.moment import Moment
from interbeing.domain.part import Part
from interbeing.domain.quadrant import Quadrant, is_recognised, quadrants


@dataclass(frozen=True, slots=True)
class Repairs:
    """Looks again: how many began, how many ended, in how many the second reading was what had been offered.

    `read_again` counts those with a second reading; `lengths_ms` are the lengths of those that ended, the shortest
    first.
    """

    began: int
    ended: int
    read_again: int
    cleared: int
    lengths_ms: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Rise:
    """How arousal moved when care was read as care: the level marked last before, and first after.

    `took_ms` lies between these two marks; `felt` is the exchange's own feeling, None where it was not marked.
    """

    moment_id: UUID
    at_ms: int
    before: int
    after: int
    took_ms: int
    felt: Emotion | None

    @property
    def points(self) -> int:
        """Points of arousal; below 0 it calmed."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one session."""

    quadrants: Mapping[Quadrant, int]
    repairs: Repairs
    exits: tuple[Exit, ...]
    attitudes: Mapping[Attitude, int]
    parts: Mapping[Part, Mapping[Attitude, int]]
    dialogue: Dialogue
    rises: tuple[Rise, ...]


def figures_of(
    log: Iterable[Moment], exchanges: tuple[Exchange, ...], window: Window, gap_ms: int, until_ms: int
) -> Figures:
    """Read the figures from a log and its exchanges; `gap_ms` is how long after a reading arousal still answers it."""
    kept = spans.in_order(log)
    noticed = [moment.mark for moment in kept if isinstance(moment.mark, Noticed)]
    return Figures(
        quadrants=quadrants(exchanges),
        repairs=repairs(exchanges),
        exits=exits(spans.arousals(kept, spans.end_of(kept, until_ms)), window),
        attitudes=_attitudes(noticed),
        parts={part: _attitudes([mark for mark in noticed if mark.part is part]) for part in Part},
        dialogue=dialogue_in(kept),
        rises=rises(kept, exchanges, gap_ms),
    )


def repairs(exchanges: Iterable[Exchange]) -> Repairs:
    """Count the looks again and what became of them."""
    looked = [exchange for exchange in exchanges if exchange.repair_began is not None]
    lengths = sorted(length for length in map(repair_ms, looked) if length is not None)
    read_again = [exchange for exchange in looked if exchange.perceived_again is not None]
    return Repairs(len(looked), len(lengths), len(read_again), sum(map(is_cleared, read_again)), tuple(lengths))


def rises(kept: spans.Log, exchanges: Iterable[Exchange], gap_ms: int) -> tuple[Rise, ...]:
    """Give how arousal moved at each care that was read as care, where it was marked before and soon after (S12b)."""
    levels = [(one.session_ms, one.mark.level) for one in kept if isinstance(one.mark, ArousalSeen)]
    times = [at_ms for at_ms, _level in levels]
    found: list[Rise] = []
    for exchange in exchanges:
        read = exchange.perceived
        if read is None or not is_recognised(exchange):
            continue
        place = bisect_right(times, read.session_ms)
        if 0 < place < len(levels) and times[place] - read.session_ms <= gap_ms:
            (from_ms, before), (to_ms, after) = levels[place - 1 : place + 1]
            felt = emotion_of(exchange.felt)
            found.append(Rise(read.moment_id, read.session_ms, before, after, to_ms - from_ms, felt))
    return tuple(found)


def is_cleared(exchange: Exchange) -> bool:
    """Say whether looking again cleared the reading: the second one was what had been offered."""
    offered = emotion_of(exchange.offered)
    return offered is not None and offered is emotion_of(exchange.perceived_again)


def _attitudes(noticed: Iterable[Noticed]) -> Mapping[Attitude, int]:
    counts = dict.fromkeys(Attitude, 0)
    for mark in noticed:
        counts[mark.attitude] += 1
    return counts
