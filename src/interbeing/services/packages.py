"""Taking out everything that is kept of one patient, and bringing such a package into a room."""

from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final, NamedTuple
from uuid import UUID, uuid4

from interbeing.domain.access import ACTING
from interbeing.domain.consent import ConsentEntry, Purpose, standing
from interbeing.domain.errors import BadFile, BadInput, NotAllowed
from interbeing.domain.mark import BroughtIn, Closed, Mark
from interbeing.domain.moment import Author, Moment
from interbeing.domain.patient import Caution, CautionDecision, Patient
from interbeing.domain.person import Link
from interbeing.domain.session import MirrorKind, Session, SessionState, WriteUp
from interbeing.domain.under_way import Tell, told, untold
from interbeing.formats.package import Course, package
from interbeing.formats.read_package import Unpacked, read_package
from interbeing.formats.read_zip import NOT_OURS
from interbeing.formats.recording import Recording
from interbeing.services.answers_out import answered_by
from interbeing.services.bring_in import plain_name, refuse_while_live
from interbeing.services.clock import Clock
from interbeing.services.export import recording_of
from interbeing.services.measures import Measures
from interbeing.services.patients import refuse_new, refuse_real, treated_by
from interbeing.services.reading import Logs
from interbeing.storage import patients as people
from interbeing.storage import sessions as meetings
from interbeing.storage.connect import Connection, Database
from interbeing.storage.moments import append
from interbeing.storage.papers import Paper, PaperKind, add_paper, papers_of
from interbeing.storage.payload import MARK_OF_KIND, decode_mark, encode_mark
from interbeing.storage.people import open_links
from interbeing.storage.ratings import kept_private
from interbeing.storage.seal import Seal
from interbeing.storage.second_wall import of_the_room

SOURCE: Final = "package"
LONGEST_WORD: Final = 500
NOT_MEANT: Final = (KeyError, TypeError, ValueError, AttributeError, OverflowError)  # by a part that is not as ours


class Brought(NamedTuple):
    """Whose package it was, and how many sessions and papers of it are new here."""

    patient_id: UUID
    sessions: int
    papers: int


def read_course(
    connection: Connection, seal: Seal, measures: Measures, patient_id: UUID, tell: Tell = untold
) -> Course:
    """Read everything of one patient but the ratings that are not shown yet (ADR 38), and fits, which are made anew.

    Sessions are read one after the other, while the connection is open; `tell` hears which one it is.
    """
    sessions = meetings.all_sessions_of(connection, patient_id)
    written = (meetings.newest_write_up(connection, seal, session.session_id) for session in sessions)
    private = kept_private(connection, seal, patient_id)
    papers = papers_of(connection, seal, patient_id, *(kind for kind in PaperKind if kind is not PaperKind.FIT))
    return Course(
        patient=people.patient_of(connection, seal, patient_id),
        consents=people.ledger_of(connection, seal, patient_id),
        decisions=people.decisions_of(connection, seal, patient_id),
        write_ups=tuple(one for one in written if one is not None),
        papers=tuple(_plain(paper) for paper in papers if paper.paper_id not in private),
        answered=answered_by(connection, seal, measures, patient_id),
        meetings=sessions,
        sessions=_recordings(connection, seal, sessions, tell),
    )


def pack(
    database: Database,
    measures: Measures,
    clock: Clock,
    patient_id: UUID,
    page: Callable[[Course], str],
    tell: Tell = untold,
) -> tuple[str, Iterator[bytes]]:
    """Give the package's name and its pieces; NotFound when there is no such patient. `page` writes its first page."""
    with database.read() as connection:
        people.refuse_unknown(connection, patient_id)
    now = clock.now()
    return f"patient-{patient_id}-{now:%Y-%m-%d}.zip", _packed(database, measures, patient_id, page, now, tell)


def _packed(
    database: Database,
    measures: Measures,
    patient_id: UUID,
    page: Callable[[Course], str],
    now: datetime,
    tell: Tell,
) -> Iterator[bytes]:
    with database.read() as connection:
        course = read_course(connection, database.seal, measures, patient_id, tell)
        yield from package(course, page(course), now)


def bring_in_package(
    database: Database, clock: Clock, file: str, content: bytes, patient_id: UUID | None = None, tell: Tell = untold
) -> Brought:
    """Bring a package in, in one transaction: all that is new of it, or nothing.

    With `patient_id` it must be that patient's; without, the patient must be new here. BadFile and NotAllowed say why
    not. What was here already stays as it is.
    """
    unpacked = read_package(plain_name(file), content)
    refuse_real(database, is_practice=unpacked.patient.get("is_practice") is True)
    if patient_id is not None and unpacked.patient_id != patient_id:
        raise NotAllowed("this package is another patient's: nothing was brought in")
    person_id = ACTING.get()

    def do(connection: Connection) -> Brought:
        is_new = not people.is_there(connection, unpacked.patient_id)
        if not is_new and person_id is not None and not _treats(connection, person_id, unpacked.patient_id):
            raise NotAllowed("this patient is here already, and not one of yours: nothing was brought in")
        brought = _bring_in(connection, database.seal, clock.now(), unpacked, tell, is_new=is_new)
        if is_new:
            treated_by(connection, unpacked.patient_id, person_id, clock.now())
        return brought

    def do_as_the_room(connection: Connection) -> Brought:
        with of_the_room(connection):  # whether they are here, and whose, is not for who asks to see
            return do(connection)

    return database.write(do_as_the_room).result()


def _treats(connection: Connection, person_id: UUID, patient_id: UUID) -> bool:
    links = open_links(connection, person_id)
    return any(one.patient_id == patient_id and one.link is Link.TREATS for one in links)


def _bring_in(
    connection: Connection, seal: Seal, now: datetime, unpacked: Unpacked, tell: Tell, *, is_new: bool
) -> Brought:
    refuse_while_live(connection)
    try:
        if is_new:
            _bring_in_patient(connection, seal, unpacked)
        sessions = _bring_in_sessions(connection, seal, now, unpacked, tell)
        papers = sum(add_paper(connection, seal, _paper(unpacked, one)) for one in unpacked.papers)
    except NOT_MEANT as problem:
        raise BadFile(unpacked.file, None, "a part of the package cannot be meant", NOT_OURS) from problem
    if not (is_new or sessions or papers):
        raise NotAllowed("everything in this package is here already")
    return Brought(unpacked.patient_id, sessions, papers)


def _bring_in_patient(connection: Connection, seal: Seal, unpacked: Unpacked) -> None:
    given, patient_id = unpacked.patient, unpacked.patient_id
    patient = Patient(
        patient_id=patient_id,
        pseudonym=_word(given["pseudonym"]),
        initials=_word(given["initials"]),
        picture_word=_word(given["picture_word"]),
        is_practice=given["is_practice"] is True,
        created_at=_at(given["created_at"]),
    )
    ledger = [_consent(patient_id, one) for one in given["consents"]]
    if Purpose.RECORD not in standing(ledger):
        raise NotAllowed("the package holds no standing consent to keep a record: it is not brought in")
    refuse_new(connection, seal, patient)
    people.add_patient(connection, seal, patient)
    for entry in ledger:
        people.add_consent(connection, seal, entry)
    for one in given["decisions"]:
        people.add_decision(connection, seal, _decision(patient_id, one))


def _bring_in_sessions(connection: Connection, seal: Seal, now: datetime, unpacked: Unpacked, tell: Tell) -> int:
    """Bring in each session that is not here; tells of all moments together."""
    before, new = 0, 0
    of = sum(len(one["moments"]) for one in unpacked.sessions.values())
    for path, one in unpacked.sessions.items():
        new += _bring_in_session(connection, seal, now, unpacked, path, partial(_tell_on, tell, before, of))
        before += len(one["moments"])
    return new


def _tell_on(tell: Tell, before: int, of: int, done: int, _of_this: int) -> None:
    tell(before + done, of)


def _bring_in_session(
    connection: Connection, seal: Seal, now: datetime, unpacked: Unpacked, path: str, tell: Tell
) -> bool:
    whole = unpacked.sessions[path]
    session = _session(unpacked.patient_id, whole["session"])
    if f"sessions/{session.session_id}.json" != path:
        raise BadFile(path, None, "the parts of the package do not belong together", NOT_OURS)
    if meetings.is_there(connection, session.session_id):
        return False
    meetings.add_session(connection, session)
    for number, row in enumerate(told(whole["moments"], len(whole["moments"]), tell), 1):
        receipt = append(connection, seal, _moment(path, number, session.session_id, row), _at(row["received_at"]))
        if not receipt.is_new or receipt.sha256 != row["sha256"]:
            raise BadFile(path, number, "a moment is not what its fingerprint says", NOT_OURS)
    last_ms = max((row["session_ms"] for row in whole["moments"]), default=0)
    _say_so(connection, seal, session, unpacked.file, last_ms, now)
    for one in unpacked.patient["write_ups"]:
        if UUID(one["session_id"]) == session.session_id:
            meetings.add_write_up(connection, seal, _write_up(session.session_id, one))
    return True


def _say_so(connection: Connection, seal: Seal, session: Session, file: str, last_ms: int, now: datetime) -> None:
    """Say on the log that the session came with a file; one that was still running is closed with it."""
    closes = session.state.is_live
    marks: list[Mark] = [Closed()] if closes else []
    marks.append(BroughtIn(file, SOURCE))
    for mark in marks:
        moment = Moment(uuid4(), session.session_id, Author.ROOM, last_ms, now, mark, is_late=True, reason=file)
        append(connection, seal, moment, now)
    state, closed_at = (SessionState.CLOSED, now) if closes else (session.state, session.closed_at)
    meetings.set_state(connection, session.session_id, state, session.opened_at, closed_at)


def _moment(path: str, number: int, session_id: UUID, row: dict[str, Any]) -> Moment:
    """Read one row of a log; BadFile with its number where it cannot be meant."""
    try:
        kind = MARK_OF_KIND[row["kind"]]
        values = {place.name: row[place.name] for place in fields(kind) if place.name in row}
        mark = decode_mark(row["kind"], values)
        if encode_mark(mark) != values or any(len(v) > LONGEST_WORD for v in values.values() if isinstance(v, str)):
            raise ValueError(row["kind"])
        return Moment(
            moment_id=UUID(row["moment_id"]),
            session_id=session_id,
            author=Author(row["author"]),
            session_ms=int(row["session_ms"]),
            marked_at=_at(row["marked_at"]),
            mark=mark,
            is_late=row["is_late"] is True,
            reason=row.get("reason", ""),
        )
    except (*NOT_MEANT, BadInput) as problem:
        raise BadFile(path, number, "a moment cannot be meant", NOT_OURS) from problem


def _recordings(connection: Connection, seal: Seal, sessions: tuple[Session, ...], tell: Tell) -> Iterator[Recording]:
    logs = Logs()
    for before, session in enumerate(sessions):
        yield recording_of(
            connection, seal, logs, session.session_id, partial(_tell_still, tell, before, len(sessions))
        )


def _tell_still(tell: Tell, before: int, of: int, _done: int, _of_this: int) -> None:
    """Tell the same again: so much of it may be stopped at any moment."""
    tell(before, of)


def _session(patient_id: UUID, given: dict[str, Any]) -> Session:
    return Session(
        session_id=UUID(given["session_id"]),
        patient_id=patient_id,
        state=SessionState(given["state"]),
        mirror=MirrorKind(given["mirror"]),
        protocol_id=_word(given["protocol_id"]),
        planned_for=_at(given["planned_for"]),
        opened_at=_at(given["opened_at"]) if given["opened_at"] else None,
        closed_at=_at(given["closed_at"]) if given["closed_at"] else None,
    )


def _write_up(session_id: UUID, given: dict[str, Any]) -> WriteUp:
    text, version = str(given["text"]), int(given["version"])
    return WriteUp(session_id, version, text, _at(given["written_at"]), given["is_signed"] is True)


def _consent(patient_id: UUID, given: dict[str, Any]) -> ConsentEntry:
    who, version = _word(given["recorded_by"]), _word(given["text_version"])
    purpose, at = Purpose(given["purpose"]), _at(given["recorded_at"])
    return ConsentEntry(patient_id, purpose, given["is_given"] is True, version, who, at)


def _decision(patient_id: UUID, given: dict[str, Any]) -> CautionDecision:
    present = frozenset(Caution(one) for one in given["present"])
    who, at = _word(given["decided_by"]), _at(given["decided_at"])
    return CautionDecision(patient_id, present, given["goes_on"] is True, str(given["reason"]), who, at)


def _plain(paper: Paper) -> dict[str, Any]:
    return {
        "paper_id": str(paper.paper_id),
        "kind": paper.kind.value,
        "about": str(paper.about) if paper.about else None,
        "written_at": paper.written_at.isoformat(),
        "content": paper.content,
    }


def _paper(unpacked: Unpacked, given: dict[str, Any]) -> Paper:
    about = UUID(given["about"]) if given["about"] else None
    kind, at, content = PaperKind(given["kind"]), _at(given["written_at"]), dict(given["content"])
    return Paper(UUID(given["paper_id"]), unpacked.patient_id, kind, about, at, content)


def _at(given: str) -> datetime:
    at = datetime.fromisoformat(given)
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at


def _word(given: object) -> str:
    if not isinstance(given, str) or not given.strip() or len(given) > LONGEST_WORD:
        raise ValueError(given)
    return given
