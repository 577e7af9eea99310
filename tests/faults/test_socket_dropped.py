"""F7: the socket drops at each step of a mark's way; the console comes back, sends again, and it is there once."""

import socket as sockets
import threading
import time
from uuid import UUID, uuid4

import pytest

from interbeing.wiring import Room
from tests.faults.counts import times
from tests.faults.promise import Answered, Witness, broken_promises
from tests.rooms import Console, console, log_of, open_session, sent_mark, served_here

pytestmark = pytest.mark.fault
ROUNDS = times(8, 500)


def drop(one: Console) -> None:
    """Cut the line without a word, as a network does."""
    line = one.socket.socket
    line.setsockopt(sockets.SOL_SOCKET, sockets.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
    line.shutdown(sockets.SHUT_RDWR)


def is_stored(room: Room, session_id: UUID, moment_id: UUID) -> bool:
    return any(kept.moment.moment_id == moment_id for kept in log_of(room.database, session_id))


def before_sending(_room, one, _session_id, _moment_id):
    drop(one)


def after_sending_before_the_commit(room, one, session_id, moment_id):
    """The writer is held, so that the line is cut while the mark waits for its commit."""
    may_go, began = threading.Event(), threading.Event()

    def hold(_connection):
        began.set()
        assert may_go.wait(20)

    room.database.write(hold)
    assert began.wait(20)
    one.say(sent_mark(moment_id))
    assert one.socket.ping().wait(5), "the room has read what came before the ping"
    assert not is_stored(room, session_id, moment_id)
    drop(one)
    may_go.set()


def after_the_commit_before_the_answer(room, one, session_id, moment_id):
    one.say(sent_mark(moment_id))
    until = time.monotonic() + 10
    while not is_stored(room, session_id, moment_id):
        assert time.monotonic() < until
    drop(one)


def after_the_answer(_room, one, _session_id, moment_id):
    one.keep(moment_id)
    drop(one)


@pytest.mark.parametrize(
    "step",
    [before_sending, after_sending_before_the_commit, after_the_commit_before_the_answer, after_the_answer],
)
def test_a_mark_whose_socket_dropped_is_kept_once_when_it_is_sent_again(either_room, step):
    session_id, witness, known, tab = open_session(either_room.database), Witness(), 0, uuid4()
    witness.sent |= {one.moment.moment_id for one in log_of(either_room.database, session_id)}
    with served_here(either_room) as port:
        for _ in range(ROUNDS):
            moment_id = uuid4()
            witness.sent.add(moment_id)
            with console(port, session_id, after_seq=known, tab=tab) as first:
                step(either_room, first, session_id, moment_id)
            with console(port, session_id, after_seq=known, tab=tab) as again:
                answer = again.keep(moment_id)
                witness.hear(moment_id, Answered(answer["seq"], answer["sha256"], answer["head"]))
                assert again.keep(moment_id) == answer | {"is_new": False}
                known = answer["seq"]
                told = [one for one in again.heard if one["type"] == "happened"]
                assert sum(one["moment"]["moment_id"] == str(moment_id) for one in told) <= 1
        assert broken_promises(either_room.database, session_id, witness) == []
    assert len(witness.acked) == ROUNDS


def test_a_screen_that_comes_back_is_given_exactly_what_it_missed(either_room):
    session_id = open_session(either_room.database)
    with served_here(either_room) as port:
        with console(port, session_id) as one:
            for _ in range(5):
                last = one.keep(uuid4())["seq"]
        with console(port, session_id) as another:
            missed = [another.keep(uuid4())["moment_id"] for _ in range(3)]
        with console(port, session_id, after_seq=last) as again:
            moments = again.heard[0]["moments"]
            assert [one["seq"] for one in moments] == list(range(last + 1, last + 1 + len(moments)))
            assert [one["moment_id"] for one in moments if one["author"] == "therapist"] == missed
