"""Plays the example into an open room as its screens would: marks through the real socket, each awaited until saved."""

import asyncio
import json
import time
import urllib.request
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final
from urllib.error import HTTPError
from uuid import UUID, uuid4

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from interbeing.domain.clinic import Limits
from interbeing.domain.errors import NotSaved
from interbeing.domain.gathering import Gathering
from interbeing.domain.mark import Closed, Connection, CueGiven, Mark, OfExchange, Opened, Retraction, Screen
from interbeing.domain.moment import Author, Moment
from interbeing.services.example import Example
from interbeing.storage.payload import encode_mark

PATIENCE_S: Final = 10
SCREEN_OF: Final = {Author.THERAPIST: Screen.CONSOLE, Author.PATIENT: Screen.MIRROR}


class Player:
    """Both screens of one session, played from an example; `saved` counts what the room has acknowledged."""

    def __init__(self, address: str, session_id: UUID, example: Example, speed: float) -> None:
        """Play `example` into this open session, `speed` times as fast as it was."""
        self._url = f"{address.replace('http', 'ws', 1)}/live/{session_id}"
        self._example, self._speed = example, speed
        self._exchanges = Gathering(Limits().exchange_gap_ms, example.moments)
        self._ids = {moment.moment_id: uuid4() for moment in example.moments}
        self._screens: dict[Screen, ClientConnection] = {}
        self._zero_ms = 0
        self.saved = 0

    async def play(self, tell: Callable[[Moment], None]) -> None:
        """Play to the end; `tell` is called with each moment as its time comes. NotSaved when the room refuses one."""
        began_s = time.monotonic()
        try:
            for moment in self._example.moments:
                due_s = began_s + moment.session_ms / 1000 / self._speed
                await asyncio.sleep(due_s - time.monotonic())
                tell(moment)
                await self._do(moment)
        except (OSError, WebSocketException) as problem:  # a TimeoutError is an OSError
            raise NotSaved(f"the room went away while the session was played ({type(problem).__name__}).") from problem
        finally:
            for screen in tuple(self._screens):
                await self._leave(screen)

    async def _do(self, moment: Moment) -> None:
        match moment.mark:
            case Opened() | Closed():
                return  # said over HTTP, before and after
            case Connection(screen=screen, connected=True):
                await self._enter(screen)
            case Connection(screen=screen):
                await self._leave(screen)
            case _:
                await self._send(moment)

    async def _enter(self, screen: Screen) -> None:
        # Without a limit: a screen that is told more than it reads would not hear that its goodbye was heard.
        socket = await connect(self._url, compression=None, proxy=None, max_queue=None)
        self._screens[screen] = socket
        await socket.send(json.dumps({"type": "enter", "screen": screen.value, "tab": str(uuid4()), "after_seq": 0}))
        entered = await _until(socket, lambda answer: answer["type"] == "entered")
        self._zero_ms = self._zero_ms or entered["session_ms"]
        if screen is Screen.CONSOLE and not entered["is_holding"]:
            await socket.send(json.dumps({"type": "take_over"}))

    async def _leave(self, screen: Screen) -> None:
        await self._screens.pop(screen).close()

    async def _send(self, moment: Moment) -> None:
        socket, moment_id = self._screens[SCREEN_OF[moment.author]], str(self._ids[moment.moment_id])
        await socket.send(json.dumps({"type": "mark", "moment": self._sent(moment)}))
        answer = await _until(socket, lambda answer: answer.get("moment_id") == moment_id)
        if answer["type"] == "refused":
            raise NotSaved(f"a mark was not saved: {answer['detail']}")
        self.saved += 1

    def _sent(self, moment: Moment) -> dict[str, Any]:
        mark = self._named(moment)
        return {
            "moment_id": str(self._ids[moment.moment_id]),
            "session_ms": self._zero_ms + int(moment.session_ms / self._speed),
            "marked_at": datetime.now(UTC).isoformat(),
            "mark": {"kind": mark.kind, **encode_mark(mark)},
            "is_late": moment.is_late,
            "reason": moment.reason,
        }

    def _named(self, moment: Moment) -> Mark:
        """Give the mark with its exchange named: played faster, the rule by silences would link it otherwise."""
        mark = moment.mark
        if isinstance(mark, Retraction):
            return Retraction(self._ids[mark.retracted])
        exchange_id = self._exchanges.exchange_of(moment.moment_id)
        if exchange_id is None or not isinstance(mark, OfExchange):
            return mark
        return replace(mark, exchange_id=self._ids[exchange_id])


def ask(address: str, path: str) -> dict[str, Any]:
    """Post to the room and give its answer; NotSaved when it refuses."""
    wanted = urllib.request.Request(f"{address}{path}", method="POST", data=b"")  # noqa: S310  our own address
    try:
        with urllib.request.urlopen(wanted, timeout=PATIENCE_S) as answer:  # noqa: S310  our own address
            said: dict[str, Any] = json.load(answer)
            return said
    except HTTPError as problem:
        raise NotSaved(
            f"the room at {address} refused ({problem}): is it of the same version as this command?"
        ) from None
    except OSError as problem:
        raise NotSaved(f"the room at {address} does not answer ({problem}): is it still open?") from None


def phase_of(mark: Mark) -> str | None:
    """Say which phase a mark begins or goes on with, None when it says nothing of phases."""
    return mark.phase_id if isinstance(mark, CueGiven) else None


async def _until(socket: ClientConnection, fits: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """Read on to the first answer that fits; the news in between is for other screens."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            answer: dict[str, Any] = json.loads(await socket.recv())
            if fits(answer):
                return answer
