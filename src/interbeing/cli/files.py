"""Takes sessions out of the room as files, also while it is open."""

import argparse
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final
from uuid import UUID

from interbeing.cli.serve import Commands
from interbeing.domain.errors import BadInput, NotSaved
from interbeing.settings import read_settings

QUIET_S: Final = 1.0
BYTES_PER_MB: Final = 1_000_000
NAMES: Final = ("csv", "parquet", "codebook", "boris", "boris-table", "elan", "xdf", "edf", "bids", "fhir", "json")


def register(commands: Commands) -> None:
    """Add the commands of this module."""
    export = commands.add_parser(
        "export",
        help="write a session down for another program",
        description="Writes one session as a file; the room may stay open. What each format holds: docs/files.md.",
    )
    export.add_argument("session", type=_id, metavar="SESSION", help="its id, as the address of its review has it")
    export.add_argument("--as", dest="name", choices=NAMES, default="csv", help="csv unless given")
    export.add_argument("--out", type=Path, metavar="FILE", help="where to: here, named by the session, unless given")
    export.set_defaults(run=_export)


def _id(given: str) -> UUID:
    try:
        return UUID(given)
    except ValueError as problem:
        raise argparse.ArgumentTypeError(f"{given} is no session's id") from problem


def _export(chosen: argparse.Namespace) -> int:
    from interbeing.services.export import format_named, looked_at, name_of, recording_of
    from interbeing.services.reading import Logs

    settings = read_settings()
    wanted = format_named(chosen.name)
    with looked_at(settings.folder, settings.database_url) as (connection, seal):
        recording = recording_of(connection, seal, Logs(), chosen.session)
    out = chosen.out or Path(name_of(chosen.session, wanted))
    _write(out, _told(wanted.write(recording)))
    print(f"{out}\nholds session {chosen.session}, {len(recording.kept)} moments. It is not encrypted: keep it safe.")
    return 0


def _write(out: Path, pieces: Iterator[bytes]) -> None:
    """Write beside, then move into place: no half file ever bears the name. An existing file is not written over."""
    if out.exists():
        raise BadInput(f"{out} is there already: give another --out, or move it away")
    beside = out.with_name(f"{out.name}.unfinished")
    try:
        with beside.open("wb") as file:
            for piece in pieces:
                file.write(piece)
        beside.replace(out)
    except OSError as problem:
        with suppress(OSError):
            beside.unlink()
        raise NotSaved(f"{out} cannot be written ({problem.strerror}). Choose another --out") from problem


def _told(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Say on standard error how much is written, from the first second on."""
    told_s, written = time.monotonic(), 0
    for piece in pieces:
        yield piece
        written += len(piece)
        if time.monotonic() - told_s >= QUIET_S:
            told_s = time.monotonic()
            print(f"  … {written / BYTES_PER_MB:.0f} MB", file=sys.stderr, flush=True)
