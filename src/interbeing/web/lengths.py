"""Says times of the session clock in words and figures, and reads them back as a person types them."""

from collections.abc import Callable
from typing import Final

from babel.support import Translations

from interbeing.domain.errors import BadInput

MS_PER_S: Final = 1000
S_PER_MIN: Final = 60
MIN_PER_H: Final = 60
MOST_PARTS: Final = 3


def clock_text(session_ms: int) -> str:
    """Say a place on the session clock: 4:05, or 1:04:05."""
    minutes, seconds = divmod(session_ms // MS_PER_S, S_PER_MIN)
    hours, minutes = divmod(minutes, MIN_PER_H)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def read_clock(given: str, until_ms: int) -> int:
    """Read `4:05` or `1:04:05` as milliseconds; BadInput when it is no such time or lies after the session."""
    parts = given.strip().split(":")
    if not 1 < len(parts) <= MOST_PARTS or not all(part.isascii() and part.isdecimal() for part in parts):
        raise BadInput("write the {about} as minutes and seconds: 4:05", about="time")
    session_ms = 0
    for part in parts:
        session_ms = session_ms * S_PER_MIN + int(part[:6]) * MS_PER_S
    if session_ms > until_ms:
        raise BadInput("the {about} lies after the end of the session, {end}", about="time", end=clock_text(until_ms))
    return session_ms


def length_text(words: Translations) -> Callable[[int], str]:
    """Give what says a length of time: 45 s, 12 min 5 s, 1 h 4 min."""

    def say(length_ms: int) -> str:
        minutes, seconds = divmod(round(length_ms / MS_PER_S), S_PER_MIN)
        hours, minutes = divmod(minutes, MIN_PER_H)
        if hours:
            return words.gettext("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": minutes}
        if minutes and seconds:
            return words.gettext("%(minutes)s min %(seconds)s s") % {"minutes": minutes, "seconds": seconds}
        if minutes:
            return words.gettext("%(minutes)s min") % {"minutes": minutes}
        return words.gettext("%(seconds)s s") % {"seconds": seconds}

    return say
