"""How long does a session of 100,000 events take to leave as each file, and how long does the nearest peer take?

Prints one line a format: processor seconds of ours, best of three; for BORIS and ELAN also those of BORIS's own
exporter and of pympi building the same document by hand, in `.tools/peers`, in the same run, on a shorter session
(they take too long for more), with the ratio on that session. Last: the agreement curve with 1,000 resamples.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from interbeing.formats.boris import aggregated
from interbeing.formats.elan import document
from interbeing.model.tolerance_curve import Coded, curve
from interbeing.services.agree import TOLERANCES_MS
from interbeing.services.export import FORMATS
from tests.formats.recorded import a_recording, recorded
from tests.sessions_made import a_session

ROOT = Path(__file__).parents[1]
PEERS = ROOT / ".tools/peers/bin/python"
GOAL_S = {"xdf": 10, "fhir": 10}  # every other format 2 s
WHOLE, SMALL = 18_800, 1_880  # exchanges: about 100,000 and 10,000 moments
PEER = """
import sys, time
sys.path.insert(0, sys.argv[1])
from pathlib import Path
import opened_by_peers as peers
folder = Path(sys.argv[2])
peers.boris_package()
from boris import export_observation, project_functions, config as cfg
_n, _c, project, _m = project_functions.open_project_json(str(folder / "session.boris"))
name = next(iter(project["observations"]))
asked = {"time": cfg.TIME_EVENTS, cfg.SELECTED_SUBJECTS: [s["name"] for s in project["subjects_conf"].values()],
         cfg.SELECTED_BEHAVIORS: [b["code"] for b in project["behaviors_conf"].values()]}
began = time.process_time()
data, _ = export_observation.export_aggregated_events(project, asked, name)
data.export("tsv")
print(time.process_time() - began)
from pympi import Elan
read = Elan.Eaf(str(folder / "session.eaf"))
tiers = {t: read.get_annotation_data_for_tier(t) for t in read.tiers if read.tiers[t][0]}
began = time.process_time()
made = Elan.Eaf()
for tier, found in tiers.items():
    made.add_tier(tier)
    for start, stop, value in found:
        made.add_annotation(tier, start, stop, value)
made.to_file(str(folder / "theirs.eaf"))
print(time.process_time() - began)
"""


def best(do, times: int = 3) -> float:
    took = []
    for _ in range(times):
        began = time.process_time()
        do()
        took.append(time.process_time() - began)
    return min(took)


def peers_took(recording) -> tuple[float, float]:
    with tempfile.TemporaryDirectory() as folder:
        for name in ("boris", "elan"):
            (Path(folder) / f"session.{FORMATS[name].ending}").write_bytes(b"".join(FORMATS[name].write(recording)))
        asked = [PEERS, "-c", PEER, ROOT / "tests/formats", folder]
        answer = subprocess.run(asked, capture_output=True, text=True, check=True, timeout=500)
    return tuple(float(line) for line in answer.stdout.split())


def measured() -> Iterator[str]:
    whole = recorded(a_session(WHOLE, 600))
    yield f"{len(whole.kept)} moments; load {os.getloadavg()[0]:.1f}; Python {sys.version.split()[0]}"
    for name, wanted in FORMATS.items():
        took = best(lambda wanted=wanted: [len(piece) for piece in wanted.write(replace(whole))])
        yield f"{name:<12} {took:6.2f} s ({took / GOAL_S.get(name, 2):.2f} of its goal)"
    small = a_recording(SMALL, 600)
    boris_s, elan_s = peers_took(small)
    for name, theirs, ours in (("boris-table", boris_s, aggregated), ("elan", elan_s, document)):
        mine = best(lambda ours=ours: list(ours(replace(small))))
        times = f"{theirs / mine:.1f} times"
        yield f"{name:<12} {mine:6.2f} s beside {theirs:.2f} s ({times}) at {len(small.kept)} moments"
    rng = np.random.default_rng(1)
    first, second = (Coded(np.sort(rng.integers(0, 2_700_000, 500)), rng.integers(0, 7, 500)) for _ in range(2))
    took = best(lambda: curve(first, second, 7, TOLERANCES_MS, np.random.default_rng(1)))
    yield f"agreement curve of 2 x 500 marks at {len(TOLERANCES_MS)} tolerances, 1,000 resamples: {took:.2f} s"
    yield f"load {os.getloadavg()[0]:.1f}"


def main() -> None:
    for line in measured():
        print(line, flush=True)


if __name__ == "__main__":
    main()
