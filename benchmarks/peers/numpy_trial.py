"""The same trial in vectorised NumPy: all patients at once, moment after moment."""

import numpy as np
from scipy.special import ndtr

from interbeing.model.parameters import FELT_ELSEWHERE, LAPSE, OFFER_UNMARKED, THREAT, Core, K, parts

THREAT_OF = np.array(THREAT)


def picked(sums, u):
    return np.minimum((sums <= u[:, None]).sum(axis=1), K - 1)


def course(people, sessions, moments, rng):
    n = len(people)
    core = dict(zip(Core, people.T, strict=False))
    weight = core[Core.KAPPA][:, None, None] * parts(people).template
    total = np.repeat(core[Core.KAPPA][:, None], K, axis=1)
    own = core[Core.KAPPA_S][:, None] * parts(people).reflection
    who = np.arange(n)
    felt_sums, offer_sums = np.cumsum(FELT_ELSEWHERE), np.cumsum(OFFER_UNMARKED)
    rest, upper, rho = core[Core.RESTING_AROUSAL], core[Core.UPPER_EDGE], core[Core.RHO]
    codes = np.empty((sessions * moments, 9, n), dtype=np.int8)
    minutes = np.empty((sessions * moments, n))
    at = 0
    for _ in range(sessions):
        arousal, carried = rest, np.zeros(n)
        for ordinal in range(moments):
            gap = rng.standard_exponential(n)
            u = rng.random((12, n), dtype=np.float32)
            noise = rng.standard_normal((2, n))
            kept = np.exp(-gap / core[Core.TAU_MINUTES])
            carried = kept if ordinal else np.zeros(n)
            a = rest + carried * (arousal - rest) + core[Core.SIGMA_PROCESS] * np.sqrt(1 - carried**2) * noise[0]
            invited, reassured = u[0] < 0.5, u[1] < 0.2
            offered = np.searchsorted(offer_sums, u[2]).clip(max=K - 1)
            mirror = invited & (u[3] < ndtr(upper - a))
            slip = np.where(u[4] < LAPSE, (u[4] / LAPSE * K).astype(int), 0)
            v = (u[4] - LAPSE) / (1 - LAPSE)
            sums = np.cumsum(own, axis=1)
            at_mirror = np.where(u[4] < LAPSE, slip, picked(sums, v * sums[:, -1]))
            felt = np.where(mirror, at_mirror, np.searchsorted(felt_sums, u[4]).clip(max=K - 1))
            row = weight[who, felt]
            v = (u[5] - LAPSE) / (1 - LAPSE)
            sums = np.cumsum(row, axis=1)
            expected = picked(sums, (v - rho) / (1 - rho) * sums[:, -1])
            slip = (u[5] / LAPSE * K).astype(int)
            read = np.where(u[5] < LAPSE, slip, np.where(v < rho, offered, expected))
            m = row[:, 0] / total[who, felt]
            drive = core[Core.BETA_GAZE] * mirror + core[Core.BETA_THREAT] * THREAT_OF[read]
            drive -= core[Core.BETA_REASSURANCE] * reassured
            drive += (read == 0) * (core[Core.BETA_NOVELTY] * (1 - m) - core[Core.BETA_SOOTHING] * m)
            arousal = a + (1 - kept) * drive
            gate = ndtr(2 * (upper - arousal)) - ndtr(2 * (1 - arousal))
            weight[who, felt, read] += gate
            total[who, felt] += gate
            own[who, read] += gate * mirror
            report = np.clip(np.rint(arousal + core[Core.SIGMA_REPORT] * noise[1]), 0, 10)
            minutes[at] = gap
            seen = (felt, offered, read, report, mirror)
            for place, (value, chance) in enumerate(zip(seen, (0.03, 0.03, 0.10, 0.20, 0.05), strict=True)):
                codes[at, 2 + place] = np.where(u[6 + place] < chance, -1, value)
            codes[at, 0], codes[at, 1], codes[at, 7], codes[at, 8] = ordinal == 0, 1, invited, reassured
            at += 1
    return minutes, codes, weight
