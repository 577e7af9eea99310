"""Listens for tablets under the address that the owner chose, over TLS, for as long as the room is open."""

import asyncio
import logging
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from interbeing.services.tablet_door import FOLDER, KEY, SHOWN, TabletDoor, door_of, word_of
from interbeing.web.door import Door
from interbeing.web.limits import limited
from interbeing.web.who import AT_TABLET

logger = logging.getLogger(__name__)
LOOK_EVERY_S: Final = 1.0
MOST_WAITING: Final = 16
CIPHERS: Final = "ECDHE+AESGCM:ECDHE+CHACHA20"  # for TLS 1.2: forward secrecy and sealed as a whole; 1.3 has no others


class TabletServer:
    """Opens and shuts the tablets' own port. It never listens anywhere but at the address of its certificate."""

    def __init__(self, app: ASGIApp, door: Door) -> None:
        """Begin shut."""
        self._app, self._door = app, door
        self._server: _Beside | None = None
        self._serving: asyncio.Task[None] | None = None
        self._of: tuple[str, str] | None = None  # the certificate under which it is open

    @property
    def address(self) -> str | None:
        """Where tablets come in now; None while it is shut."""
        return f"https://{self._of[0]}:{self._door.settings.tablet_port}" if self._of else None

    async def watch(self) -> None:
        """Look for as long as the program runs whether it should be open."""
        try:
            while True:
                await self.look()
                await asyncio.sleep(LOOK_EVERY_S)
        finally:
            await self._shut()

    async def look(self) -> None:
        """Be open where the room is and the owner opened the tablets' door, and shut everywhere else."""
        room = self._door.room
        wanted = await asyncio.to_thread(door_of, self._door.settings.folder) if room and not room.accounts else None
        of = (wanted.host, wanted.fingerprint) if wanted and room and room.clock.now() < wanted.until else None
        if of == self._of:
            return
        await self._shut()
        if wanted and of:
            with suppress(OSError, ValueError):  # not an address of this computer just now, or another room's key
                await self._open(wanted)
                self._of = of

    async def _open(self, wanted: TabletDoor) -> None:
        assert self._door.room is not None  # noqa: S101
        place, port = self._door.settings.folder / FOLDER, self._door.settings.tablet_port
        app = _marked(self._app, f"https://{wanted.host}:{port}")
        config = over_tls(app, place, word_of(self._door.room.keys))
        listening = socket.create_server((wanted.host, port), backlog=MOST_WAITING)
        self._server = _Beside(config)
        self._serving = asyncio.create_task(self._server.serve([listening]))

    async def _shut(self) -> None:
        self._of = None
        if self._server is not None and self._serving is not None:
            self._server.should_exit = self._server.force_exit = True
            await self._serving
        self._server = self._serving = None


def over_tls(app: ASGIApp, place: Path, word: bytes) -> uvicorn.Config:
    """Give how the tablets' port is served: with the certificate of this folder, TLS 1.2 or 1.3, strong ciphers."""
    config = uvicorn.Config(
        app,
        lifespan="off",
        log_level="critical",
        access_log=False,
        ssl_certfile=place / SHOWN,
        ssl_keyfile=place / KEY,
        ssl_keyfile_password=word.decode() or "-",
        ssl_ciphers=CIPHERS,
    )
    limited(config).load()
    assert config.ssl is not None  # noqa: S101
    config.ssl.minimum_version = ssl.TLSVersion.TLSv1_2
    return config


class _Beside(uvicorn.Server):
    """A server beside the room's own, which hears the signals of the system for both."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave them alone."""
        yield


def _marked(app: ASGIApp, address: str) -> ASGIApp:
    """Let everything that comes through this door be known by it."""

    async def pass_on(scope: Scope, receive: Receive, send: Send) -> None:
        await app({**scope, AT_TABLET: address}, receive, send)

    return pass_on
