"""One hand writes: answers come after the commit, bad work hurts nobody else, and nothing waits for ever."""

import threading
from concurrent.futures import wait
from uuid import uuid4

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError

from interbeing.domain.errors import BadInput, NotFound, NotSaved, TooBusy
from interbeing.storage import writer
from interbeing.storage.moments import append
from tests.rooms import AT, a_moment, log_of, planned_session


def keeping(database, moment):
    return lambda connection: append(connection, database.seal, moment, AT)


def held(database):
    """Keep the writer busy until the event is set, so that what is sent meanwhile shares one commit."""
    may_go, started = threading.Event(), threading.Event()

    def do(_connection):
        started.set()
        may_go.wait(20)

    answer = database.write(do)
    started.wait(20)
    return may_go, answer


def test_work_that_waits_shares_a_commit_and_is_answered_after_it(database):
    session_id = planned_session(database)
    events = []
    event.listen(database._writing, "commit", lambda _connection: events.append("commit"))
    may_go, _ = held(database)
    answers = [database.write(keeping(database, a_moment(session_id, session_ms=ms))) for ms in range(50)]
    for answer in answers:
        answer.add_done_callback(lambda _answer: events.append("answer"))
    may_go.set()
    wait(answers)
    assert [answer.result().seq for answer in answers] == list(range(1, 51))
    assert events == ["commit", "commit"] + ["answer"] * 50, "the first commit is that of the work which held the rest"


def test_an_answer_is_visible_to_every_reader(database):
    session_id = planned_session(database)
    for ms in range(40):
        database.write(keeping(database, a_moment(session_id, session_ms=ms))).result()
        assert len(log_of(database, session_id)) == ms + 1


def test_one_bad_work_does_not_spoil_its_companions(database):
    session_id = planned_session(database)
    first = a_moment(session_id)
    database.write(keeping(database, first)).result()
    may_go, _ = held(database)
    bad_sql = database.write(lambda connection: connection.execute(text("INSERT INTO heads VALUES (NULL, NULL, NULL)")))
    good = [database.write(keeping(database, a_moment(session_id, session_ms=ms))) for ms in range(5)]
    bad = database.write(keeping(database, a_moment(session_id, session_ms=9, moment_id=first.moment_id)))
    missing = database.write(keeping(database, a_moment(uuid4())))
    odd = database.write(lambda _connection: 1 // 0)
    later = database.write(keeping(database, a_moment(session_id, session_ms=6)))
    may_go.set()
    assert [answer.result(20).seq for answer in (*good, later)] == [2, 3, 4, 5, 6, 7]
    for answer, kind in ((bad, BadInput), (missing, NotFound), (odd, ZeroDivisionError), (bad_sql, NotSaved)):
        assert isinstance(answer.exception(20), kind)
    assert len(log_of(database, session_id)) == 7


def test_work_that_fails_half_way_leaves_nothing_behind(database):
    session_id = planned_session(database)

    def half(connection):
        append(connection, database.seal, a_moment(session_id), AT)
        raise BadInput("after the row was added")

    may_go, _ = held(database)
    failed, kept = database.write(half), database.write(keeping(database, a_moment(session_id, session_ms=2)))
    may_go.set()
    assert isinstance(failed.exception(20), BadInput)
    assert kept.result(20).seq == 1
    assert [one.moment.session_ms for one in log_of(database, session_id)] == [2]


def test_when_the_disk_fails_nobody_is_answered_saved_and_the_next_work_goes_through(database):
    session_id = planned_session(database)

    def broken(_connection):
        raise OperationalError("INSERT", {}, Exception("disk I/O error"))

    may_go, _ = held(database)
    answers = [database.write(keeping(database, a_moment(session_id))), database.write(broken)]
    answers.append(database.write(keeping(database, a_moment(session_id))))
    may_go.set()
    assert all(isinstance(answer.exception(20), NotSaved) for answer in answers)
    assert log_of(database, session_id) == ()
    assert database.write(keeping(database, a_moment(session_id))).result(20).seq == 1


def test_work_whose_sender_gave_up_is_kept_and_the_writer_goes_on(database):
    session_id = planned_session(database)
    may_go, _ = held(database)
    given_up = database.write(keeping(database, a_moment(session_id)))
    assert not given_up.cancel()
    may_go.set()
    assert database.write(keeping(database, a_moment(session_id))).result(20).seq == 2


def test_when_too_much_waits_the_sender_is_told_to_try_again(database, monkeypatch):
    monkeypatch.setattr(writer, "MOST_WAITING", 3)
    may_go, _ = held(database)
    waiting = [database.write(lambda _connection: None) for _ in range(3)]
    with pytest.raises(TooBusy, match="try again"):
        database.write(lambda _connection: None)
    may_go.set()
    wait(waiting)
    assert database.write(lambda _connection: "again").result(20) == "again"


def test_closing_finishes_what_waits_and_refuses_what_comes_after(database):
    may_go, _ = held(database)
    waiting = [database.write(lambda _connection: "kept") for _ in range(20)]
    closing = threading.Thread(target=database.close)
    closing.start()
    may_go.set()
    closing.join(20)
    assert [answer.result(0) for answer in waiting] == ["kept"] * 20
    with pytest.raises(NotSaved, match="closing"):
        database.write(lambda _connection: None)
