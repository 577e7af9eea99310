"""The plain facts of one session: counts, times and durations, never a score."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import TypeVar

from interbeing.domain import spans
from interbeing.domain.arousal import Window, Zone
from interbeing.domain.dose import Dose, dose_of
from interbeing.domain.emotion import Emotion
from interbeing.domain.exchange import Exchange, emotion_of
from interbeing.domain.mark import (
    CueGiven,
    Felt,
    Grounding,
    OfExchange,
    Offered,
    Pause,
    Perceived,
    Received,
    Reception,
    Retraction,
    We,
)
from interbeing.domain.moment import Author, Moment
from interbeing.domain.protocol import Aspect, Stance
from interbeing.domain.spans import Log, Span, Spans

Kind = TypeVar("Kind", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Visited:
    """How often the cues of one aspect came up, to notice and to meet with care."""

    aspect: Aspect
    noticed: int
    cared: int


@dataclass(frozen=True, slots=True)
class Times:
    """What lasted, in milliseconds of the session clock, and how often.

    Mirror and gaze are counted as in `domain/dose.py`: `still_gaze_ms` is the longest unbroken gaze, `beyond_still` how
    often one outlasted the clinic's limit.
    """

    length_ms: int
    uncovered_ms: int
    gaze_ms: int
    still_gaze_ms: int
    beyond_still: int
    pauses: int
    patient_pauses: int
    paused_ms: int
    groundings: int
    grounded_ms: int
    gaps: int
    gap_ms: int


@dataclass(frozen=True, slots=True)
class ZoneTimes:
    """Time in each zone, of the time for which arousal was marked; and how often it left the window, either way."""

    ms: Mapping[Zone, int]
    left_below: int
    left_above: int

    @property
    def marked_ms(self) -> int:
        """For how long arousal was marked at all."""
        return sum(self.ms.values())

    def share(self, zone: Zone) -> float | None:
        """The zone's part (0 to 1) of the time that was marked; None when none was."""
        return self.ms[zone] / self.marked_ms if self.marked_ms else None


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that can be said of one session without judging it."""

    times: Times
    zones: ZoneTimes
    visited: tuple[Visited, ...]
    felt: Mapping[Emotion, int]
    offered: Mapping[Emotion, int]
    perceived: Mapping[Emotion, int]
    received: Mapping[Reception, int]
    exchanges: int
    still_open: int
    reassured: int
    looked_again: int
    looks_ended: int
    read_differently: int
    we: int
    late: int
    retracted: int

    @property
    def is_empty(self) -> bool:
        """Whether nobody marked anything of an exchange or of arousal."""
        return not (self.exchanges or self.zones.marked_ms)


def facts_of(
    log: Iterable[Moment], exchanges: tuple[Exchange, ...], window: Window, still_limit_ms: int, until_ms: int
) -> Facts:
    """Read the facts from the log and its exchanges; a session that still runs is read up to `until_ms`."""
    whole = tuple(log)
    kept = spans.in_order(whole)
    end_ms = spans.end_of(kept, until_ms)
    return Facts(
        times=_times(kept, dose_of(whole, still_limit_ms, until_ms), end_ms),
        zones=zone_times(spans.arousals(kept, end_ms), window),
        visited=_visited(kept),
        felt=_counted(Emotion, (m.mark.emotion for m in kept if isinstance(m.mark, Felt))),
        offered=_counted(Emotion, (m.mark.emotion for m in kept if isinstance(m.mark, Offered))),
        perceived=_counted(Emotion, (m.mark.emotion for m in kept if isinstance(m.mark, Perceived))),
        received=_counted(Reception, (m.mark.reception for m in kept if isinstance(m.mark, Received))),
        exchanges=len(exchanges),
        still_open=sum(exchange.is_open for exchange in exchanges),
        reassured=sum(len(exchange.reassured) for exchange in exchanges),
        looked_again=sum(exchange.repair_began is not None for exchange in exchanges),
        looks_ended=sum(exchange.repair_ended is not None for exchange in exchanges),
        read_differently=sum(reads_differently(exchange) for exchange in exchanges),
        we=sum(isinstance(moment.mark, We) for moment in kept),
        late=sum(moment.is_late and isinstance(moment.mark, OfExchange) for moment in kept),
        retracted=sum(isinstance(moment.mark, Retraction) for moment in whole),
    )


def zone_times(arousals: Spans, window: Window) -> ZoneTimes:
    """Give the time in each zone and the exits: each change from inside to outside with no gap between."""
    zones = [(step, window.zone(int(step.what))) for step in arousals]
    ms = {zone: sum(step.length_ms for step, lies in zones if lies is zone) for zone in Zone}
    turns = [
        after
        for (one, before), (other, after) in pairwise(zones)
        if before is Zone.INSIDE and one.to_ms == other.from_ms
    ]
    return ZoneTimes(ms, left_below=turns.count(Zone.BELOW), left_above=turns.count(Zone.ABOVE))


def repair_ms(exchange: Exchange) -> int | None:
    """Say how long the look again took; None while it has not begun or not ended."""
    if exchange.repair_began is None or exchange.repair_ended is None:
        return None
    return exchange.repair_ended.session_ms - exchange.repair_began.session_ms


def reads_differently(exchange: Exchange) -> bool:
    """Say whether the second reading was another than the first."""
    first, again = emotion_of(exchange.perceived), emotion_of(exchange.perceived_again)
    return None not in {first, again} and first is not again


def _times(log: Log, dose: Dose, end_ms: int) -> Times:
    gaps = spans.gaps(log, end_ms)
    pauses = spans.lasting(log, end_ms, Pause)
    groundings = spans.lasting(log, end_ms, Grounding)
    by_patient = {moment.moment_id for moment in log if moment.author is Author.PATIENT}
    return Times(
        length_ms=end_ms,
        uncovered_ms=dose.uncovered_ms,
        gaze_ms=dose.gaze_ms,
        still_gaze_ms=dose.still_ms,
        beyond_still=dose.beyond,
        pauses=len(pauses),
        patient_pauses=sum(pause.moment_id in by_patient for pause in pauses),
        paused_ms=_total(pauses),
        groundings=len(groundings),
        grounded_ms=_total(groundings),
        gaps=len(gaps),
        gap_ms=_total(gaps),
    )


def _visited(log: Log) -> tuple[Visited, ...]:
    cues = Counter((m.mark.aspect, m.mark.stance) for m in log if isinstance(m.mark, CueGiven))
    return tuple(Visited(aspect, cues[aspect, Stance.NOTICE], cues[aspect, Stance.CARE]) for aspect in Aspect)


def _counted(kinds: type[Kind], found: Iterable[Kind]) -> Mapping[Kind, int]:
    counts = Counter(found)
    return {kind: counts[kind] for kind in kinds if counts[kind]}


def _total(found: Iterable[Span]) -> int:
    return sum(span.length_ms for span in found)
