"""The seven feelings that a person may have, give back, or read in a face."""

from enum import StrEnum
from typing import Final


class Emotion(StrEnum):
    """One set for felt, offered, perceived and caregiver response, so that their tables line up.

    The order is part of the contract: arrays in the model and files index emotions by it.
    """

    COMPASSION = "compassion"
    NEUTRAL = "neutral"
    SADNESS = "sadness"
    FEAR = "fear"
    ANGER = "anger"
    DISGUST = "disgust"
    SHAME = "shame"


EMOTIONS: Final[tuple[Emotion, ...]] = tuple(Emotion)
