"""Lets imagined patients live through a course of mirror work, moment by moment, exactly as the model says.

Every step draws from its own distribution in docs/model.md §2; nothing is approximated but the normal area in the
gate (to 1e-9). Chances set by the plan are kept to 1/65536. The state of a patient is scalar, so memory does not
grow with the number of patients: they are lived through in pieces (services/trial.py).
"""

from typing import Final

import numpy as np

from interbeing.model.compile import kernel, kernel_with_arrays
from interbeing.model.dice import (
    Stream,
    area_below,
    lower_uniform,
    normal,
    quarter_uniform,
    stream_of,
    throw,
    upper_uniform,
)
from interbeing.model.marks import COLUMNS
from interbeing.model.normal import exponential
from interbeing.model.parameters import (
    AVOIDANCE_SD,
    FELT_ELSEWHERE,
    GATE_SD,
    HIGHEST_REPORT,
    LAPSE,
    LOWER_EDGE,
    NATURAL,
    THREAT,
    Core,
    Floats,
    K,
    Prior,
    Z,
    naturalise,
)
from interbeing.model.plan import Codes, Lived, Plan

MIRROR_ROW: Final = K
"""The row of experience that belongs to the own reflection, after the seven rows of the template."""
_THREAT_OF: Final = np.array(THREAT)
_HUNDRED: Final = 100
_FELT_BY_PERCENT: Final = np.repeat(
    np.arange(K, dtype=np.int8), np.rint(np.array(FELT_ELSEWHERE) * _HUNDRED).astype(int)
)
_ON_THE_GATE: Final = 1.0 / GATE_SD
_RHO, _KAPPA, _KAPPA_S = int(Core.RHO), int(Core.KAPPA), int(Core.KAPPA_S)
_REST, _TAU, _UPPER = int(Core.RESTING_AROUSAL), int(Core.TAU_MINUTES), int(Core.UPPER_EDGE)
_GAZE, _THREATENED, _NOVELTY = int(Core.BETA_GAZE), int(Core.BETA_THREAT), int(Core.BETA_NOVELTY)
_SOOTHING, _REASSURANCE = int(Core.BETA_SOOTHING), int(Core.BETA_REASSURANCE)
_PROCESS, _REPORT = int(Core.SIGMA_PROCESS), int(Core.SIGMA_REPORT)
_CORE, _REFLECTION_AT = len(Core), len(Core) + K * K


@kernel
def pick(weights: Floats, target: float) -> int:
    """Give the first index whose running sum exceeds the target (inverse of a discrete distribution)."""
    running = weights[0]
    index = 0
    while running <= target and index < K - 1:
        index += 1
        running += weights[index]
    return index


@kernel
def pick_sum(sums: Floats, target: float) -> int:
    """Do the same where the running sums are given."""
    index = 0
    while sums[index] <= target and index < K - 1:
        index += 1
    return index


@kernel
def felt_now(u: float, is_at_mirror: bool, weight: Floats, total: Floats) -> int:
    """Draw what is felt, equation 3: the attitude at the reflection with a lapse, fixed base rates elsewhere."""
    if not is_at_mirror:
        return int(_FELT_BY_PERCENT[int(u * _HUNDRED)])
    if u < LAPSE:
        return int(u * (K / LAPSE))
    return pick(weight[MIRROR_ROW], (u - LAPSE) / (1.0 - LAPSE) * total[MIRROR_ROW])


@kernel
def read_now(u: float, offered: int, recognition: float, row: Floats, row_total: float) -> int:
    """Draw what is read, equation 4: a lapse, or what was offered, or what this feeling expects."""
    if u < LAPSE:
        return int(u * (K / LAPSE))
    rest = (u - LAPSE) / (1.0 - LAPSE)
    if rest < recognition:
        return offered
    return pick(row, (rest - recognition) / (1.0 - recognition) * row_total)


@kernel
def drive(theta: Floats, at_mirror: int, reassured: int, read: int, expected: float) -> float:
    """Give the pull on arousal, equation 5; `expected` is the compassion expected in this feeling (0 to 1)."""
    pull = theta[_GAZE] * at_mirror + theta[_THREATENED] * _THREAT_OF[read] - theta[_REASSURANCE] * reassured
    if read == 0:
        pull += theta[_NOVELTY] * (1.0 - expected) - theta[_SOOTHING] * expected
    return float(pull)


@kernel
def gate_of(arousal: float, upper: float) -> float:
    """Give how far the person is inside the window, equation 7."""
    return area_below((upper - arousal) * _ON_THE_GATE) - area_below((LOWER_EDGE - arousal) * _ON_THE_GATE)


@kernel
def report_of(arousal: float, noise: float) -> int:
    """Give the report 0..10, equation 6."""
    return int(min(max(np.floor(arousal + noise + 0.5), 0.0), float(HIGHEST_REPORT)))


@kernel
def begin(theta: Floats, weight: Floats, total: Floats) -> None:
    """Write what is expected before anything happened: kappa m in rows 0..6, kappa_s m_s in row 7."""
    for f in range(K):
        total[f] = theta[_KAPPA]
        for p in range(K):
            weight[f, p] = theta[_KAPPA] * theta[_CORE + f * K + p]
    total[MIRROR_ROW] = theta[_KAPPA_S]
    for k in range(K):
        weight[MIRROR_ROW, k] = theta[_KAPPA_S] * theta[_REFLECTION_AT + k]


@kernel
def learn(weight: Floats, total: Floats, felt: int, read: int, at_mirror: int, gate: float) -> None:
    """Keep the experience as far as the window was open, equation 8."""
    weight[felt, read] += gate
    total[felt] += gate
    if at_mirror:
        weight[MIRROR_ROW, read] += gate
        total[MIRROR_ROW] += gate


@kernel
def live(
    theta: Floats,
    plan: tuple[int, float, Floats, Floats],
    stream: Stream,
    state: tuple[Floats, Floats],
    minutes: Floats,
    codes: Codes,
    path: Floats,
) -> None:
    """Live through one course; plan: sessions, mean minutes, schedule (M, 9), missing (4,); the rest as in `Lived`."""
    sessions, between, schedule, missing = plan
    weight, total = state
    rest, upper, scatter = theta[_REST], theta[_UPPER], theta[_PROCESS]
    per_tau = 1.0 / theta[_TAU]
    recognition, noise = theta[_RHO], theta[_REPORT]
    at = 0
    for _session in range(sessions):
        arousal = rest
        for ordinal in range(schedule.shape[0]):
            timing = throw(stream)
            design = throw(timing.stream)
            labels = throw(design.stream)
            gaps = throw(labels.stream)
            drifted_by = normal(gaps.stream)
            reported_by = normal(drifted_by.stream)
            stream = reported_by.stream
            gap = -between * np.log(upper_uniform(timing.bits))
            kept = exponential(-gap * per_tau)
            carried = kept if ordinal > 0 else 0.0  # a session begins afresh, equation 1
            drift = rest + carried * (arousal - rest) + scatter * np.sqrt(1.0 - carried * carried) * drifted_by.value
            row = schedule[ordinal]
            invited = 1 if quarter_uniform(design.bits, 0) < row[0] else 0
            reassured = 1 if quarter_uniform(design.bits, 1) < row[1] else 0
            offered = pick_sum(row[2:], quarter_uniform(design.bits, 2))
            at_mirror = 0
            if invited == 1 and lower_uniform(timing.bits) < area_below((upper - drift) * (1.0 / AVOIDANCE_SD)):
                at_mirror = 1
            felt = felt_now(upper_uniform(labels.bits), at_mirror == 1, weight, total)
            read = read_now(lower_uniform(labels.bits), offered, recognition, weight[felt], total[felt])
            expected = weight[felt, 0] / total[felt]
            arousal = drift + (1.0 - kept) * drive(theta, at_mirror, reassured, read, expected)
            gate = gate_of(arousal, upper)
            learn(weight, total, felt, read, at_mirror, gate)
            report = report_of(arousal, noise * reported_by.value)
            minutes[at] = gap
            code = codes[at]
            code[0] = 1 if ordinal == 0 else 0
            code[1] = 1
            code[2] = -1 if quarter_uniform(gaps.bits, 0) < missing[3] else felt
            code[3] = -1 if quarter_uniform(gaps.bits, 1) < missing[3] else offered
            code[4] = -1 if quarter_uniform(gaps.bits, 2) < missing[1] else read
            code[5] = -1 if quarter_uniform(design.bits, 3) < missing[0] else report
            code[6] = -1 if quarter_uniform(gaps.bits, 3) < missing[2] else at_mirror
            code[7] = invited
            code[8] = reassured
            if path.shape[0] > 0:
                path[at, 0] = arousal
                path[at, 1] = gate
            at += 1


@kernel_with_arrays
def _live_all(
    people: Floats,
    plan: tuple[int, float, Floats, Floats],
    seed: int,
    first: int,
    minutes: Floats,
    codes: Codes,
    results: tuple[Floats, Floats],
) -> None:
    expects, path = results
    weight = np.empty((K + 1, K))
    total = np.empty(K + 1)
    for i in range(people.shape[0]):
        begin(people[i], weight, total)
        live(people[i], plan, stream_of(seed, first + i, 2), (weight, total), minutes[i], codes[i], path[i])
        for row in range(K + 1):
            for p in range(K):
                expects[i, row, p] = weight[row, p] / total[row]


@kernel_with_arrays
def _draw_all(prior: Floats, seed: int, first: int, z: Floats, people: Floats) -> None:
    for i in range(z.shape[0]):
        stream = stream_of(seed, first + i, 1)
        for j in range(z.shape[1]):
            thrown = normal(stream)
            z[i, j] = thrown.value
            stream = thrown.stream
        naturalise(z[i], prior, people[i])


def draw_people(prior: Prior, seed: int, first: int, count: int) -> Floats:
    """Draw patients first..first+count-1 from the prior, z ~ Normal(0, 1); their natural values (count, 69)."""
    people = np.empty((count, NATURAL))
    _draw_all(prior.packed(), seed, first, np.empty((count, Z)), people)
    return people


def live_courses(people: Floats, plan: Plan, seed: int, first: int, keeps_path: bool = False) -> Lived:
    """Let patients first.. with natural values `people` (n, 69) live through the plan, each with dice of their own."""
    n, length = len(people), plan.length
    minutes = np.empty((n, length))
    codes = np.empty((n, length, COLUMNS), dtype=np.int8)
    expects = np.empty((n, K + 1, K))
    path = np.empty((n, length if keeps_path else 0, 2))
    held = (plan.sessions, plan.minutes_between, plan.scheduled(), plan.missing())
    _live_all(np.ascontiguousarray(people), held, seed, first, minutes, codes, (expects, path))
    return Lived(minutes, codes, expects, path)
