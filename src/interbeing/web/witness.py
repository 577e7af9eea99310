"""Keeps who did and saw what: a change together with its deed, a page's reading before the page is sent."""

import asyncio
import re
from dataclasses import replace
from functools import partial
from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from interbeing.domain import access
from interbeing.domain.access import NOBODY, Principal
from interbeing.domain.deed import DOING, NOT_SHOWN, Deed
from interbeing.domain.errors import InterbeingError
from interbeing.services.clock import Clock
from interbeing.storage.audit import note
from interbeing.web.door import Door
from interbeing.web.errors import problem_answer
from interbeing.web.in_front import InFront
from interbeing.web.who import who_asks

AN_ID: Final = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
NOBODYS: Final = ("/static/", "/door", "/api/health", "/paper")
OWN_DOING: Final = ("/under-way/", "/api/under-way/")  # how far a deed has come that is noted itself, once it is done
GOES_ON_UNNOTED: Final = ("/console", "/mirror")  # a session is not held up by a full disk; its log notes who came in
ONE_LOOK_MS: Final = 60_000  # a page that asks again by itself is one look for as long
MOST_REMEMBERED: Final = 1_000
LONGEST_ACTION: Final = 200
REFUSED: Final = frozenset({401, 403, 404})


class Witness(InFront):
    """Stands behind the gate: what passes here is noted, without a word of what it says."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand in front of this app; nothing was looked at yet."""
        super().__init__(app)
        self._looks: dict[tuple[str, str, str, str], int] = {}

    async def meet(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let what is done know what it is, and send what is read only once the reading is kept."""
        door: Door = scope["app"].state.door
        if door.room is None or scope["path"].startswith(NOBODYS + OWN_DOING):
            await self._app(scope, receive, send)
            return
        deed = _deed(scope, door.room.clock)
        token = DOING.set(deed if scope["type"] == "http" else None)
        try:
            await self._app(scope, receive, self._once_noted(door, scope, deed, send))
        finally:
            DOING.reset(token)

    def _once_noted(self, door: Door, scope: Scope, deed: Deed, send: Send) -> Send:
        refused = False

        async def sending(message: Message) -> None:
            nonlocal refused
            if refused:
                return
            if _is_told(message, who_asks(scope)) and not await self._is_noted(
                door, _as_shown(deed, message), scope["path"]
            ):
                refused = True
                answer = problem_answer(503, "Not saved", "who reads is kept first, and that could not be kept now")
                await answer(scope, _nothing, send)
                return
            await send(message)

        return sending

    async def _is_noted(self, door: Door, deed: Deed, path: str) -> bool:
        seen = self._looks.get((deed.actor, deed.action, deed.about, deed.reason))
        if door.room is None or (seen is not None and deed.monotonic_ms - seen < ONE_LOOK_MS):
            return door.room is not None
        token = DOING.set(None)  # the reading is the deed itself
        try:
            await asyncio.wrap_future(door.room.database.write(partial(note, deed=deed)))
        except InterbeingError:
            return any(path.endswith(one) for one in GOES_ON_UNNOTED)
        finally:
            DOING.reset(token)
        if len(self._looks) >= MOST_REMEMBERED:
            self._looks.clear()
        self._looks[deed.actor, deed.action, deed.about, deed.reason] = deed.monotonic_ms
        return True


def _deed(scope: Scope, clock: Clock) -> Deed:
    """Say what is asked for, ids apart: the words that somebody searches for are no part of it."""
    path, found = scope["path"], AN_ID.search(scope["path"])
    how = scope.get("method", "SOCKET")
    action = f"{how} {AN_ID.sub('-', path)}"[:LONGEST_ACTION]
    return Deed(
        action, clock.now(), clock.monotonic_ms(), found[0].lower() if found else "", actor=who_asks(scope).person
    )


def _is_told(message: Message, principal: Principal) -> bool:
    """Say whether this begins an answer that is noted: one that is read, or a refusal of somebody who is known here.

    What nobody knows of asks for in vain is left out: anybody who reaches the address could fill the record with it.
    """
    if message["type"] != "http.response.start":
        return bool(message["type"] == "websocket.accept")
    if message["status"] in REFUSED:
        return principal not in {NOBODY, access.AT_TABLET}
    is_page = Headers(raw=message["headers"]).get("content-type", "").startswith("text/html")
    return message["status"] == 200 or (is_page and not 300 <= message["status"] < 400)


def _as_shown(deed: Deed, message: Message) -> Deed:
    """Say in the deed when what was asked for was refused or is not there: then nobody has seen it."""
    return replace(deed, reason=NOT_SHOWN) if message.get("status") in REFUSED else deed


async def _nothing() -> Message:
    return {"type": "http.disconnect"}
