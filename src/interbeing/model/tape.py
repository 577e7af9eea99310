"""What each branch of a moment leaves behind, one row for each, so that the moment can be read backwards."""

from typing import Final

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
MOST_BRANCHES: Final = 2 * (K - 1 + K)
