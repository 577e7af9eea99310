"""Recognises who asks, by the cookie of their sign-in; where nobody signs in, it is the owner of the room."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final
from uuid import UUID

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.types import Receive, Scope, Send

from interbeing.domain.access import NOBODY, OWNER, acting_as
from interbeing.domain.errors import InterbeingError
from interbeing.domain.person import SignIn
from interbeing.services.signing_in import who_signed_in
from interbeing.web.door import Door
from interbeing.web.errors import problem_answer
from interbeing.web.gate import is_work
from interbeing.web.in_front import InFront
from interbeing.web.who import ASKS, AT_TABLET, SIGNED_IN, cookie_of, tablet_asks

NO_PERSON: Final = UUID(int=0)  # for whom no patient is there
NOBODYS: Final = ("/static/", "/api/health")


class Recognise(InFront):
    """Stands behind the gate and before the witness: everything further in is told who asks."""

    async def meet(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Say who asks, and pass on; where the record does not answer, nobody can be let in (503)."""
        try:
            await _recognise(scope)
        except InterbeingError as problem:
            await problem_answer(503, "The record does not answer", str(problem))(scope, receive, send)
            return
        signed_in: SignIn | None = scope[SIGNED_IN]
        is_room = scope[ASKS] is OWNER or scope[ASKS].session_id is not None  # a tablet looks as the room does
        nobody = None if is_room else NO_PERSON
        with acting_as(signed_in.person.person_id if signed_in else nobody), _in_session(scope, signed_in):
            await self._app(scope, receive, send)


async def _recognise(scope: Scope) -> None:
    door: Door = scope["app"].state.door
    if AT_TABLET in scope:
        scope[SIGNED_IN], scope[ASKS] = None, await tablet_asks(HTTPConnection(scope))
        return
    scope[SIGNED_IN], scope[ASKS] = None, NOBODY if door.settings.has_accounts else OWNER
    token = HTTPConnection(scope).cookies.get(cookie_of(door.settings))
    if door.room is None or door.room.accounts is None or not token or scope["path"].startswith(NOBODYS):
        return
    works = scope["type"] == "http" and is_work(scope["method"], Headers(scope=scope))
    found = await run_in_threadpool(who_signed_in, door.room.accounts, token, is_work=works)
    if found is not None:
        scope[SIGNED_IN], scope[ASKS] = found, found.principal(door.room.clock.now())


@contextmanager
def _in_session(scope: Scope, signed_in: SignIn | None) -> Iterator[None]:
    """Count a session's open screen: as long as there is one, its sign-in is not idle."""
    room = scope["app"].state.door.room
    if scope["type"] != "websocket" or signed_in is None or room is None:
        yield
        return
    room.accounts.in_session[signed_in.sign_in_id] += 1
    try:
        yield
    finally:
        room.accounts.in_session[signed_in.sign_in_id] -= 1
