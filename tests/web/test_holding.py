"""Only the console that holds a session marks in it: what another one sends is refused, and taken once it holds."""

from uuid import uuid4

from interbeing.wiring import Room
from tests.rooms import console, log_of, open_session, served_here

TAKE_OVER = {"type": "take_over"}


def test_a_console_that_only_watches_is_refused_and_may_send_again_once_it_holds(room: Room) -> None:
    session_id, mark = open_session(room.database), uuid4()
    with served_here(room) as port, console(port, session_id) as first, console(port, session_id) as second:
        refused = second.keep(mark)
        assert (refused["type"], refused["moment_id"], refused["may_retry"]) == ("refused", str(mark), True)
        assert first.keep(uuid4())["type"] == "acknowledged"
        second.say(TAKE_OVER)
        assert second.keep(mark)["type"] == "acknowledged"
        assert first.hear("holding")["is_holding"] is False
        assert first.keep(uuid4())["type"] == "refused"
        assert [one.moment.moment_id for one in log_of(room.database, session_id)].count(mark) == 1


def test_the_next_console_holds_when_the_first_one_goes(room: Room) -> None:
    session_id = open_session(room.database)
    with served_here(room) as port, console(port, session_id) as second, console(port, session_id) as third:
        assert third.keep(uuid4())["type"] == "refused"
        second.socket.close()
        assert third.hear("holding")["is_holding"] is True
        assert third.keep(uuid4())["type"] == "acknowledged"


def test_the_patients_own_pause_needs_no_holding(room: Room) -> None:
    session_id = open_session(room.database)
    with served_here(room) as port, console(port, session_id), console(port, session_id, screen="mirror") as mirror:
        assert mirror.keep(uuid4(), mark={"kind": "pause", "step": "began"})["type"] == "acknowledged"
