"""The live reading: after the mark, in nobody's way, the same when read back, and missing without harm."""

import asyncio
import threading
from typing import cast
from uuid import UUID, uuid4

import pytest

from interbeing.domain.emotion import Emotion
from interbeing.domain.mark import ArousalSeen, Cover, Felt, Mark, Offered, Perceived, Received, Reception, Screen
from interbeing.domain.moment import Author, Moment
from interbeing.domain.question import Answer, NoAnswer, Question, ReadingOf
from interbeing.domain.reading import Reading, ReadingState
from interbeing.services.belief import Beliefs
from interbeing.services.broadcast import Broadcast, Seat
from interbeing.services.mind import Mind
from interbeing.services.thinking import Thinking
from interbeing.storage.look import Record
from interbeing.storage.moments import append
from interbeing.wiring import Room
from tests.rooms import AT, log_of, open_session

pytestmark = pytest.mark.usefixtures("translated")
SAD, CARE, ANGER = Emotion.SADNESS, Emotion.COMPASSION, Emotion.ANGER
PATIENCE_S = 60
QUIET_S = 5


def marks(exchanges: int) -> list[tuple[int, Mark]]:
    """Sadness, met with compassion, read as anger three times of four; with arousal now and then."""
    told: list[tuple[int, Mark]] = [(500, Cover(covered=False))]
    for one in range(exchanges):
        at = 1_000 + one * 60_000
        told += [(at, Felt(SAD)), (at + 2_000, Offered(CARE)), (at + 3_000, ArousalSeen(5))]
        told += [(at + 4_000, Perceived(CARE if one % 4 == 3 else ANGER)), (at + 6_000, Received(Reception.HARD))]
    return told


def moment(session_id: UUID, session_ms: int, mark: Mark) -> Moment:
    return Moment(uuid4(), session_id, Author.THERAPIST, session_ms, AT, mark)


async def next_reading(seat: Seat, *, settled: bool = True) -> Reading:
    while True:
        news = await asyncio.wait_for(seat.news.get(), PATIENCE_S)
        if isinstance(news, Reading) and not (settled and news.state is ReadingState.PREPARING):
            return news


async def last_reading(seat: Seat) -> Reading:
    """The reading after which none comes for a while."""
    reading = await next_reading(seat)
    while True:
        try:
            reading = await asyncio.wait_for(next_reading(seat), QUIET_S)
        except TimeoutError:
            return reading


def read_back(room: Room, session_id: UUID) -> Answer:
    return Thinking(Record(room.settings.folder)).answer(ReadingOf(session_id))


def test_the_live_reading_equals_the_one_read_back_from_the_log(room: Room) -> None:
    async def live() -> Reading:
        seat = Seat(uuid4(), Screen.CONSOLE)
        await room.live.enter(session_id, seat, 0)
        for at, mark in marks(7):
            await room.live.keep(moment(session_id, at, mark))
            await next_reading(seat)
        return await last_reading(seat)

    session_id = open_session(room.database)
    reading = asyncio.run(live())
    assert reading == read_back(room, session_id)
    assert reading.state is ReadingState.KNOWN
    assert reading.foretold is not None
    assert (reading.foretold.felt, reading.exchanges) == (SAD, 7)
    assert reading.foretold.readings[0].emotion is ANGER
    likeliest = reading.foretold.readings[0].chance
    assert 0 < likeliest.low < likeliest.mean < likeliest.high < 1


def test_few_exchanges_are_not_known_yet_and_are_counted(room: Room) -> None:
    async def live() -> Reading:
        seat = Seat(uuid4(), Screen.CONSOLE)
        await room.live.enter(session_id, seat, 0)
        for at, mark in marks(3):
            await room.live.keep(moment(session_id, at, mark))
        return await last_reading(seat)

    session_id = open_session(room.database)
    reading = asyncio.run(live())
    assert (reading.state, reading.exchanges) == (ReadingState.NOT_KNOWN, 3)


class CountingMind:
    """A mind that answers when it is let, and counts what it is asked."""

    is_on = True

    def __init__(self, *, is_prepared: bool = True) -> None:
        self.may_answer, self.asked_times, self.is_prepared = threading.Event(), 0, is_prepared

    def ask(self, _question: Question) -> Answer:
        self.asked_times += 1
        assert self.may_answer.wait(PATIENCE_S)
        self.is_prepared = True
        return Reading(ReadingState.NOT_KNOWN, self.asked_times)

    def close(self) -> None:
        self.may_answer.set()


def beliefs_of(mind: CountingMind, broadcast: Broadcast) -> Beliefs:
    return Beliefs(cast("Mind", mind), broadcast)


def test_a_burst_of_marks_is_thought_through_once_more_and_not_once_each() -> None:
    async def burst() -> Reading:
        broadcast, session_id = Broadcast(), uuid4()
        beliefs, seat, mirror = beliefs_of(mind, broadcast), Seat(uuid4(), Screen.CONSOLE), Seat(uuid4(), Screen.MIRROR)
        broadcast.take(session_id, seat)
        broadcast.take(session_id, mirror)
        for _ in range(50):
            beliefs.think(session_id)
            await asyncio.sleep(0)
        mind.may_answer.set()
        await next_reading(seat)
        reading = await next_reading(seat)
        beliefs.close()
        assert mirror.news.empty()
        return reading

    mind = CountingMind()
    assert asyncio.run(burst()).exchanges == 2
    assert mind.asked_times == 2


def test_while_the_model_is_prepared_the_reading_says_so_and_marks_are_kept(room: Room) -> None:
    async def live() -> None:
        room.live._beliefs = beliefs_of(mind, room.broadcast)
        seat = Seat(uuid4(), Screen.CONSOLE)
        await room.live.enter(session_id, seat, 0)
        assert (await next_reading(seat, settled=False)).state is ReadingState.PREPARING
        await room.live.keep(moment(session_id, 1_000, Felt(SAD)))
        assert log_of(room.database, session_id)[-1].moment.mark == Felt(SAD)
        assert not mind.is_prepared
        mind.may_answer.set()
        assert (await next_reading(seat)).state is ReadingState.NOT_KNOWN
        room.live._beliefs.close()

    session_id, mind = open_session(room.database), CountingMind(is_prepared=False)
    asyncio.run(live())


def test_a_question_that_cannot_be_answered_costs_the_reading_and_nothing_else(
    room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    class Troubled(CountingMind):
        def ask(self, question: Question) -> Answer:
            answer = super().ask(question)
            return NoAnswer("FloatingPointError") if self.asked_times == 2 else answer

    async def live() -> None:
        room.live._beliefs = beliefs_of(mind, room.broadcast)
        seat = Seat(uuid4(), Screen.CONSOLE)
        await room.live.enter(session_id, seat, 0)
        await next_reading(seat)
        assert (await room.live.keep(moment(session_id, 1_000, Felt(SAD)))).is_new
        assert (await next_reading(seat)).state is ReadingState.NONE
        await room.live.keep(moment(session_id, 2_000, Offered(CARE)))
        assert (await next_reading(seat)).state is ReadingState.NOT_KNOWN
        room.live._beliefs.close()

    session_id, mind = open_session(room.database), Troubled()
    mind.may_answer.set()
    asyncio.run(live())
    assert [kept.moment.mark for kept in log_of(room.database, session_id)][-2:] == [Felt(SAD), Offered(CARE)]
    assert f"session {session_id}: no answer (FloatingPointError)" in caplog.text


def test_trouble_while_thinking_is_named_without_what_was_felt(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise FloatingPointError("sadness 0.61")

    session_id = open_session(room.database)
    room.database.write(lambda c: append(c, room.database.seal, moment(session_id, 1_000, Felt(SAD)), AT)).result()
    monkeypatch.setattr("interbeing.model.follow.Followed.believe", broken)
    assert Thinking(Record(room.settings.folder)).answer(ReadingOf(session_id)) == NoAnswer("FloatingPointError")
    assert Thinking(Record(room.settings.folder)).answer(ReadingOf(uuid4())) == NoAnswer("NotFound")
