"""Decides before every page and every message whether it may be: the one place where that is asked."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final
from uuid import UUID

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection
from starlette.websockets import WebSocket

from interbeing.domain import access
from interbeing.domain.access import Action, Decision, Principal, Role
from interbeing.domain.errors import AskedAgain, NotFound, NotSignedIn
from interbeing.domain.mark import Screen
from interbeing.services.relations import About, by_record, without_record
from interbeing.web.asked import ASKED, OF_MESSAGES
from interbeing.web.who import who_asks, who_asks_still
from interbeing.web.words import marked
from interbeing.wiring import Room

NO_SUCH: Final = marked("there is no such page, or it is not for you")
LOOK_EVERY_S: Final = 0.4  # a role that was taken back closes an open socket within a second
NO_MORE: Final = 4404
NO: Final = Decision(is_allowed=False)


async def decide(asking: HTTPConnection) -> None:
    """Let a page through that the table allows; any other does not exist for who asks (NotFound).

    Who has not signed in is asked to (NotSignedIn), who need only give their secret again is asked for it (AskedAgain).
    What is said on a socket is decided message by message: see `may_say`.
    """
    if asking.scope["type"] == "websocket":
        return
    action = ASKED.get(f"{asking.scope['method']} {asking.scope['route'].path}")
    principal = who_asks(asking)
    decided = await _decided(asking, principal, action, _about(asking.path_params)) if action else NO
    if decided.is_allowed:
        return
    if principal.role in {Role.NOBODY, Role.INVITED}:
        raise NotSignedIn("sign in first", about=principal.role.value)
    if principal == access.AT_TABLET:
        raise NotSignedIn("join with the code that your therapist shows you", about=principal.role.value)
    if decided.would_step_up:
        raise AskedAgain("this needs your secret once more: give it, then come back here")
    raise NotFound(NO_SUCH)


async def may_say(socket: HTTPConnection, screen: Screen, kind: str, session_id: UUID) -> bool:
    """Say whether this screen may say this kind of message in this session now."""
    action, principal = OF_MESSAGES[screen].get(kind), await who_asks_still(socket)
    return action is not None and (await _decided(socket, principal, action, About(session_id=session_id))).is_allowed


async def refuse_unasked(socket: HTTPConnection, screen: Screen, kind: str, session_id: UUID) -> None:
    """Raise NotFound where `may_say` says no."""
    if not await may_say(socket, screen, kind, session_id):
        raise NotFound(f"there is no session {session_id}")


def may_also(asking: HTTPConnection, action: Action, session_id: UUID) -> bool:
    """Say whether a page of a session may show this too; waits for the record, so for pages that wait anyway."""
    principal, about = who_asks(asking), About(session_id=session_id)
    known = without_record(principal, about)
    if known is not None:
        return access.authorize(principal, action, known).is_allowed
    return _by_record(asking.app.state.door.inside, principal, action, about).is_allowed


@asynccontextmanager
async def while_allowed(socket: WebSocket, screen: Screen, session_id: UUID) -> AsyncIterator[None]:
    """Close the socket as soon as its screen may not be here any more; on a laptop it always may."""

    async def watch() -> None:
        while await may_say(socket, screen, "enter", session_id):
            await asyncio.sleep(LOOK_EVERY_S)
        await socket.close(NO_MORE, "there is no such session")

    watching = asyncio.create_task(watch()) if who_asks(socket).role is not Role.OWNER else None
    try:
        yield
    finally:
        if watching is not None:
            watching.cancel()


async def _decided(asking: HTTPConnection, principal: Principal, action: Action, about: About) -> Decision:
    """Decide by every way in which it stands to who asks: one yes is enough."""
    known = without_record(principal, about)
    if known is not None:
        return access.authorize(principal, action, known)
    return await run_in_threadpool(_by_record, asking.app.state.door.inside, principal, action, about)


def _by_record(room: Room, principal: Principal, action: Action, about: About) -> Decision:
    stands = by_record(room.database, principal, action, about, room.clock.now())
    found = [access.authorize(principal, action, one) for one in stands]
    return Decision(any(one.is_allowed for one in found), any(one.would_step_up for one in found))


def _about(params: dict[str, str]) -> About:
    """Read of whom the address speaks; what is no id at all is nobody's."""
    return About(**{name: _id(params[name]) for name in About._fields if name in params})


def _id(written: str) -> UUID:
    try:
        return UUID(written)
    except ValueError:
        return UUID(int=0)
