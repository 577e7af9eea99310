"""Sessions made for tests: logs written by hand or grown to any length, kept by the same store as real ones."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID, uuid4

from interbeing.domain.emotion import EMOTIONS, Emotion
from interbeing.domain.mark import (
    ArousalSeen,
    Closed,
    Connection,
    Cover,
    CueGiven,
    Felt,
    Gaze,
    Grounding,
    LookAgain,
    Mark,
    Offered,
    Opened,
    Pause,
    Perceived,
    Reassured,
    Received,
    Reception,
    Screen,
    Step,
)
from interbeing.domain.moment import Author, Moment
from interbeing.domain.protocol import Aspect, Stance
from interbeing.domain.session import MirrorKind, SessionState
from interbeing.services.plan import plan_session
from interbeing.services.practice import ready_practice_patient
from interbeing.storage.moments import append
from interbeing.storage.sessions import set_state
from interbeing.wiring import Room

BEGAN = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MINUTE = 60_000
PHASES = ("arrive", "meet", "notice", "being-seen", "close")


@dataclass
class Log:
    """A log written by hand: `at(ms, mark)` adds a moment and gives it back."""

    session_id: UUID = field(default_factory=uuid4)
    moments: list[Moment] = field(default_factory=list)

    def at(
        self,
        session_ms: int,
        mark: Mark,
        author: Author = Author.THERAPIST,
        *,
        late: str = "",
        moment_id: UUID | None = None,
    ) -> Moment:
        marked_at = BEGAN + timedelta(milliseconds=session_ms)
        one_id = moment_id or uuid4()
        moment = Moment(one_id, self.session_id, author, session_ms, marked_at, mark, bool(late), late)
        self.moments.append(moment)
        return moment


def kept_session(room: Room, moments: Sequence[Moment] = (), session_id: UUID | None = None) -> UUID:
    """Keep these moments as a session of the practice patient; closed if they hold a close."""
    patient = ready_practice_patient(room.database, room.clock)
    session = plan_session(room.database, patient.patient_id, MirrorKind.REAL, "mirror-course", BEGAN)
    keep(room, session.session_id, moments)
    return session.session_id


def keep(room: Room, session_id: UUID, moments: Iterable[Moment]) -> None:
    def write(connection) -> None:
        opened = closed = None
        for moment in moments:
            mine = Moment(
                moment.moment_id,
                session_id,
                moment.author,
                moment.session_ms,
                moment.marked_at,
                moment.mark,
                moment.is_late,
                moment.reason,
            )
            append(connection, room.database.seal, mine, moment.marked_at)
            opened = moment.marked_at if isinstance(moment.mark, Opened) else opened
            closed = moment.marked_at if isinstance(moment.mark, Closed) else closed
        if opened:
            state = SessionState.CLOSED if closed else SessionState.OPEN
            set_state(connection, session_id, state, opened, closed)

    room.database.write(write).result(120)


def lived(exchanges: int) -> list[tuple[int, Mark]]:
    """Sadness, met with compassion, read as anger three times of four, arousal and gaze marked each time."""
    told: list[tuple[int, Mark]] = [(500, Cover(covered=False))]
    for one in range(exchanges):
        at = 1_000 + one * MINUTE
        told += [
            (at, Felt(Emotion.SADNESS)),
            (at + 2_000, Offered(Emotion.COMPASSION)),
            (at + 3_000, ArousalSeen(4 + one % 3)),
            (at + 3_500, Gaze(one % 12 != 11)),
        ]
        read = Emotion.COMPASSION if one % 4 == 3 else Emotion.ANGER
        told += [(at + 4_000, Perceived(read)), (at + 6_000, Received(Reception.HARD))]
    return told


def a_session(exchanges: int = 6, minutes: int = 30, seed: int = 1, *, closed: bool = True) -> list[Moment]:
    """A session as one runs: phases and cues, exchanges with repairs, arousal, mirror, gaze, a pause and a gap."""
    log, random, whole = Log(), Random(seed), minutes * MINUTE
    log.at(0, Opened())
    log.at(500, Connection(Screen.CONSOLE, True), Author.ROOM)
    for n, phase in enumerate(PHASES):
        for k in range(4):
            stance = Stance.CARE if k % 2 else Stance.NOTICE
            at = whole * n // 5 + k * whole // 25 + 1_000
            log.at(at, CueGiven(phase, f"{phase}-{k}", tuple(Aspect)[(n + k) % 5], stance))
    for at, covered in ((0.15, False), (0.5, True), (0.54, False), (0.9, True)):
        log.at(int(whole * at), Cover(covered))
    for k in range(10):
        log.at(int(whole * (0.17 + k * 0.065)), Gaze(k % 2 == 0))
    level = 5
    for k in range(24):
        level = min(10, max(0, level + random.choice((-2, -1, 0, 1, 2))))
        log.at(int(whole * k / 25) + 2_000, ArousalSeen(level))
    log.at(int(whole * 0.5) + 200, Grounding(Step.BEGAN))
    log.at(int(whole * 0.53), Grounding(Step.ENDED))
    log.at(int(whole * 0.8), Pause(Step.BEGAN), Author.PATIENT)
    log.at(int(whole * 0.83), Pause(Step.ENDED), Author.PATIENT)
    for k in range(exchanges):
        _an_exchange(log, random, k, int(whole * (0.18 + 0.6 * k / exchanges)), int(whole * 0.6 / exchanges))
    log.at(int(whole * 0.925), Connection(Screen.CONSOLE, False), Author.ROOM)
    log.at(int(whole * 0.955), Connection(Screen.CONSOLE, True), Author.ROOM)
    if closed:
        log.at(whole, Closed())
    return sorted(log.moments, key=lambda moment: moment.session_ms)


def _an_exchange(log: Log, random: Random, k: int, at: int, room_ms: int) -> None:
    first = log.at(at, Felt(random.choice(EMOTIONS[2:])))
    part = max(1, room_ms // 12)
    mine = first.moment_id
    log.at(at + part, Offered(Emotion.COMPASSION, mine))
    log.at(at + 2 * part, Perceived(random.choice(EMOTIONS), mine))
    if k % 5 != 4:
        log.at(at + 3 * part, Received(random.choice(tuple(Reception)), mine))
    if k % 3 == 0:
        log.at(at + 4 * part, Reassured(mine))
        log.at(at + 4 * part, LookAgain(Step.BEGAN, mine))
        log.at(at + 5 * part, Perceived(Emotion.COMPASSION, mine))
        log.at(at + 6 * part, Received(Reception.BEARABLE, mine))
        if k % 6 == 0:
            log.at(at + 6 * part, LookAgain(Step.ENDED, mine))
