"""Knows who asks: on a laptop its owner, whoever unlocked the room."""

from typing import Final

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from interbeing.domain.access import NOBODY, OWNER, Principal

ASKS: Final = "interbeing.principal"


class Who:
    """Stands behind the gate and before the witness: everything further in is told who asks."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand in front of this app."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Say who asks, and pass on."""
        if scope["type"] in {"http", "websocket"}:
            scope[ASKS] = OWNER
        await self._app(scope, receive, send)


def who_asks(asking: HTTPConnection | Scope) -> Principal:
    """Give who asks; nobody, where nobody said so."""
    found: Principal = asking.get(ASKS, NOBODY)
    return found
