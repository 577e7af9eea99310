"""A tablet in the patient's hands: it joins one session by a code, once, and goes when the session is over."""

import secrets
from functools import partial
from typing import Final, NamedTuple
from uuid import UUID, uuid4

from interbeing.domain.access import AT_TABLET, Principal, Role
from interbeing.domain.errors import NotAllowed, WrongKey
from interbeing.domain.tablet import CODE_HOLDS_FOR, Tablet
from interbeing.services.clock import Clock
from interbeing.services.codes import new_code, plain, recognised
from interbeing.services.trying import refuse_too_many
from interbeing.storage import tablets as store
from interbeing.storage.connect import Connection, Database
from interbeing.storage.sessions import session_of

TOKEN_BYTES: Final = 32
LONGEST_DEVICE: Final = 200
MOST_OF_ONE_PLACE: Final = 10  # tries in a minute; reliability.md §4b
MOST_OF_ALL: Final = 30


class Joined(NamedTuple):
    """A tablet that just joined, and the token for its browser: it is told once and kept nowhere."""

    tablet: Tablet
    token: str


def ask_tablet(database: Database, clock: Clock, session_id: UUID) -> str:
    """Give a code with which one tablet joins this session; the code before it counts no more."""
    code, now = new_code(), clock.now()

    def do(connection: Connection) -> None:
        if session_of(connection, session_id).closed_at is not None:
            raise NotAllowed("this session is closed: a tablet joins before or in a session")
        store.add_tablet(connection, Tablet(uuid4(), session_id, now, now + CODE_HOLDS_FOR), recognised(plain(code)))

    database.write(do).result()
    return code


def join(database: Database, clock: Clock, code: str, *, device: str, place: str) -> Joined:
    """Join with a code. WrongKey when it is none, was given before or is too old; NotAllowed after too many tries."""
    refuse_too_many(database, clock, (f"tablet {place}", MOST_OF_ONE_PLACE), ("tablets", MOST_OF_ALL))
    token = secrets.token_urlsafe(TOKEN_BYTES)
    use = partial(
        store.use_code,
        code_sha256=recognised(plain(code)),
        token_sha256=recognised(token),
        device=device[:LONGEST_DEVICE],
        now=clock.now(),
    )
    found = database.write(use).result()
    if found is None:
        raise WrongKey("this code is not known, was used, or is too old: ask for another", about="code")
    return Joined(found, token)


def who_joined(database: Database, clock: Clock, token: str) -> Principal:
    """Give who asks through this tablet: somebody at one session's pages, or at none once that is over."""
    with database.read() as connection:
        found = store.tablet_called(connection, recognised(token))
        if found is None or found.is_over(clock.now(), session_of(connection, found.session_id).closed_at):
            return AT_TABLET
    return Principal(Role.TABLET, AT_TABLET.person, session_id=found.session_id)


def joined(database: Database, clock: Clock, session_id: UUID) -> tuple[Tablet, ...]:
    """Give the tablets that are at this session now."""
    with database.read() as connection:
        closed_at = session_of(connection, session_id).closed_at
        found = store.tablets_of(connection, session_id)
    return tuple(one for one in found if not one.is_over(clock.now(), closed_at))


def let_go(database: Database, clock: Clock, session_id: UUID, tablet_id: UUID) -> None:
    """Let one tablet go: its screen closes within a second."""
    end = partial(store.end_tablet, session_id=session_id, tablet_id=tablet_id, now=clock.now())
    database.write(end).result()


def leave(database: Database, clock: Clock, token: str) -> None:
    """Let the tablet go from which this is asked."""
    with database.read() as connection:
        found = store.tablet_called(connection, recognised(token))
    if found is not None:
        let_go(database, clock, found.session_id, found.tablet_id)
