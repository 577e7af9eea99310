"""Which windows of the room are there, by what the log says of their coming and going."""

from collections import Counter
from collections.abc import Iterable

from interbeing.domain.mark import Connection, Screen
from interbeing.domain.moment import Moment


def still_here(log: Iterable[Moment]) -> tuple[Screen, ...]:
    """Give the screens that came and have not gone, one for each window, in the order of `Screen`."""
    here: Counter[Screen] = Counter()
    for moment in log:
        if isinstance(moment.mark, Connection):
            here[moment.mark.screen] += 1 if moment.mark.connected else -1
    return tuple(screen for screen in Screen for _ in range(here[screen]))
