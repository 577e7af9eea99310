"""When arousal left the window of tolerance, and how long it took until it was marked inside again."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from uuid import UUID

from interbeing.domain.arousal import Window, Zone
from interbeing.domain.spans import Spans


@dataclass(frozen=True, slots=True)
class Exit:
    """One way out of the window: where to, when, and by which mark.

    `back_ms` is how long it took until arousal was marked inside again; None when that was never seen, or not without
    a gap.
    """

    zone: Zone
    at_ms: int
    moment_id: UUID
    back_ms: int | None


def exits(arousals: Spans, window: Window) -> tuple[Exit, ...]:
    """Give each exit: arousal marked outside right after inside, with no gap between."""
    return tuple(_exits(arousals, window))


def _exits(arousals: Spans, window: Window) -> Iterator[Exit]:
    zones = [window.zone(int(step.what)) for step in arousals]
    for place, (before, now) in enumerate(pairwise(zones), 1):
        left = arousals[place]
        if before is Zone.INSIDE and now is not Zone.INSIDE and arousals[place - 1].to_ms == left.from_ms:
            yield Exit(now, left.from_ms, left.moment_id, _back_ms(arousals[place:], zones[place:]))


def _back_ms(steps: Spans, zones: list[Zone]) -> int | None:
    for (one, other), zone in zip(pairwise(steps), zones[1:], strict=False):
        if one.to_ms != other.from_ms:
            return None
        if zone is Zone.INSIDE:
            return other.from_ms - steps[0].from_ms
    return None
