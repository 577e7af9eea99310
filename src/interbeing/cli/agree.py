"""Compares a session's log with what somebody else coded in a file, blind to it."""

import argparse
from collections.abc import Iterable
from datetime import UTC, datetime
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from interbeing.cli.files import meanings, read_whole, session_id
from interbeing.cli.passphrase import asked_keys
from interbeing.cli.serve import Commands
from interbeing.domain.coding import CodedMark, Coding
from interbeing.domain.consent import SECOND_CODER
from interbeing.domain.mark import Mark
from interbeing.domain.named import named_as
from interbeing.settings import read_settings

if TYPE_CHECKING:
    from interbeing.services.agree import Comparison


def register(commands: Commands) -> None:
    """Add the command of this module."""
    agree = commands.add_parser(
        "agree",
        help="compare a second coding with a session's log",
        description="FILE is a BORIS project or a table of marks that somebody coded without seeing the log. Nothing "
        "is kept. How marks are linked and what the figures mean: docs/agreement.md.",
    )
    agree.add_argument("session", type=session_id, metavar="SESSION")
    agree.add_argument("file", type=Path, metavar="FILE")
    agree.add_argument("--session-in-file", dest="place", type=int, default=1, metavar="N")
    agree.add_argument(
        "--map", action="append", default=[], metavar="LABEL=MARK", help="such as 'happy=felt:compassion'"
    )
    agree.set_defaults(run=_agree)


def _agree(chosen: argparse.Namespace) -> int:
    from interbeing.services.agree import compare
    from interbeing.services.bring_in import coded_marks, read_file
    from interbeing.services.coding import UNAGREED
    from interbeing.services.consent import refuse_without
    from interbeing.services.export import looked_at, recording_of
    from interbeing.services.ladder_file import ladder_of
    from interbeing.services.reading import Logs

    offered = read_file(chosen.file.name, read_whole(chosen.file))
    settings = read_settings()
    rungs = ladder_of(settings.folder).ladder.chosen
    foreign, meant = meanings(offered, chosen.place, chosen.map, rungs)
    with looked_at(settings.folder, settings.database_url, asked_keys(settings), "agree", chosen.session) as (
        connection,
        seal,
    ):
        recording = recording_of(connection, seal, Logs(), chosen.session)
        refuse_without(connection, seal, recording.session.patient_id, SECOND_CODER, UNAGREED)
    coding = coding_from(chosen.session, chosen.file.name, coded_marks(foreign, meant))
    _tell(compare((kept.moment for kept in recording.kept), coding, rungs))
    return 0


def coding_from(session: UUID, coder: str, marks: Iterable[tuple[int, UUID, Mark]]) -> Coding:
    """Give what a file holds as a coding."""
    found = [CodedMark(mark_id, at_ms, name) for at_ms, mark_id, mark in marks if (name := named_as(mark))]
    return Coding(uuid4(), session, coder, datetime.now(UTC), is_finished=True, marks=tuple(found))


def _tell(found: "Comparison") -> None:
    from interbeing.services.agree import STATED_MS

    print(f"Marks at most {STATED_MS / 1000:g} s apart are taken as one. In brackets: 95 % by resampling minutes.")
    print(f"{'kind':<12}{'log':>6}{'file':>6}{'linked':>8}{'same':>6}{'kappa':>8}{'AC1':>8}{'alpha':>8}  with unlinked")
    for kind in found.kinds:
        point = next(one for one in kind.curve if one.tolerance_ms == STATED_MS)
        counts = f"{kind.kind:<12}{kind.first:>6}{kind.second:>6}{kind.linked:>8}{kind.same:>6}"
        figures = "".join(f"{_figure(one):>8}" for one in (kind.kappa_linked, kind.ac1_linked, kind.alpha_linked))
        print(f"{counts}{figures}  {_figure(point.kappa)} [{_figure(point.low)}, {_figure(point.high)}]")
    for kind in found.kinds:
        print(f"{kind.kind}: " + "  ".join(f"{one.tolerance_ms / 1000:g} s {_figure(one.kappa)}" for one in kind.curve))
    if found.arousal:
        icc = found.arousal
        told = ", ".join(
            f"ICC({name}) {_figure(value)}" for name, value in zip(("A,1", "A,k", "C,1", "C,k"), icc, strict=True)
        )
        print(f"arousal over {found.arousal_s} s: {told}")
    print(f"{len(found.disagreements)} to talk about:")
    for one in found.disagreements:
        minutes, seconds = divmod(one.at_ms // 1000, 60)
        print(f"  {minutes}:{seconds:02d}  log {one.first or '-'}  file {one.second or '-'}  {one.moment_id or ''}")


def _figure(value: float | None) -> str:
    return "n. k." if value is None or isnan(value) else f"{value:.2f}"
