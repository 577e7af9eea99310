"""Decides before every page and every message whether it may be: the one place where that is asked."""

from typing import Final
from uuid import UUID

from starlette.requests import HTTPConnection

from interbeing.domain import access
from interbeing.domain.access import Action, Decision, Principal
from interbeing.domain.errors import NotFound
from interbeing.domain.mark import Screen
from interbeing.services.relations import About, resource_of
from interbeing.web.asked import ASKED, OF_MESSAGES
from interbeing.web.who import who_asks

NO_SUCH: Final = "there is no such page, or it is not for you"


async def decide(asking: HTTPConnection) -> None:
    """Let a page through that the table allows; any other does not exist for who asks (NotFound).

    What is said on a socket is decided message by message: see `may_say`.
    """
    if asking.scope["type"] == "websocket":
        return
    action = ASKED.get(f"{asking.scope['method']} {asking.scope['route'].path}")
    if action is None or not decision(who_asks(asking), action, _about(asking.path_params)).is_allowed:
        raise NotFound(NO_SUCH)


def may_say(principal: Principal, screen: Screen, kind: str, session_id: UUID) -> bool:
    """Say whether this screen may say this kind of message in this session now."""
    action = OF_MESSAGES[screen].get(kind)
    return action is not None and decision(principal, action, About(session_id=session_id)).is_allowed


def refuse_unasked(principal: Principal, screen: Screen, kind: str, session_id: UUID) -> None:
    """Raise NotFound where `may_say` says no."""
    if not may_say(principal, screen, kind, session_id):
        raise NotFound(f"there is no session {session_id}")


def decision(principal: Principal, action: Action, about: About) -> Decision:
    """Decide one action about a patient, a session or the clinic."""
    return access.authorize(principal, action, resource_of(principal, about))


def _about(params: dict[str, str]) -> About:
    """Read of whom the address speaks; what is no id at all is nobody's."""
    return About(**{name: _id(params[name]) for name in About._fields if name in params})


def _id(written: str) -> UUID:
    try:
        return UUID(written)
    except ValueError:
        return UUID(int=0)
