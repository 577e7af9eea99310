"""Bringing in a session that was coded elsewhere: read, its labels given our names, then kept whole or not at all."""

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import Lock
from typing import Final, NamedTuple
from uuid import UUID, uuid4

from interbeing.domain.errors import BadInput, NotAllowed, NotFound
from interbeing.domain.mark import BroughtIn, Closed, Mark, Opened
from interbeing.domain.moment import Author, Moment
from interbeing.domain.named import OUR_LADDER, Rungs, is_of_exchange, mark_named
from interbeing.domain.session import MirrorKind, Session, SessionState
from interbeing.domain.under_way import Tell, told, untold
from interbeing.formats.foreign import LEFT_OUT, ForeignSession, suggested
from interbeing.formats.read_boris import read_boris
from interbeing.formats.read_marks import Columns, Sheet, columns_guessed, marks_of, read_sheet
from interbeing.services.clock import Clock
from interbeing.services.plan import refuse_unready
from interbeing.storage.connect import Connection, Database
from interbeing.storage.moments import append
from interbeing.storage.second_wall import of_the_room
from interbeing.storage.sessions import Wanted, add_session, count_sessions, set_state

BORIS: Final = "BORIS"
TABLE: Final = "table"
NO_PROTOCOL: Final = "elsewhere"
MOST_WAITING: Final = 4
LONGEST_FILE_NAME: Final = 120
LIVE: Final = Wanted(states=frozenset(state for state in SessionState if state.is_live))


class Meant(NamedTuple):
    """What a person said that labels mean: the name of a mark by label, or LEFT_OUT; with the clinic's own rungs."""

    names: Mapping[str, str]
    rungs: Rungs = OUR_LADDER


@dataclass(frozen=True, slots=True)
class Offered:
    """A file that was read and waits for a person to say what its labels mean. `sheet` is None for BORIS."""

    file: str
    source: str
    sessions: tuple[ForeignSession, ...]
    sheet: Sheet | None = None
    columns: Columns | None = None

    def only(self, place: int) -> "Offered":
        """Narrow it to one of its sessions, by place from 0."""
        return replace(self, sessions=(self.sessions[place],))


class Waiting:
    """Files that were read and not yet kept: the last few, in memory alone."""

    def __init__(self) -> None:
        """Begin with none."""
        self._offered: OrderedDict[UUID, Offered] = OrderedDict()
        self._lock = Lock()

    def put(self, offered: Offered) -> UUID:
        """Let it wait; the oldest goes when there are too many."""
        with self._lock:
            key = uuid4()
            self._offered[key] = offered
            while len(self._offered) > MOST_WAITING:
                self._offered.popitem(last=False)
        return key

    def get(self, key: UUID) -> Offered:
        """Give it back; NotFound when it went."""
        with self._lock:
            if key not in self._offered:
                raise NotFound("this file is not waiting any more: choose it again")
            return self._offered[key]

    def forget(self) -> None:
        """Let go of every file."""
        with self._lock:
            self._offered.clear()


def read_file(file: str, content: bytes, columns: Columns | None = None) -> Offered:
    """Read a BORIS project or a table of marks, told apart by how they begin; BadFile says where it cannot be read."""
    name = plain_name(file)
    if content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return Offered(name, BORIS, read_boris(name, content))
    sheet = read_sheet(name, content)
    chosen = columns or columns_guessed(sheet)
    return Offered(name, TABLE, (marks_of(sheet, chosen),), sheet, chosen)


def with_columns(offered: Offered, columns: Columns) -> Offered:
    """Read a table again with other columns."""
    if offered.sheet is None:
        raise BadInput("this file has no columns to choose from")
    return Offered(offered.file, TABLE, (marks_of(offered.sheet, columns),), offered.sheet, columns)


def meant_by_name(session: ForeignSession, rungs: Rungs = OUR_LADDER) -> dict[str, str]:
    """Suggest what each label means, by its letters alone; `rungs` are the clinic's own."""
    return {label: suggested(label, rungs) for label in session.labels}


def bring_in(
    database: Database,
    clock: Clock,
    patient_id: UUID,
    offered: Offered,
    meant: Meant,
    began_at: datetime,
    tell: Tell = untold,
) -> UUID:
    """Keep the file's first session as a closed session of this patient, in one transaction; give its id.

    Every moment of it says that it came late and from which file. NotAllowed without a consent to keep a record.
    """
    foreign = offered.sessions[0]
    session_id = uuid4()
    moments = tuple(_moments(session_id, offered, foreign, meant, began_at))
    if not any(moment.author is Author.CODER for moment in moments):
        raise BadInput("no label was given a meaning: choose at least one")
    session = Session(session_id, patient_id, SessionState.PLANNED, MirrorKind.REAL, NO_PROTOCOL, began_at)

    def keep(connection: Connection) -> None:
        refuse_while_live(connection)
        refuse_unready(connection, database.seal, session)
        add_session(connection, session)
        for moment in told(moments, len(moments), tell):
            append(connection, database.seal, moment, clock.now())
        set_state(connection, session_id, SessionState.CLOSED, began_at, moments[-1].marked_at)

    database.write(keep).result()
    return session_id


def refuse_while_live(connection: Connection) -> None:
    """Raise NotAllowed while a session runs: its marks would wait behind the file."""
    with of_the_room(connection):
        is_live = count_sessions(connection, LIVE) > 0
    if is_live:
        raise NotAllowed("a session is open: close it first, then bring the file in")


def coded_marks(foreign: ForeignSession, meant: Meant) -> Iterator[tuple[int, UUID, Mark]]:
    """Give each mark that has a meaning with its time and a new id; marks of one numbered exchange share it."""
    exchanges: dict[int, UUID] = {}
    for mark in foreign.marks:
        name = meant.names.get(mark.label, LEFT_OUT)
        if name == LEFT_OUT:
            continue
        moment_id, exchange_id = uuid4(), None
        if mark.exchange is not None and is_of_exchange(name):
            exchange_id = exchanges.setdefault(mark.exchange, moment_id)
        yield mark.at_ms, moment_id, mark_named(name, exchange_id, meant.rungs)


def _moments(
    session_id: UUID, offered: Offered, foreign: ForeignSession, meant: Meant, began_at: datetime
) -> Iterator[Moment]:
    last_ms = max((mark.at_ms for mark in foreign.marks), default=0)

    def late(moment_id: UUID, author: Author, at_ms: int, mark: Mark) -> Moment:
        marked_at = began_at + timedelta(milliseconds=at_ms)
        return Moment(moment_id, session_id, author, at_ms, marked_at, mark, is_late=True, reason=offered.file)

    yield late(uuid4(), Author.ROOM, 0, Opened())
    yield late(uuid4(), Author.ROOM, 0, BroughtIn(offered.file, offered.source))
    for at_ms, moment_id, mark in coded_marks(foreign, meant):
        yield late(moment_id, Author.CODER, at_ms, mark)
    yield late(uuid4(), Author.ROOM, last_ms, Closed())


def plain_name(file: str) -> str:
    """Give a file's own name as it may stand in a sentence: no folder, nothing that cannot be seen."""
    name = file.replace("\\", "/").rpartition("/")[2]
    seen = "".join(letter for letter in name if letter.isprintable())
    return seen[:LONGEST_FILE_NAME].strip() or "the file"
