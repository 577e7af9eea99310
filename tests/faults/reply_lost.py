"""Stands between a room and its PostgreSQL and, when told to, loses the reply to a commit that has been done."""

import socket
import threading
from collections.abc import Callable
from contextlib import suppress

COMMIT = b"COMMIT"
PIECE = 65_536


class Between:
    """A port that passes everything on, until `lose` is set: the next commit's reply is lost, and `kill` is called."""

    def __init__(self, port: int, kill: Callable[[], int]) -> None:
        self._port, self._kill = port, kill
        self.lose = False
        self.killed: int | None = None
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listening.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                room, _ = self._listening.accept()
                threading.Thread(target=self._meet, args=(room,), daemon=True).start()

    def _meet(self, room: socket.socket) -> None:
        with room, suppress(OSError), socket.create_connection(("127.0.0.1", self._port)) as server:
            threading.Thread(target=self._pass_back, args=(server, room), daemon=True).start()
            with suppress(OSError):
                self._pass_on(room, server)
            server.shutdown(socket.SHUT_RDWR)  # closing alone would not wake the thread that listens to it

    def _pass_on(self, room: socket.socket, server: socket.socket) -> None:
        while said := room.recv(PIECE):
            is_losing = self.lose and COMMIT in said
            if is_losing:
                self.lose = False
                room.shutdown(socket.SHUT_WR)  # nothing that the server says from now on is heard
            server.sendall(said)
            if is_losing:
                self.killed = self._kill()
                return

    def _pass_back(self, server: socket.socket, room: socket.socket) -> None:
        with suppress(OSError):
            while heard := server.recv(PIECE):
                room.sendall(heard)
        with suppress(OSError):
            room.shutdown(socket.SHUT_RDWR)
