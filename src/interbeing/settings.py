"""What can be set from outside before the room opens: where the records lie and where the pages are found."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from interbeing.domain.errors import CannotStart

DEFAULT_PORT: Final = 8765
LOOPBACK: Final = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Settings:
    """Read from the environment: INTERBEING_FOLDER, _PORT, _DATABASE, _MIND, _KEYS, _ACCOUNTS and _ADDRESS."""

    folder: Path
    port: int = DEFAULT_PORT
    database_url: str | None = None
    has_mind: bool = True
    wants_keys: bool = False  # as `serve` does; without, a folder that has no key file is opened as it is

    has_accounts: bool = False  # people sign in; without, whoever opens the room is its owner
    public_address: str | None = None  # https://…, where a web server with a certificate stands before the room

    @property
    def address(self) -> str:
        """Where the pages are found in the browser."""
        return self.public_address or f"http://localhost:{self.port}"

    @property
    def tablet_port(self) -> int:
        """Where tablets of the same network come in, once the owner lets them."""
        return self.port + 1


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings; CannotStart names the one that cannot be meant."""
    folder = environment.get("INTERBEING_FOLDER", "")
    return Settings(
        folder=Path(folder).expanduser() if folder else default_folder(environment),
        port=_port(environment.get("INTERBEING_PORT", "")),
        database_url=environment.get("INTERBEING_DATABASE") or None,
        has_mind=environment.get("INTERBEING_MIND", "on") != "off",
        wants_keys=environment.get("INTERBEING_KEYS", "on") != "off",
        has_accounts=environment.get("INTERBEING_ACCOUNTS", "off") == "on",
        public_address=_address(environment.get("INTERBEING_ADDRESS", "")),
    )


def default_folder(environment: Mapping[str, str]) -> Path:
    """Give the usual place for a program's data on this system."""
    home = Path.home()
    if sys.platform == "win32":
        return Path(environment.get("LOCALAPPDATA", home / "AppData" / "Local")) / "Interbeing"
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "Interbeing"
    return Path(environment.get("XDG_DATA_HOME", home / ".local" / "share")) / "interbeing"


def _port(given: str) -> int:
    if not given:
        return DEFAULT_PORT
    if not given.isdecimal() or not 1 <= int(given) <= 65_535:
        raise CannotStart(f"INTERBEING_PORT is {given!r}: give a number from 1 to 65535.")
    return int(given)


def _address(given: str) -> str | None:
    if not given:
        return None
    parts = urlsplit(given)
    if parts.scheme != "https" or not parts.hostname or parts.path.strip("/") or parts.query or parts.fragment:
        raise CannotStart(f"INTERBEING_ADDRESS is {given!r}: give it like https://room.example, with nothing behind.")
    return f"https://{parts.netloc}"
