"""Takes sessions and patients out of the room as files, also while it is open, and brings them in."""

import argparse
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final
from uuid import UUID

from interbeing.cli.passphrase import asked_keys
from interbeing.cli.serve import Commands
from interbeing.domain.errors import BadInput, NotSaved
from interbeing.settings import read_settings
from interbeing.storage.on_disk import to_disk

if TYPE_CHECKING:
    from interbeing.domain.named import Rungs
    from interbeing.formats.foreign import ForeignSession
    from interbeing.services.bring_in import Meant, Offered
    from interbeing.wiring import Room

QUIET_S: Final = 1.0
BYTES_PER_MB: Final = 1_000_000
LARGEST_FILE: Final = 50 * BYTES_PER_MB
PACKED: Final = b"PK\x03\x04"
NAMES: Final = ("csv", "parquet", "codebook", "boris", "boris-table", "elan", "xdf", "edf", "bids", "fhir", "json")
ANSWER_NAMES: Final = ("csv", "parquet", "codebook", "fhir")


def register(commands: Commands) -> None:
    """Add the commands of this module."""
    export = commands.add_parser(
        "export",
        help="write a session down for another program",
        description="Writes one session as a file; the room may stay open. What each format holds: docs/files.md.",
    )
    export.add_argument(
        "session", type=session_id, metavar="SESSION", help="its id, as the address of its review has it"
    )
    export.add_argument("--as", dest="name", choices=NAMES, default="csv", help="csv unless given")
    export.add_argument("--out", type=Path, metavar="FILE", help="where to: here, named by the session, unless given")
    export.set_defaults(run=_export)
    bring_in = commands.add_parser(
        "bring-in",
        help="bring in a patient's package, or a session that was coded elsewhere",
        description="The room must be closed. A package needs no more; marks (BORIS, CSV) need --patient. What a label "
        "means is suggested by its letters; --map says it, and with nothing behind the = leaves the label out.",
    )
    bring_in.add_argument("file", type=Path, metavar="FILE")
    bring_in.add_argument(
        "--patient", type=session_id, metavar="ID", help="whose it is, as the address of their page has it"
    )
    bring_in.add_argument("--session", type=int, default=1, metavar="N", help="which session of the file (the first)")
    bring_in.add_argument(
        "--map", action="append", default=[], metavar="LABEL=MARK", help="such as 'happy=felt:compassion'"
    )
    bring_in.add_argument("--began", type=datetime.fromisoformat, metavar="TIME", help="such as 2026-11-23T09:30")
    bring_in.set_defaults(run=_bring_in)
    answers = commands.add_parser(
        "answers",
        help="write a patient's measures and shown ratings down for another program",
        description="Writes all answers, scores and shown ratings of one patient; the room may stay open.",
    )
    answers.add_argument("patient", type=session_id, metavar="PATIENT")
    answers.add_argument("--as", dest="name", choices=ANSWER_NAMES, default="csv", help="csv unless given")
    answers.add_argument("--out", type=Path, metavar="FILE", help="where to: here, named by the patient's id")
    answers.set_defaults(run=_answers)
    package = commands.add_parser("package", help="take out everything that is kept of one patient")
    package.add_argument("patient", type=session_id, metavar="PATIENT")
    package.add_argument("--out", type=Path, metavar="FILE")
    package.set_defaults(run=_package)


def session_id(given: str) -> UUID:
    """Read an id."""
    try:
        return UUID(given)
    except ValueError as problem:
        raise argparse.ArgumentTypeError(f"{given} is no session's id") from problem


def _export(chosen: argparse.Namespace) -> int:
    from interbeing.services.export import format_named, looked_at, name_of, recording_of, refuse_unagreed
    from interbeing.services.reading import Logs

    settings = read_settings()
    wanted = format_named(chosen.name)
    with looked_at(settings.folder, settings.database_url, asked_keys(settings), "export", chosen.session) as (
        connection,
        seal,
    ):
        recording = recording_of(connection, seal, Logs(), chosen.session)
        refuse_unagreed(connection, seal, recording.session.patient_id, wanted)
    out = chosen.out or Path(name_of(chosen.session, wanted))
    _write(out, _told(wanted.write(recording)))
    print(f"{out}\nholds session {chosen.session}, {len(recording.kept)} moments. It is not encrypted: keep it safe.")
    return 0


def _answers(chosen: argparse.Namespace) -> int:
    from interbeing.services.answers_out import answers_format, name_of, take_answers_out
    from interbeing.services.export import looked_at
    from interbeing.services.measures import read_measures

    settings = read_settings()
    wanted = answers_format(chosen.name)
    with looked_at(settings.folder, settings.database_url, asked_keys(settings), "answers", chosen.patient) as (
        connection,
        seal,
    ):
        answered = take_answers_out(connection, seal, read_measures(settings.folder), chosen.patient, wanted)
    out = chosen.out or Path(name_of(chosen.patient, wanted))
    _write(out, _told(wanted.write(answered)))
    print(f"{out}\nholds {len(answered.given)} filled-in measures. It is not encrypted: keep it safe.")
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
        to_disk(beside)
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


def _package(chosen: argparse.Namespace) -> int:
    from interbeing.formats.package import package
    from interbeing.services.export import looked_at
    from interbeing.services.measures import read_measures
    from interbeing.services.packages import read_course
    from interbeing.storage.clinic import clinic_of
    from interbeing.web.package_page import package_page

    settings = read_settings()
    now = datetime.now(UTC)
    out = chosen.out or Path(f"patient-{chosen.patient}-{now:%Y-%m-%d}.zip")
    with looked_at(settings.folder, settings.database_url, asked_keys(settings), "package", chosen.patient) as (
        connection,
        seal,
    ):
        course = read_course(connection, seal, read_measures(settings.folder), chosen.patient)
        language = clinic_of(connection).language
        _write(out, _told(package(course, package_page(language, course), now)))
    print(f"{out}\nholds the patient with {len(course.meetings)} sessions. It is not encrypted: keep it safe.")
    return 0


def _bring_in(chosen: argparse.Namespace) -> int:
    from interbeing.wiring import open_room

    content = read_whole(chosen.file)
    settings = read_settings()
    room = open_room(settings, keys=asked_keys(settings))
    try:
        if content.startswith(PACKED):
            from interbeing.services.packages import bring_in_package

            brought = bring_in_package(room.database, room.clock, chosen.file.name, content, chosen.patient)
            print(
                f"Patient {brought.patient_id}: {brought.sessions} sessions and {brought.papers} papers are new here."
            )
        else:
            print(f"The session is kept: {_bring_in_marks(room, chosen, content)}")
    finally:
        room.close()
    return 0


def _bring_in_marks(room: "Room", chosen: argparse.Namespace, content: bytes) -> UUID:
    from interbeing.services.bring_in import bring_in, read_file

    if chosen.patient is None:
        raise BadInput("say whose session it is: --patient ID")
    offered = read_file(chosen.file.name, content)
    foreign, meant = meanings(offered, chosen.session, chosen.map, room.ladder.ladder.chosen)
    began_at = (chosen.began or foreign.began_at or room.clock.now()).astimezone()
    return bring_in(room.database, room.clock, chosen.patient, offered.only(chosen.session - 1), meant, began_at)


def read_whole(file: Path) -> bytes:
    """Read a file that a person named; BadInput when it is too large or cannot be read."""
    try:
        if file.stat().st_size > LARGEST_FILE:
            raise BadInput(f"{file} is larger than {LARGEST_FILE // BYTES_PER_MB} MB: split it")
        return file.read_bytes()
    except OSError as problem:
        raise BadInput(f"{file} cannot be read ({problem.strerror})") from problem


def meanings(offered: "Offered", place: int, said: list[str], rungs: "Rungs") -> "tuple[ForeignSession, Meant]":
    """Give the session at this place (from 1) and what each of its labels means; BadInput names those without one."""
    from interbeing.services.bring_in import Meant, meant_by_name

    if not 1 <= place <= len(offered.sessions):
        raise BadInput(f"the file holds {len(offered.sessions)} sessions: choose one of them")
    foreign = offered.sessions[place - 1]
    given = dict(one.rpartition("=")[::2] for one in said)
    suggested = meant_by_name(foreign, rungs)
    unmeant = [
        label for label in foreign.labels if not suggested[label] and label not in given and " | stop" not in label
    ]
    if unmeant:
        raise BadInput(f"say what these labels mean with --map: {'; '.join(unmeant)}")
    return foreign, Meant({**suggested, **given}, rungs)
