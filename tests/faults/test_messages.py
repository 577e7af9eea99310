"""F8: marks arrive twice, late and in any order, screens come and go, the room is opened anew: the log stays right.

Hypothesis makes the schedules; a reference model of a few lines says what the log must hold.
"""

import asyncio
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from interbeing.domain.clinic import Limits
from interbeing.domain.emotion import Emotion
from interbeing.domain.errors import BadInput, NotAllowed, NotFound
from interbeing.domain.gathering import Gathering
from interbeing.domain.mark import Felt, Linked, Offered, Perceived, Received, Reception, Retraction, Screen, We
from interbeing.domain.moment import Moment, Receipt
from interbeing.services.broadcast import Broadcast, Happened, Seat
from interbeing.services.clock import Clock
from interbeing.services.live import LiveRoom
from interbeing.services.log_door import KEPT_FOR_GOOD
from interbeing.storage.connect import Database, open_file, open_postgres
from tests.faults.counts import times
from tests.faults.sabotage import knows_no_resend
from tests.rooms import a_moment, log_of, planned_session

pytestmark = pytest.mark.fault
SCHEDULES, STEPS = times(15, 5_000), times(30, 100)
SCHEDULES_TO_CATCH = 1_000  # it ends with the first that is caught, mostly within twenty
GAP_MS = Limits().exchange_gap_s * 1000
MARKS = st.sampled_from(
    [We(), Felt(Emotion.SHAME), Offered(Emotion.COMPASSION), Perceived(Emotion.ANGER), Received(Reception.HARD)]
)


class Deliveries(RuleBasedStateMachine):
    """Two sessions, what was sent to them, and what must lie in their logs."""

    database: Database
    made = Bundle("made")

    @initialize()
    def begin(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.open_anew()
        self.sessions = [planned_session(self.database) for _ in range(2)]
        for session_id in self.sessions:
            self.loop.run_until_complete(self.live.open(session_id))
        self.model: dict[UUID, list[UUID]] = {s: [log_of(self.database, s)[0].moment.moment_id] for s in self.sessions}
        self.receipts: dict[UUID, Receipt] = {}
        self.touched = set(self.sessions)

    @rule()
    def open_anew(self) -> None:
        """The room's memory is gone, as after a restart."""
        self.broadcast = Broadcast()
        self.live = LiveRoom(self.database, Clock(), self.broadcast)
        self.seats: list[tuple[UUID, Seat]] = []

    @rule(target=made, which=st.integers(0, 1), mark=MARKS, ms=st.integers(0, 300_000))
    def make(self, which: int, mark: We, ms: int) -> Moment:
        """A console makes a mark and puts it in its outbox; it may never leave it."""
        return a_moment(self.sessions[which], mark, ms)

    @rule(target=made, about=made, ms=st.integers(0, 300_000))
    def take_back(self, about: Moment, ms: int) -> Moment:
        return a_moment(about.session_id, Retraction(about.moment_id), ms)

    @rule(target=made, about=made, to=made)
    def link(self, about: Moment, to: Moment) -> Moment:
        return a_moment(about.session_id, Linked(about.moment_id, to.moment_id))

    @rule(moments=st.lists(made, min_size=1, max_size=8))
    def deliver(self, moments: list[Moment]) -> None:
        """These arrive at once, in this order, some for the second or the tenth time."""
        self.touched |= {moment.session_id for moment in moments}
        answers = self.loop.run_until_complete(self._all(moments))
        for moment, answer in zip(moments, answers, strict=True):
            self._judge(moment, answer)

    @rule(moment=made, ms=st.integers(300_001, 400_000))
    def deliver_another_under_the_same_id(self, moment: Moment, ms: int) -> None:
        if moment.moment_id in self.model[moment.session_id]:
            with pytest.raises(BadInput):
                self.loop.run_until_complete(self.live.keep(replace(moment, session_ms=ms)))

    @rule(which=st.integers(0, 1), after=st.integers(0, 9))
    def come_in(self, which: int, after: int) -> None:
        """A screen comes in and is given exactly what it has not seen."""
        session_id, seat = self.sessions[which], Seat(uuid4(), Screen.MIRROR)
        entered = self.loop.run_until_complete(self.live.enter(session_id, seat, after))
        self._note_what_the_room_made(session_id)
        assert [one.moment.moment_id for one in entered.kept] == self.model[session_id][after:]
        self.seats.append((session_id, seat))

    @rule()
    def go(self) -> None:
        if self.seats:
            session_id, seat = self.seats.pop(0)
            self.loop.run_until_complete(self.live.leave(session_id, seat))
            self._note_what_the_room_made(session_id)

    @invariant()
    def each_log_is_what_the_model_says_and_its_exchanges_are_those_of_the_whole_log(self) -> None:
        for session_id in getattr(self, "touched", ()):
            log = log_of(self.database, session_id)
            assert [one.moment.moment_id for one in log] == self.model[session_id]
            assert [one.receipt.seq for one in log] == list(range(1, len(log) + 1))
            gathered = Gathering(GAP_MS, [one.moment for one in log]).exchanges
            for _, seat in [one for one in self.seats if one[0] == session_id]:
                live = self.loop.run_until_complete(self.live._live(session_id))
                assert live.gathering.exchanges == gathered
                told = [news.kept.receipt.seq for news in list(seat.news._queue) if isinstance(news, Happened)]
                assert told == sorted(set(told)), "told once, in order"
        self.touched: set[UUID] = set()

    def teardown(self) -> None:
        while getattr(self, "seats", None):
            self.go()
        if hasattr(self, "loop"):
            self.loop.run_until_complete(self.loop.shutdown_default_executor())
            self.loop.close()

    async def _all(self, moments: list[Moment]) -> list[Receipt | BaseException]:
        return await asyncio.gather(*(self.live.keep(moment) for moment in moments), return_exceptions=True)

    def _judge(self, moment: Moment, answer: Receipt | BaseException) -> None:
        order = self.model[moment.session_id]
        if not self._can_be_meant(moment):
            assert isinstance(answer, NotFound | NotAllowed), answer
            return
        assert isinstance(answer, Receipt), answer
        assert answer.is_new == (moment.moment_id not in order)
        if answer.is_new:
            order.append(moment.moment_id)
            self.receipts[moment.moment_id] = replace(answer, is_new=False)
        assert replace(answer, is_new=False) == self.receipts[moment.moment_id]
        assert order.index(moment.moment_id) + 1 == answer.seq

    def _can_be_meant(self, moment: Moment) -> bool:
        match moment.mark:
            case Retraction(target):
                return self._is_kept(moment, target) and target not in self._for_good(moment.session_id)
            case Linked(target):
                return self._is_kept(moment, target)
        return True

    def _is_kept(self, moment: Moment, target: UUID) -> bool:
        return target in self.model[moment.session_id]

    def _for_good(self, session_id: UUID) -> set[UUID]:
        log = log_of(self.database, session_id)
        return {one.moment.moment_id for one in log if isinstance(one.moment.mark, KEPT_FOR_GOOD)}

    def _note_what_the_room_made(self, session_id: UUID) -> None:
        self.touched.add(session_id)
        known = self.model[session_id]
        known += [one.moment.moment_id for one in log_of(self.database, session_id)[len(known) :]]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database(request, tmp_path):
    if request.param == "sqlite":
        opened = open_file(tmp_path / "records")
    else:
        opened = open_postgres(request.getfixturevalue("postgres_url"))
    yield opened
    opened.close()


def run(database: Database, schedules: int, phases: tuple[Phase, ...] = tuple(Phase)) -> None:
    machine = type("OnThisDatabase", (Deliveries,), {"database": database})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=schedules,
            stateful_step_count=STEPS,
            phases=phases,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=False,
        ),
    )


@pytest.mark.timeout(times(280, 14_400))
def test_whatever_way_marks_arrive_the_log_is_that_of_the_model(database):
    run(database, SCHEDULES)


def test_a_build_that_knows_no_resend_is_caught(tmp_path, monkeypatch):
    from interbeing.storage import moments

    monkeypatch.setattr(moments, "_insert", moments._insert)
    monkeypatch.setattr(moments, "_receipt_of", moments._receipt_of)
    knows_no_resend()
    database = open_file(tmp_path / "records")
    with pytest.raises((AssertionError, pytest.fail.Exception)):  # any of the machine's checks may be the first
        run(database, SCHEDULES_TO_CATCH, phases=(Phase.generate,))
    database.close()
