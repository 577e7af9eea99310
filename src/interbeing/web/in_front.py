"""What the wall, the gate and whoever else stands in front of the pages share: only pages and sockets are met."""

from starlette.types import ASGIApp, Receive, Scope, Send


class InFront:
    """Stands in front of the app; what is neither a page nor a socket (the room's own start and end) passes by."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand in front of this app."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Meet what asks for a page or a socket."""
        meet = self.meet if scope["type"] in {"http", "websocket"} else self._app
        await meet(scope, receive, send)

    async def meet(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let it through, change it, or refuse it."""
        raise NotImplementedError
