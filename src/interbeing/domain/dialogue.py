"""Who speaks to whom among the parts of a person, how often, and in which tone (S7b, S13a)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product
from uuid import UUID

from interbeing.domain.mark import Attitude, Noticed
from interbeing.domain.moment import Moment
from interbeing.domain.part import Part, Spoke


@dataclass(frozen=True, slots=True)
class Said:
    """How often one part spoke to another; `tones` counts those times whose tone was marked."""

    times: int
    tones: Mapping[Attitude, int]


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


def tones_in(kept: Iterable[Moment]) -> Mapping[UUID, Attitude]:
    """Give the tone of each moment in which a part spoke, the one that was marked last; most have none."""
    noticed = (moment.mark for moment in kept if isinstance(moment.mark, Noticed))
    return {mark.spoke_id: mark.attitude for mark in noticed if mark.spoke_id}


def _added(said: list[Said]) -> Said:
    return Said(sum(one.times for one in said), {tone: sum(one.tones[tone] for one in said) for tone in Attitude})
