"""Do the mean rate and RMSSD that a belt's beats give here agree with NeuroKit2's? One line a rhythm, both in one run.

Rhythms are simulated, whole and with a missed and an extra beat. Ours leaves such beats out; NeuroKit2's
`signal_fixpeaks` (Kubios' way) moves, adds and takes away beats.
"""

import neurokit2 as nk
import numpy as np

from interbeing.signals.variability import Beats, add, variability

SPAN_S = 60
RHYTHMS = {  # middle of the interval, swing of the breath, grain; all in milliseconds
    "still": (850.0, 5.0, 12.0),
    "breathing": (850.0, 45.0, 12.0),
    "slow": (1050.0, 60.0, 20.0),
    "quick": (560.0, 15.0, 6.0),
}


def intervals(middle_ms: float, swing_ms: float, grain_ms: float, rng: np.random.Generator) -> np.ndarray:
    beats = round(SPAN_S * 1000 / middle_ms) - 1
    breath = np.sin(2 * np.pi * np.cumsum(np.full(beats, middle_ms)) / 4000)
    rr = middle_ms + swing_ms * breath + rng.normal(0, grain_ms, beats)
    return np.round(rr * 1.024) / 1.024  # as a belt sends them


def slipped(rr: np.ndarray) -> np.ndarray:
    """One beat missed, one heard twice."""
    third, most = len(rr) // 3, 2 * len(rr) // 3
    missed = np.r_[rr[:third], rr[third] + rr[third + 1], rr[third + 2 : most]]
    return np.r_[missed, rr[most] * 0.4, rr[most] * 0.6, rr[most + 1 :]]


def ours(rr: np.ndarray) -> tuple[float, float]:
    read = variability(add(Beats(), tuple(rr)))
    return read.rate_bpm or np.nan, read.rmssd_ms or np.nan


def neurokit(rr: np.ndarray, *, fixed: bool) -> tuple[float, float]:
    peaks = np.cumsum(np.r_[0, rr]).round().astype(int)
    if fixed:
        _, peaks = nk.signal_fixpeaks(peaks, sampling_rate=1000, method="Kubios", iterative=True)
    found = nk.hrv_time(np.asarray(peaks, int), sampling_rate=1000)
    return 60_000 / float(found["HRV_MeanNN"].iloc[0]), float(found["HRV_RMSSD"].iloc[0])


def main() -> None:
    rng = np.random.default_rng(1)
    print("| rhythm | beats | ours: rate, RMSSD | NeuroKit2: rate, RMSSD |\n|---|---|---|---|")
    for name, of in RHYTHMS.items():
        rr = intervals(*of, rng)
        for what, beats in ((name, rr), (f"{name}, one missed, one extra", slipped(rr))):
            mine, theirs = ours(beats), neurokit(beats, fixed=beats is not rr)
            print(f"| {what} | {len(beats)} | {mine[0]:.2f}, {mine[1]:.2f} ms | {theirs[0]:.2f}, {theirs[1]:.2f} ms |")


if __name__ == "__main__":
    main()
