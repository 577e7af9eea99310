"""The door of a session's log: what may come in, and what each moment that comes in changes of the session's state."""

from dataclasses import replace
from datetime import datetime
from typing import Final, get_args

from interbeing.domain.errors import NotAllowed
from interbeing.domain.mark import BroughtIn, Closed, Linked, Opened, Pause, Retraction, Step
from interbeing.domain.mark import Connection as Connected
from interbeing.domain.moment import Moment, Receipt
from interbeing.domain.pacing import Advised
from interbeing.domain.session import Session, SessionState
from interbeing.domain.signal import OfSignal
from interbeing.services.plan import refuse_unready
from interbeing.storage.connect import Connection
from interbeing.storage.moments import append, moment_of
from interbeing.storage.seal import Seal
from interbeing.storage.sessions import session_of, set_state

KEPT_FOR_GOOD: Final = (Opened, Closed, Pause, Connected, BroughtIn, Retraction, Advised, *get_args(OfSignal))


def let_in(connection: Connection, seal: Seal, moment: Moment, received_at: datetime) -> tuple[Receipt, Session]:
    """Add a moment to its session's log, and give the session as it is then; NotAllowed says why it may not come in."""
    session = session_of(connection, moment.session_id)
    if isinstance(moment.mark, Opened):
        refuse_unready(connection, seal, session)
    elif session.state is SessionState.PLANNED:
        raise NotAllowed("this session has not been opened yet")
    elif isinstance(moment.mark, BroughtIn):
        raise NotAllowed("only a file brings a session in")
    elif isinstance(moment.mark, Closed) and session.state is SessionState.CLOSED:
        raise NotAllowed("this session is closed already")
    _refuse_stray(connection, seal, moment)
    receipt = append(connection, seal, moment, received_at)
    return receipt, _moved_on(connection, session, moment) if receipt.is_new else session


def _refuse_stray(connection: Connection, seal: Seal, moment: Moment) -> None:
    match moment.mark:
        case Retraction(retracted=target):
            about = moment_of(connection, seal, moment.session_id, target)
            if isinstance(about.mark, KEPT_FOR_GOOD):
                raise NotAllowed("a moment of the kind {kind} cannot be taken back", kind=about.mark.kind)
        case Linked(marked=target):
            moment_of(connection, seal, moment.session_id, target)


def _moved_on(connection: Connection, session: Session, moment: Moment) -> Session:
    """Note in the session's row what this moment says of its state."""
    match moment.mark:
        case Opened():
            moved = replace(session, state=SessionState.OPEN, opened_at=moment.marked_at)
        case Closed():
            moved = replace(session, state=SessionState.CLOSED, closed_at=moment.marked_at)
        case Pause(step) if session.state.is_live:
            moved = replace(session, state=SessionState.PAUSED if step is Step.BEGAN else SessionState.OPEN)
        case _:
            return session
    set_state(connection, session.session_id, moved.state, moved.opened_at, moved.closed_at)
    return moved
