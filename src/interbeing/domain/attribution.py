"""The attribution matrix: what was offered, and what it was read as, in one feeling or in all (S15, S16, S17)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from interbeing.domain.caregiver import NOTHING_TOLD, Reports
from interbeing.domain.emotion import EMOTIONS, Emotion
from interbeing.domain.exchange import Exchange, emotion_of
from interbeing.domain.rating import Share, share
from interbeing.domain.reading import Estimate
from interbeing.domain.single_case import difference


class Read(NamedTuple):
    """One reading: what was felt (None: not marked), what was offered, and what it was first read as."""

    felt: Emotion | None
    offered: Emotion
    perceived: Emotion


@dataclass(frozen=True, slots=True)
class Cell:
    """How often one offer was read as one emotion, of all readings of that offer; and the change between two spans."""

    share: Share
    change: Estimate | None = None


@dataclass(frozen=True, slots=True)
class Foretold:
    """What the caregiver history foretells for one feeling, and what was read when care was offered in it.

    `modal` are the responses that came back most often, `proportional` each response's part (0 to 1) of all that was
    told, `seen` each emotion's share of the readings.
    """

    felt: Emotion
    modal: tuple[Emotion, ...]
    proportional: Mapping[Emotion, float]
    seen: Mapping[Emotion, Share]


def reads_of(exchanges: Iterable[Exchange]) -> tuple[Read, ...]:
    """Give the first reading of each exchange in which the offer was marked too."""
    found = ((emotion_of(one.felt), emotion_of(one.offered), emotion_of(one.perceived)) for one in exchanges)
    return tuple(Read(felt, offered, read) for felt, offered, read in found if offered and read)


def in_feeling(reads: Iterable[Read], felt: Emotion | None) -> tuple[Read, ...]:
    """Give the readings in one feeling; with None, all."""
    return tuple(read for read in reads if felt in {None, read.felt})


def matrix(reads: Iterable[Read]) -> dict[Emotion, dict[Emotion, Share]]:
    """Count the readings: by offer, and in it by what it was read as; offers that never came are left out."""
    counts = Counter((read.offered, read.perceived) for read in reads)
    rows = {offered: sum(counts[offered, read] for read in EMOTIONS) for offered in EMOTIONS}
    return {
        offered: {read: share(counts[offered, read], of) for read in EMOTIONS} for offered, of in rows.items() if of
    }


def cells(reads: Iterable[Read], first: Iterable[Read], second: Iterable[Read]) -> dict[Emotion, dict[Emotion, Cell]]:
    """Give the matrix of all readings, each cell with its change from the first span to the second."""
    before, after = matrix(first), matrix(second)

    def change(offered: Emotion, read: Emotion) -> Estimate | None:
        if offered not in before or offered not in after:
            return None
        return difference(before[offered][read], after[offered][read])

    return {
        offered: {read: Cell(one, change(offered, read)) for read, one in row.items()}
        for offered, row in matrix(reads).items()
    }


def foretold(reports: Reports, reads: Iterable[Read]) -> tuple[Foretold, ...]:
    """Hold what the caregiver history foretells against what was read, in each feeling that the history tells of."""
    cared = [read for read in reads if read.offered is Emotion.COMPASSION]
    rows = zip(EMOTIONS, reports if reports else NOTHING_TOLD, strict=True)
    return tuple(_foretold(felt, row, [one for one in cared if one.felt is felt]) for felt, row in rows if sum(row))


def _foretold(felt: Emotion, row: tuple[int, ...], reads: list[Read]) -> Foretold:
    counts = Counter(read.perceived for read in reads)
    return Foretold(
        felt,
        modal=tuple(emotion for emotion, told in zip(EMOTIONS, row, strict=True) if told == max(row)),
        proportional={emotion: told / sum(row) for emotion, told in zip(EMOTIONS, row, strict=True)},
        seen={emotion: share(counts[emotion], len(reads)) for emotion in EMOTIONS},
    )
