"""The console gathers marks into exchanges itself, to show them at the key press: by the same rule as the room."""

import json
import random
import subprocess
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from interbeing.domain.emotion import Emotion
from interbeing.domain.exchange import Exchange
from interbeing.domain.gathering import Gathering
from interbeing.domain.mark import (
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
    We,
)
from interbeing.domain.moment import Kept, Moment, Receipt
from interbeing.web.wire import KeptMoment
from tests.rooms import AT, a_moment

ROOT = Path(__file__).parents[2]
GAP_MS = 1_000
LOGS = 400
ASK = """
import { gather } from %s;
let text = "";
for await (const part of process.stdin) text += part;
const logs = JSON.parse(text);
const id = (moment) => moment?.moment_id ?? null;
console.log(JSON.stringify(logs.map((log) => gather(log, %d).map((e) => ({
  exchange_id: e.exchange_id, last_ms: e.last_ms, reassured: e.reassured, repair: e.repair,
  places: Object.fromEntries(Object.entries(e.places).map(([place, moment]) => [place, id(moment)])),
})))));
"""


def test_the_console_and_the_room_gather_every_log_alike(tmp_path: Path) -> None:
    rng = random.Random(20261123)
    logs = [_log(rng) for _ in range(LOGS)]
    told = [[json.loads(KeptMoment.from_domain(kept).model_dump_json()) for kept in log] for log in logs]
    ours = [[_seen(e) for e in Gathering(GAP_MS, [kept.moment for kept in log]).exchanges] for log in logs]
    assert _gathered_by_the_console(tmp_path, told) == ours
    assert sum(len(exchanges) for exchanges in ours) > LOGS


def _gathered_by_the_console(folder: Path, logs: list[Any]) -> Any:
    built = folder / "gathering.mjs"
    esbuild = ROOT / "node_modules/.bin/esbuild"
    subprocess.run(
        [esbuild, "islands/console/gathering.ts", "--bundle", "--format=esm", f"--outfile={built}"],
        cwd=ROOT,
        check=True,
    )
    (folder / "ask.mjs").write_text(ASK % (json.dumps(built.as_uri()), GAP_MS))
    asked = subprocess.run(
        ["node", folder / "ask.mjs"], input=json.dumps(logs), capture_output=True, text=True, check=True
    )
    return json.loads(asked.stdout)


def _log(rng: random.Random) -> list[Kept]:
    """A log as it may come: marks in any order, some late, moved, taken back, or naming their exchange."""
    moments: list[Moment] = []
    now = 0
    for _ in range(rng.randint(1, 25)):
        now += rng.choice([0, 5, 300, 1_000, 1_001, 2_500])
        session_ms = max(0, now - rng.choice([0, 0, 0, 400, 3_000]))
        ids = [moment.moment_id for moment in moments]
        moments.append(a_moment(uuid4(), _mark(rng, ids), session_ms))
    return [
        Kept(moment, Receipt(moment.moment_id, seq, "", "", is_new=True), AT) for seq, moment in enumerate(moments, 1)
    ]


def _mark(rng: random.Random, ids: list[UUID]) -> Mark:
    named = rng.choice(ids) if ids and rng.random() < 0.15 else None
    emotion = rng.choice(list(Emotion))
    marks: list[Mark] = [
        Felt(emotion, exchange_id=named),
        Offered(emotion, named),
        Perceived(emotion, named),
        Perceived(emotion, named),
        Received(rng.choice(list(Reception)), named),
        Reassured(named),
        LookAgain(rng.choice(list(Step)), named),
        We(),
    ]
    if ids:
        marks += [Linked(rng.choice(ids), named), Retraction(rng.choice(ids))]
    return rng.choice(marks)


def _seen(exchange: Exchange) -> dict[str, Any]:
    places = ("felt", "offered", "perceived", "received", "perceived_again", "received_again")
    marked = {place: getattr(exchange, place) for place in places}
    repair = "none" if exchange.repair_began is None else "began" if exchange.is_repairing else "ended"
    return {
        "exchange_id": str(exchange.exchange_id),
        "last_ms": exchange.last_ms,
        "reassured": len(exchange.reassured),
        "repair": repair,
        "places": {place: str(moment.moment_id) if moment else None for place, moment in marked.items()},
    }
