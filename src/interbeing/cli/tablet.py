"""Lets tablets of the same network in under one address, or none any more."""

import argparse
from datetime import UTC, datetime

from interbeing.cli.passphrase import asked_keys
from interbeing.cli.serve import Commands
from interbeing.domain.errors import NotAllowed
from interbeing.settings import read_settings


def register(commands: Commands) -> None:
    """Add the command of this module."""
    tablet = commands.add_parser(
        "tablet",
        help="let tablets of the same network in under one address, or none any more",
        description="Makes a certificate for ADDRESS alone, without ADDRESS throws it away; the room may stay open.",
    )
    tablet.add_argument("address", nargs="?", metavar="ADDRESS", help="like 192.168.1.20 or laptop.local")
    tablet.set_defaults(run=_tablet)


def _tablet(chosen: argparse.Namespace) -> int:
    from interbeing.services.tablet_door import AUTHORITY, FOLDER, open_door, shut_door

    settings = read_settings()
    if settings.has_accounts or settings.database_url:
        raise NotAllowed("people sign in here: a tablet opens the clinic's address and its patient signs in")
    if chosen.address is None:
        shut_door(settings.folder)
        print("No tablet comes in any more.")
        return 0
    made = open_door(settings.folder, asked_keys(settings), chosen.address, datetime.now(UTC))
    print(f"Tablets find the room at https://{made.host}:{settings.tablet_port} until {made.until:%Y-%m-%d}.")
    print(f"Bring this file to each, and let it trust it:\n  {settings.folder / FOLDER / AUTHORITY}")
    print(f"Compare its fingerprint (SHA-256) there:\n  {made.fingerprint}")
    return 0
