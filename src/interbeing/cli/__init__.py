"""The command `interbeing`: each subcommand lies in a module of its own."""

import argparse
import gc
import sys
from typing import Final

from interbeing.cli import agree, demo, files, invite, keep, passphrase, research, serve, tablet
from interbeing.domain.errors import InterbeingError
from interbeing.storage.memory import keep_in_memory

ENVIRONMENT = """\
set from outside:
  INTERBEING_FOLDER    where the records lie (a folder of this computer, not a synchronised one)
  INTERBEING_PORT      where the pages are found: http://localhost:8765 unless set
  INTERBEING_DATABASE  a clinic's PostgreSQL, postgresql://…, in place of the folder
  INTERBEING_KEYS      off: the room opens without a passphrase, for tests; nothing is encrypted
  INTERBEING_ACCOUNTS  on: people sign in, by invitation; see `invite` and docs/clinic.md
  INTERBEING_ADDRESS   https://…, where a web server with a certificate stands before the room
  INTERBEING_MIND      off: no model thinks beside the room, and the console shows no reading

Exit status: 0 all is well, 1 the check found something, 2 it could not be done (one sentence says why).
"""

LOOK_AFTER: Final = (50_000, 10, 100)
"""Python looks for circles among new objects after so many, not after 700: a log is many objects and no circles."""


def main(arguments: list[str] | None = None) -> int:
    """Run one command; an error of ours is one sentence on standard error and exit status 2."""
    parser = argparse.ArgumentParser(
        prog="interbeing",
        description="The mirror room, on this computer alone.",
        epilog=ENVIRONMENT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", title="commands")
    for part in (serve, demo, passphrase, invite, tablet, keep, files, agree, research):
        part.register(commands)
    chosen = parser.parse_args(arguments)
    keep_in_memory()
    gc.set_threshold(*LOOK_AFTER)
    try:
        status: int = chosen.run(chosen)
    except InterbeingError as problem:
        print(f"interbeing: {problem}", file=sys.stderr)
        return 2
    return status
