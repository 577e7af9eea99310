"""Invites somebody to a room in which people sign in: how the first admin of a clinic comes in."""

import argparse

from interbeing.cli.passphrase import asked_keys
from interbeing.cli.serve import Commands
from interbeing.domain.errors import NotAllowed
from interbeing.domain.person import CAN_BE_INVITED
from interbeing.settings import read_settings


def register(commands: Commands) -> None:
    """Add the command of this module."""
    invite = commands.add_parser(
        "invite",
        help="invite somebody to a clinic's room, the first admin above all",
        description="Prints a code that works once, for three days. Needs INTERBEING_ACCOUNTS=on.",
    )
    invite.add_argument("name", metavar="NAME", help="the name that they sign in with")
    roles = [role.value for role in CAN_BE_INVITED if role.value != "patient"]
    invite.add_argument("role", metavar="ROLE", choices=roles, help=", ".join(roles))
    invite.set_defaults(run=_invite)


def _invite(chosen: argparse.Namespace) -> int:
    from interbeing.services import inviting
    from interbeing.wiring import open_room

    settings = read_settings()
    room = open_room(settings, keys=asked_keys(settings))
    try:
        if room.accounts is None:
            raise NotAllowed("nobody signs in here: set INTERBEING_ACCOUNTS=on, for this command and for serve")
        invited = inviting.invite(room.accounts, chosen.name, chosen.role)
        print(
            f"{invited.person.name} opens {settings.address}/sign-in/invited and gives this code:\n\n  {invited.code}\n"
        )
    finally:
        room.close()
    return 0
