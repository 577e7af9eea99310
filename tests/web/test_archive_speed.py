"""An archive of a hundred thousand marks is listed before anybody waits."""

import statistics
import time
from uuid import uuid4

from starlette.testclient import TestClient

from interbeing.web.app import create_app
from interbeing.wiring import Room
from tests.faults.counts import only_long
from tests.sessions_made import a_session, kept_session

MARKS, LISTED_WITHIN_MS = 100_000, 300


@only_long("a hundred thousand marks take a while to make")
def test_a_hundred_thousand_marks_are_listed_at_once(room: Room) -> None:
    client, kept = TestClient(create_app(room), "http://localhost"), 0
    while kept < MARKS:
        moments = a_session(exchanges=300, minutes=45, seed=kept)
        kept_session(room, moments, uuid4())
        kept += len(moments)
    waits = []
    for _ in range(20):
        for place in ("/sessions", "/", "/patients"):
            began = time.perf_counter()
            assert client.get(place).status_code == 200
            waits.append((time.perf_counter() - began) * 1000)
    print(f"\n{kept} marks listed: {statistics.median(waits):.0f} ms in the middle, {max(waits):.0f} ms at most")
    assert max(waits) < LISTED_WITHIN_MS
