"""The practice patient: made once, clearly simulated, with a believable session to look at and one to open."""

import asyncio
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from interbeing.domain.arousal import Window, Zone
from interbeing.domain.clinic import Limits
from interbeing.domain.emotion import Emotion
from interbeing.domain.errors import NotAllowed
from interbeing.domain.exchange import Exchange
from interbeing.domain.gathering import Gathering, standing
from interbeing.domain.mark import ArousalSeen, CueGiven, Mark, Perceived, Received, Reception, Retraction
from interbeing.domain.moment import Author, Moment
from interbeing.domain.session import Session, SessionState
from interbeing.services.clinic import read_clinic
from interbeing.services.example import Example, read_example
from interbeing.services.patients import add_patient, find_patients, open_chart
from interbeing.services.plan import list_sessions
from interbeing.services.practice import ready_practice
from interbeing.storage.moments import find_break, moments_of
from interbeing.wiring import Room

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
BORNE = {Reception.BEARABLE, Reception.TAKEN_IN}


@pytest.fixture(scope="module")
def example() -> Example:
    return read_example(uuid4(), AT)


def sessions(room: Room) -> dict[SessionState, list[Session]]:
    every = list_sessions(room.database)
    return {state: [one for one in every if one.state is state] for state in SessionState}


def test_a_practice_patient_stands_ready_with_an_example_and_a_planned_session(room: Room) -> None:
    patient = ready_practice(room.database, room.clock)
    chart = open_chart(room.database, patient.patient_id)
    assert patient.is_practice
    assert "practice" in patient.pseudonym
    assert {entry.recorded_by for entry in chart.ledger} == {"Interbeing (practice)"}
    kept = sessions(room)
    assert (len(kept[SessionState.CLOSED]), len(kept[SessionState.PLANNED])) == (1, 1)
    asyncio.run(room.live.open(kept[SessionState.PLANNED][0].session_id))


def test_a_second_start_adds_nothing_but_always_leaves_one_session_to_open(room: Room) -> None:
    first = ready_practice(room.database, room.clock)
    before = list_sessions(room.database), open_chart(room.database, first.patient_id)
    assert ready_practice(room.database, room.clock) == first
    assert (list_sessions(room.database), open_chart(room.database, first.patient_id)) == before
    asyncio.run(room.live.open(sessions(room)[SessionState.PLANNED][0].session_id))
    ready_practice(room.database, room.clock)
    assert {state: len(some) for state, some in sessions(room).items()} == {
        SessionState.PLANNED: 1,
        SessionState.OPEN: 1,
        SessionState.PAUSED: 0,
        SessionState.CLOSED: 1,
    }
    assert find_patients(room.database).total == 1


def test_the_example_lies_in_the_log_as_a_lived_session_would(room: Room) -> None:
    ready_practice(room.database, room.clock)
    (session,) = sessions(room)[SessionState.CLOSED]
    assert session.opened_at is not None
    assert session.closed_at is not None
    assert 40 * 60 < (session.closed_at - session.opened_at).total_seconds() < 50 * 60
    with room.database.read() as connection:
        kept = moments_of(connection, room.database.seal, session.session_id)
        assert find_break(connection, session.session_id) is None
    assert tuple(one.moment for one in kept) == read_example(session.session_id, session.opened_at).moments
    assert all(one.received_at >= one.moment.marked_at for one in kept)
    assert [one.received_at for one in kept] == sorted(one.received_at for one in kept)


def test_no_crisis_contact_is_invented_so_that_a_real_patient_still_needs_a_real_one(room: Room) -> None:
    ready_practice(room.database, room.clock)
    assert not read_clinic(room.database).has_crisis_contact
    with pytest.raises(NotAllowed, match="crisis contact"):
        add_patient(room.database, room.clock, "Somebody", "S", "lantern")


def test_the_example_has_an_exchange_in_every_quadrant_a_repair_and_open_ones(example: Example) -> None:
    exchanges = Gathering(Limits().exchange_gap_s * 1000, example.moments).exchanges
    quadrants = {quadrant(exchange) for exchange in exchanges} - {None}
    assert quadrants == {(recognised, borne) for recognised in (True, False) for borne in (True, False)}
    assert sum(exchange.is_open for exchange in exchanges) == 2
    repaired = [one for one in exchanges if one.repair_ended is not None]
    assert [emotion(one.perceived_again) for one in repaired] == [Emotion.COMPASSION] * 2


def quadrant(exchange: Exchange) -> tuple[bool, bool] | None:
    """Whether offered compassion was recognised, and whether it was borne."""
    if exchange.is_open or exchange.received is None or emotion(exchange.offered) is not Emotion.COMPASSION:
        return None
    assert isinstance(exchange.received.mark, Received)
    return emotion(exchange.perceived) is Emotion.COMPASSION, exchange.received.mark.reception in BORNE


def emotion(moment: Moment | None) -> Emotion | None:
    return None if moment is None else getattr(moment.mark, "emotion", None)


def test_the_example_leaves_the_window_above_and_below_and_uses_nearly_every_mark(example: Example) -> None:
    window = Window()
    levels = [m.mark.level for m in example.moments if isinstance(m.mark, ArousalSeen)]
    assert {window.zone(level) for level in levels} == set(Zone)
    kinds = {moment.mark.kind for moment in example.moments}
    elsewhere = {"linked", "recognised", "advised", "brought_in", "measuring", "measured", "erased"}
    elsewhere |= {"view", "frame", "light", "passed"}
    assert {every.kind for every in Mark.__args__} - kinds <= elsewhere
    assert {moment.author for moment in example.moments} == set(Author) - {Author.CODER}
    assert len(standing(example.moments)) == len(example.moments) - 2  # one slip and what took it back
    assert [m.reason for m in example.moments if m.is_late] == ["Written in when the console was back."]
    assert any(isinstance(m.mark, Perceived) and m.is_late for m in example.moments)


def test_every_cue_of_the_example_stands_in_its_protocol(example: Example, room: Room) -> None:
    protocol = room.protocols.protocol_of(example.protocol_id, "en")
    known = {(phase.phase_id, c.cue_id, c.aspect, c.stance) for phase in protocol.phases for c in phase.cues}
    given = [m.mark for m in example.moments if isinstance(m.mark, CueGiven)]
    assert len(given) > 40
    assert {(cue.phase_id, cue.cue_id, cue.aspect, cue.stance) for cue in given} <= known


def test_the_example_is_the_same_for_the_same_session_and_takes_back_its_own_mark() -> None:
    session_id = UUID(int=7)
    again = read_example(session_id, AT)
    assert again == read_example(session_id, AT)
    (taken_back,) = [m.mark for m in again.moments if isinstance(m.mark, Retraction)]
    (slip,) = [m for m in again.moments if m.moment_id == taken_back.retracted]
    assert emotion(slip) is Emotion.FEAR
