"""Reads one moment backwards: how each result of the step would change if what went in had been a little different.

Every function here is the derivative, by hand, of the function of the same name in learn.py; `out` collects
derivatives by the 69 natural values, `back` those by the 66 numbers of the state (docs/model.md §4).
"""

# ruff: noqa: PLR0913, PLR0917 (kernels take plain arrays: a record for each moment would cost more than the step)

from typing import NamedTuple

from interbeing.model.arousal import Gate, Pull, beyond_pulled, gate_pulled, reported_pulled
from interbeing.model.compile import kernel
from interbeing.model.learn import AVOIDANCE_NOISE, Drift, drifted_by
from interbeing.model.marks import AROUSAL, FIRST, INVITED, OFFERED, REASSURED
from interbeing.model.parameters import LAPSE, Floats, K
from interbeing.model.perceive import THREAT_OF, felt_chance, offer_shown, perceived_chance
from interbeing.model.state import MEAN, SELF_TOTAL, SELF_WEIGHTS, TOTALS, VARIANCE, WEIGHTS
from interbeing.model.tape import (
    T_DRIVE,
    T_GATE,
    T_HIGH,
    T_LOW,
    T_MEAN,
    T_MEAN_BEFORE,
    T_NATS,
    T_PER_SPREAD,
    T_SHARE,
    T_TAUGHT,
    T_VARIANCE,
    T_VARIANCE_BEFORE,
    T_WEIGHT,
    T_WORTH,
)
from interbeing.model.unmarked import FELT_FROM, FELT_TO, GAZE, READ, Course


class Before(NamedTuple):
    """Derivatives by arousal before the drive, and by the share of the drive that arrives (1 - phi)."""

    mean: float
    variance: float
    arriving: float


@kernel
def taught_backwards(course: Course, b: int, by_state: Floats, tape: Floats, row: int) -> None:
    """Say what one more unit of learning in this branch would be worth, for each feeling and together."""
    p = course.branches[b, READ]
    tape[row, T_TAUGHT] = 0.0
    if p < 0:
        return
    own = 0.0
    if course.branches[b, GAZE] == 1:
        own = by_state[SELF_WEIGHTS + p] + by_state[SELF_TOTAL]
    for f in range(course.branches[b, FELT_FROM], course.branches[b, FELT_TO]):
        worth = by_state[WEIGHTS + f * K + p] + by_state[TOTALS + f] + own
        tape[row, T_WORTH + f] = worth
        tape[row, T_TAUGHT] += tape[row, T_SHARE + f] * worth


@kernel
def weigh_backwards(course: Course, t: int, state: Floats, by_state: Floats, tape: Floats, start: int) -> None:
    """Turn derivatives by the state after a moment into derivatives by each branch's log weight (left in T_NATS)."""
    first = course.starts[t]
    count = course.starts[t + 1] - first
    for n in range(count):
        taught_backwards(course, first + n, by_state, tape, start + n)
    if count == 1:
        tape[start, T_NATS] = 1.0
        return
    middle = 0.0
    for row in range(start, start + count):
        off = tape[row, T_MEAN] - state[MEAN]
        by_log = by_state[MEAN] * tape[row, T_MEAN] + by_state[VARIANCE] * (tape[row, T_VARIANCE] + off * off)
        if course.branches[first, READ] >= 0:
            by_log += tape[row, T_GATE] * tape[row, T_TAUGHT]
        tape[row, T_NATS] = by_log
        middle += tape[row, T_WEIGHT] * by_log
    for row in range(start, start + count):
        tape[row, T_NATS] = tape[row, T_WEIGHT] * (1.0 + tape[row, T_NATS] - middle)


@kernel
def expected_backwards(state: Floats, felt: int, perceived: int, by: float, back: Floats) -> None:
    """Carry a derivative by what is expected in a feeling back to its weight and total."""
    per_total = 1.0 / state[TOTALS + felt]
    cell = WEIGHTS + felt * K + perceived
    back[cell] += by * per_total
    back[TOTALS + felt] -= by * per_total * per_total * state[cell]


@kernel
def felt_backwards(state: Floats, felt: int, by_log: float, back: Floats) -> None:
    """Carry a derivative by log P(felt at the own reflection), equation 3."""
    per_total = 1.0 / state[SELF_TOTAL]
    by = by_log * (1.0 - LAPSE) * per_total / felt_chance(state, 1, felt)
    back[SELF_WEIGHTS + felt] += by
    back[SELF_TOTAL] -= by * per_total * state[SELF_WEIGHTS + felt]


@kernel
def label_backwards(
    theta: Floats, state: Floats, x: int, felt: int, shown: float, p: int, by_log: float, out: Floats, back: Floats
) -> None:
    """Carry a derivative by log P(felt) P(perceived | felt, offered), equations 3 and 4."""
    if x == 1:
        felt_backwards(state, felt, by_log, back)
    per_total = 1.0 / state[TOTALS + felt]
    cell = WEIGHTS + felt * K + p
    expected = state[cell] * per_total
    by_read = by_log * (1.0 - LAPSE) / perceived_chance(theta[0], shown, expected)
    out[0] += by_read * (shown - expected)
    by = by_read * (1.0 - theta[0]) * per_total
    back[cell] += by
    back[TOTALS + felt] -= by * expected


@kernel
def labels_backwards(
    theta: Floats, state: Floats, course: Course, t: int, b: int, tape: Floats, row: int, out: Floats, back: Floats
) -> None:
    """Carry derivatives through the labels of a branch, each feeling by its share."""
    x = course.branches[b, GAZE]
    p = course.branches[b, READ]
    shown = offer_shown(course.codes[t, OFFERED], p)
    taught = tape[row, T_WEIGHT] * tape[row, T_GATE]
    for f in range(course.branches[b, FELT_FROM], course.branches[b, FELT_TO]):
        by_log = tape[row, T_SHARE + f] * (tape[row, T_NATS] + taught * (tape[row, T_WORTH + f] - tape[row, T_TAUGHT]))
        label_backwards(theta, state, x, f, shown, p, by_log, out, back)


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
        expected = state[WEIGHTS + felt * K] / state[TOTALS + felt]
        out[7] += by * (1.0 - expected)
        out[8] -= by * expected
        expected_backwards(state, felt, 0, -by * (theta[7] + theta[8]), back)


@kernel
def gate_backwards(theta: Floats, tape: Floats, row: int, by: float, out: Floats) -> Pull:
    """Carry a derivative by the gate back to arousal after the report and to the upper edge."""
    found = Gate(tape[row, T_GATE], tape[row, T_LOW], tape[row, T_HIGH], tape[row, T_PER_SPREAD])
    opened = gate_pulled(tape[row, T_MEAN], theta[12], found)
    out[12] += by * opened.upper
    return Pull(by * opened.mean, by * opened.variance, 0.0, 0.0)


@kernel
def branch_backwards(
    theta: Floats,
    state: Floats,
    course: Course,
    t: int,
    b: int,
    arriving: float,
    tape: Floats,
    row: int,
    out: Floats,
    back: Floats,
) -> Before:
    """Carry derivatives through one branch; `back` collects those by the state before, the tape what came after."""
    p = course.branches[b, READ]
    weight = tape[row, T_WEIGHT]
    by_mean = weight * (back[MEAN] + 2.0 * back[VARIANCE] * (tape[row, T_MEAN] - state[MEAN]))
    by_variance = weight * back[VARIANCE]
    if p >= 0:
        pull = gate_backwards(theta, tape, row, weight * tape[row, T_TAUGHT], out)
        by_mean += pull.mean
        by_variance += pull.variance
        labels_backwards(theta, state, course, t, b, tape, row, out, back)
    report = course.codes[t, AROUSAL]
    if report >= 0:
        mean = tape[row, T_MEAN_BEFORE]
        noise = theta[11] * theta[11]
        variance = tape[row, T_VARIANCE_BEFORE]
        pulled = reported_pulled(mean, variance, report, noise, tape[row, T_NATS], by_mean, by_variance)
        by_mean = pulled.mean
        by_variance = pulled.variance
        out[11] += 2.0 * theta[11] * pulled.noise
    x = course.branches[b, GAZE]
    felt = course.branches[b, FELT_FROM]
    drive_backwards(theta, state, x, p, felt, course.codes[t, REASSURED], by_mean * arriving, out, back)
    return Before(by_mean, by_variance, by_mean * tape[row, T_DRIVE])


@kernel
def looked_backwards(theta: Floats, x: int, drifted: Drift, by_log: float, by: Before, out: Floats) -> Before:
    """Carry derivatives through looking at the own reflection, or not, when invited to, equation 2."""
    side = -1.0 if x == 1 else 1.0
    pulled = beyond_pulled(
        drifted.mean, drifted.variance, theta[12], side, AVOIDANCE_NOISE, by_log, by.mean, by.variance
    )
    out[12] += pulled.edge
    return Before(pulled.mean, pulled.variance, by.arriving)


@kernel
def drift_backwards(
    theta: Floats, minutes: float, is_first: int, before: Drift, by: Before, out: Floats, back: Floats
) -> None:
    """Carry derivatives through the drift, equation 1; leaves those by arousal before the moment in `back`."""
    kept = before.kept
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
        by_kept += (before.mean - theta[3]) * by.mean + 2.0 * kept * (before.variance - spread) * by.variance
    out[10] += 2.0 * theta[10] * by_spread
    out[4] += by_kept * kept * minutes / (theta[4] * theta[4])


@kernel
def moment_backwards(
    theta: Floats,
    course: Course,
    t: int,
    before: Drift,
    state: Floats,
    tape: Floats,
    start: int,
    out: Floats,
    back: Floats,
) -> None:
    """Carry derivatives through one moment: `state` has the weights from before it and the arousal after it.

    `before` holds what the moment kept of arousal (phi), and arousal before it.
    """
    first = course.starts[t]
    stop = course.starts[t + 1]
    drifted = drifted_by(theta, before.kept, course.codes[t, FIRST], before.mean, before.variance)
    into = Before(0.0, 0.0, 0.0)
    here = Before(0.0, 0.0, 0.0)
    by_log = 0.0
    for b in range(first, stop):
        row = start + b - first
        by = branch_backwards(theta, state, course, t, b, 1.0 - before.kept, tape, row, out, back)
        by_log += tape[row, T_NATS]
        here = Before(here.mean + by.mean, here.variance + by.variance, here.arriving + by.arriving)
        x = course.branches[b, GAZE]
        if b == stop - 1 or course.branches[b + 1, GAZE] != x:
            if course.codes[t, INVITED] == 1:
                here = looked_backwards(theta, x, drifted, by_log, here, out)
            into = Before(into.mean + here.mean, into.variance + here.variance, into.arriving + here.arriving)
            here = Before(0.0, 0.0, 0.0)
            by_log = 0.0
    drift_backwards(theta, course.minutes[t], course.codes[t, FIRST], before, into, out, back)
