"""What a screen is told of a session: the console everything, the mirror only what it shows, and nobody's words."""

from collections.abc import Iterable
from typing import Final

from interbeing.domain.mark import Screen
from interbeing.domain.moment import Kept
from interbeing.domain.signal_now import SignalsNow
from interbeing.services.broadcast import Happened, News, ReadAgain
from interbeing.web.wire_moments import KeptMoment

# Cover, grounding, picture and whether light was looked at; what was read in drawn faces is the patient's own.
MIRROR_SHOWS: Final = frozenset(
    {
        *("opened", "closed", "cover", "pause", "grounding", "view", "frame"),
        *("light", "passed", "retraction", "recognised"),
    }
)


def hears(screen: Screen, news: News) -> bool:
    """Say whether this screen is told this."""
    if screen is Screen.CONSOLE:
        return True
    if isinstance(news, Happened):
        return news.kept.moment.mark.kind in MIRROR_SHOWS
    return isinstance(news, ReadAgain | SignalsNow)


def log_for(screen: Screen, kept: Iterable[Kept]) -> list[KeptMoment]:
    """Give those moments of the log that this screen is told, as it is told them."""
    return [told_to(screen, one) for one in kept if screen is Screen.CONSOLE or one.moment.mark.kind in MIRROR_SHOWS]


def told_to(screen: Screen, kept: Kept) -> KeptMoment:
    """Give one moment; why a limit was passed or a slip taken back is the therapist's own."""
    told = KeptMoment.from_domain(kept)
    return told if screen is Screen.CONSOLE else told.model_copy(update={"reason": ""})
