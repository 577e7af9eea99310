"""A second coding stands beside the log, is finished before it is compared, and says where it differs."""

from uuid import uuid4

import pytest

from interbeing.domain.coding import CodedMark, Coding, blind
from interbeing.domain.errors import BadInput, NotAllowed, NotFound
from interbeing.domain.glass import Crop, RungChosen, Veil, View, Who
from interbeing.domain.mark import Closed, Gaze, Opened
from interbeing.domain.moment import Author
from interbeing.domain.named import named_as
from interbeing.domain.signal import Measuring, Signal
from interbeing.services.agree import STATED_MS, compare
from interbeing.services.coding import begin_coding, code, coding_of, codings_of, finish_coding, uncode
from interbeing.wiring import Room
from tests.rooms import log_of, open_session
from tests.sessions_made import Log, a_session, kept_session

GONE = RungChosen("cellar")  # a rung that the ladder no longer has


def test_a_coding_is_kept_beside_the_log_and_closed_once_finished(room: Room) -> None:
    session_id = kept_session(room, a_session())
    before = log_of(room.database, session_id)
    coding_id = begin_coding(room.database, room.clock, session_id, "B. Coder")
    with pytest.raises(BadInput, match="nothing is marked"):
        finish_coding(room.database, room.clock, coding_of(room.database, session_id, coding_id))
    coding = coding_of(room.database, session_id, coding_id)
    slip = CodedMark(uuid4(), 5_000, "felt:fear")
    for mark in (slip, CodedMark(uuid4(), 4_000, "received:hard"), slip):
        code(room.database, room.clock, coding, mark)
    coding = coding_of(room.database, session_id, coding_id)
    assert [mark.at_ms for mark in coding.marks] == [4_000, 5_000], "a mark sent twice is kept once"
    uncode(room.database, room.clock, coding, slip.mark_id)
    coding = coding_of(room.database, session_id, coding_id)
    assert [(mark.at_ms, mark.name) for mark in coding.marks] == [(4_000, "received:hard")]
    finish_coding(room.database, room.clock, coding)
    assert codings_of(room.database, session_id)[0].is_finished
    with pytest.raises(NotAllowed, match="finished"):
        code(room.database, room.clock, coding, CodedMark(uuid4(), 6_000, "we"))
    assert log_of(room.database, session_id) == before


def test_no_coding_of_an_open_session_and_none_that_is_not_there(room: Room) -> None:
    open_id = open_session(room.database)
    with pytest.raises(NotAllowed, match="not closed"):
        begin_coding(room.database, room.clock, open_id, "B")
    with pytest.raises(NotFound):
        coding_of(room.database, kept_session(room, a_session()), open_id)


def test_a_second_coder_sees_what_happened_and_nothing_that_the_first_one_read_in_it(room: Room) -> None:
    log = log_of(room.database, kept_session(room, a_session()))
    kinds = {kept.moment.mark.kind for kept in blind(log)}
    assert kinds == {"opened", "connection", "cue", "cover", "grounding", "pause", "closed"}


def test_a_coding_takes_the_rungs_of_the_clinics_own_ladder(room: Room) -> None:
    session_id = kept_session(room, a_session())
    coding = coding_of(room.database, session_id, begin_coding(room.database, room.clock, session_id, "B"))
    mark = CodedMark(uuid4(), 5_000, "rung:doorway")
    with pytest.raises(BadInput, match="no mark"):
        code(room.database, room.clock, coding, mark)
    code(room.database, room.clock, coding, mark, {"doorway": RungChosen("doorway", own_reflection=False, place=0)})
    assert coding_of(room.database, session_id, coding.coding_id).marks == (mark,)


def test_each_difference_is_listed_with_the_moment_it_is_about(room: Room) -> None:
    session_id = kept_session(room, a_session())
    log = [kept.moment for kept in log_of(room.database, session_id)]
    coding_id = begin_coding(room.database, room.clock, session_id, "B")
    coding = coding_of(room.database, session_id, coding_id)
    felt = [moment for moment in log if moment.mark.kind == "felt"]
    for number, moment in enumerate(log):
        name = named_as(moment.mark)
        if name and moment.author is Author.THERAPIST and moment is not felt[0]:
            mark = CodedMark(uuid4(), moment.session_ms + 200 * (number % 3), name)
            code(room.database, room.clock, coding, mark)
    found = compare(log, coding_of(room.database, session_id, coding_id))
    assert [(one.kind, one.moment_id, one.second) for one in found.disagreements] == [("felt", felt[0].moment_id, None)]
    received = next(kind for kind in found.kinds if kind.kind == "received")
    assert (received.linked, received.same) == (received.first, received.first)
    assert received.kappa_linked == pytest.approx(1)
    assert next(one for one in received.curve if one.tolerance_ms == STATED_MS).kappa == pytest.approx(1)
    assert found.arousal is not None
    assert found.arousal.a_1 > 0.9


def test_gaze_and_rungs_are_coded_blind_and_compared_with_those_of_the_clinics_ladder(room: Room) -> None:
    log = Log()
    log.at(0, Opened())
    for at_ms, mark in ((5_000, RungChosen("doorway")), (9_000, Gaze(True)), (20_000, Gaze(False)), (30_000, GONE)):
        log.at(at_ms, mark)
    log.at(5_001, View(Veil.OUTLINE, Crop.WHOLE, Who.OWN, 0, 0))  # as a rung sets it
    for signal in Signal:
        log.at(6_000, Measuring(signal, is_on=True))
    log.at(60_000, Closed())
    session_id = kept_session(room, log.moments)
    seen = [kept.moment.mark for kept in blind(log_of(room.database, session_id))]
    assert {mark.kind for mark in seen} == {
        "opened",
        "measuring",
        "closed",
    }  # nothing that says gaze or rung
    assert {mark.signal for mark in seen if isinstance(mark, Measuring)} == {Signal.PULSE, Signal.BELT}
    names = ((5_400, "rung:wall"), (9_100, "gaze:at_reflection"), (20_500, "gaze:away"), (30_900, "rung:cellar"))
    marks = tuple(CodedMark(uuid4(), at_ms, name) for at_ms, name in names)
    coding = Coding(uuid4(), session_id, "B", log.moments[0].marked_at, True, marks)
    found = compare(log.moments, coding, ("wall", "doorway", "mirror"))
    told = {one.kind: (one.first, one.second, one.linked, one.same) for one in found.kinds}
    assert told == {"gaze": (2, 2, 2, 2), "rung": (2, 2, 2, 1)}
    assert [(one.first, one.second) for one in found.disagreements] == [("rung:doorway", "rung:wall")]
