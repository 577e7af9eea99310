"""How single marks become exchanges: by the rule, by name, by correction, and the same however they come in."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interbeing.domain.emotion import Emotion
from interbeing.domain.exchange import Exchange
from interbeing.domain.gathering import Gathering, standing
from interbeing.domain.mark import (
    ArousalSeen,
    Felt,
    Linked,
    LookAgain,
    Mark,
    Offered,
    Perceived,
    Reassured,
    Received,
    Reception,
    Retraction,
    Step,
)
from interbeing.domain.moment import Moment
from tests.sessions_made import Log

GAP_MS = 120_000
FELT, OFFERED, READ = Felt(Emotion.SHAME), Offered(Emotion.COMPASSION), Perceived(Emotion.ANGER)
RECEIVED = Received(Reception.HARD)
ENDED, BEGAN = LookAgain(Step.ENDED), LookAgain(Step.BEGAN)


def gathered(log: Log) -> tuple[Exchange, ...]:
    return Gathering(GAP_MS, log.moments).exchanges


def test_four_marks_in_a_row_make_one_closed_exchange() -> None:
    log = Log()
    felt, offered, read, received = (log.at(1_000 * n, mark) for n, mark in enumerate((FELT, OFFERED, READ, RECEIVED)))
    (exchange,) = gathered(log)
    assert exchange.exchange_id == felt.moment_id
    assert (exchange.felt, exchange.offered, exchange.perceived, exchange.received) == (felt, offered, read, received)
    assert not exchange.is_open
    assert exchange.moments == (felt, offered, read, received)


@pytest.mark.parametrize("order", [(3, 2, 1, 0), (1, 0, 3, 2), (2, 3, 0, 1)])
def test_the_marks_of_an_exchange_come_in_any_order(order: tuple[int, ...]) -> None:
    log, marks = Log(), (FELT, OFFERED, READ, RECEIVED)
    for n, place in enumerate(order):
        log.at(1_000 * n, marks[place])
    (exchange,) = gathered(log)
    assert not exchange.is_open
    assert exchange.exchange_id == log.moments[0].moment_id


def test_a_second_mark_of_a_kind_begins_the_next_exchange() -> None:
    log = Log()
    log.at(0, FELT)
    again = log.at(1_000, FELT)
    first, second = gathered(log)
    assert (first.is_open, second.is_open) == (True, True)
    assert second.exchange_id == again.moment_id


def test_silence_up_to_the_gap_keeps_an_exchange_together_and_longer_parts_it() -> None:
    near, far = Log(), Log()
    near.at(0, FELT), near.at(GAP_MS, OFFERED)
    far.at(0, FELT), far.at(GAP_MS + 1, OFFERED)
    assert len(gathered(near)) == 1
    assert len(gathered(far)) == 2


def test_the_gap_counts_from_the_last_mark_not_from_the_first() -> None:
    log = Log()
    for n, mark in enumerate((FELT, OFFERED, READ, RECEIVED)):
        log.at(n * GAP_MS, mark)
    assert len(gathered(log)) == 1


def test_marks_of_other_kinds_belong_to_no_exchange_and_part_none() -> None:
    log = Log()
    log.at(0, FELT)
    arousal = log.at(500, ArousalSeen(8))
    log.at(1_000, OFFERED)
    gathering = Gathering(GAP_MS, log.moments)
    assert len(gathering.exchanges) == 1
    assert gathering.exchange_of(arousal.moment_id) is None


def test_reassuring_may_come_more_than_once_and_leaves_the_exchange_as_open_as_it_was() -> None:
    log = Log()
    log.at(0, FELT)
    first, second = log.at(1_000, Reassured()), log.at(2_000, Reassured())
    (exchange,) = gathered(log)
    assert exchange.reassured == (first, second)
    assert exchange.is_open


def test_a_look_again_holds_the_second_reading_and_the_second_reception() -> None:
    log = Log()
    _felt, _offered, read, received = (log.at(n, mark) for n, mark in enumerate((FELT, OFFERED, READ, RECEIVED)))
    began = log.at(10, BEGAN)
    reread = log.at(20, Perceived(Emotion.COMPASSION))
    again = log.at(30, Received(Reception.BEARABLE))
    (open_one,) = gathered(log)
    assert open_one.is_repairing
    assert open_one.is_open
    ended = log.at(40, ENDED)
    (exchange,) = gathered(log)
    assert (exchange.perceived, exchange.perceived_again) == (read, reread)
    assert (exchange.received, exchange.received_again) == (received, again)
    assert (exchange.repair_began, exchange.repair_ended) == (began, ended)
    assert not exchange.is_open


def test_a_first_reading_during_a_look_again_is_the_first_one() -> None:
    log = Log()
    log.at(0, FELT), log.at(10, BEGAN)
    read = log.at(20, READ)
    (exchange,) = gathered(log)
    assert exchange.perceived == read
    assert exchange.perceived_again is None


def test_after_a_look_again_has_ended_a_reading_begins_the_next_exchange() -> None:
    log = Log()
    for n, mark in enumerate((FELT, OFFERED, READ, RECEIVED, BEGAN, ENDED, READ)):
        log.at(n, mark)
    assert len(gathered(log)) == 2


def test_a_mark_that_names_its_exchange_belongs_there_however_late() -> None:
    log = Log()
    first = log.at(0, FELT)
    log.at(1_000, FELT)
    late = log.at(10 * GAP_MS, Offered(Emotion.COMPASSION, first.moment_id), late="missed in the session")
    one, other = gathered(log)
    assert one.offered == late
    assert other.offered is None


def test_a_late_mark_is_placed_where_its_time_belongs() -> None:
    log = Log()
    log.at(0, FELT), log.at(4_000, RECEIVED)
    log.at(60_000, FELT)
    late = log.at(2_000, OFFERED, late="missed in the session")
    first, second = gathered(log)
    assert first.offered == late
    assert second.offered is None


def test_naming_an_exchange_from_before_it_began_takes_no_other_marks_along() -> None:
    log = Log()
    named = uuid4()
    early = log.at(0, Offered(Emotion.COMPASSION, named), late="it came first")
    other = log.at(5_000, FELT)
    own = log.at(GAP_MS * 3, FELT, moment_id=named)
    by_id = {exchange.exchange_id: exchange for exchange in gathered(log)}
    assert by_id[named].felt == own
    assert by_id[named].offered == early
    assert by_id[other.moment_id].felt == other


def test_a_correction_decides_over_the_rule_and_over_the_name() -> None:
    log = Log()
    first = log.at(0, FELT)
    second = log.at(1_000, FELT)
    offered = log.at(2_000, Offered(Emotion.COMPASSION, second.moment_id))
    log.at(3_000, Linked(offered.moment_id, first.moment_id))
    one, other = gathered(log)
    assert one.offered == offered
    assert other.offered is None


def test_a_correction_without_a_target_gives_the_mark_an_exchange_of_its_own() -> None:
    log = Log()
    log.at(0, FELT)
    offered = log.at(1_000, OFFERED)
    log.at(2_000, Linked(offered.moment_id))
    assert [exchange.exchange_id for exchange in gathered(log)] == [m.moment_id for m in log.moments[:2]]


def test_the_last_correction_stands_and_one_taken_back_is_none() -> None:
    log = Log()
    first, second = log.at(0, FELT), log.at(1_000, FELT)
    offered = log.at(2_000, OFFERED)
    log.at(3_000, Linked(offered.moment_id, first.moment_id))
    latest = log.at(4_000, Linked(offered.moment_id, second.moment_id))
    assert gathered(log)[1].offered == offered
    log.at(5_000, Retraction(latest.moment_id))
    assert gathered(log)[0].offered == offered


def test_what_was_taken_back_leaves_its_place_free_and_the_log_whole() -> None:
    log = Log()
    log.at(0, FELT)
    slip = log.at(1_000, Offered(Emotion.ANGER))
    log.at(1_500, Retraction(slip.moment_id))
    meant = log.at(2_000, OFFERED)
    (exchange,) = gathered(log)
    assert exchange.offered == meant
    assert slip not in standing(log.moments)
    assert slip in log.moments


def test_an_exchange_whose_every_mark_was_taken_back_is_gone() -> None:
    log = Log()
    slip = log.at(0, FELT)
    log.at(1_000, Retraction(slip.moment_id))
    assert gathered(log) == ()


def test_an_exchange_stays_itself_when_the_mark_that_began_it_is_taken_back_and_others_name_it() -> None:
    log = Log()
    began = log.at(0, FELT)
    offered = log.at(1_000, Offered(Emotion.COMPASSION, began.moment_id))
    log.at(2_000, Retraction(began.moment_id))
    (exchange,) = gathered(log)
    assert (exchange.exchange_id, exchange.felt, exchange.offered) == (began.moment_id, None, offered)


def test_nothing_is_guessed_an_empty_place_stays_empty() -> None:
    log = Log()
    log.at(0, FELT), log.at(1_000, RECEIVED)
    (exchange,) = gathered(log)
    assert (exchange.offered, exchange.perceived) == (None, None)
    assert exchange.is_open


Make = Callable[[st.DrawFn, Log], Mark]


def _named(draw: st.DrawFn, log: Log) -> UUID | None:
    ids = [moment.moment_id for moment in log.moments]
    return draw(st.sampled_from(ids)) if ids and draw(st.integers(0, 3)) == 0 else None


MAKES: tuple[Make, ...] = (
    lambda draw, log: Felt(draw(st.sampled_from(Emotion)), exchange_id=_named(draw, log)),
    lambda draw, log: Offered(Emotion.COMPASSION, _named(draw, log)),
    lambda draw, log: Perceived(draw(st.sampled_from(Emotion)), _named(draw, log)),
    lambda draw, log: Received(draw(st.sampled_from(Reception)), _named(draw, log)),
    lambda draw, log: Reassured(_named(draw, log)),
    lambda draw, log: LookAgain(draw(st.sampled_from(Step)), _named(draw, log)),
    lambda draw, _log: ArousalSeen(draw(st.integers(0, 10))),
    lambda draw, log: Linked(draw(st.sampled_from(log.moments)).moment_id, _named(draw, log)) if log.moments else FELT,
    lambda draw, log: Retraction(draw(st.sampled_from(log.moments)).moment_id) if log.moments else FELT,
)


@st.composite
def logs(draw: st.DrawFn) -> list[Moment]:
    """Logs as they can come in: mostly forward, some marks from earlier, corrections and slips taken back."""
    log, at = Log(), 0
    for _ in range(draw(st.integers(0, 25))):
        at = max(0, at + draw(st.sampled_from((0, 1, 900, 5_000, GAP_MS, GAP_MS + 1, -2_000, -GAP_MS))))
        log.at(at, draw(st.sampled_from(MAKES))(draw, log))
    return [moment for moment in log.moments if not _takes_back_a_retraction(moment, log)]


def _takes_back_a_retraction(moment: Moment, log: Log) -> bool:
    """The store refuses these, so they are in no log."""
    kinds = {one.moment_id: one.mark for one in log.moments}
    return isinstance(moment.mark, Retraction) and isinstance(kinds[moment.mark.retracted], Retraction)


def _placed(gathering: Gathering, log: list[Moment]) -> list[UUID | None]:
    return [gathering.exchange_of(moment.moment_id) for moment in log]


@given(logs())
def test_gathering_mark_by_mark_equals_gathering_the_whole_log_at_once(log: list[Moment]) -> None:
    live = Gathering(GAP_MS)
    for n, moment in enumerate(log, 1):
        live.add(moment)
        whole = Gathering(GAP_MS, log[:n])
        assert live.exchanges == whole.exchanges
        assert _placed(live, log[:n]) == _placed(whole, log[:n])


@given(logs())
def test_every_standing_mark_of_an_exchange_has_exactly_one_exchange(log: list[Moment]) -> None:
    gathering = Gathering(GAP_MS, log)
    held = [moment.moment_id for exchange in gathering.exchanges for moment in exchange.moments]
    kept = {moment.moment_id for moment in standing(log)}
    assert len(held) == len(set(held))
    assert set(held) <= kept
    ids = [exchange.exchange_id for exchange in gathering.exchanges]
    assert len(ids) == len(set(ids))


@given(logs(), st.randoms())
def test_the_order_in_which_a_log_arrives_matters_only_for_marks_of_the_same_instant(log: list[Moment], random) -> None:
    apart = [replace(moment, session_ms=moment.session_ms * 100 + n) for n, moment in enumerate(log)]
    mixed = [moment for moment in apart if not isinstance(moment.mark, Linked)]
    random.shuffle(mixed)
    corrections = [moment for moment in apart if isinstance(moment.mark, Linked)]
    arrived, forward = Gathering(GAP_MS * 100, mixed + corrections), Gathering(GAP_MS * 100, apart)
    assert {one.exchange_id: one for one in arrived.exchanges} == {one.exchange_id: one for one in forward.exchanges}
