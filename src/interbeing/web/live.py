"""The live socket: one per open screen; every message gets an answer, and a bad one never ends the socket."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any, Final, assert_never
from uuid import UUID

from fastapi import APIRouter, WebSocket, WebSocketDisconnect
from pydantic import ValidationError

from interbeing.domain.errors import BadInput, InterbeingError, NotFound, NotSaved, OutOfReach
from interbeing.domain.mark import Screen
from interbeing.domain.moment import Author
from interbeing.domain.pacing import Pacing
from interbeing.domain.reading import Reading
from interbeing.domain.signal_now import SignalsNow
from interbeing.services.broadcast import Happened, HolderChanged, MirrorSeen, News, ReadAgain, Seat
from interbeing.services.live import LiveRoom, LiveSession
from interbeing.web import wire
from interbeing.web.deciding import may_say, refuse_unasked, while_allowed
from interbeing.web.errors import status_of
from interbeing.web.hearing import hears, log_for, told_to
from interbeing.web.live_signals import hear_signal
from interbeing.web.who import who_asks
from interbeing.web.wire_moments import KeptMoment
from interbeing.web.wire_signals import SignalsTold
from interbeing.wiring import Room

router = APIRouter()
# The console may mark whatever the wire knows.
MAY_MARK: Final = {Screen.MIRROR: {"pause", "cover", "grounding", "recognised"}}
AUTHOR_OF: Final = {Screen.CONSOLE: Author.THERAPIST, Screen.MIRROR: Author.PATIENT}
NO_SUCH_SESSION: Final = 4404
FIRST_MUST_ENTER: Final = 4400
TRY_AGAIN_LATER: Final = 1013
GONE: Final = 1006
FIRST_WITHIN_S: Final = 20
LONGEST_COMPLAINT: Final = 300
HELD_ELSEWHERE: Final = "another console holds this session; take it over, and what waits here is saved"


@router.websocket("/live/{session_id}")
async def live_socket(socket: WebSocket, session_id: UUID) -> None:
    """Serve one screen of one session until it goes."""
    await socket.accept()
    whole: Room = socket.app.state.door.inside
    room = whole.live
    try:
        async with asyncio.timeout(FIRST_WITHIN_S):
            first = await _read(socket)
    except WebSocketDisconnect:
        return
    except TimeoutError:
        first = None
    if not isinstance(first, wire.Enter):
        await socket.close(FIRST_MUST_ENTER, "the first message must be enter")
        return
    seat = Seat(first.tab, first.screen, who_asks(socket).sign_in_id)
    try:
        await refuse_unasked(socket, first.screen, first.type, session_id)
        entered = await room.enter(session_id, seat, first.after_seq)
    except InterbeingError as problem:
        await socket.close(NO_SUCH_SESSION if isinstance(problem, NotFound) else TRY_AGAIN_LATER, str(problem))
        return
    try:
        moments = await asyncio.to_thread(log_for, seat.screen, entered.kept)  # a long log holds nobody else up
        async with while_allowed(socket, first.screen, session_id), _telling(socket, seat, entered.live):
            await _say(socket, _welcome(entered.live, seat, moments))
            while True:
                await _hear(socket, whole, entered.live, seat)
    except WebSocketDisconnect:
        pass  # the screen went: nothing to answer
    except OutOfReach as problem:
        await socket.close(TRY_AGAIN_LATER, str(problem))
    finally:
        await asyncio.shield(room.leave(session_id, seat))


@asynccontextmanager
async def _telling(socket: WebSocket, seat: Seat, live: LiveSession) -> AsyncIterator[None]:
    """Pass on the news of this seat for as long as the body runs."""

    async def pass_on() -> None:
        with suppress(WebSocketDisconnect):
            while True:
                news = await seat.news.get()
                if hears(seat.screen, news):
                    await _say(socket, _told(news, seat, live))

    task = asyncio.create_task(pass_on())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _hear(socket: WebSocket, room: Room, live: LiveSession, seat: Seat) -> None:
    said = await _read(socket)
    if said is not None and not await may_say(socket, seat.screen, said.type, live.session.session_id):
        await _say(socket, _refusal(None, "Not for you", "you may not say that now", may_retry=False))
    elif isinstance(said, wire.AskPacing) and seat.screen is Screen.CONSOLE:
        room.pacer.ask(live, seat)
    elif said is not None:
        is_of_signal = isinstance(said, wire.OfSignal)
        answer = await (
            hear_signal(room.sensing, live, seat, said) if is_of_signal else _answer(room.live, live, seat, said)
        )
        if answer is not None:
            await _say(socket, answer)


async def _answer(room: LiveRoom, live: LiveSession, seat: Seat, said: Any) -> wire.Wire | None:
    match said:
        case wire.SendMark():
            return await _keep(room, live, seat, said.moment)
        case wire.Tick():
            return wire.Tock(sent_ms=said.sent_ms, session_ms=live.clock.session_ms())
        case wire.ReadOn():
            kept = await room.since(live.session.session_id, said.after_seq)
            moments = await asyncio.to_thread(log_for, seat.screen, kept)
            return wire.ReadOnAnswer(moments=moments, state=live.session.state)
        case wire.TakeOver() if seat.screen is Screen.CONSOLE:
            room.hold(live, seat.tab)
        case wire.TellMirror():
            room.see_mirror(live, MirrorSeen(said.state, said.rate_hz, said.delay_ms))
        case _:
            return _refusal(None, "Not for this screen", "this screen may not say that now", may_retry=False)
    return None


async def _keep(room: LiveRoom, live: LiveSession, seat: Seat, sent: wire.SentMoment) -> wire.Wire:
    if sent.mark.kind not in MAY_MARK.get(seat.screen, {sent.mark.kind}):
        detail = f"the {seat.screen} does not mark {sent.mark.kind}"
        return _refusal(sent.moment_id, "Not for this screen", detail, may_retry=False)
    if seat.screen is Screen.CONSOLE and live.holder != seat.tab:
        return _refusal(sent.moment_id, "Not held here", HELD_ELSEWHERE, may_retry=True)
    try:
        moment = sent.to_domain(live.session.session_id, AUTHOR_OF[seat.screen])
        return wire.Acknowledged.from_domain(await room.keep(moment))
    except InterbeingError as problem:
        title = status_of(problem)[1]
        return _refusal(sent.moment_id, title, str(problem), may_retry=isinstance(problem, NotSaved | OutOfReach))


async def _read(socket: WebSocket) -> Any | None:
    """Read one message; a bad one is answered and gives None. WebSocketDisconnect when the screen is gone."""
    message = await socket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", 1000))
    text = message.get("text") or message.get("bytes") or b""
    try:
        return _said(text)
    except BadInput as problem:
        await _say(socket, _refusal(_moment_named(text), "That cannot be read", str(problem), may_retry=False))
        return None


def _moment_named(text: str | bytes) -> UUID | None:
    """Give the id of the moment that an unreadable message was about, where at least that can be read."""
    try:
        return UUID(json.loads(text)["moment"]["moment_id"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _said(text: str | bytes) -> Any:
    """Read one message of a screen; BadInput says where and what is wrong with it."""
    try:
        said = wire.SAID.validate_json(text, strict=True)
        json.loads(text, object_pairs_hook=_each_once, parse_int=str)
    except ValidationError as problem:
        first = problem.errors(include_url=False, include_context=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"])) or "the message"
        raise BadInput(f"{where}: {first['msg']}"[:LONGEST_COMPLAINT]) from problem
    return said


def _each_once(pairs: list[tuple[str, Any]]) -> None:
    """Refuse a field that is given twice: nobody can know which of the two was meant."""
    names = [name for name, _ in pairs]
    if len(set(names)) < len(names):
        raise BadInput(f"a field is given twice among {', '.join(names)}"[:LONGEST_COMPLAINT])


async def _say(socket: WebSocket, answer: wire.Wire) -> None:
    try:
        await socket.send_text(answer.model_dump_json())
    except RuntimeError as gone:  # another task of this socket already found it closed
        raise WebSocketDisconnect(GONE) from gone


def _told(news: News, seat: Seat, live: LiveSession) -> wire.Wire:  # noqa: PLR0911  one line for each news
    match news:
        case Happened():
            return wire.HappenedTold(
                moment=told_to(seat.screen, news.kept),
                exchange_id=news.exchange_id,
                state=live.session.state,
            )
        case MirrorSeen():
            return _mirror(news)
        case HolderChanged():
            return wire.Holding(is_holding=news.holder == seat.tab)
        case ReadAgain():
            return wire.ReadAgainTold()
        case SignalsNow():
            return SignalsTold.from_domain(news)
        case Reading():
            return wire.ReadingTold.from_domain(news)
        case Pacing():
            return wire.PacingTold.from_domain(news)
        case _:
            assert_never(news)


def _welcome(live: LiveSession, seat: Seat, moments: list[KeptMoment]) -> wire.Entered:
    return wire.Entered(
        state=live.session.state,
        session_ms=live.clock.session_ms(),
        is_holding=live.holder == seat.tab,
        moments=moments,
        mirror=_mirror(live.mirror) if live.mirror and seat.screen is Screen.CONSOLE else None,
    )


def _mirror(seen: MirrorSeen) -> wire.TellMirror:
    return wire.TellMirror.model_validate(
        {"type": "mirror", "state": seen.state, "rate_hz": seen.rate_hz, "delay_ms": seen.delay_ms}
    )


def _refusal(moment_id: UUID | None, title: str, detail: str, *, may_retry: bool) -> wire.Refused:
    return wire.Refused(moment_id=moment_id, title=title, detail=detail, may_retry=may_retry)
