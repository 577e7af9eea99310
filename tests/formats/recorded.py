"""Recordings made for the tests of files: a session as the store would give it, without a store."""

from collections.abc import Sequence
from datetime import timedelta
from math import sin
from pathlib import Path
from uuid import UUID, uuid5

from interbeing.domain.consent import ConsentEntry, Purpose
from interbeing.domain.emotion import Emotion
from interbeing.domain.gathering import Gathering
from interbeing.domain.given import FilledBy, Given
from interbeing.domain.moment import Author, Kept, Moment, Receipt
from interbeing.domain.rating import Aspect, Rater, Rating
from interbeing.domain.session import MirrorKind, Session, SessionState
from interbeing.domain.signal import BeltValues, Eyes, EyesValues, Measured, PulseValues, Signal
from interbeing.formats.answers import Answered
from interbeing.formats.recording import Recording
from interbeing.services.measures import read_measures
from tests.sessions_made import BEGAN, MINUTE, Log, a_session

PATIENT = UUID("6f1f3c1e-0000-4000-8000-000000000001")
STRETCH_MS = 10_000


def recorded(moments: Sequence[Moment], *, simulated: bool = True) -> Recording:
    gathering = Gathering(2 * MINUTE, moments)
    places = {moment.moment_id: gathering.exchange_of(moment.moment_id) for moment in moments}
    kept = tuple(
        Kept(moment, Receipt(moment.moment_id, seq, "a" * 64, f"{seq:064x}", False), moment.marked_at)
        for seq, moment in enumerate(moments, 1)
    )
    session_id = moments[0].session_id if moments else uuid5(PATIENT, "empty")
    closed_at = BEGAN + timedelta(milliseconds=max((m.session_ms for m in moments), default=0))
    state, mirror = SessionState.CLOSED, MirrorKind.REAL
    session = Session(session_id, PATIENT, state, mirror, "mirror-course", BEGAN, BEGAN, closed_at, len(kept))
    consent = ConsentEntry(
        PATIENT, Purpose.RECORD, is_given=True, text_version="2026-11", recorded_by="T", recorded_at=BEGAN
    )
    named = {mark: place for mark, place in places.items() if place}
    return Recording(session, simulated, kept, gathering.exchanges, named, (consent,), both_ratings(session_id))


def both_ratings(session_id: UUID) -> tuple[Rating, ...]:
    """What both rated of this session, each their own; the patient left one feeling out."""
    felt = {Rater.THERAPIST: {Emotion.SHAME: 2, Emotion.FEAR: 0}, Rater.PATIENT: {Emotion.SHAME: 3}}
    return tuple(
        Rating(
            uuid5(session_id, rater.value),
            session_id,
            PATIENT,
            rater,
            felt[rater],
            {Aspect.BEING_SEEN: 1, Aspect.CONNECTED: 4},
            BEGAN,
        )
        for rater in Rater
    )


def all_measures() -> Answered:
    """Every measure of ours, each answered once with its highest answers."""
    measures = {one.measure_id: one for one in read_measures(Path("/nonexistent")).found}
    given = tuple(
        Given(
            uuid5(PATIENT, name),
            PATIENT,
            name,
            one.version,
            BEGAN,
            FilledBy.PATIENT,
            (one.highest,) * one.item_count,
            {},
        )
        for name, one in measures.items()
    )
    wordings = {name: next(iter(one.wordings.values())) for name, one in measures.items() if one.wordings}
    return Answered(PATIENT, True, given, measures, wordings, both_ratings(uuid5(PATIENT, "rated")))


def a_recording(exchanges: int = 6, minutes: int = 30) -> Recording:
    """A lived session with gaze, pulse and a belt, each of them not known for a while."""
    moments = a_session(exchanges, minutes)
    measured = Log(moments[0].session_id)
    for from_ms in range(10_000, minutes * MINUTE // 2, STRETCH_MS):
        for mark in _stretches(from_ms):
            measured.at(from_ms + STRETCH_MS, mark, Author.ROOM)
    return recorded(sorted([*moments, *measured.moments], key=lambda moment: moment.session_ms))


def _stretches(from_ms: int) -> tuple[Measured, ...]:
    """Ten seconds of everything; the belt lost its hold for twenty seconds, a minute in."""
    second = from_ms // 1000
    rates = tuple(None if 60 <= second + n < 80 else round(70 + 8 * sin((second + n) / 60), 1) for n in range(10))
    eyes = (Eyes.OWN, Eyes.OWN, Eyes.OTHER, None, Eyes.CLOSED, Eyes.OWN, Eyes.AWAY, Eyes.OWN, Eyes.OWN, None)
    steady, unknown = (0.01,) * 10, (None,) * 10
    faces, far, judged = (2,) * 10, (85,) * 10, (0.9,) * 10
    gaze = EyesValues(eyes, faces, unknown, steady, far, (False,) * 10, judged)
    belt = BeltValues(rates, unknown, (878,) * 11, contact=True, battery=80)
    pulse = PulseValues(rates, (6.5,) * 10)
    return (
        Measured(Signal.EYES, from_ms, gaze),
        Measured(Signal.PULSE, from_ms, pulse),
        Measured(Signal.BELT, from_ms, belt),
    )
