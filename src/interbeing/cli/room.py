"""Opening the room, playing an example into it, checking it and keeping it safe."""

import argparse
import socket
import sys
import webbrowser
from typing import Any

from interbeing import __version__
from interbeing.domain.errors import CannotStart
from interbeing.settings import LOOPBACK, Settings, read_settings

Commands = Any  # argparse gives this type no public name


def register(commands: Commands) -> None:
    """Add the commands of this module."""
    serve = commands.add_parser("serve", help="open the room on this computer")
    serve.add_argument("--practice", action="store_true", help="have a practice patient ready")
    serve.add_argument("--browser", action="store_true", help="open the browser too")
    serve.set_defaults(run=_serve)
    version = commands.add_parser("version", help="say which version this is")
    version.set_defaults(run=_version)


def _version(_chosen: argparse.Namespace) -> int:
    print(f"interbeing {__version__}")
    return 0


def _serve(chosen: argparse.Namespace) -> int:
    import uvicorn

    from interbeing.web.app import create_app
    from interbeing.web.live import LONGEST_MESSAGE
    from interbeing.wiring import open_room

    settings = read_settings()
    listening = _listen(settings)
    app = create_app(open_room(settings))
    print(f"The room is open at {settings.address} (records in {settings.folder}). Ctrl-C closes it.", flush=True)
    if chosen.browser and sys.stdout.isatty():
        webbrowser.open(settings.address)
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, ws_max_size=LONGEST_MESSAGE, ws_per_message_deflate=False
    )
    uvicorn.Server(config).run(sockets=[listening])
    return 0


def _listen(settings: Settings) -> socket.socket:
    """Take the port on the loopback address alone; CannotStart when another program has it."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((LOOPBACK, settings.port))
    except OSError as problem:
        listening.close()
        message = f"port {settings.port} is taken by another program: close it or set INTERBEING_PORT"
        raise CannotStart(f"{message} ({problem.strerror}).") from problem
    return listening
