"""The command `interbeing`: each subcommand lies in a module of its own."""

import argparse
import sys

from interbeing.cli import research, room
from interbeing.domain.errors import InterbeingError


def main(arguments: list[str] | None = None) -> int:
    """Run one command; an error of ours is one sentence on standard error and exit status 2."""
    parser = argparse.ArgumentParser(prog="interbeing", description="The mirror room, on this computer alone.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    room.register(commands)
    research.register(commands)
    chosen = parser.parse_args(arguments)
    try:
        status: int = chosen.run(chosen)
    except InterbeingError as problem:
        print(f"interbeing: {problem}", file=sys.stderr)
        return 2
    return status
