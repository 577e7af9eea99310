"""The marks that can be added after the fact, and how they come back from the form."""

from typing import Final
from uuid import UUID

from interbeing.domain.errors import BadInput
from interbeing.domain.exchange import Exchange
from interbeing.domain.mark import Mark
from interbeing.domain.named import KINDS, is_of_exchange, mark_named
from interbeing.web.pages.forms import Typed

OFFERED: Final = ("felt", "offered", "perceived", "received", "reassured", "arousal", "gaze", "noticed", "spoke", "we")
# By kind: the values to choose from, as the form sends them.
MISSED: Final[dict[str, tuple[str, ...]]] = {kind: KINDS[kind][0] for kind in OFFERED}


def missed_mark(typed: Typed, exchanges: tuple[Exchange, ...], moment_id: UUID) -> Mark:
    """Read which mark was missed; one of an exchange joins the exchange of that number, or begins one of its own."""
    kind, _, value = typed.one("mark").partition(":")
    if value not in MISSED.get(kind, ()):
        raise BadInput("choose the mark that was missed", about="mark")
    name = f"{kind}:{value}" if value else kind
    if not is_of_exchange(name):
        return mark_named(name)
    number = typed.one("exchange").strip()
    return mark_named(name, _named(number, exchanges) if number else moment_id)


def _named(number: str, exchanges: tuple[Exchange, ...]) -> UUID:
    if not (number.isascii() and number.isdecimal() and 1 <= int(number[:9]) <= len(exchanges)):
        most = len(exchanges)
        raise BadInput(
            "there is no {about} {number}: they go from 1 to {most}", about="exchange", number=number, most=most
        )
    return exchanges[int(number) - 1].exchange_id
