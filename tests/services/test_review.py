"""Reviewing a session: what was missed is added, a slip is taken back, nothing that was kept is changed."""

import asyncio
from uuid import UUID, uuid4

import pytest

from interbeing.domain.emotion import Emotion
from interbeing.domain.errors import BadInput, NotAllowed, NotFound
from interbeing.domain.mark import Closed, Connection, Felt, Offered, Opened, Retraction
from interbeing.domain.moment import LONGEST_REASON, Author
from interbeing.services.reading import MOST_LOGS
from interbeing.services.review import Review, add_missed, open_review, take_back
from interbeing.services.write_up import read_write_up, save_write_up
from interbeing.storage.moments import find_break
from interbeing.storage.sessions import newest_write_up
from interbeing.wiring import Room
from tests.sessions_made import Log, a_session, kept_session


def opened(room: Room, session_id: UUID) -> Review:
    return open_review(room.database, room.logs, room.clock, session_id)


def short_log() -> Log:
    log = Log()
    log.at(0, Opened()), log.at(1_000, Felt(Emotion.SHAME)), log.at(60_000, Closed())
    return log


def test_a_missed_mark_joins_the_exchange_it_belongs_to_as_late_with_its_reason(room: Room) -> None:
    session_id = kept_session(room, short_log().moments)
    before = opened(room, session_id)
    (exchange,) = before.exchanges
    mark = Offered(Emotion.COMPASSION, exchange.exchange_id)
    asyncio.run(add_missed(room.live, room.clock, before, uuid4(), 2_000, mark, "  I had no hand  free "))
    after = opened(room, session_id)
    offered = after.exchanges[0].offered
    assert offered is not None
    assert (offered.mark, offered.is_late, offered.author) == (mark, True, Author.THERAPIST)
    assert offered.reason == "I had no hand  free"
    assert after.kept[: len(before.kept)] == before.kept
    assert after.facts.late == 1


def test_a_mark_taken_back_stays_in_the_log_with_its_reason_and_counts_no_longer(room: Room) -> None:
    log = short_log()
    session_id = kept_session(room, log.moments)
    felt = log.moments[1].moment_id
    asyncio.run(take_back(room.live, room.clock, opened(room, session_id), felt, "wrong key"))
    after = opened(room, session_id)
    assert after.exchanges == ()
    assert felt in {kept.moment.moment_id for kept in after.kept}
    assert after.taken_back[felt].reason == "wrong key"
    assert after.facts.felt == {}
    with room.database.read() as connection:
        assert find_break(connection, session_id) is None


def test_a_mark_is_taken_back_once(room: Room) -> None:
    log = short_log()
    session_id = kept_session(room, log.moments)
    felt = log.moments[1].moment_id
    asyncio.run(take_back(room.live, room.clock, opened(room, session_id), felt, "wrong key"))
    with pytest.raises(NotAllowed, match="already"):
        asyncio.run(take_back(room.live, room.clock, opened(room, session_id), felt, "again"))


def test_what_the_room_itself_kept_cannot_be_taken_back(room: Room) -> None:
    log = short_log()
    session_id = kept_session(room, log.moments)
    read = opened(room, session_id)
    for kept in (log.moments[0], log.moments[2]):
        with pytest.raises(NotAllowed, match="cannot be taken back"):
            asyncio.run(take_back(room.live, room.clock, read, kept.moment_id, "no"))
    assert len(opened(room, session_id).kept) == len(read.kept)


@pytest.mark.parametrize("reason", ["", "   ", "\u200b", "x" * (LONGEST_REASON + 1), "a\x00b", "half \ud800"])
def test_without_a_reason_that_can_be_read_nothing_is_kept(room: Room, reason: str) -> None:
    session_id = kept_session(room, short_log().moments)
    read = opened(room, session_id)
    with pytest.raises(BadInput):
        asyncio.run(add_missed(room.live, room.clock, read, uuid4(), 5_000, Felt(Emotion.FEAR), reason))
    assert len(opened(room, session_id).kept) == len(read.kept)


def test_a_session_that_does_not_exist_is_not_found(room: Room) -> None:
    with pytest.raises(NotFound):
        opened(room, uuid4())


def test_what_came_in_since_the_last_reading_is_read_too_and_the_same_as_read_afresh(room: Room) -> None:
    session_id = kept_session(room, a_session(closed=False))
    first = opened(room, session_id)
    mark = Felt(Emotion.FEAR)
    for n in range(3):
        asyncio.run(add_missed(room.live, room.clock, first, uuid4(), n * 1_000, mark, "missed"))
    known = opened(room, session_id)
    others = [kept_session(room, short_log().moments) for _ in range(MOST_LOGS + 1)]
    for other in others:
        opened(room, other)
    afresh = opened(room, session_id)
    assert len(known.kept) == len(first.kept) + 3
    assert (known.kept, known.exchanges, known.facts) == (afresh.kept, afresh.exchanges, afresh.facts)


def test_a_session_that_still_runs_is_read_up_to_now(room: Room, hand_clock) -> None:
    log = Log()
    log.at(0, Opened())
    session_id = kept_session(room, log.moments)
    hand_clock.pass_ms(90_000)
    assert opened(room, session_id).until_ms == 90_000


def test_a_late_mark_takes_a_place_that_is_taken_only_if_it_came_later_and_the_other_stays_in_the_log(
    room: Room,
) -> None:
    log = short_log()
    session_id = kept_session(room, log.moments)
    read = opened(room, session_id)
    named = Felt(Emotion.FEAR, exchange_id=log.moments[1].moment_id)
    asyncio.run(add_missed(room.live, room.clock, read, uuid4(), 30_000, named, "it was fear"))
    after = opened(room, session_id)
    (exchange,) = after.exchanges
    assert exchange.felt is not None
    assert exchange.felt.mark == named
    assert log.moments[1].moment_id in {kept.moment.moment_id for kept in after.kept}


def test_each_save_of_the_write_up_is_a_new_version_and_the_same_words_are_none(room: Room) -> None:
    session_id = kept_session(room, short_log().moments)
    one = save_write_up(room.database, room.clock, session_id, "First words", after_version=0, signs=False)
    same = save_write_up(room.database, room.clock, session_id, "First words\r\n", after_version=1, signs=False)
    two = save_write_up(room.database, room.clock, session_id, "Second", after_version=1, signs=False)
    signed = save_write_up(room.database, room.clock, session_id, "Second", after_version=2, signs=True)
    assert [one.version, same.version, two.version, signed.version] == [1, 1, 2, 3]
    assert read_write_up(room.database, session_id) == signed
    assert signed.is_signed


def test_after_signing_a_change_is_a_version_that_waits_for_its_own_signature(room: Room) -> None:
    session_id = kept_session(room, short_log().moments)
    save_write_up(room.database, room.clock, session_id, "Signed words", after_version=0, signs=True)
    again = save_write_up(room.database, room.clock, session_id, "Signed words", after_version=1, signs=False)
    assert (again.version, again.is_signed) == (1, True)
    changed = save_write_up(room.database, room.clock, session_id, "Other words", after_version=1, signs=False)
    assert (changed.version, changed.is_signed) == (2, False)


def test_two_windows_never_overwrite_each_others_write_up(room: Room) -> None:
    session_id = kept_session(room, short_log().moments)
    save_write_up(room.database, room.clock, session_id, "From one window", after_version=0, signs=False)
    with pytest.raises(NotAllowed, match="version 1"):
        save_write_up(room.database, room.clock, session_id, "From the other", after_version=0, signs=False)
    with room.database.read() as connection:
        newest = newest_write_up(connection, room.database.seal, session_id)
    assert newest is not None
    assert newest.text == "From one window"


def test_an_empty_write_up_cannot_be_signed(room: Room) -> None:
    session_id = kept_session(room, short_log().moments)
    with pytest.raises(BadInput, match="still empty"):
        save_write_up(room.database, room.clock, session_id, " \n ", after_version=0, signs=True)
    assert read_write_up(room.database, session_id) is None


def test_a_write_up_belongs_to_a_session_that_exists(room: Room) -> None:
    with pytest.raises(NotFound):
        save_write_up(room.database, room.clock, uuid4(), "words", after_version=0, signs=False)


def test_the_kinds_kept_for_good_are_the_rooms_own() -> None:
    from interbeing.services.log_door import KEPT_FOR_GOOD

    assert {Opened, Closed, Connection, Retraction} <= set(KEPT_FOR_GOOD)
