"""Recordings made for the tests of files: a session as the store would give it, without a store."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID, uuid5

import numpy as np

from interbeing.domain.consent import ConsentEntry, Purpose
from interbeing.domain.gathering import Gathering
from interbeing.domain.moment import Kept, Moment, Receipt
from interbeing.domain.session import MirrorKind, Session, SessionState
from interbeing.formats.recording import Recording
from interbeing.formats.signal import Signal
from tests.sessions_made import BEGAN, MINUTE, a_session

PATIENT = UUID("6f1f3c1e-0000-4000-8000-000000000001")


def recorded(moments: Sequence[Moment], measured: tuple[Signal, ...] = (), *, simulated: bool = True) -> Recording:
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
    return Recording(session, simulated, kept, gathering.exchanges, named, (consent,), measured)


def a_recording(exchanges: int = 6, minutes: int = 30) -> Recording:
    """A lived session, with a heart rate that was not known for a while."""
    return recorded(a_session(exchanges, minutes), (a_heart_rate(minutes * 60),))


def a_heart_rate(length_s: int) -> Signal:
    times_ms = np.arange(0, length_s * 1000, 1000, dtype=float)
    values = 70 + 8 * np.sin(times_ms / 60_000)
    values[length_s // 3 : length_s // 3 + 20] = np.nan
    return Signal("heart_rate", "mean heart rate by a belt", "bpm", 1, times_ms, values, loinc="8867-4")
