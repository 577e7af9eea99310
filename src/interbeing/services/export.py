"""Taking a session out of the room: in each format, by name."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final, Generic, TypeVar
from uuid import UUID

from interbeing.domain.consent import SECOND_CODER, Purpose
from interbeing.domain.deed import TERMINAL, Deed
from interbeing.domain.errors import NotAllowed, NotFound
from interbeing.domain.under_way import Tell, untold
from interbeing.formats import bids, boris, edf, elan, fhir, log_files, xdf
from interbeing.formats.recording import Recording
from interbeing.services.clock import Clock
from interbeing.services.consent import refuse_without
from interbeing.services.reading import Logs
from interbeing.storage.beside import note_in_file, note_in_postgres
from interbeing.storage.clinic import clinic_of
from interbeing.storage.connect import FILE_NAME, Connection, Database
from interbeing.storage.keys import Keys
from interbeing.storage.look import look_at_file, look_at_postgres
from interbeing.storage.patients import ledger_of, patient_of
from interbeing.storage.ratings import shown_in
from interbeing.storage.seal import ClearSeal, PatientSeal, Seal
from interbeing.storage.sessions import session_of

What = TypeVar("What")


@dataclass(frozen=True, slots=True)
class Format(Generic[What]):
    """One way to write something down: how its file ends, its media type, and what writes it, piece by piece.

    It leaves only while the patient agrees to one of `asks`; nothing is asked where it serves their own care.
    """

    ending: str
    media_type: str
    write: Callable[[What], Iterator[bytes]]
    asks: tuple[Purpose, ...] = ()


RESEARCH: Final = (Purpose.RESEARCH,)
CODING: Final = (*SECOND_CODER, Purpose.RESEARCH)
UNAGREED: Final = NotAllowed(
    "no consent stands to what this file is for (research, supervision or teaching): it does not leave. Tables (CSV), "
    "FHIR and JSON serve the patient’s own care"
)
FORMATS: Final = MappingProxyType(
    {
        "csv": Format("csv", "text/csv; charset=utf-8", log_files.as_csv),
        "parquet": Format("parquet", "application/vnd.apache.parquet", log_files.as_parquet, RESEARCH),
        "codebook": Format("codebook.csv", "text/csv; charset=utf-8", log_files.codebook),
        "boris": Format("boris", "application/json", boris.project, CODING),
        "boris-table": Format("boris.tsv", "text/tab-separated-values; charset=utf-8", boris.aggregated, CODING),
        "elan": Format("eaf", "text/xml; charset=utf-8", elan.document, CODING),
        "xdf": Format("xdf", "application/octet-stream", xdf.streams, RESEARCH),
        "edf": Format("edf", "application/octet-stream", edf.file, RESEARCH),
        "bids": Format("bids.zip", "application/zip", bids.data_set, RESEARCH),
        "fhir": Format("fhir.json", "application/fhir+json", fhir.bundle),
        "json": Format("json", "application/json", log_files.as_json),
    }
)


def format_named(name: str) -> Format[Recording]:
    """Give the format of this name; NotFound when there is none."""
    return chosen_from(FORMATS, name)


def chosen_from(formats: Mapping[str, Format[What]], name: str) -> Format[What]:
    """Give the one of this name; NotFound names those that there are."""
    if name not in formats:
        raise NotFound(f"there is no format {name}: choose from {', '.join(formats)}")
    return formats[name]


def name_of(session_id: UUID, wanted: Format[Recording]) -> str:
    """Give the file's name, which names no person."""
    return f"session-{session_id}.{wanted.ending}"


def take_out(
    database: Database, logs: Logs, session_id: UUID, wanted: Format[Recording], tell: Tell = untold
) -> Recording:
    """Read one session whole from the open room, for this format; NotFound when there is none, NotAllowed as below."""
    with database.read() as connection:
        refuse_unagreed(connection, database.seal, session_of(connection, session_id).patient_id, wanted)
        return recording_of(connection, database.seal, logs, session_id, tell)


def refuse_unagreed(connection: Connection, seal: Seal, patient_id: UUID, wanted: Format[What]) -> None:
    """Raise NotAllowed unless the patient agrees to what this format is for."""
    if wanted.asks:
        refuse_without(connection, seal, patient_id, wanted.asks, UNAGREED)


def recording_of(connection: Connection, seal: Seal, logs: Logs, session_id: UUID, tell: Tell = untold) -> Recording:
    """Read one session whole as this connection sees it."""
    session = session_of(connection, session_id)
    read = logs.read(connection, seal, session, clinic_of(connection).limits.exchange_gap_ms, tell)
    return Recording(
        session=session,
        is_simulated=patient_of(connection, seal, session.patient_id).is_practice,
        kept=read.kept,
        exchanges=read.exchanges,
        exchange_of=read.exchange_of,
        consents=ledger_of(connection, seal, session.patient_id),
        ratings=shown_in(connection, seal, session_id),
    )


@contextmanager
def looked_at(
    folder: Path, database_url: str | None, keys: Keys | None, command: str, about: UUID
) -> Iterator[tuple[Connection, Seal]]:
    """Look at the record at the terminal, also beside an open room; the look is noted in the audit first."""
    clock = Clock()
    deed = Deed(f"{TERMINAL} {command}", clock.now(), clock.monotonic_ms(), str(about))
    if database_url:
        note_in_postgres(database_url, deed)
    else:
        note_in_file(folder / FILE_NAME, keys, deed)
    looking = look_at_postgres(database_url) if database_url else look_at_file(folder / FILE_NAME, keys=keys)
    with looking as connection:
        yield connection, PatientSeal(keys) if keys else ClearSeal()
