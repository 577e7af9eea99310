"""How long do the course page (40 sessions of 500 moments) and the review (5,000 moments) take to arrive?

    python -m benchmarks.bench_course

Each page is asked for over HTTP from a room in a process of its own: first just after the room has opened, then again.
Beside each stands its goal and the ratio to it: no peer that we know makes such a page.
"""

import os
import statistics
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from random import Random
from uuid import UUID

from interbeing.domain.emotion import EMOTIONS, Emotion
from interbeing.domain.mark import (
    ArousalSeen,
    Attitude,
    Closed,
    Felt,
    Gaze,
    Mark,
    Noticed,
    Offered,
    Opened,
    Perceived,
    Received,
    Reception,
)
from interbeing.domain.moment import Moment
from interbeing.settings import Settings
from interbeing.storage.sessions import session_of
from interbeing.wiring import Room, open_room
from tests.conftest import free_port, serving
from tests.sessions_made import Log, a_session, kept_session

SESSIONS, MOMENTS, LONG_EXCHANGES = 40, 500, 985
AGAIN = 5
EACH_MS = 8_000


def lived(random: Random) -> Iterator[Mark]:
    """One exchange after the other, with arousal, gaze and what was noticed: seven marks each."""
    while True:
        yield Felt(random.choice(EMOTIONS))
        yield Offered(Emotion.COMPASSION)
        yield Perceived(random.choice(EMOTIONS))
        yield Received(random.choice(tuple(Reception)))
        yield ArousalSeen(random.randrange(11))
        yield Gaze(random.random() < 0.5)
        yield Noticed(random.choice(tuple(Attitude)))


def a_log(seed: int) -> list[Moment]:
    log, marks = Log(), lived(Random(seed))
    log.at(0, Opened())
    for n in range(MOMENTS - 2):
        log.at(1_000 + n * EACH_MS, next(marks))
    log.at(MOMENTS * EACH_MS, Closed())
    return log.moments


def filled(room: Room) -> tuple[UUID, UUID]:
    """Keep the course and the long session; gives the patient and the long session."""
    for seed in range(SESSIONS):
        kept_session(room, a_log(seed))
    session_id = kept_session(room, a_session(LONG_EXCHANGES, 50))
    with room.database.read() as connection:
        return session_of(connection, session_id).patient_id, session_id


def asked(address: str) -> float:
    began = time.perf_counter()
    with urllib.request.urlopen(urllib.request.Request(address, headers={"accept": "text/html"})) as answer:
        answer.read()
    return (time.perf_counter() - began) * 1000


def measured() -> Iterator[str]:
    """Give a line for each page."""
    folder = Path(tempfile.mkdtemp())
    room = open_room(Settings(folder))
    patient_id, session_id = filled(room)
    room.close()
    pages = {"course": (f"patients/{patient_id}/course", 2_000), "review": (f"sessions/{session_id}/review", 1_000)}
    with serving(folder, free_port(), anew=True) as served:
        for name, (path, goal_ms) in pages.items():
            first = asked(f"{served.address}/{path}")
            again = statistics.median(asked(f"{served.address}/{path}") for _ in range(AGAIN))
            beside = f"no peer; goal {goal_ms:,} ms ({first / goal_ms:.2f} of it)"
            yield f"{name}: first {first:.0f} ms, again {again:.0f} ms, {beside}, load {os.getloadavg()[0]:.1f}"


def main() -> None:
    for line in measured():
        print(line, flush=True)


if __name__ == "__main__":
    main()
