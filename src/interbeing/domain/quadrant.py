"""What became of care that was offered: taken in, recognised but not tolerated, or misread (S14, S15)."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final

from interbeing.domain.emotion import Emotion
from interbeing.domain.exchange import Exchange, emotion_of
from interbeing.domain.mark import Received, Reception

TOLERATED: Final = frozenset({Reception.BEARABLE, Reception.TAKEN_IN})


class Quadrant(StrEnum):
    """Where an exchange lies, by its first reading; `NOT_TOLD` where a mark that decides it is missing."""

    TAKEN_IN = "taken_in"
    NOT_TOLERATED = "not_tolerated"
    MISREAD = "misread"
    NOT_OFFERED = "not_offered"
    NOT_TOLD = "not_told"


def quadrant_of(exchange: Exchange) -> Quadrant:
    """Say where this exchange lies. What was read and how it was received stay two questions, asked in this order."""
    offered, read, received = emotion_of(exchange.offered), emotion_of(exchange.perceived), exchange.received
    if offered is None or (offered is Emotion.COMPASSION and read is None):
        return Quadrant.NOT_TOLD
    if offered is not Emotion.COMPASSION:
        return Quadrant.NOT_OFFERED
    if read is not Emotion.COMPASSION:
        return Quadrant.MISREAD
    if received is None:
        return Quadrant.NOT_TOLD
    is_tolerated = isinstance(received.mark, Received) and received.mark.reception in TOLERATED
    return Quadrant.TAKEN_IN if is_tolerated else Quadrant.NOT_TOLERATED


def quadrants(exchanges: Iterable[Exchange]) -> Mapping[Quadrant, int]:
    """Count the exchanges in each quadrant."""
    counts = dict.fromkeys(Quadrant, 0)
    for exchange in exchanges:
        counts[quadrant_of(exchange)] += 1
    return counts


def is_recognised(exchange: Exchange) -> bool:
    """Whether care was offered and read as care, however it was to receive it."""
    return emotion_of(exchange.offered) is emotion_of(exchange.perceived) is Emotion.COMPASSION
