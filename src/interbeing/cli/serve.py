"""Opens the room on this computer, and says which version this is."""

import argparse
import json
import socket
import sys
import urllib.request
import webbrowser
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from interbeing import __version__
from interbeing.domain.errors import CannotStart
from interbeing.settings import LOOPBACK, Settings, read_settings

if TYPE_CHECKING:
    import uvicorn

    from interbeing.wiring import Room

Commands = Any  # argparse gives this type no public name
PATIENCE_S: Final = 2
MOST_WAITING: Final = 128  # connections that wait to be taken; uvicorn listens with more later


def register(commands: Commands) -> None:
    """Add the commands of this module."""
    serve = commands.add_parser("serve", help="open the room on this computer")
    serve.add_argument("--practice", action="store_true", help="have a practice patient ready, clearly simulated")
    serve.add_argument("--browser", action="store_true", help="open the browser too")
    serve.set_defaults(run=_serve)
    version = commands.add_parser("version", help="say which version this is")
    version.set_defaults(run=_version)


def room_answers(settings: Settings) -> bool:
    """Say whether a room of ours is open at this address already."""
    try:
        with urllib.request.urlopen(f"{settings.address}/api/health", timeout=PATIENCE_S) as answer:  # noqa: S310  ours
            return json.load(answer).get("is_open") is True
    except (OSError, ValueError, AttributeError):
        return False


def listen(settings: Settings) -> socket.socket:
    """Take the port on the loopback address alone; CannotStart when somebody has it."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    exclusively = getattr(socket, "SO_EXCLUSIVEADDRUSE", None)  # Windows; elsewhere a port left behind may be reused
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR if exclusively is None else exclusively, 1)
    try:
        listening.bind((LOOPBACK, settings.port))
    except OSError as problem:
        listening.close()
        if room_answers(settings):
            raise CannotStart(f"The room is already open at {settings.address}: use it, or close it first.") from None
        message = f"Port {settings.port} is taken by another program ({problem.strerror})"
        raise CannotStart(f"{message}: close that, or set INTERBEING_PORT to another.") from problem
    return listening


def open_server(settings: Settings, *, practice: bool) -> "uvicorn.Server":
    """Open the room and give its server, not yet running; protocols left out are named on standard error.

    Where the records have a passphrase or need one, it opens with the door locked. The record comes before the pages:
    what is wrong with it is said at once.
    """
    if needs_passphrase(settings, practice=practice):
        refuse_unfit(settings)
        from interbeing.web.app import create_app_behind, server_of
        from interbeing.web.door import Door

        return server_of(create_app_behind(Door(settings)))
    room = _opened(settings, practice=practice)
    from interbeing.web.app import create_app, server_of

    return server_of(create_app(room))


def _opened(settings: Settings, *, practice: bool) -> "Room":
    from interbeing.services.patients import has_real
    from interbeing.services.practice import ready_practice
    from interbeing.wiring import open_room

    room = open_room(settings)
    if not room.database.is_for_real and has_real(room.database):
        room.close()
        raise CannotStart(
            f"{settings.folder} holds patients who are not for practice, unencrypted: open it with `interbeing serve`, "
            "which asks for a passphrase and encrypts them."
        )
    for problem in room.protocols.broken:
        print(f"interbeing: left out: {problem}", file=sys.stderr)
    if practice:
        ready_practice(room.database, room.clock)
    return room


def needs_passphrase(settings: Settings, *, practice: bool) -> bool:
    """Say whether the room opens with its door locked; a practice room does not, unless somebody locked it."""
    from interbeing.storage.keyring import has_keys

    is_for_records = settings.wants_keys and not practice
    return settings.database_url is None and (has_keys(settings.folder) or is_for_records)


def refuse_unfit(settings: Settings) -> None:
    """Say now, not only once the passphrase is given, that this folder cannot keep records."""
    from interbeing.storage.connect import locked, refuse_old_sqlite
    from interbeing.storage.place import refuse_synced
    from interbeing.storage.proof import sqlite_version

    refuse_old_sqlite(sqlite_version())
    refuse_synced(settings.folder)
    locked(settings.folder).release()


def show(address: str, *, wanted: bool) -> None:
    """Open this page in the browser, when that is wanted and somebody sits at the terminal."""
    if wanted and sys.stdout.isatty():
        webbrowser.open(address)


def _version(_chosen: argparse.Namespace) -> int:
    print(f"interbeing {__version__}")
    return 0


def _serve(chosen: argparse.Namespace) -> int:
    settings = read_settings()
    with listen(settings) as listening:
        server = open_server(settings, practice=chosen.practice)
        where = "PostgreSQL" if settings.database_url else settings.folder
        print(f"The room is open at {settings.address} (records in {where}). Ctrl-C closes it.", flush=True)
        listening.listen(MOST_WAITING)  # the browser may knock before the server is up
        show(settings.address, wanted=chosen.browser)
        with suppress(KeyboardInterrupt):  # by then everything is kept and closed
            server.run(sockets=[listening])
    return 0
