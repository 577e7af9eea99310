"""Who speaks to whom among the parts of a person, how often, and in which tone (S7b, S13a)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple
from uuid import UUID

from interbeing.domain.mark import Attitude, Noticed
from interbeing.domain.moment import Moment
from interbeing.domain.part import Part, Spoke
from interbeing.domain.rating import Share, share
from interbeing.domain.reading import Estimate
from interbeing.domain.single_case import difference


@dataclass(frozen=True, slots=True)
class Said:
    """How often one part spoke to another; `tones` counts those times whose tone was marked."""

    times: int
    tones: Mapping[Attitude, int]


class Shift(NamedTuple):
    """One pair in two spans of sessions: its share of all that was said in each, and the second less the first."""

    first: Said
    second: Said
    shares: tuple[Share, Share]
    change: Estimate | None


Dialogue = Mapping[tuple[Part, Part], Said]
"""By the part that speaks and the part that it speaks to; every pair is there."""


def dialogue_in(kept: Iterable[Moment]) -> Dialogue:
    """Count a log in which nothing stands that was taken back."""
    kept = tuple(kept)
    tones = tones_in(kept)
    spoken = [(moment.mark, tones.get(moment.moment_id)) for moment in kept if isinstance(moment.mark, Spoke)]
    by_pair = {
        pair: [tone for mark, tone in spoken if (mark.part, mark.spoken_to) == pair] for pair in product(Part, Part)
    }
    return {pair: Said(len(said), {tone: said.count(tone) for tone in Attitude}) for pair, said in by_pair.items()}


def joined(dialogues: Iterable[Dialogue]) -> Dialogue:
    """Add several sessions up."""
    each = tuple(dialogues)
    return {pair: _added([one[pair] for one in each]) for pair in product(Part, Part)}


def shifts(first: Dialogue, second: Dialogue) -> dict[tuple[Part, Part], Shift]:
    """Compare two spans, pair by pair; pairs that never spoke are left out."""
    of = tuple(sum(said.times for said in one.values()) for one in (first, second))
    found = {}
    for pair, before in first.items():
        after = second[pair]
        if before.times or after.times:
            shares = share(before.times, of[0]), share(after.times, of[1])
            found[pair] = Shift(before, after, shares, difference(*shares))
    return found


def tones_in(kept: Iterable[Moment]) -> Mapping[UUID, Attitude]:
    """Give the tone of each moment in which a part spoke, the one that was marked last; most have none."""
    noticed = (moment.mark for moment in kept if isinstance(moment.mark, Noticed))
    return {mark.spoke_id: mark.attitude for mark in noticed if mark.spoke_id}


def _added(said: list[Said]) -> Said:
    return Said(sum(one.times for one in said), {tone: sum(one.tones[tone] for one in said) for tone in Attitude})
