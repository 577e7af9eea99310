"""The wall around the room: only its own pages may change anything, and nothing is loaded from elsewhere."""

import logging
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from interbeing.web.errors import problem_answer
from interbeing.web.headers import ALWAYS, ALWAYS_ENCRYPTED, FACES_WORKER, POLICY_OF_FACES
from interbeing.web.in_front import InFront
from interbeing.web.who import AT_TABLET

logger = logging.getLogger(__name__)
HOSTS: Final = frozenset({"localhost", "127.0.0.1", "[::1]"})
LARGEST_BODY: Final = 1024 * 1024  # bytes; our longest is a write-up of 20,000 characters
LARGEST_FILE: Final = 50 * 1024 * 1024 + 4096  # bytes, with what a form puts around a file
TOLD_EVERY_MS: Final = 60_000
FILES_GO_TO: Final = "/bring-in"
SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class Wall(InFront):
    """Checks Host, Origin and Sec-Fetch-Site before anything else, and sends the same headers with everything."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand in front of this app; nothing was stopped yet."""
        super().__init__(app)
        self._stopped, self._told_ms = 0, -TOLD_EVERY_MS

    async def meet(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let through, or refuse with 421 (unknown host) or 403 (asked for by another page)."""
        public = scope["app"].state.door.settings.public_address
        refusal = _refusal(scope, Headers(scope=scope), public, scope.get(AT_TABLET))
        if refusal is None:
            counted = _up_to_the_largest(receive, scope["path"]) if scope["type"] == "http" else receive
            await self._app(scope, counted, _with_headers(send, scope["path"], is_public=public is not None))
            return
        self._tell(scope["app"].state.door.clock.monotonic_ms())
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 4403, "reason": refusal[1]})
        else:
            await problem_answer(*refusal)(scope, receive, send)

    def _tell(self, now_ms: int) -> None:
        """Say on standard error how many were stopped, now and then: whoever knocks must not fill a disk with it."""
        self._stopped += 1
        if now_ms - self._told_ms >= TOLD_EVERY_MS:
            logger.warning("stopped at the wall: %d", self._stopped)
            self._stopped, self._told_ms = 0, now_ms


def _refusal(scope: Scope, headers: Headers, public: str | None, tablets: str | None) -> tuple[int, str, str] | None:
    host = headers.get("host", "")
    is_public = f"https://{host}" == (tablets or public)
    if not is_public and (tablets is not None or _name(host) not in {name.strip("[]") for name in HOSTS}):
        return 421, "Unknown host", "this room answers only to localhost"
    is_unsafe = scope["type"] == "websocket" or scope["method"] not in SAFE
    if is_unsafe and not _is_own(headers, f"https://{host}" if is_public else f"http://{host}"):
        return 403, "Asked for by another page", "only this room's own pages may change anything"
    return None


def _name(host: str) -> str | None:
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:  # not the name of any host
        return None


def _is_own(headers: Headers, address: str) -> bool:
    """Say whether one of our pages asks, or a program that sends neither header (no page can leave both out)."""
    origin, site = headers.get("origin"), headers.get("sec-fetch-site")
    return (origin is None or origin == address) and site in {None, "same-origin"}


def _up_to_the_largest(receive: Receive, path: str) -> Receive:
    """Stop reading a body that is longer than anything our pages send: it is answered with 413."""
    read, most = 0, LARGEST_FILE if path.endswith(FILES_GO_TO) else LARGEST_BODY

    async def receiving() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > most:
            raise HTTPException(413, "That is more than this room takes at once")
        return message

    return receiving


def _with_headers(send: Send, path: str, *, is_public: bool) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            if path == FACES_WORKER:
                headers["content-security-policy"] = POLICY_OF_FACES
            for name, value in (*ALWAYS.items(), *([ALWAYS_ENCRYPTED] if is_public else [])):
                headers.setdefault(name, value)
        await send(message)

    return sending
