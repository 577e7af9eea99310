"""What is expected of arousal where care was read as care is what the review lists: the move from mark to mark."""

import pytest

from interbeing.domain.emotion import Emotion
from interbeing.domain.mark import ArousalSeen, Felt, Gaze, Offered, Perceived, Received, Reception
from interbeing.domain.question import MoveOf, ReadingOf
from interbeing.domain.reading import ExpectedMove, Reading
from interbeing.model.follow import Followed
from interbeing.model.observe import Belief
from interbeing.model.rise import Begun
from interbeing.services import expected_move
from interbeing.services.course import Course, Part, part_of
from interbeing.services.thinking import Thinking
from interbeing.storage.look import Record
from interbeing.wiring import Room
from tests.sessions_made import Log, kept_session

GAP_MS = 120_000


def rising(exchanges: int) -> Log:
    """Sadness after sadness met with care that is read as care; each time arousal is marked one point higher after."""
    log = Log()
    for began_ms in range(10_000, 10_000 + exchanges * 40_000, 40_000):
        log.at(began_ms, ArousalSeen(4))
        log.at(began_ms + 2_000, Felt(Emotion.SADNESS))
        log.at(began_ms + 6_000, Offered(Emotion.COMPASSION))
        log.at(began_ms + 9_000, Perceived(Emotion.COMPASSION))
        log.at(began_ms + 13_000, Received(Reception.BEARABLE))
        log.at(began_ms + 16_000, ArousalSeen(5))
    return log


def test_twelve_listed_rises_of_one_point_lie_within_what_is_expected(room: Room) -> None:
    session_id = kept_session(room, rising(12).moments)
    thinking = Thinking(Record(room.settings.folder))
    move, reading = thinking.answer(MoveOf(session_id)), thinking.answer(ReadingOf(session_id))
    assert isinstance(move, ExpectedMove)
    assert isinstance(reading, Reading)
    assert reading.foretold is not None
    for found in (move.now, reading.foretold.move.now):
        assert found is not None
        assert found.low <= found.mean <= found.high
        assert -10 <= found.low <= found.high <= 10
    assert move.now is not None
    assert move.now.low <= 1 <= move.now.high


def test_each_listed_move_is_foretold_from_the_mark_before_it_over_its_own_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[Begun] = []

    def noted(course: Course, belief: Belief, begun: list[Begun]) -> ExpectedMove:
        asked.extend(begun)
        return ExpectedMove()

    log = rising(2)
    log.at(45_000, Gaze(at_reflection=True))
    monkeypatch.setattr(expected_move, "_move", noted)
    monkeypatch.setattr(Followed, "believe", lambda *_: None)
    moments = tuple(log.moments)
    expected_move.move_in_session(Course(moments, Part((), 0), part_of(moments, GAP_MS), Followed()), GAP_MS)
    assert asked == [
        Begun(4, 16 / 60, Emotion.SADNESS, at_reflection=False),
        Begun(4, 16 / 60, Emotion.SADNESS, at_reflection=True),
    ]


def test_nothing_is_said_before_enough_was_marked(room: Room) -> None:
    session_id = kept_session(room, rising(3).moments)
    assert Thinking(Record(room.settings.folder)).answer(MoveOf(session_id)) == ExpectedMove()
