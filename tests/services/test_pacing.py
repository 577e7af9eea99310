"""Pacing: off until it is turned on by name, shown only on asking, kept before it is shown, and followed up by rule."""

import asyncio
import csv
from io import StringIO
from uuid import UUID, uuid4

import pytest

from interbeing.domain.emotion import Emotion
from interbeing.domain.errors import BadInput, NotAllowed, NotFound
from interbeing.domain.mark import (
    ArousalSeen,
    Cover,
    Mark,
    Recognised,
    Screen,
    Strength,
)
from interbeing.domain.moment import Author, Kept, Moment
from interbeing.domain.pacing import Advised, Pacing, PacingState, Way
from interbeing.domain.question import ReadingOf
from interbeing.domain.reading import Reading
from interbeing.services.broadcast import Seat
from interbeing.services.pacing import COLUMNS, open_pacing, pacing_as_csv, turn_pacing
from interbeing.services.plan import session_of
from interbeing.services.review import open_review, take_back
from interbeing.services.thinking import Thinking
from interbeing.storage.look import Record
from interbeing.storage.moments import append
from interbeing.wiring import Room
from tests.rooms import AT, log_of, open_session
from tests.sessions_made import MINUTE, lived

pytestmark = pytest.mark.usefixtures("translated")
PATIENCE_S = 120


def keep(room: Room, session_id: UUID, marks: list[tuple[int, Mark]]) -> None:
    moments = [Moment(uuid4(), session_id, Author.THERAPIST, at, AT, mark) for at, mark in marks]
    room.database.write(lambda c: [append(c, room.database.seal, one, AT) for one in moments]).result()


def patient_of(room: Room, session_id: UUID) -> UUID:
    return session_of(room.database, session_id).patient_id


def turn(room: Room, session_id: UUID, *, on: bool) -> None:
    turn_pacing(room.database, room.clock, patient_of(room, session_id), is_turned_on=on, recorded_by="Dr F.")


def asked(room: Room, session_id: UUID) -> Pacing:
    """What a console is told that asks once."""

    async def ask() -> Pacing:
        seat = Seat(uuid4(), Screen.CONSOLE)
        entered = await room.live.enter(session_id, seat, 0)
        room.pacer.ask(entered.live, seat)
        room.pacer.ask(entered.live, seat)
        try:
            while True:
                news = await asyncio.wait_for(seat.news.get(), PATIENCE_S)
                if isinstance(news, Pacing) and news.state is not PacingState.PREPARING:
                    return news
        finally:
            await room.live.leave(session_id, seat)

    return asyncio.run(ask())


def shown_in(room: Room, session_id: UUID) -> list[Kept]:
    return [kept for kept in log_of(room.database, session_id) if isinstance(kept.moment.mark, Advised)]


def test_pacing_is_off_until_somebody_turns_it_on_by_name_and_every_line_stays(room: Room) -> None:
    session_id = open_session(room.database)
    patient_id = patient_of(room, session_id)
    assert not open_pacing(room.database, room.clock, patient_id).is_on
    with pytest.raises(BadInput, match="recorded by"):
        turn_pacing(room.database, room.clock, patient_id, is_turned_on=True, recorded_by=" ")
    with pytest.raises(NotFound):
        turn_pacing(room.database, room.clock, uuid4(), is_turned_on=True, recorded_by="Dr F.")
    for on in (True, False, True):
        turn(room, session_id, on=on)
    chart = open_pacing(room.database, room.clock, patient_id)
    assert chart.is_on
    assert [(entry.is_on, entry.recorded_by) for entry in chart.ledger] == [
        (True, "Dr F."),
        (False, "Dr F."),
        (True, "Dr F."),
    ]


def test_where_it_is_off_nothing_is_shown_or_kept(room: Room) -> None:
    session_id = open_session(room.database)
    keep(room, session_id, lived(8))
    assert asked(room, session_id) == Pacing(PacingState.OFF)
    turn(room, session_id, on=True)
    turn(room, session_id, on=False)
    assert asked(room, session_id) == Pacing(PacingState.OFF)
    assert shown_in(room, session_id) == []


def test_too_few_exchanges_or_arousal_marks_show_no_figure_and_keep_none(room: Room) -> None:
    session_id = open_session(room.database)
    turn(room, session_id, on=True)
    assert asked(room, session_id) == Pacing(PacingState.NOT_KNOWN)
    keep(room, session_id, [one for one in lived(8) if not isinstance(one[1], ArousalSeen)])
    assert asked(room, session_id) == Pacing(PacingState.NOT_KNOWN, 8, 0)
    assert shown_in(room, session_id) == []


def test_what_is_shown_is_kept_first_counts_by_rule_and_cannot_be_taken_back(room: Room, hand_clock) -> None:
    session_id = open_session(room.database, room.clock)
    turn(room, session_id, on=True)
    keep(room, session_id, lived(20))
    hand_clock.pass_ms(20 * MINUTE)
    told = asked(room, session_id)
    assert told.state is PacingState.KNOWN
    (kept,) = shown_in(room, session_id)
    shown = kept.moment.mark
    assert (shown, kept.moment.author) == (told.shown, Author.ROOM)
    assert isinstance(shown, Advised)
    assert {Way.FURTHER, Way.GROUND} <= {one.way for one in shown.outlooks}
    for one in shown.outlooks:
        assert 0 <= one.leaving.low <= one.leaving.mean <= one.leaving.high <= 1
        assert one.leaving.high - one.leaving.low <= 0.5
    chance = {one.way: one.leaving.mean for one in shown.outlooks}
    assert chance[Way.FURTHER] > chance[Way.GROUND]
    assert chance.get(Way.CLOSER) == chance.get(Way.STAY)  # the reflection is invited already
    review = open_review(room.database, room.logs, room.clock, session_id)
    with pytest.raises(NotAllowed, match="advised"):
        asyncio.run(take_back(room.live, room.clock, review, kept.moment.moment_id, "a slip"))
    at_ms = kept.moment.session_ms
    keep(room, session_id, [(at_ms + 1_000, Cover(covered=True)), (at_ms + 5_000, ArousalSeen(10))])
    hand_clock.pass_ms(4 * MINUTE)
    chart = open_pacing(room.database, room.clock, patient_of(room, session_id))
    (showing,) = chart.showings
    assert showing.sequel.taken is not None
    assert (showing.sequel.taken.way, showing.sequel.was_left, showing.sequel.counts) == (Way.FURTHER, True, True)
    assert (chart.reliability.shown, chart.reliability.is_known) == (1, False)
    rows = list(csv.DictReader(StringIO("".join(pacing_as_csv(chart)))))
    assert tuple(rows[0]) == COLUMNS
    assert {row["way"]: float(row["chance"]) for row in rows} == {way.value: mean for way, mean in chance.items()}
    assert [row["way"] for row in rows if row["is_taken"] == "true"] == ["further"]


def test_reading_again_after_the_exercise_shows_what_the_answers_taught(room: Room) -> None:
    session_id = open_session(room.database)
    keep(room, session_id, lived(8))
    before = Thinking(Record(room.settings.folder)).answer(ReadingOf(session_id))
    faces = [(9 * MINUTE + n * 4_000, shown) for n, shown in enumerate([*Emotion] * 4)]
    keep(room, session_id, [(at, Recognised(n, face, Strength.PLAIN, face)) for n, (at, face) in enumerate(faces)])
    after = Thinking(Record(room.settings.folder)).answer(ReadingOf(session_id))
    assert isinstance(before, Reading)
    assert isinstance(after, Reading)
    assert before.foretold is not None
    assert after.foretold is not None
    assert (before.foretold.faces, after.foretold.faces) == (0, 28)
    assert before.exchanges == after.exchanges == 8
    anger = [one.chance.mean for told in (before, after) for one in told.foretold.readings if one.emotion == "anger"]
    assert anger[1] < anger[0] - 0.05  # faces are told apart: less of the misreading is left to come
