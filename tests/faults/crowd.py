"""Screens that never give up: each keeps its marks in an outbox, sends them until they are answered, comes back.

The first screen of a session is its console, those after it are mirrors: all of them add to one log.
"""

import asyncio
import json
import random
import time
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from tests.faults.promise import Answered, Witness
from tests.rooms import entering, sent_mark

SENT_TWICE = 0.1  # how often a mark goes out twice at once, as after a wobbling network
MOST_WAITING = 40  # a person rests, too, when so much is not saved


@dataclass
class Crowd:
    """Several screens of several sessions, all at one port."""

    port: int
    witnesses: dict[UUID, Witness]
    pause_s: float
    is_over: bool = False
    refused: list[str] = field(default_factory=list)
    waits_s: list[float] = field(default_factory=list)

    @property
    def answered(self) -> int:
        return sum(len(witness.acked) for witness in self.witnesses.values())

    async def screen(self, number: int) -> None:
        """Make marks until it is over, then stay until the outbox is empty."""
        session_id = list(self.witnesses)[number % len(self.witnesses)]
        one = _Screen(self, session_id, random.Random(number), is_console=number < len(self.witnesses))
        while not self.is_over or one.outbox:
            try:
                async with connect(f"ws://localhost:{self.port}/live/{session_id}", open_timeout=5) as socket:
                    await one.come_in(socket)
            except (OSError, TimeoutError, WebSocketException):
                await asyncio.sleep(0.02)


@dataclass
class _Screen:
    crowd: Crowd
    session_id: UUID
    chance: random.Random
    is_console: bool
    tab: UUID = field(default_factory=uuid4)
    outbox: dict[UUID, dict[str, Any]] = field(default_factory=dict)
    since: dict[UUID, float] = field(default_factory=dict)
    last_seq: int = 0

    async def come_in(self, socket: ClientConnection) -> None:
        await socket.send(json.dumps(entering(self.last_seq, "console" if self.is_console else "mirror", self.tab)))
        for message in list(self.outbox.values()):
            await socket.send(json.dumps(message))
        listening = asyncio.create_task(self._listen(socket))
        try:
            while not listening.done() and (self.outbox or not self.crowd.is_over):
                await self._mark(socket)
                await asyncio.sleep(self.chance.random() * 2 * self.crowd.pause_s)
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)

    async def _mark(self, socket: ClientConnection) -> None:
        if self.crowd.is_over or len(self.outbox) >= MOST_WAITING:
            return
        moment_id = uuid4()
        mark = {"kind": "we"} if self.is_console else {"kind": "cover", "covered": True}
        message = sent_mark(moment_id, len(self.crowd.witnesses[self.session_id].sent), mark)
        self.outbox[moment_id] = message
        self.since[moment_id] = time.monotonic()
        self.crowd.witnesses[self.session_id].sent.add(moment_id)
        for _ in range(2 if self.chance.random() < SENT_TWICE else 1):
            await socket.send(json.dumps(message))

    async def _listen(self, socket: ClientConnection) -> None:
        async for text in socket:
            answer = json.loads(text)
            match answer["type"]:
                case "acknowledged":
                    self._acknowledged(answer)
                case "refused" if answer["may_retry"] and answer["moment_id"]:
                    await asyncio.sleep(0.05)
                    await socket.send(json.dumps(self.outbox[UUID(answer["moment_id"])]))
                case "refused":
                    self.crowd.refused.append(answer["detail"])
                case "happened":
                    self.last_seq = max(self.last_seq, answer["moment"]["seq"])
                case "entered" if answer["moments"]:
                    self.last_seq = max(self.last_seq, answer["moments"][-1]["seq"])

    def _acknowledged(self, answer: dict[str, Any]) -> None:
        moment_id = UUID(answer["moment_id"])
        witness = self.crowd.witnesses[self.session_id]
        witness.hear(moment_id, Answered(answer["seq"], answer["sha256"], answer["head"]))
        if self.outbox.pop(moment_id, None):
            self.crowd.waits_s.append(time.monotonic() - self.since.pop(moment_id))
