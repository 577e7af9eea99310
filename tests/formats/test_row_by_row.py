"""Tables are made column by column, thousands of rows at a time: the bytes are those that the plain way gives."""

import csv
import json
from dataclasses import asdict, fields, is_dataclass
from datetime import UTC
from enum import Enum
from io import StringIO
from typing import Any
from uuid import UUID

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from interbeing.domain.emotion import Emotion
from interbeing.domain.mark import CueGiven, Felt, Retraction
from interbeing.domain.moment import Author
from interbeing.domain.pacing import Advised, Outlook, Reason, Way
from interbeing.domain.protocol import Aspect, Stance
from interbeing.domain.reading import Estimate
from interbeing.formats.cells import safe_cell
from interbeing.formats.columns import ROWS_IN_A_GROUP, Column, csv_of, in_blocks
from interbeing.formats.log_files import NAMES, as_csv, as_json, as_parquet
from interbeing.formats.recording import Recording
from tests.formats.recorded import a_recording, recorded
from tests.sessions_made import Log

HOSTILE = [
    '=1+1, "quoted"',
    "-3",
    "two\r\nlines",
    "'apostrophe",
    '}, {"session_id": "x',
    "è così",
    "＝wide",
    "\\",
    "\ttab",
]


def hostile() -> Recording:
    """A lived and measured session, with every awkward reason and cue, something taken back, and figures of pacing."""
    log = Log(a_recording().session.session_id)
    for place, text in enumerate(HOSTILE):
        slip = log.at(place, Felt(Emotion.FEAR), tuple(Author)[place % 4], late=text)
        log.at(place, CueGiven(text, text, Aspect.BODY, Stance.CARE))
    log.at(50, Retraction(slip.moment_id))
    log.at(60, Advised((Outlook(Way.STAY, Estimate(0.25, 0.5, 0.75), Reason.CARE_SOOTHES),), 0.1, 0.9, 3))
    return recorded([*log.moments, *(kept.moment for kept in a_recording().kept)])


def rows(recording: Recording) -> list[dict[str, Any]]:
    """The table as one writes it first: a dict with every column for each moment."""
    return [row(recording, kept) for kept in recording.kept]


def row(recording: Recording, kept: Any) -> dict[str, Any]:
    moment, receipt = kept.moment, kept.receipt
    exchange = recording.exchange_of.get(moment.moment_id)
    taken_back = {one.moment.mark.retracted for one in recording.kept if isinstance(one.moment.mark, Retraction)}
    return {
        **dict.fromkeys(NAMES),
        "session_id": str(recording.session.session_id),
        "is_simulated": recording.is_simulated,
        "seq": receipt.seq,
        "moment_id": str(moment.moment_id),
        "session_ms": moment.session_ms,
        "marked_at": moment.marked_at.astimezone(UTC).isoformat(),
        "received_at": kept.received_at.astimezone(UTC).isoformat(),
        "author": moment.author.value,
        "kind": moment.mark.kind,
        **{place.name: plain(getattr(moment.mark, place.name)) for place in fields(moment.mark)},
        "in_exchange": str(exchange) if exchange else None,
        "is_late": moment.is_late,
        "is_retracted": moment.moment_id in taken_back,
        "reason": moment.reason or None,
        "sha256": receipt.sha256,
        "head": receipt.head,
    }


def plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, UUID):
        return str(value)
    if is_dataclass(value):
        return json.dumps(asdict(value), separators=(",", ":"))
    if isinstance(value, tuple):
        return [plain(asdict(one)) for one in value]
    return {name: plain(one) for name, one in value.items()} if isinstance(value, dict) else value


def cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return (
        safe_cell(json.dumps(value) if isinstance(value, list) else value) if isinstance(value, str | list) else value
    )


def written(lines: list[list[Any]]) -> bytes:
    file = StringIO()
    csv.writer(file, lineterminator="\r\n").writerows(lines)
    return file.getvalue().encode()


@pytest.fixture(scope="module")
def recording() -> Recording:
    return hostile()


def test_csv_is_what_the_csv_library_writes_row_by_row(recording: Recording) -> None:
    plainly = [[cell(value) for value in one.values()] for one in rows(recording)]
    assert b"".join(as_csv(recording)) == written([list(NAMES), *plainly])


def test_json_is_what_the_json_library_writes_row_by_row(recording: Recording) -> None:
    told = [{name: value for name, value in one.items() if value is not None} for one in rows(recording)]
    plainly = "\n" + ",\n".join(json.dumps(one, ensure_ascii=False) for one in told) + "\n ]\n}\n"
    assert b"".join(as_json(recording)).decode().partition('"moments": [')[2] == plainly


def test_parquet_holds_the_same_rows_in_groups_of_the_same_size(recording: Recording) -> None:
    file = pq.ParquetFile(pa.BufferReader(b"".join(as_parquet(recording))))
    texts = [
        {name: json.dumps(value) if isinstance(value, list) else value for name, value in one.items()}
        for one in rows(recording)
    ]
    assert file.read().to_pylist() == texts
    assert file.metadata.row_group(0).num_rows == min(ROWS_IN_A_GROUP, len(texts))


TEXTS = st.text(st.sampled_from('ab =+-@",\r\n\t\0＝è'), max_size=6)
OF_KIND = {
    "text": TEXTS | st.lists(TEXTS, max_size=2),
    "whole": st.integers(-9, 9),
    "figure": st.floats(allow_nan=False),
    "truth": st.booleans(),
}
COLUMNS = [Column(kind, kind, "") for kind in OF_KIND]


@given(st.lists(st.fixed_dictionaries({kind: st.none() | cells for kind, cells in OF_KIND.items()}), max_size=12))
def test_any_table_is_what_the_csv_library_writes(table: list[dict[str, Any]]) -> None:
    plainly = [[cell(one[kind]) for kind in OF_KIND] for one in table]
    assert b"".join(csv_of(COLUMNS, in_blocks(COLUMNS, table, 5))) == written([[*OF_KIND], *plainly])
