"""Reads one Protocol from its file, as `docs/protocols.md` describes it."""

import re
from pathlib import Path
from typing import Final

from interbeing.domain.protocol import Aspect, Cue, Phase, Protocol, Stance
from interbeing.services.toml_table import Table, read_table

LONGEST_CUE: Final = 120  # what the console shows on one line at arm's length
LONGEST_TITLE: Final = 60
LONGEST_WORDS: Final = 500
LONGEST_PHASE_MIN: Final = 120
MOST_PHASES: Final = 30
MOST_CUES: Final = 60
LANGUAGE: Final = re.compile("[a-z]{2}")
OF_PROTOCOL: Final = (
    "id",
    "version",
    "language",
    "title",
    "summary",
    "source",
    "licence",
    "is_ours",
    "pairs",
    "phases",
)
OF_PHASE: Final = ("id", "title", "mirror", "minutes", "cues")
OF_CUE: Final = ("id", "aspect", "notice", "care")


def read_protocol(path: Path) -> Protocol:
    """Read the Protocol in this file. BadFile names file, line, what is wrong and what to do."""
    table = read_table(path)
    table.refuse_unknown(OF_PROTOCOL)
    return Protocol(
        protocol_id=table.an_id(),
        version=table.text("version", LONGEST_TITLE),
        language=_language(table),
        title=table.text("title", LONGEST_TITLE),
        summary=table.text("summary", LONGEST_WORDS),
        source=table.text("source", LONGEST_WORDS),
        licence=table.text("licence", LONGEST_TITLE),
        is_ours=table.flag("is_ours", or_else=False),
        phases=_phases(table, in_pairs=table.flag("pairs", or_else=True)),
    )


def _language(table: Table) -> str:
    language = table.text("language", LONGEST_TITLE)
    if not LANGUAGE.fullmatch(language):
        raise table.wrong("language", f"“{language}” is no language code", "Give two letters, such as en or it.")
    return language


def _phases(table: Table, *, in_pairs: bool) -> tuple[Phase, ...]:
    phases = table.tables("phases", MOST_PHASES)
    seen: dict[str, set[str]] = {"phase": set(), "cue": set()}
    return tuple(_phase(phase, seen, in_pairs=in_pairs) for phase in phases)


def _phase(table: Table, seen: dict[str, set[str]], *, in_pairs: bool) -> Phase:
    table.refuse_unknown(OF_PHASE)
    return Phase(
        phase_id=_new_id(table, "phase", seen),
        title=table.text("title", LONGEST_TITLE),
        mirror=table.flag("mirror"),
        minutes=table.whole("minutes", 1, LONGEST_PHASE_MIN),
        cues=tuple(cue for one in table.tables("cues", MOST_CUES) for cue in _cues(one, seen, in_pairs=in_pairs)),
    )


def _cues(table: Table, seen: dict[str, set[str]], *, in_pairs: bool) -> list[Cue]:
    """Give one or both cues of a pair: first to notice, then to meet it with care."""
    table.refuse_unknown(OF_CUE)
    given_id = _new_id(table, "cue", seen)
    aspect = table.word("aspect", Aspect)
    if "notice" not in table.values and "care" not in table.values:
        raise table.wrong(None, "this cue says nothing", 'Add notice = "…" and care = "…" here.')
    if in_pairs and "care" not in table.values:
        remedy = 'Add care = "…" here, or set pairs = false at the top of the file.'
        raise table.wrong("notice", "this notice cue has no care cue beside it", remedy)
    return [
        Cue(f"{given_id}.{stance.value}", aspect, stance, table.text(stance.value, LONGEST_CUE))
        for stance in Stance
        if stance.value in table.values
    ]


def _new_id(table: Table, kind: str, seen: dict[str, set[str]]) -> str:
    given_id = table.an_id()
    if given_id in seen[kind]:
        raise table.wrong("id", f"a {kind} called “{given_id}” comes earlier in this file", "Give each its own id.")
    seen[kind].add(given_id)
    return given_id
