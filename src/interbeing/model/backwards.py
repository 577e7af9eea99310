"""Reads one moment backwards: how each result of the step would change if what went in had been a little different.

Every function here is the derivative, by hand, of the function of the same name in learn.py; `out` collects
derivatives by the 69 natural values, `back` those by the 66 numbers of the state (docs/model.md §4).
"""

# ruff: noqa: PLR0913, PLR0917 (kernels take plain arrays: a record for each moment would cost more than the step)

from typing import NamedTuple

from interbeing.model.arousal import beyond_pulled, gate_pulled, reported_pulled
from interbeing.model.compile import kernel
from interbeing.model.learn import (
    AVOIDANCE_NOISE,
    drifted_by,
)
from interbeing.model.marks import AROUSAL, EXCHANGE, FELT, FIRST, INVITED, OFFERED, PERCEIVED, REASSURED
from interbeing.model.parameters import CORE, LAPSE, Floats, K
from interbeing.model.perceive import THREAT_OF, felt_chance, offer_shown, perceived_chance
from interbeing.model.unmarked import (
    COUNTS,
    MEAN,
    NO_LABEL,
    SELF_COUNTS,
    SELF_TOTAL,
    T_BACK,
    T_DRIVE,
    T_GATE,
    T_HIGH,
    T_LOG,
    T_LOW,
    T_MEAN,
    T_MEAN_BEFORE,
    T_SHARE,
    T_TAUGHT,
    T_VARIANCE,
    T_VARIANCE_BEFORE,
    T_WEIGHT,
    T_WORTH,
    TOTALS,
    VARIANCE,
    Codes,
    Span,
    gaze_span,
    group,
    groups,
    label_span,
)


@kernel
def weigh_backwards(codes: Codes, t: int, state: Floats, by_state: Floats, tape: Floats, start: int) -> None:
    """Turn derivatives by the state after a moment into derivatives by each branch's log weight (left in T_LOG)."""
    gaze = gaze_span(codes, t)
    felt = label_span(codes[t, FELT], codes[t, EXCHANGE])
    perceived = label_span(codes[t, PERCEIVED], codes[t, EXCHANGE])
    mean = state[MEAN]
    middle = 0.0
    b = start
    for x in range(gaze.start, gaze.stop):
        for p in range(perceived.start, perceived.stop):
            for g in range(groups(p, felt)):
                tape[b, T_TAUGHT] = 0.0
                if p != NO_LABEL:
                    span = group(p, felt, g)
                    for f in range(span.start, span.stop):
                        worth = by_state[COUNTS + f * K + p] + by_state[TOTALS + f]
                        if x == 1:
                            worth += by_state[SELF_COUNTS + p] + by_state[SELF_TOTAL]
                        tape[b, T_WORTH + f] = worth
                        tape[b, T_TAUGHT] += tape[b, T_SHARE + f] * worth
                off = tape[b, T_MEAN] - mean
                tape[b, T_LOG] = by_state[MEAN] * tape[b, T_MEAN] + by_state[VARIANCE] * (
                    tape[b, T_VARIANCE] + off * off
                )
                tape[b, T_LOG] += tape[b, T_GATE] * tape[b, T_TAUGHT]
                middle += tape[b, T_WEIGHT] * tape[b, T_LOG]
                b += 1
    for c in range(start, b):
        tape[c, T_LOG] = tape[c, T_WEIGHT] * (1.0 + tape[c, T_LOG] - middle)


class Mixed(NamedTuple):
    """An expectation, and one over its strength and total."""

    expected: float
    under: float


@kernel
def mixed(strength: float, template: float, count: float, total: float) -> Mixed:
    """Mix a template with experience as `expectation` does, keeping the divisor."""
    under = 1.0 / (strength + total)
    return Mixed((strength * template + count) * under, under)


@kernel
def read_backwards(theta: Floats, cell: int, felt: int, mix: Mixed, by: float, out: Floats, back: Floats) -> None:
    """Carry a derivative by what is expected in a feeling back to strength, template, count and total."""
    scaled = by * mix.under
    out[1] += scaled * (theta[CORE + cell] - mix.expected)
    out[CORE + cell] += scaled * theta[1]
    back[COUNTS + cell] += scaled
    back[TOTALS + felt] -= scaled * mix.expected


@kernel
def self_backwards(theta: Floats, state: Floats, felt: int, by_log: float, out: Floats, back: Floats) -> None:
    """Carry a derivative by log P(felt at the own reflection), equation 3."""
    template = theta[CORE + K * K + felt]
    mix = mixed(theta[2], template, state[SELF_COUNTS + felt], state[SELF_TOTAL])
    scaled = by_log * (1.0 - LAPSE) * mix.under / felt_chance(1, felt, mix.expected)
    out[2] += scaled * (template - mix.expected)
    out[CORE + K * K + felt] += scaled * theta[2]
    back[SELF_COUNTS + felt] += scaled
    back[SELF_TOTAL] -= scaled * mix.expected


@kernel
def labels_backwards(
    theta: Floats,
    state: Floats,
    codes: Codes,
    t: int,
    x: int,
    p: int,
    felt: Span,
    tape: Floats,
    b: int,
    out: Floats,
    back: Floats,
) -> None:
    """Carry derivatives through P(felt) P(perceived | felt, offered), equations 3 and 4."""
    shown = offer_shown(codes[t, OFFERED], p)
    taught = tape[b, T_WEIGHT] * tape[b, T_GATE]
    for f in range(felt.start, felt.stop):
        by_log = tape[b, T_SHARE + f] * (tape[b, T_LOG] + taught * (tape[b, T_WORTH + f] - tape[b, T_TAUGHT]))
        if x == 1:
            self_backwards(theta, state, f, by_log, out, back)
        cell = f * K + p
        mix = mixed(theta[1], theta[CORE + cell], state[COUNTS + cell], state[TOTALS + f])
        by_read = by_log * (1.0 - LAPSE) / perceived_chance(theta[0], shown, mix.expected)
        out[0] += by_read * (shown - mix.expected)
        read_backwards(theta, cell, f, mix, by_read * (1.0 - theta[0]), out, back)


@kernel
def drive_backwards(
    theta: Floats, state: Floats, x: int, p: int, felt: int, reassured: int, by: float, out: Floats, back: Floats
) -> None:
    """Carry a derivative through the drive, equation 5."""
    out[5] += by * x
    out[9] -= by * reassured
    if p > 0:
        out[6] += by * THREAT_OF[p]
    elif p == 0:
        mix = mixed(theta[1], theta[CORE + felt * K], state[COUNTS + felt * K], state[TOTALS + felt])
        out[7] += by * (1.0 - mix.expected)
        out[8] -= by * mix.expected
        read_backwards(theta, felt * K, felt, mix, -by * (theta[7] + theta[8]), out, back)


class Before(NamedTuple):
    """Derivatives by arousal before the drive, and by the share of the drive that arrives (1 - phi)."""

    mean: float
    variance: float
    arriving: float


@kernel
def branch_backwards(
    theta: Floats,
    state: Floats,
    codes: Codes,
    t: int,
    x: int,
    p: int,
    felt: Span,
    tape: Floats,
    b: int,
    out: Floats,
    back: Floats,
) -> Before:
    """Carry derivatives through one branch; `back` collects those by the state before, the tape what came after."""
    by_mean = tape[b, T_WEIGHT] * (back[MEAN] + 2.0 * back[VARIANCE] * (tape[b, T_MEAN] - state[MEAN]))
    by_variance = tape[b, T_WEIGHT] * back[VARIANCE]
    if p != NO_LABEL:
        taught = tape[b, T_WEIGHT] * tape[b, T_TAUGHT]
        opened = gate_pulled(tape[b, T_MEAN], tape[b, T_VARIANCE], theta[12], tape[b, T_LOW], tape[b, T_HIGH])
        by_mean += taught * opened.mean
        by_variance += taught * opened.variance
        out[12] += taught * opened.upper
        labels_backwards(theta, state, codes, t, x, p, felt, tape, b, out, back)
    if codes[t, AROUSAL] >= 0:
        mean = tape[b, T_MEAN_BEFORE] + tape[b, T_BACK] * tape[b, T_DRIVE]
        noise = theta[11] * theta[11]
        pulled = reported_pulled(
            mean, tape[b, T_VARIANCE_BEFORE], codes[t, AROUSAL], noise, tape[b, T_LOG], by_mean, by_variance
        )
        by_mean = pulled.mean
        by_variance = pulled.variance
        out[11] += 2.0 * theta[11] * pulled.noise
    drive_backwards(theta, state, x, p, felt.start, codes[t, REASSURED], by_mean * tape[b, T_BACK], out, back)
    return Before(by_mean, by_variance, by_mean * tape[b, T_DRIVE])


@kernel
def drift_backwards(
    theta: Floats,
    minutes: float,
    is_first: int,
    kept: float,
    before: Floats,
    t: int,
    by: Before,
    out: Floats,
    back: Floats,
) -> None:
    """Carry derivatives through the drift, equation 1; leaves those by arousal before the moment in `back`."""
    spread = theta[10] * theta[10]
    by_kept = -by.arriving
    by_spread = by.variance
    out[3] += by.mean
    back[MEAN] = 0.0
    back[VARIANCE] = 0.0
    if is_first == 0:
        back[MEAN] = kept * by.mean
        back[VARIANCE] = kept * kept * by.variance
        out[3] -= kept * by.mean
        by_spread -= kept * kept * by.variance
        by_kept += (before[t, 0] - theta[3]) * by.mean + 2.0 * kept * (before[t, 1] - spread) * by.variance
    out[10] += 2.0 * theta[10] * by_spread
    out[4] += by_kept * kept * minutes / (theta[4] * theta[4])


@kernel
def moment_backwards(
    theta: Floats,
    minutes: float,
    codes: Codes,
    t: int,
    before: Floats,
    state: Floats,
    tape: Floats,
    start: int,
    out: Floats,
    back: Floats,
) -> None:
    """Carry derivatives through one moment: `state` has the counts from before it and the arousal after it."""
    gaze = gaze_span(codes, t)
    felt = label_span(codes[t, FELT], codes[t, EXCHANGE])
    perceived = label_span(codes[t, PERCEIVED], codes[t, EXCHANGE])
    kept = 1.0 - tape[start, T_BACK]
    drifted = drifted_by(theta, kept, codes[t, FIRST], before[t, 0], before[t, 1])
    into_mean = 0.0
    into_variance = 0.0
    arriving = 0.0
    b = start
    for x in range(gaze.start, gaze.stop):
        by_log = 0.0
        by_mean = 0.0
        by_variance = 0.0
        for p in range(perceived.start, perceived.stop):
            for g in range(groups(p, felt)):
                by = branch_backwards(theta, state, codes, t, x, p, group(p, felt, g), tape, b, out, back)
                by_log += tape[b, T_LOG]
                by_mean += by.mean
                by_variance += by.variance
                arriving += by.arriving
                b += 1
        if codes[t, INVITED] == 1:
            side = -1.0 if x == 1 else 1.0
            pulled = beyond_pulled(
                drifted.mean, drifted.variance, theta[12], side, AVOIDANCE_NOISE, by_log, by_mean, by_variance
            )
            by_mean = pulled.mean
            by_variance = pulled.variance
            out[12] += pulled.edge
        into_mean += by_mean
        into_variance += by_variance
    drift_backwards(
        theta, minutes, codes[t, FIRST], kept, before, t, Before(into_mean, into_variance, arriving), out, back
    )
