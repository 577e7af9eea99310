"""Reads the graded ladder from its file, as `docs/ladder.md` describes it: the clinic's own, else ours."""

import re
from pathlib import Path
from typing import Final, NamedTuple

from interbeing.domain.clinic import LANGUAGES
from interbeing.domain.errors import BadFile
from interbeing.domain.glass import LONGEST_RUNG, MOST_STEPS, Crop, Veil, View, Who
from interbeing.domain.ladder import Ladder, Rule, Rung
from interbeing.domain.mark import Reception
from interbeing.services.shipped import shipped
from interbeing.services.toml_table import Table, read_table

FILE: Final = "ladder.toml"
LONGEST_WORDS: Final = 40
LONGEST_SOURCE: Final = 500
MOST_RUNGS: Final = 12
MOST_SESSIONS: Final = 50
MOST_EXITS: Final = 50
RUNG_ID: Final = re.compile(r"[a-z0-9]+(?:[_-][a-z0-9]+)*")
OF_LADDER: Final = ("version", "source", "licence", "is_ours", "stable_sessions", "exits", "receptions", "rungs")
OF_VIEW: Final = ("veil", "crop", "who", "brightness", "border")
OF_RUNG: Final = ("id", *LANGUAGES, "own_reflection", "covered", *OF_VIEW)


class ReadLadder(NamedTuple):
    """The ladder that stands, and what is wrong with the clinic's own file, if that could not be read."""

    ladder: Ladder
    broken: BadFile | None


def ladder_of(records: Path) -> ReadLadder:
    """Give the clinic's own ladder from the folder of its records, else ours. A broken file stops nothing."""
    own = records / FILE
    if own.exists():
        try:
            return ReadLadder(_not_ours(read_ladder(own)), None)
        except BadFile as problem:
            return ReadLadder(read_ladder(shipped("ladder") / FILE), problem)
    return ReadLadder(read_ladder(shipped("ladder") / FILE), None)


def read_ladder(path: Path) -> Ladder:
    """Read the ladder in this file. BadFile names file, line, what is wrong and what to do."""
    table = read_table(path)
    table.refuse_unknown(OF_LADDER)
    rungs = tuple(_rung(rung) for rung in table.tables("rungs", MOST_RUNGS))
    _refuse_twice(table, rungs)
    return Ladder(
        version=table.text("version", LONGEST_WORDS),
        source=table.text("source", LONGEST_SOURCE),
        licence=table.text("licence", LONGEST_WORDS),
        is_ours=table.flag("is_ours", or_else=False),
        rule=Rule(
            sessions=table.whole("stable_sessions", 1, MOST_SESSIONS),
            exits=table.whole("exits", 0, MOST_EXITS),
            least=table.word("receptions", Reception),
        ),
        rungs=rungs,
    )


def _rung(table: Table) -> Rung:
    table.refuse_unknown(OF_RUNG)
    rung_id = table.text("id", LONGEST_RUNG)
    if not RUNG_ID.fullmatch(rung_id):
        raise table.wrong("id", f"“{rung_id}” cannot be an id", "Use small letters, digits and single _ or -.")
    words = {language: table.text(language, LONGEST_WORDS) for language in LANGUAGES if language in table.values}
    if not words:
        raise table.wrong(None, "this rung has no words", 'Add en = "…" or it = "…" here.')
    return Rung(rung_id, words, table.flag("own_reflection"), _view(table))


def _view(table: Table) -> View | None:
    if not table.flag("covered", or_else=False):
        return View(
            veil=table.word("veil", Veil),
            crop=table.word("crop", Crop),
            who=table.word("who", Who),
            brightness=table.whole("brightness", -MOST_STEPS, MOST_STEPS) if "brightness" in table.values else 0,
            border=table.whole("border", 0, MOST_STEPS) if "border" in table.values else 0,
        )
    for key in OF_VIEW:
        if key in table.values:
            raise table.wrong(key, f"a covered mirror shows no “{key}”", "Take it out, or set covered = false.")
    return None


def _refuse_twice(table: Table, rungs: tuple[Rung, ...]) -> None:
    ids = [rung.rung_id for rung in rungs]
    for rung_id in ids:
        if ids.count(rung_id) > 1:
            raise table.wrong("rungs", f"two rungs are called “{rung_id}”", "Give each its own id.")


def _not_ours(ladder: Ladder) -> Ladder:
    if ladder.is_ours:
        remedy = "Take is_ours out: only the file that comes with Interbeing may say so."
        raise BadFile(FILE, None, "it says that it is Interbeing's own default", remedy)
    return ladder
