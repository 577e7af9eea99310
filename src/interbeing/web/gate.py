"""Stands before every page: while the room is locked, only its door is answered, and every open socket is ended."""

import asyncio
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import RedirectResponse
from starlette.types import Message, Receive, Scope, Send

from interbeing.web.door import Door
from interbeing.web.errors import problem_answer
from interbeing.web.in_front import InFront
from interbeing.web.wall import SAFE
from interbeing.web.who import AT_TABLET

LOCKED: Final = 4423
ALWAYS_OPEN: Final = ("/static/", "/door", "/api/health")
OWN: Final = frozenset({"same-origin", "none"})  # none: typed into the browser, or from its list


class Gate(InFront):
    """Lets through what may pass the door as it stands."""

    async def meet(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let through, send to the door (303), or refuse (423 for a program, 4423 for a socket)."""
        door: Door = scope["app"].state.door
        path: str = scope["path"]
        is_tablets = AT_TABLET in scope  # which keep no room open, and never see its door
        if scope["type"] == "http" and not is_tablets and is_work(scope["method"], Headers(scope=scope)):
            door.used()
        if door.room is None and (is_tablets or not path.startswith(ALWAYS_OPEN)):
            await _refuse(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._until_locked(door, scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _until_locked(self, door: Door, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a socket until it ends, or until the room is locked: then the screen is told to go."""
        locked = asyncio.Event()
        door.sockets.add(locked)
        try:
            await self._app(scope, _or_locked(receive, send, locked), send)
        finally:
            door.sockets.discard(locked)


def is_work(method: str, headers: Headers) -> bool:
    """Say whether somebody works: a change, a page's word that keys move, or one of our pages being gone to.

    What a page asks for by itself is none, nor what another site asks for; the wall lets no other site change anything.
    """
    is_gone_to = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-site") in OWN
    return method not in SAFE or is_gone_to


def _or_locked(receive: Receive, send: Send, locked: asyncio.Event) -> Receive:
    async def receiving() -> Message:
        hearing, waiting = asyncio.ensure_future(receive()), asyncio.ensure_future(locked.wait())
        try:
            await asyncio.wait({hearing, waiting}, return_when=asyncio.FIRST_COMPLETED)
            if hearing.done():
                return hearing.result()
        finally:
            waiting.cancel()
            if not hearing.done():
                hearing.cancel()
        await send({"type": "websocket.close", "code": LOCKED, "reason": "the room is locked"})
        return {"type": "websocket.disconnect", "code": LOCKED}

    return receiving


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": LOCKED, "reason": "the room is locked"})
    elif AT_TABLET not in scope and "text/html" in Headers(scope=scope).get("accept", "") and scope["method"] == "GET":
        await RedirectResponse("/door", 303)(scope, receive, send)
    else:
        await problem_answer(423, "Locked", "the room is locked: open it with its passphrase")(scope, receive, send)
