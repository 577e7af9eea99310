"""A second coding stands beside the log, is finished before it is compared, and says where it differs."""

import pytest

from interbeing.domain.errors import BadInput, NotAllowed, NotFound
from interbeing.domain.moment import Author
from interbeing.domain.named import named_as
from interbeing.services.agree import STATED_MS, compare
from interbeing.services.coding import begin_coding, code, coding_of, codings_of, finish_coding, uncode
from interbeing.wiring import Room
from tests.rooms import log_of, open_session
from tests.sessions_made import a_session, kept_session


def test_a_coding_is_kept_beside_the_log_and_closed_once_finished(room: Room) -> None:
    session_id = kept_session(room, a_session())
    before = log_of(room.database, session_id)
    coding_id = begin_coding(room.database, room.clock, session_id, "B. Coder")
    with pytest.raises(BadInput, match="nothing is marked"):
        finish_coding(room.database, room.clock, coding_of(room.database, session_id, coding_id))
    coding = coding_of(room.database, session_id, coding_id)
    slip = code(room.database, room.clock, coding, 5_000, "felt:fear")
    code(room.database, room.clock, coding, 4_000, "received:hard")
    uncode(room.database, room.clock, coding, slip)
    coding = coding_of(room.database, session_id, coding_id)
    assert [(mark.at_ms, mark.name) for mark in coding.marks] == [(4_000, "received:hard")]
    finish_coding(room.database, room.clock, coding)
    assert codings_of(room.database, session_id)[0].is_finished
    with pytest.raises(NotAllowed, match="finished"):
        code(room.database, room.clock, coding, 6_000, "we")
    assert log_of(room.database, session_id) == before


def test_no_coding_of_an_open_session_and_none_that_is_not_there(room: Room) -> None:
    open_id = open_session(room.database)
    with pytest.raises(NotAllowed, match="not closed"):
        begin_coding(room.database, room.clock, open_id, "B")
    with pytest.raises(NotFound):
        coding_of(room.database, open_id, open_id)


def test_each_difference_is_listed_with_the_moment_it_is_about(room: Room) -> None:
    session_id = kept_session(room, a_session())
    log = [kept.moment for kept in log_of(room.database, session_id)]
    coding_id = begin_coding(room.database, room.clock, session_id, "B")
    coding = coding_of(room.database, session_id, coding_id)
    felt = [moment for moment in log if moment.mark.kind == "felt"]
    for number, moment in enumerate(log):
        name = named_as(moment.mark)
        if name and moment.author is Author.THERAPIST and moment is not felt[0]:
            code(room.database, room.clock, coding, moment.session_ms + 200 * (number % 3), name)
    found = compare(log, coding_of(room.database, session_id, coding_id))
    assert [(one.kind, one.moment_id, one.second) for one in found.disagreements] == [("felt", felt[0].moment_id, None)]
    received = next(kind for kind in found.kinds if kind.kind == "received")
    assert (received.linked, received.same) == (received.first, received.first)
    assert received.kappa_linked == pytest.approx(1)
    assert next(one for one in received.curve if one.tolerance_ms == STATED_MS).kappa == pytest.approx(1)
    assert found.arousal is not None
    assert found.arousal.a_1 > 0.9
