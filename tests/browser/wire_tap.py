"""All that a browser says to the room, seen on the wire between the two: its pages and its workers, each byte of it."""

import socket
import threading
import time
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import accumulate, cycle
from typing import Final, NamedTuple

AT_ONCE: Final = 65_536
HEAD_ENDS: Final = b"\r\n\r\n"
SPOKEN: Final = {0, 1, 2}  # goes on, text, bytes; the others say nothing
LONGER: Final = {126: 2, 127: 8}  # the length stands in so many bytes of its own


class Heard(NamedTuple):
    """One message of a line (`asked` is empty), or one request: its first line, its head and its body."""

    at_s: float
    body: bytes
    asked: str = ""
    head_bytes: int = 0

    @property
    def bytes(self) -> int:
        """How much it was in all, the frame around a message left out."""
        return self.head_bytes + len(self.body)


@dataclass
class WireTap:
    """Stands between browser and room, and keeps what the browser says."""

    port: int
    lines: list[list[tuple[float, bytes]]] = field(default_factory=list)
    ends: list[socket.socket] = field(default_factory=list)

    def heard(self, from_s: float = 0) -> list[Heard]:
        """Give all messages and requests so far, or since then, in order; lines that ended before are not read."""
        lines = [tuple(line) for line in tuple(self.lines) if line and line[-1][0] >= from_s]
        said = [one for line in lines for one in _read(line) if one.at_s >= from_s]
        return sorted(said, key=lambda one: one.at_s)

    def take_in(self, browser: socket.socket, room_port: int) -> None:
        """Let one connection through, and note what comes from the browser's side."""
        self.ends.append(browser)
        room = socket.create_connection(("localhost", room_port))
        self.ends.append(room)
        line: list[tuple[float, bytes]] = []
        self.lines.append(line)
        for one, other, noted in ((browser, room, line), (room, browser, None)):
            threading.Thread(target=_pass_on, args=(one, other, noted), daemon=True).start()


@contextmanager
def tapped(room_port: int) -> Iterator[WireTap]:
    """Listen before the room of this port."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        tap = WireTap(door.getsockname()[1])

        def let_in() -> None:
            with suppress(OSError):
                while True:
                    tap.take_in(door.accept()[0], room_port)

        threading.Thread(target=let_in, daemon=True).start()
        yield tap
    for end in tap.ends:
        end.close()


def _pass_on(one: socket.socket, other: socket.socket, noted: list[tuple[float, bytes]] | None) -> None:
    with suppress(OSError):
        while piece := one.recv(AT_ONCE):
            if noted is not None:
                noted.append((time.monotonic(), piece))
            other.sendall(piece)
    with suppress(OSError):
        other.shutdown(socket.SHUT_RDWR)


def _read(line: tuple[tuple[float, bytes], ...]) -> Iterator[Heard]:
    """Read one connection: requests one after the other, and once it became a line, its messages."""
    came, at_s = _Came(line), 0.0
    while (head := came.until(HEAD_ENDS)) is not None:
        at_s = came.at_s
        first, *fields = head.decode("latin-1").rstrip().split("\r\n")
        told = {name.lower(): value.strip() for name, _, value in (one.partition(":") for one in fields)}
        body = came.take(int(told.get("content-length", 0)))
        yield Heard(at_s, body, first, len(head))
        if told.get("upgrade", "").lower() == "websocket":
            yield from _messages(came)
            return


def _messages(came: "_Came") -> Iterator[Heard]:
    whole = b""
    while len(start := came.take(2)) == 2:
        is_last, kind, is_masked, length = start[0] >> 7, start[0] & 15, start[1] >> 7, start[1] & 127
        if length in LONGER:
            length = int.from_bytes(came.take(LONGER[length]))
        key = came.take(4 if is_masked else 0)
        body = came.take(length)
        if kind in SPOKEN:
            whole += bytes(one ^ other for one, other in zip(body, cycle(key), strict=False)) if is_masked else body
        if kind in SPOKEN and is_last:
            yield Heard(came.at_s, whole)
            whole = b""


class _Came:
    """What came on one connection, taken piece by piece; `at_s` is when the end of the last one arrived."""

    def __init__(self, line: tuple[tuple[float, bytes], ...]) -> None:
        self._all = b"".join(piece for _, piece in line)
        self._times = [at_s for at_s, _ in line]
        self._ends = list(accumulate(len(piece) for _, piece in line))
        self._place = 0

    @property
    def at_s(self) -> float:
        return self._times[min(bisect_left(self._ends, self._place), len(self._times) - 1)]

    def until(self, end: bytes) -> bytes | None:
        found = self._all.find(end, self._place)
        return None if found < 0 else self.take(found + len(end) - self._place)

    def take(self, count: int) -> bytes:
        taken = self._all[self._place : self._place + count]
        self._place += len(taken)
        return taken
