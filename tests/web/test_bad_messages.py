"""Whatever comes through the socket gets a clear answer, the socket lives on, and other sessions notice nothing."""

import json
import socket as sockets
import struct
import threading
import time
from collections.abc import Iterator
from random import Random
from uuid import uuid4

import psutil
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from interbeing.settings import Settings
from interbeing.wiring import Room, open_room
from tests.conftest import HandClock
from tests.faults.counts import only_long, times
from tests.rooms import console, entering, log_of, open_session, planned_session, sent_mark, served_here

LONG_AGO = "0001-01-01T00:00:00+14:00"
FAR_AHEAD = "9999-12-31T23:59:59-12:00"


def marking(**fields):
    """A mark as text, with these fields of its moment in place of the right ones."""
    return json.dumps(sent_mark(uuid4(), **fields))


def of_kind(**mark):
    return marking(mark=mark)


UNREADABLE = {
    "nothing": "",
    "no JSON": "hello",
    "half of it": '{"type":"tick","sent_ms":',
    "a list": "[]",
    "a number": "1",
    "null": "null",
    "no type": "{}",
    "an unknown type": '{"type":"drop table moments"}',
    "an unknown field": '{"type":"tick","sent_ms":1,"more":1}',
    "a field twice": '{"type":"tick","sent_ms":1,"sent_ms":2}',
    "a field of the mark twice": marking().replace('"kind": "we"', '"kind": "we", "kind": "we"'),
    "NaN": '{"type":"tick","sent_ms":NaN}',
    "Infinity": '{"type":"tick","sent_ms":-Infinity}',
    "1e400": '{"type":"tick","sent_ms":1e400}',
    "five thousand digits": '{"type":"tick","sent_ms":' + "9" * 5000 + "}",
    "ten thousand deep": "[" * 10_000 + "]" * 10_000,
    "ten thousand deep inside": '{"type":"tick","sent_ms":' + '{"a":' * 8_000 + "1" + "}" * 8_000 + "}",
    "half a character": marking(reason="x").replace('"x"', '"\\ud800"'),
    "the other half": '{"type":"\\udc00"}',
    "text for a number": '{"type":"tick","sent_ms":"5"}',
    "text for session_ms": marking().replace('"session_ms": 0', '"session_ms": "0"'),
    "true for session_ms": marking().replace('"session_ms": 0', '"session_ms": true'),
    "a fraction for session_ms": marking().replace('"session_ms": 0', '"session_ms": 0.5'),
    "session_ms below zero": marking(session_ms=-1),
    "session_ms beyond a week": marking(session_ms=7 * 86_400_000 + 1),
    "session_ms beyond any integer": marking(session_ms=10**30),
    "a place in the log beyond any": json.dumps({"type": "read_on", "after_seq": 2**63}),
    "a place in the log below zero": json.dumps({"type": "read_on", "after_seq": -1}),
    "no id": marking().replace("moment_id", "moment"),
    "another session's id": marking(session_id=str(uuid4())),
    "an author of its own": marking(author="patient"),
    "a date without a zone": marking(marked_at="2026-11-23T09:00:00"),
    "no date": marking(marked_at="yesterday"),
    "an emotion that is none": of_kind(kind="felt", emotion="joy"),
    "1 for yes": of_kind(kind="cover", covered=1),
    "a kind that only the room makes": of_kind(kind="opened"),
    "a kind that is none": of_kind(kind="verdict"),
    "a reason as long as a novel": marking(is_late=True, reason="x" * 501),
}
MEANINGLESS = {
    "before the calendar": marking(marked_at=LONG_AGO),
    "after the calendar": marking(marked_at=FAR_AHEAD),
    "arousal of eleven": of_kind(kind="arousal", level=11),
    "arousal beyond any integer": of_kind(kind="arousal", level=10**40),
    "taking back what is not there": of_kind(kind="retraction", retracted=str(uuid4())),
    "linking what is not there": of_kind(kind="linked", marked=str(uuid4())),
}


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """One room for all that is said to it: what one message spoils, those after it notice."""
    opened = open_room(Settings(tmp_path_factory.mktemp("bad") / "records", has_mind=False), HandClock().clock)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def port(room: Room) -> Iterator[int]:
    with served_here(room) as served:
        yield served


@pytest.mark.parametrize("said", UNREADABLE.values(), ids=UNREADABLE)
def test_what_cannot_be_read_is_answered_and_the_socket_lives_on(room, port, said):
    session_id = open_session(room.database)
    with console(port, session_id) as one:
        answer = one.ask(said, "refused")
        assert answer["title"] == "That cannot be read"
        assert answer["detail"]
        assert len(answer["detail"]) <= 300
        assert answer["may_retry"] is False
        assert one.is_alive()
        assert one.keep(uuid4())["type"] == "acknowledged"


@pytest.mark.parametrize("said", MEANINGLESS.values(), ids=MEANINGLESS)
def test_what_cannot_be_meant_is_refused_by_its_id_and_the_socket_lives_on(room, port, said):
    session_id = open_session(room.database)
    with console(port, session_id) as one:
        before = len(log_of(room.database, session_id))
        answer = one.ask(said, "refused")
        assert answer["moment_id"] == json.loads(said)["moment"]["moment_id"]
        assert answer["may_retry"] is False
        assert one.is_alive()
        assert len(log_of(room.database, session_id)) == before


def test_unusual_but_honest_messages_are_kept_as_they_are(room, port):
    session_id = open_session(room.database)
    words = "\x00 \u202e \u200d e" + "\u0301" * 200 + " 🙏🏽 ＝1+1 'DROP"
    with console(port, session_id) as one:
        ids = [uuid4() for _ in range(3)]
        assert one.keep(ids[0], 7 * 86_400_000, is_late=True, reason=words)["type"] == "acknowledged"
        binary = json.dumps(sent_mark(ids[1])).encode()
        assert one.ask(binary, "acknowledged", "refused")["type"] == "acknowledged"
        assert one.keep(ids[2], marked_at="1999-12-31T23:59:59.999999-11:30")["type"] == "acknowledged"
    assert log_of(room.database, session_id)[2].moment.reason == words


def test_more_than_64_kib_ends_the_socket_with_1009_and_nothing_else(room, port):
    session_id = open_session(room.database)
    with console(port, session_id) as other, console(port, session_id) as one:
        one.say(" " * (64 * 1024 - 40) + json.dumps({"type": "tick", "sent_ms": 1}))
        assert one.hear("tock")
        one.say(" " * (64 * 1024 + 1))
        with pytest.raises(ConnectionClosed) as closed:
            one.hear("nothing")
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1009
        assert other.is_alive()


@pytest.mark.parametrize(
    "first",
    ["hello", '{"type":"tick","sent_ms":1}', json.dumps(entering() | {"screen": "spy"}), marking()],
    ids=["no JSON", "a tick", "no such screen", "a mark"],
)
def test_a_socket_that_does_not_begin_with_enter_is_told_so_and_closed(room, port, first):
    session_id = open_session(room.database)
    with connect(f"ws://localhost:{port}/live/{session_id}") as one:
        one.send(first)
        answers = []
        with pytest.raises(ConnectionClosed) as closed:
            answers.extend(iter(one.recv, None))
        assert all(json.loads(answer)["type"] == "refused" for answer in answers)
    assert closed.value.rcvd is not None
    assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (4400, "the first message must be enter")


def test_a_socket_that_says_nothing_is_closed_in_time(room, port, monkeypatch):
    monkeypatch.setattr("interbeing.web.live.FIRST_WITHIN_S", 0.2)
    session_id = open_session(room.database)
    with connect(f"ws://localhost:{port}/live/{session_id}") as one, pytest.raises(ConnectionClosed) as closed:
        one.recv(10)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4400


def test_a_session_that_is_not_there_is_said_so(port):
    with connect(f"ws://localhost:{port}/live/{uuid4()}") as one:
        one.send(json.dumps(entering()))
        with pytest.raises(ConnectionClosed) as closed:
            one.recv(10)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4404


def test_a_session_that_is_not_open_yet_keeps_nothing_and_says_so(room, port):
    session_id = planned_session(room.database)
    with console(port, session_id) as one:
        answer = one.keep(uuid4())
        assert (answer["title"], answer["detail"]) == ("Not now", "this session has not been opened yet")
        assert one.is_alive()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "https://localhost:1"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Host": "evil.example"}, 403),
        ({"Host": "["}, 403),
    ],
)
def test_a_page_from_elsewhere_gets_no_socket(room, port, headers, status):
    session_id = open_session(room.database)
    with sockets.create_connection(("127.0.0.1", port), 10) as line:
        line.sendall(_handshake(str(session_id), port, headers))
        assert line.recv(4096).split()[1] == str(status).encode()


@pytest.mark.parametrize("host", ["evil.example", "[", "localhost.evil.example", "", "127.0.0.2"])
def test_a_host_that_is_not_this_one_is_answered_421(port, host):
    with sockets.create_connection(("127.0.0.1", port), 10) as line:
        line.sendall(f"GET /api/health HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        assert line.recv(4096).split()[1] in {b"421", b"400"}


def test_an_id_that_is_none_gets_no_socket(port):
    with pytest.raises(InvalidStatus), connect(f"ws://localhost:{port}/live/..%2f..%2fetc"):
        pass


def test_another_sessions_marks_go_on_while_one_socket_talks_nonsense(room, port):
    mine, theirs = open_session(room.database), open_session(room.database)
    is_over, nonsense = threading.Event(), [*UNREADABLE.values(), *MEANINGLESS.values()]

    def talk() -> None:
        with console(port, theirs) as one:
            for said in nonsense * 3:
                one.ask(said, "refused")
                if is_over.is_set():
                    return

    talking = threading.Thread(target=talk)
    talking.start()
    waits_s = []
    with console(port, mine) as one:
        for ms in range(200):
            began = time.monotonic()
            assert one.keep(uuid4(), ms)["type"] == "acknowledged"
            waits_s.append(time.monotonic() - began)
    is_over.set()
    talking.join(20)
    assert len(log_of(room.database, mine)) >= 201
    assert sorted(waits_s)[100] < 0.25, "the middle one; generous, since the machine is shared"


def _handshake(session_id: str, port: int, headers: dict[str, str] | None = None) -> bytes:
    usual = {
        "Host": f"localhost:{port}",
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
    }
    lines = [f"{name}: {value}" for name, value in (usual | (headers or {})).items()]
    return "\r\n".join([f"GET /live/{session_id} HTTP/1.1", *lines, "", ""]).encode()


def _frame(payload: bytes, first: int = 0x81, *, masked: bool = True, length: int | None = None) -> bytes:
    size = len(payload) if length is None else length
    mark = 0x80 if masked else 0
    if size < 126:
        head = struct.pack("!BB", first, mark | size)
    elif size < 65_536:
        head = struct.pack("!BBH", first, mark | 126, size)
    else:
        head = struct.pack("!BBQ", first, mark | 127, size)
    mask = b"\x01\x02\x03\x04"
    body = bytes(byte ^ mask[n % 4] for n, byte in enumerate(payload))
    return head + (mask + body if masked else payload)


FRAMES = {
    "a reserved bit": (_frame(b"{}", 0xC1), 1002),
    "an unknown opcode": (_frame(b"{}", 0x83), 1002),
    "no mask": (_frame(b"{}", masked=False), 1002),
    "not UTF-8": (_frame(b"\xff\xfe"), 1007),
    "two to the sixty-third bytes": (_frame(b"", length=2**63), 1009),
    "two gigabytes": (_frame(b"", length=2**31), 1009),
    "a control frame in pieces": (_frame(b"x", 0x09), 1002),
    "a control frame too long": (_frame(b"x" * 126, 0x89), 1002),
    "a piece of nothing": (_frame(b"x", 0x80), 1002),
    "a close with half a code": (_frame(b"\x03", 0x88), 1002),
}


@pytest.mark.parametrize(("frame", "code"), FRAMES.values(), ids=FRAMES)
def test_a_frame_against_the_rules_ends_that_socket_with_its_code_and_no_other(room, port, frame, code):
    session_id = open_session(room.database)
    with console(port, session_id) as other:
        assert _closing_code(port, str(session_id), frame) == code
        assert other.is_alive()


def test_random_bytes_on_the_wire_end_that_socket_and_no_other(room, port):
    session_id, chance = open_session(room.database), Random(63)
    with console(port, session_id) as other:
        for _ in range(times(60, 5_000)):
            _closing_code(port, str(session_id), chance.randbytes(chance.randint(1, 200)), ends=False)
            assert other.is_alive()
        assert other.keep(uuid4())["type"] == "acknowledged"


OF_ONE_SESSION = 100


@only_long("a hundred thousand frames")
def test_a_hundred_thousand_raw_frames_fail_nothing_hold_nobody_up_and_fill_no_memory(room, port):
    chance, own = Random(99), psutil.Process()
    waits_s, sent, before = [], 0, own.memory_info().rss
    with console(port, open_session(room.database)) as other:
        while sent < times(1_000, 100_000):
            if len(waits_s) % OF_ONE_SESSION == 0:  # each is told its whole log: one alone would grow without end
                session_id = open_session(room.database)
            frames = [_any_frame(chance) for _ in range(chance.randint(1, 40))]
            _closing_code(port, str(session_id), b"".join(frames), ends=False)
            sent += len(frames)
            began = time.monotonic()
            assert other.is_alive()
            waits_s.append(time.monotonic() - began)
        assert other.keep(uuid4())["type"] == "acknowledged"
    grown = (own.memory_info().rss - before) / 2**20
    print(f"\n{sent} frames, {len(waits_s)} sockets; another socket answered in {sorted(waits_s)[-1]:.3f} s at most, ")
    print(f"99 of 100 within {sorted(waits_s)[len(waits_s) * 99 // 100]:.3f} s; memory grew by {grown:.0f} MiB")
    assert grown < 100


def _any_frame(chance: Random) -> bytes:
    """A frame as it should be, one against a rule, or one with anything in it."""
    said = chance.choice([*UNREADABLE.values(), *MEANINGLESS.values(), marking()]).encode()
    match chance.randrange(6):
        case 0:
            return chance.choice([frame for frame, _ in FRAMES.values()])
        case 1:
            return _frame(chance.randbytes(chance.randrange(126)), chance.randrange(256))
        case 2:
            return _frame(said, chance.choice([0x01, 0x02, 0x80, 0x00]))
        case 3:
            return _frame(said[: chance.randrange(len(said) + 1)], length=chance.choice([None, 0, 125, 65_536, 2**62]))
        case _:
            return _frame(said)


def test_a_flood_of_pings_and_fragments_disturbs_nobody(room, port):
    session_id = open_session(room.database)
    with console(port, session_id) as other:
        pings = _frame(b"p", 0x89) * 2_000
        fragments = _frame(b'{"type":"ti', 0x01) + _frame(b"", 0x00) * 500 + _frame(b'ck","sent_ms":1}', 0x80)
        _closing_code(port, str(session_id), pings + fragments, ends=False)
        assert other.is_alive()


def _closing_code(port: int, session_id: str, sent: bytes, *, ends: bool = True) -> int | None:
    """Come in, send these bytes as they are, and give the code of the close frame that answers."""
    with sockets.create_connection(("127.0.0.1", port), 10) as line:
        line.sendall(_handshake(session_id, port))
        heard = b""
        while b"\r\n\r\n" not in heard:
            heard += line.recv(4096)
        heard = heard.split(b"\r\n\r\n", 1)[1]
        line.sendall(_frame(json.dumps(entering()).encode()))
        while b'"entered"' not in heard:
            heard += line.recv(65_536)
        line.sendall(sent)
        line.settimeout(5 if ends else 0.05)
        try:
            while more := line.recv(65_536):
                heard += more
        except (TimeoutError, ConnectionResetError):
            assert not ends or heard
    at = heard.rfind(b"\x88")
    return struct.unpack("!H", heard[at + 2 : at + 4])[0] if at >= 0 and len(heard) >= at + 4 else None


def test_the_memory_of_sessions_that_nobody_watches_is_let_go(room, port):
    for _ in range(20):
        session_id = open_session(room.database)
        with console(port, session_id) as one:
            one.keep(uuid4())
    until = time.monotonic() + 10
    while room.live._sessions and time.monotonic() < until:
        time.sleep(0.02)
    assert room.live._sessions == {}
    assert room.broadcast._seats == {}
