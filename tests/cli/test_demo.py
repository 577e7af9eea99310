"""The demo plays the example through the real socket, into a room that is open or into one of its own."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from interbeing.domain.clinic import Limits
from interbeing.domain.exchange import Exchange
from interbeing.domain.gathering import Gathering
from interbeing.domain.mark import Connection
from interbeing.domain.moment import Author, Moment
from interbeing.domain.session import SessionState
from interbeing.services.example import read_example
from interbeing.services.plan import list_sessions
from interbeing.settings import Settings
from interbeing.storage.moments import moments_of
from interbeing.wiring import open_room
from tests.conftest import Served, free_port

PLACES = ("felt", "offered", "perceived", "received", "perceived_again", "received_again")


def demo(folder: Path, port: int, speed: str) -> "subprocess.Popen[str]":
    environment = {**os.environ, "INTERBEING_FOLDER": str(folder), "INTERBEING_PORT": str(port)}
    command = [sys.executable, "-m", "interbeing", "demo", "--speed", speed]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def played(folder: Path) -> tuple[SessionState, list[Moment]]:
    """The newest session of the closed room in this folder."""
    room = open_room(Settings(folder))
    try:
        session = max(
            (one for one in list_sessions(room.database) if one.opened_at), key=lambda one: (one.opened_at, one.seq)
        )
        with room.database.read() as connection:
            kept = moments_of(connection, room.database.seal, session.session_id)
        return session.state, [one.moment for one in kept]
    finally:
        room.close()


def words(exchanges: tuple[Exchange, ...]) -> list[list[str | None]]:
    moments = [[getattr(exchange, place) for place in PLACES] for exchange in exchanges]
    return [
        [None if m is None else str(getattr(m.mark, "emotion", None) or m.mark.reception) for m in row]
        for row in moments
    ]


def test_it_plays_the_whole_session_into_an_open_room(served: Served) -> None:
    process = demo(served.folder, int(served.address.rsplit(":", 1)[1]), "2000")
    said, wrong = process.communicate(timeout=60)
    assert (process.returncode, wrong) == (0, "")
    assert f"Playing into the room that is open at {served.address}." in said
    assert "/console" in said
    assert "/review" in said
    assert "The session is closed: 192 marks saved." in said
    served.process.terminate()
    served.process.wait(10)
    state, moments = played(served.folder)
    example = read_example(moments[0].session_id, moments[0].marked_at)
    assert state is SessionState.CLOSED
    marks = [m for m in moments if m.author is not Author.ROOM and m.mark.kind not in {"opened", "closed"}]
    assert len(marks) == 192
    gap_ms = Limits().exchange_gap_s * 1000
    assert words(Gathering(gap_ms, moments).exchanges) == words(Gathering(gap_ms, example.moments).exchanges)
    assert [m.mark.connected for m in moments if isinstance(m.mark, Connection)][:4] == [True, True, False, True]


def test_without_a_room_it_opens_one_and_ctrl_c_ends_it_kindly(tmp_path: Path) -> None:
    signal.signal(
        signal.SIGINT, signal.default_int_handler
    )  # a run in the background ignores Ctrl-C, as do its children
    process = demo(tmp_path, free_port(), "120")
    assert process.stdout is not None
    while "notice" not in process.stdout.readline():
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    said, wrong = process.communicate(timeout=20)
    assert (process.returncode, wrong) == (0, "")
    assert "The session is closed" in said
    assert "Stopped. What was played is kept." in said
    state, moments = played(tmp_path)
    assert state is SessionState.CLOSED
    assert 30 < len(moments) < 190


def test_a_room_that_dies_meanwhile_is_told_in_one_sentence_and_keeps_what_was_saved(served: Served) -> None:
    process = demo(served.folder, int(served.address.rsplit(":", 1)[1]), "240")
    assert process.stdout is not None
    while "meet the mirror" not in process.stdout.readline():
        assert process.poll() is None
    served.process.kill()
    served.process.wait(10)
    said, wrong = process.communicate(timeout=30)
    assert process.returncode == 2
    assert wrong.startswith("interbeing: the room went away while the session was played")
    assert wrong.count("\n") == 1
    saved = int(said.split("could not be closed: ")[1].split()[0])
    marks = [m for m in played(served.folder)[1] if m.author is not Author.ROOM and m.mark.kind != "opened"]
    assert len(marks) in {saved, saved + 1}  # the last may have been kept and its answer lost


def test_its_speed_is_that_of_the_session_divided(served: Served) -> None:
    began = time.monotonic()
    process = demo(served.folder, int(served.address.rsplit(":", 1)[1]), "1000")
    process.communicate(timeout=60)
    assert time.monotonic() - began > 45 * 60 / 1000


def test_a_speed_that_is_none_is_refused(tmp_path: Path) -> None:
    process = demo(tmp_path, free_port(), "0")
    assert "0 is not between 0 and 100000" in process.communicate(timeout=20)[1]
    assert process.returncode == 2
