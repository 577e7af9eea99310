"""What each branch of a moment leaves behind, so that the moment can be read backwards.

The tape is one long row of numbers. Each moment has a block of it, and in the block each figure a stretch with one
place for each branch. Where there are several branches the stretch has room for a whole number of eights: a processor
works out four or eight places at once, and what it writes into places that belong to no branch is never read.
"""

from typing import Final, NamedTuple

import numpy as np

from interbeing.model.compile import kernel
from interbeing.model.parameters import K

(
    T_WEIGHT,
    T_NATS,
    T_MEAN,
    T_VARIANCE,
    T_GATE,
    T_LOW,
    T_HIGH,
    T_PER_SPREAD,
    T_MEAN_BEFORE,
    T_VARIANCE_BEFORE,
    T_DRIVE,
    T_TAUGHT,
) = range(12)
"""Its weight (at first a factor of it, with nats beside), arousal and gate after it (arousal.Gate), arousal before the
report, the drive; backwards: the derivative by its log weight (in nats' place), what teaching in it was worth."""
T_SHARE: Final = 12
"""The share of each feeling in the branch."""
T_WORTH: Final = T_SHARE + K
TAPE: Final = T_WORTH + K
"""Numbers that one branch leaves."""


EIGHT: Final = 8
MOST_ROOM: Final = 4 * EIGHT
"""Places for the most branches that a moment can have, 2 (K - 1 + K)."""


class Block(NamedTuple):
    """Where a moment's part of the tape begins, how many branches it has, and places for each figure."""

    at: int
    branches: int
    room: int


@kernel
def room_for(branches: int) -> int:
    """Give how many places each figure of a moment has."""
    return branches if branches == 1 else (branches + EIGHT - 1) // EIGHT * EIGHT


@kernel
def block_of(place: int, branches: int) -> Block:
    """Give the block of a moment that has so many places before it on the tape."""
    return Block(place * TAPE, branches, room_for(branches))


@kernel
def spot(block: Block, figure: int, branch: int) -> np.uint64:
    """Give the place of one figure of one branch (0: the moment's first)."""
    return np.uint64(block.at + figure * block.room + branch)
