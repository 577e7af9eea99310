"""The marks that can be added after the fact, and how they come back from the form."""

from typing import Final
from uuid import UUID

from interbeing.domain.arousal import HIGHEST_LEVEL, LOWEST_LEVEL
from interbeing.domain.emotion import Emotion
from interbeing.domain.errors import BadInput
from interbeing.domain.exchange import Exchange
from interbeing.domain.mark import (
    ArousalSeen,
    Attitude,
    Felt,
    Gaze,
    Mark,
    Noticed,
    Offered,
    Perceived,
    Reassured,
    Received,
    Reception,
    We,
)
from interbeing.web.pages.forms import Typed

OF_EXCHANGE: Final = frozenset({"felt", "offered", "perceived", "received", "reassured"})
EMOTIONS: Final = tuple(Emotion)
# By kind: the values to choose from, as the form sends them.
MISSED: Final[dict[str, tuple[str, ...]]] = {
    "felt": EMOTIONS,
    "offered": EMOTIONS,
    "perceived": EMOTIONS,
    "received": tuple(Reception),
    "reassured": ("",),
    "arousal": tuple(str(level) for level in range(LOWEST_LEVEL, HIGHEST_LEVEL + 1)),
    "gaze": ("at_reflection", "away"),
    "noticed": tuple(Attitude),
    "we": ("",),
}


def missed_mark(typed: Typed, exchanges: tuple[Exchange, ...], moment_id: UUID) -> Mark:
    """Read which mark was missed; one of an exchange joins the exchange of that number, or begins one of its own."""
    kind, _, value = typed.one("mark").partition(":")
    if value not in MISSED.get(kind, ()):
        raise BadInput("choose the mark that was missed", about="mark")
    if kind not in OF_EXCHANGE:
        return _single(kind, value)
    number = typed.one("exchange").strip()
    return _of_exchange(kind, value, _named(number, exchanges) if number else moment_id)


def _named(number: str, exchanges: tuple[Exchange, ...]) -> UUID:
    if not (number.isascii() and number.isdecimal() and 1 <= int(number[:9]) <= len(exchanges)):
        most = len(exchanges)
        raise BadInput(
            "there is no {about} {number}: they go from 1 to {most}", about="exchange", number=number, most=most
        )
    return exchanges[int(number) - 1].exchange_id


def _single(kind: str, value: str) -> Mark:
    match kind:
        case "arousal":
            return ArousalSeen(int(value))
        case "gaze":
            return Gaze(value == "at_reflection")
        case "noticed":
            return Noticed(Attitude(value))
        case _:
            return We()


def _of_exchange(kind: str, value: str, exchange_id: UUID) -> Mark:
    match kind:
        case "felt":
            return Felt(Emotion(value), exchange_id=exchange_id)
        case "offered":
            return Offered(Emotion(value), exchange_id)
        case "perceived":
            return Perceived(Emotion(value), exchange_id)
        case "received":
            return Received(Reception(value), exchange_id)
        case _:
            return Reassured(exchange_id)
