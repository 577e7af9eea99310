"""Only what is agreed to is measured; withdrawing ends it; gaps are marked; what was taken can be erased."""

import asyncio
from collections.abc import Awaitable, Callable
from uuid import UUID, uuid4

import pytest

from interbeing.domain.consent import Purpose
from interbeing.domain.mark import Screen
from interbeing.domain.signal import BeltValues, Erased, Eyes, EyesValues, Measured, Measuring, Signal, Why
from interbeing.domain.signal_now import EyesNow
from interbeing.domain.signal_said import BeltSaid, EyesSaid, SkinSaid
from interbeing.services.broadcast import Seat
from interbeing.services.erasing import erase_for_patient
from interbeing.services.live import LiveSession
from interbeing.services.patients import open_chart, record_consent
from interbeing.services.review import open_review
from interbeing.wiring import Room
from tests.conftest import HandClock
from tests.rooms import log_of, open_session

LOOKING = EyesSaid("ooooo", 1, 0, 0.01, 70, 120.0)
BEAT = BeltSaid((870,), contact=True, battery=80, after_gap=False)


def agree(room: Room, session_id: UUID, purpose: Purpose, *, is_given: bool = True) -> UUID:
    with room.database.read() as connection:
        from interbeing.storage.sessions import session_of

        patient_id = session_of(connection, session_id).patient_id
    record_consent(room.database, room.clock, patient_id, purpose, is_given=is_given, recorded_by="the test")
    return patient_id


def play(room: Room, session_id: UUID, do: Callable[[LiveSession], Awaitable[None]]) -> None:
    """Let a mirror come in and do this."""

    async def playing() -> None:
        seat = Seat(uuid4(), Screen.MIRROR)
        entered = await room.live.enter(session_id, seat, 0)
        await do(entered.live)
        await room.live.leave(session_id, seat)

    asyncio.run(playing())


def of_signals(room: Room, session_id: UUID) -> list[object]:
    marks = (kept.moment.mark for kept in log_of(room.database, session_id))
    return [mark for mark in marks if isinstance(mark, Measuring | Measured | Erased)]


def test_without_consent_nothing_is_looked_at_or_kept(room: Room) -> None:
    session_id = open_session(room.database, room.clock)

    async def do(live: LiveSession) -> None:
        for _ in range(25):
            await room.sensing.hear(live, Signal.EYES, LOOKING)
            await room.sensing.hear(live, Signal.PULSE, SkinSaid(((0.0, 170.0, 120.0, 100.0),)))
            await room.sensing.hear(live, Signal.BELT, BEAT)

    play(room, session_id, do)
    assert of_signals(room, session_id) == []


def test_each_signal_needs_its_own_consent(room: Room, hand_clock: HandClock) -> None:
    session_id = open_session(room.database, room.clock)
    agree(room, session_id, Purpose.CAMERA_SIGNALS)

    async def do(live: LiveSession) -> None:
        for _ in range(20):
            hand_clock.pass_ms(1_000)
            await room.sensing.hear(live, Signal.EYES, LOOKING)
            await room.sensing.hear(live, Signal.BELT, BEAT)

    play(room, session_id, do)
    began, *stretches = of_signals(room, session_id)
    assert began == Measuring(Signal.EYES, is_on=True)
    assert [mark.signal for mark in stretches] == [Signal.EYES] * 2  # type: ignore[attr-defined]
    values = stretches[0].values  # type: ignore[attr-defined]
    assert isinstance(values, EyesValues)
    assert values.eyes == (Eyes.OWN,) * 10
    assert len(of_signals(room, session_id)) == 3, "an hour is some hundreds of moments, not thousands"


@pytest.mark.parametrize("where", ["mirror", "desk"])
def test_withdrawing_ends_the_measuring_and_drops_what_was_being_gathered(
    room: Room, hand_clock: HandClock, where: str
) -> None:
    session_id = open_session(room.database, room.clock)
    patient_id = agree(room, session_id, Purpose.CAMERA_SIGNALS)

    async def do(live: LiveSession) -> None:
        for _ in range(5):
            hand_clock.pass_ms(1_000)
            await room.sensing.hear(live, Signal.EYES, LOOKING)
        if where == "mirror":
            await room.sensing.withdraw(live, Signal.EYES, "the patient, at the mirror")
        else:
            await asyncio.to_thread(agree, room, session_id, Purpose.CAMERA_SIGNALS, is_given=False)
            await room.sensing._look(session_id)  # what `watch` does every half second
        for _ in range(15):
            hand_clock.pass_ms(1_000)
            await room.sensing.hear(live, Signal.EYES, LOOKING)

    play(room, session_id, do)
    assert of_signals(room, session_id) == [
        Measuring(Signal.EYES, is_on=True),
        Measuring(Signal.EYES, is_on=False, why=Why.WITHDRAWN),
    ]
    chart = open_chart(room.database, patient_id)
    assert Purpose.CAMERA_SIGNALS not in chart.agreed
    assert [entry.is_given for entry in chart.ledger if entry.purpose is Purpose.CAMERA_SIGNALS] == [True, False]


def test_silence_of_over_two_seconds_is_a_gap_and_the_next_beat_begins_anew(room: Room, hand_clock: HandClock) -> None:
    session_id = open_session(room.database, room.clock)
    agree(room, session_id, Purpose.BELT)

    async def do(live: LiveSession) -> None:
        for pause_ms in (1_000, 1_000, 1_900):
            hand_clock.pass_ms(pause_ms)
            await room.sensing._look(session_id) if room.sensing._sessions else None
            await room.sensing.hear(live, Signal.BELT, BEAT)
        hand_clock.pass_ms(2_100)
        await room.sensing._look(session_id)
        await room.sensing.hear(live, Signal.BELT, BEAT)

    play(room, session_id, do)
    began, kept, ended, again = of_signals(room, session_id)
    assert (began, again) == (Measuring(Signal.BELT, is_on=True),) * 2
    assert ended == Measuring(Signal.BELT, is_on=False, why=Why.SILENT)
    assert isinstance(kept, Measured)
    assert isinstance(kept.values, BeltValues)
    assert kept.values.rr_1024 == (870, 870, 870)


def test_the_screens_are_told_the_last_second_and_the_dose(room: Room, hand_clock: HandClock) -> None:
    session_id = open_session(room.database, room.clock)
    agree(room, session_id, Purpose.CAMERA_SIGNALS)
    told: list[object] = []

    async def do(live: LiveSession) -> None:
        for letters, faces, bright in (
            ("ooooo", 1, 120.0),
            ("ooaaa", 1, 120.0),
            ("ooooo", 2, 120.0),
            ("ooooo", 1, 10.0),
        ):
            hand_clock.pass_ms(1_000)
            await room.sensing.hear(live, Signal.EYES, EyesSaid(letters, faces, 0, 0.01, 70, bright))
            await room.sensing._look(session_id)
            told.append(room.sensing._sessions[session_id].told.instruments[0].now)  # type: ignore[union-attr]

    play(room, session_id, do)
    assert told == [
        EyesNow(Eyes.OWN, 1, 70, False, 1_000, 1_000, 1_000, 1.0),
        EyesNow(Eyes.AWAY, 1, 70, False, 2_000, 1_400, 2_000, 1.0),
        EyesNow(None, 2, 70, False, 3_000, 1_400, 2_000, 0.0),
        EyesNow(None, 1, 70, True, None, 1_400, 2_000, 0.0),
    ]


def test_what_was_taken_is_erased_at_the_mirror_and_at_the_desk(room: Room, hand_clock: HandClock) -> None:
    first, second = (open_session(room.database, room.clock) for _ in range(2))
    patients = [agree(room, one, Purpose.CAMERA_SIGNALS) for one in (first, second)]

    async def measure(live: LiveSession) -> None:
        for _ in range(20):
            hand_clock.pass_ms(1_000)
            await room.sensing.hear(live, Signal.EYES, LOOKING)

    async def erase_here(live: LiveSession) -> None:
        await room.sensing.erase(live, Signal.EYES)

    def values(session_id: UUID) -> list[object]:
        review = open_review(room.database, room.logs, room.clock, session_id)
        return [kept.moment.mark.values for kept in review.kept if isinstance(kept.moment.mark, Measured)]

    for session_id in (first, second):
        play(room, session_id, measure)
        assert None not in values(session_id)
    play(room, first, erase_here)
    assert values(first) == [None, None]
    assert None not in values(second)
    erasing = erase_for_patient(room.database, room.live, room.clock, patients[1], Signal.EYES)
    assert asyncio.run(erasing) == 2
    assert values(second) == [None, None]
    assert of_signals(room, second)[-1] == Erased(Signal.EYES, 2)
