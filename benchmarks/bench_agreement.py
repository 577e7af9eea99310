"""How long does agreement with its interval take beside irrCAC in a loop, both on the same 500 marks and 1,000 resamples?

    python -m benchmarks.bench_agreement

One line: ours, theirs, how many times theirs takes, and both kappas, which must be equal. The peer runs in `.tools/peers`;
both find Cohen's kappa of the linked marks and its percentiles 2.5 and 97.5 over whole minutes drawn with replacement.
"""

import json
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from interbeing.model.tolerance_curve import MINUTE_MS, RESAMPLES, Coded, curve

PEERS = Path(__file__).parents[1] / ".tools/peers/bin/python"
MARKS, KINDS, SESSION_MS = 500, 7, 2_700_000
PEER = """
import json, sys, time, warnings
warnings.simplefilter("ignore")
import numpy as np, pandas as pd
from irrCAC.raw import CAC
said = json.load(sys.stdin)
marks = pd.DataFrame({"a": said["one"], "b": said["other"]})
minute = np.array(said["minute"])
rng = np.random.default_rng(1)
def kappa(rows):
    return CAC(rows, digits=15).conger()["est"]["coefficient_value"]
began = time.process_time()
of_minute = [np.flatnonzero(minute == one) for one in range(minute.max() + 1)]
drawn = []
for _ in range(said["resamples"]):
    again = np.concatenate([of_minute[one] for one in rng.integers(0, len(of_minute), len(of_minute))])
    drawn.append(kappa(marks.iloc[again].reset_index(drop=True)))
found = kappa(marks), *np.percentile(drawn, (2.5, 97.5))
print(json.dumps([time.process_time() - began, *map(float, found)]))
"""


def coded(rng: np.random.Generator) -> tuple[Coded, Coded]:
    """Two coders who marked the same 500 moments and agree on about two of three."""
    at_ms = np.sort(rng.choice(SESSION_MS, MARKS, replace=False))
    one = rng.integers(0, KINDS, MARKS)
    return Coded(at_ms, one), Coded(at_ms, np.where(rng.random(MARKS) < 0.6, one, rng.integers(0, KINDS, MARKS)))


def irrcac_took(first: Coded, second: Coded) -> tuple[float, float]:
    """Give the peer's processor seconds and its kappa."""
    minute = (first.at_ms // MINUTE_MS).tolist()
    said = {"one": first.what.tolist(), "other": second.what.tolist(), "minute": minute, "resamples": RESAMPLES}
    asked = [PEERS, "-c", PEER]
    answer = subprocess.run(asked, input=json.dumps(said), capture_output=True, text=True, check=True, timeout=500)
    took, kappa, *_ = json.loads(answer.stdout)
    return took, kappa


def ours_took(first: Coded, second: Coded) -> tuple[float, float]:
    """Give our processor seconds, the best of three, and our kappa."""
    best, kappa = float("inf"), float("nan")
    for _ in range(3):
        began = time.process_time()
        kappa = curve(first, second, KINDS, (0,), np.random.default_rng(1))[0].kappa
        best = min(best, time.process_time() - began)
    return best, kappa


def measured() -> Iterator[str]:
    """Give the line of both."""
    pair = coded(np.random.default_rng(1))
    (ours_s, ours), (theirs_s, theirs) = ours_took(*pair), irrcac_took(*pair)
    assert abs(ours - theirs) < 1e-9, (ours, theirs)
    times = f"{theirs_s / ours_s:.0f} times"
    work = f"agreement of 2 x {MARKS} marks with {RESAMPLES:,} resamples"
    said = f"{ours_s * 1000:.1f} ms beside irrCAC's {theirs_s:.1f} s ({times}), both kappa {ours:.4f}"
    yield f"{work}: {said}, load {os.getloadavg()[0]:.1f}"


def main() -> None:
    for line in measured():
        print(line, flush=True)


if __name__ == "__main__":
    main()
