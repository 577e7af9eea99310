"""What a deed asked for, read back from how the audit has it: the address of a page with its ids left out."""

import re
from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from typing import Final, NamedTuple

from interbeing.domain.access import Action, Thing, Verb
from interbeing.domain.access_table import OF_PATIENT
from interbeing.domain.deed import NOT_SHOWN, Deed
from interbeing.services.acts import Acts
from interbeing.web.asked import ASKED

AS_NOTED: Final = tuple(  # how the witness writes an address down: its ids as -
    (re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(route))), action) for route, action in ASKED.items()
)


def asked_for(noted: str) -> Action | None:
    """Give what was done with which kind of thing; None for what is no page."""
    return next((action for route, action in AS_NOTED if route.fullmatch(noted)), None)


def is_look(deed: Deed) -> bool:
    """Say whether a page was only opened, whatever can be done on it."""
    return deed.action.startswith("GET ")


class Act(NamedTuple):
    """One line of what somebody did: what is the same in one minute stands once, with how often."""

    at: datetime
    verb: Verb
    thing: Thing
    of: str
    is_about: bool
    is_shown: bool
    times: int


def in_lines(acts: Acts) -> tuple[Act, ...]:
    """Give what somebody did, the newest first."""
    return tuple(_lines(acts))


def _lines(acts: Acts) -> Iterator[Act]:
    for (noted, about, _reason, _minute), same in groupby(acts.deeds, _alike):
        deeds, action = list(same), asked_for(noted)
        if action is not None:
            is_read = is_look(deeds[0]) and action.thing is not Thing.EXPORT
            yield Act(
                deeds[0].at,
                Verb.READ if is_read else action.verb,
                action.thing,
                acts.about.get(about, ""),
                bool(about) and action.thing in OF_PATIENT,
                deeds[0].reason != NOT_SHOWN,
                len(deeds),
            )


def _alike(deed: Deed) -> tuple[str, str, str, datetime]:
    return deed.action, deed.about, deed.reason, deed.at.replace(second=0, microsecond=0)
