"""How does a room feel after ten years? An archive of two million moments: its pages, its start, its whole chain.

`python -m benchmarks.bench_archive [--write] [--sessions 10000]`: builds a sealed record (each log encoded, sealed and
chained as the room does it, put in at once), then asks the served room for a patient's pages, kills it, starts it again,
and walks every chain. `--write` makes docs/evidence/archive.md.
"""

import argparse
import hashlib
import http.client
import os
import re
import resource
import shutil
import signal
import statistics
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert, update

from benchmarks.bench_sealed import opened_room
from interbeing.domain.consent import Purpose
from interbeing.domain.patient import Patient
from interbeing.domain.session import MirrorKind, Session, SessionState
from interbeing.services.checkup import look_over
from interbeing.services.ladder import course_dose
from interbeing.services.patients import record_consent
from interbeing.settings import Settings
from interbeing.storage import patients, proof
from interbeing.storage.connect import Connection
from interbeing.storage.keys import Keys
from interbeing.storage.look import look_at_file
from interbeing.storage.moments import LOG, START_OF_CHAIN, chained
from interbeing.storage.payload import encode
from interbeing.storage.seal import Binding, PatientSeal
from interbeing.storage.sessions import add_session
from interbeing.storage.sqlite_file import FILE_NAME, fitting_key, sqlite_engine
from interbeing.storage.tables import heads, moments
from interbeing.wiring import Room, open_room
from tests.conftest import free_port
from tests.keys import keys_again, keys_in
from tests.sessions_made import a_session

EVIDENCE = Path(__file__).parents[1] / "docs" / "evidence" / "archive.md"
SESSIONS, MOMENTS_EACH, SESSIONS_OF_ONE = 10_000, 200, 50
YEARS = 10
PAGE_WITHIN_MS, START_WITHIN_S, CHAIN_WITHIN_S = 300, 5, 60
ASKED = 40  # patients, each asked for once: nothing of theirs is at hand yet
IDS = re.compile(rb'"[0-9a-f]{8}(-[0-9a-f-]{27}")')


def templates() -> list[tuple[bytes, ...]]:
    """A few logs as bytes, the beginning of every id in them replaced by zeros."""
    made = []
    for seed in range(8):
        log = a_session(exchanges=60, minutes=45, seed=seed)[: MOMENTS_EACH - 1]
        closed = a_session(exchanges=1, minutes=45, seed=seed)[-1]
        whole = [*log, closed]
        session = str(uuid4())
        texts = [encode(one).replace(str(one.session_id).encode(), session.encode()) for one in whole]
        made.append(tuple(IDS.sub(rb'"00000000\1', one) for one in texts))
    return made


def rows_of(seal: PatientSeal, session: Session, number: int, texts: tuple[bytes, ...]) -> Iterator[dict[str, Any]]:
    """A log as the room would have kept it."""
    mine = f'"{number:08x}-'.encode()
    session_id, head = str(session.session_id).encode(), START_OF_CHAIN
    for seq, text in enumerate(texts, 1):
        payload = text.replace(b'"00000000-', mine)
        payload = re.sub(rb'"session_id":"[^"]+"', b'"session_id":"' + session_id + b'"', payload)
        found = re.search(rb'"moment_id":"([^"]+)"', payload)
        assert found
        moment_id = UUID(found[1].decode())
        sealed = seal.seal(Binding(session.patient_id, LOG, moment_id), payload)
        head = chained(head, seq, sealed)
        yield {
            "moment_id": moment_id,
            "session_id": session.session_id,
            "seq": seq,
            "received_at": session.planned_for,
            "sha256": hashlib.sha256(payload).hexdigest(),
            "head": head,
            "sealed": sealed,
        }


def build(folder: Path, sessions: int) -> list[UUID]:
    """Write the archive; give its patients, the newest last."""
    keys = keys_in(folder)
    room = open_room(Settings(folder), keys=keys)
    made = add_patients(room, max(1, sessions // SESSIONS_OF_ONE))
    room.close()
    engine = sqlite_engine(folder / FILE_NAME, fitting_key(folder / FILE_NAME, keys), "BEGIN IMMEDIATE", "OFF", 1)
    seal, logs, began = PatientSeal(keys), templates(), datetime.now(UTC) - timedelta(days=365 * YEARS)
    for start in range(0, sessions, 200):
        with engine.begin() as connection:
            for number in range(start, min(start + 200, sessions)):
                at = began + timedelta(days=365 * YEARS * number / sessions)
                put(connection, seal, number, made[number % len(made)], at, logs[number % len(logs)])
    engine.dispose()
    room = open_room(Settings(folder), keys=keys_again(folder))  # it notes where the logs stand, and signs
    for patient_id in made[:ASKED]:  # as the patient's page does after each session
        course_dose(room.database, room.digests, patient_id)
    room.close()
    return made


def add_patients(room: Room, many: int) -> list[UUID]:
    made = [Patient(uuid4(), f"Patient {n:04}", "P", f"word{n}", True, room.clock.now()) for n in range(many)]
    seal = room.database.seal

    def add(connection: Connection) -> None:
        for one in made:
            patients.add_patient(connection, seal, one)

    room.database.write(add).result()
    for one in made[:ASKED]:
        record_consent(room.database, room.clock, one.patient_id, Purpose.RECORD, is_given=True, recorded_by="T")
    return [one.patient_id for one in made]


def put(connection: Connection, seal: PatientSeal, number: int, patient_id: UUID, at: datetime, texts: Any) -> None:
    session = Session(uuid4(), patient_id, SessionState.CLOSED, MirrorKind.REAL, "mirror-course", at, at, at)
    add_session(connection, session)
    rows = list(rows_of(seal, session, number, texts))
    connection.execute(insert(moments), rows)
    last = rows[-1]
    ended = update(heads).where(heads.c.session_id == session.session_id)
    connection.execute(ended.values(seq=last["seq"], head=last["head"]))
    from interbeing.storage.sessions import set_state

    set_state(connection, session.session_id, SessionState.CLOSED, at, at + timedelta(minutes=45))


def waits_ms(port: int, pages: list[str]) -> list[float]:
    taken = []
    for page in pages:
        connection = http.client.HTTPConnection("localhost", port, timeout=120)
        began = time.perf_counter()
        connection.request("GET", page, headers={"Sec-Fetch-Site": "same-origin"})
        answer = connection.getresponse()
        body = answer.read()
        taken.append((time.perf_counter() - began) * 1000)
        assert answer.status == 200, (page, answer.status, body[:300])
        connection.close()
    return taken


def at(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def sessions_of(folder: Path, keys: Keys, made: list[UUID]) -> list[UUID]:
    from interbeing.storage.sessions import all_sessions_of

    with look_at_file(folder / FILE_NAME, keys=keys) as connection:
        return [all_sessions_of(connection, one)[-1].session_id for one in made]


def load() -> str:
    return f"{os.getloadavg()[0]:.1f}"


def measure(folder: Path, made: list[UUID]) -> list[str]:
    keys = keys_again(folder)
    asked = made[:ASKED]
    never = made[ASKED : ASKED + 5]
    reviews = sessions_of(folder, keys, asked)
    lines = ["| what | n | median | p95 | goal | load average |", "| --- | --- | --- | --- | --- | --- |"]
    port = free_port()
    process, answered_s, opened_s = opened_room(folder, port)
    try:
        for name, pages in (
            ("a patient's page, its sessions and doses over time", [f"/patients/{one}" for one in asked]),
            ("a patient's course over all sessions", [f"/patients/{one}/course" for one in asked]),
            ("a patient's page that was never opened after any session", [f"/patients/{one}" for one in never]),
            ("the review of one session, asked the first time", [f"/sessions/{one}/review" for one in reviews]),
            ("the lists: today, patients, sessions", ["/", "/patients", "/sessions"] * 5),
        ):
            waits = waits_ms(port, pages)
            lines.append(
                f"| {name} | {len(waits)} | {statistics.median(waits):.0f} ms | {at(waits, 0.95):.0f} ms | "
                f"≤ {PAGE_WITHIN_MS} ms | {load()} |"
            )
            print(lines[-1], flush=True)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait(10)
    started = [(answered_s, opened_s)]
    for _ in range(2):
        process, answered_s, opened_s = opened_room(folder, free_port())
        process.send_signal(signal.SIGKILL)
        process.wait(10)
        started.append((answered_s, opened_s))
    whole = [sum(one) for one in started[1:]]
    lines.append(
        f"| start after a kill: the program, the passphrase, today's page | {len(whole)} | {statistics.median(whole):.1f} s | "
        f"{max(whole):.1f} s (worst) | ≤ {START_WITHIN_S} s | {load()} |"
    )
    return [*lines, *chains(folder, keys)]


def chains(folder: Path, keys: Keys) -> list[str]:
    with look_at_file(folder / FILE_NAME, keys=keys) as connection:
        began = time.perf_counter()
        assert proof.broken_chains(connection, lambda _walked, _all: None) == ()
        assert proof.broken_books(connection) == ()
        walked_s = time.perf_counter() - began
    row = f"| every chain walked: logs and books | 1 | {walked_s:.1f} s | – | ≤ {CHAIN_WITHIN_S} s | {load()} |"
    print(row, flush=True)
    began = time.perf_counter()
    wrong = [one.said for one in look_over(folder, None, lambda _walked, _all: None, keys) if not one.is_well]
    checked_s = time.perf_counter() - began
    print(wrong, flush=True)
    whole = f"| `interbeing check`, all of it | 1 | {checked_s:.1f} s | – | – | {load()} |"
    return [row, whole]


def main() -> None:
    reads = argparse.ArgumentParser()
    reads.add_argument("--write", action="store_true")
    reads.add_argument("--sessions", type=int, default=SESSIONS)
    reads.add_argument("--folder", type=Path, default=Path.cwd() / ".archive")
    reads.add_argument("--keep", action="store_true")
    chosen = reads.parse_args()
    began = time.perf_counter()
    if chosen.folder.exists():
        shutil.rmtree(chosen.folder)
    made = build(chosen.folder, chosen.sessions)
    size = (chosen.folder / FILE_NAME).stat().st_size / 2**20
    built = f"Built in {time.perf_counter() - began:.0f} s: {chosen.sessions * MOMENTS_EACH:,} moments, {len(made)} patients, {size:,.0f} MB."
    print(built, flush=True)
    lines = measure(chosen.folder, made)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    told = [
        "# After ten years: an archive of two million moments",
        "",
        f"`python -m benchmarks.bench_archive --write`, {datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {os.cpu_count()} cores. {built}",
        f"{chosen.sessions // len(made)} sessions of {MOMENTS_EACH} moments for each patient, sealed; the served room, one asker.",
        "",
        *lines,
        "",
        f"The program that walked the chains used {peak} MB at most.",
    ]
    print("\n".join(told))
    if chosen.write:
        EVIDENCE.write_text("\n".join(told) + "\n", encoding="utf-8")
    if not chosen.keep:
        shutil.rmtree(chosen.folder)


if __name__ == "__main__":
    main()
