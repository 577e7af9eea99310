"""Reads one moment backwards: how each result of the step would change if what went in had been a little different.

Every function here is the derivative, by hand, of the function of the same name in learn.py; `out` collects
derivatives by the 69 natural values, `back` those by the 66 numbers of the state (docs/model.md §4).
"""

# ruff: noqa: PLR0913, PLR0917 (kernels take plain arrays: a record for each moment would cost more than the step)

from typing import NamedTuple

from interbeing.model.arousal import Gate, beyond_pulled, gate_pulled, reported_pulled
from interbeing.model.compile import kernel
from interbeing.model.learn import AVOIDANCE_NOISE, Drift
from interbeing.model.parameters import LAPSE, Floats, K
from interbeing.model.perceive import THREAT_OF, felt_chance, perceived_chance, read_expected
from interbeing.model.state import MEAN, SELF_TOTAL, SELF_WEIGHTS, TOTALS, VARIANCE, WEIGHTS
from interbeing.model.tape import (
    T_DRIVE,
    T_GATE,
    T_HIGH,
    T_LOW,
    T_MEAN,
    T_MEAN_BEFORE,
    T_PER_SPREAD,
    T_VARIANCE_BEFORE,
    Block,
    spot,
)
from interbeing.model.unmarked import Branch, Moment


class By(NamedTuple):
    """Derivatives by a branch's log weight, by arousal after it, and by its gate."""

    log: float
    mean: float
    variance: float
    gate: float


class Before(NamedTuple):
    """Derivatives by arousal before the drive, and by the share of the drive that arrives (1 - phi)."""

    mean: float
    variance: float
    arriving: float


@kernel
def worth_of(way: Branch, felt: int, back: Floats) -> float:
    """Say what one more unit of learning in this branch and feeling would be worth."""
    worth = back[WEIGHTS + felt * K + way.perceived] + back[TOTALS + felt]
    if way.at_reflection == 1:
        worth += back[SELF_WEIGHTS + way.perceived] + back[SELF_TOTAL]
    return float(worth)


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
    theta: Floats, state: Floats, way: Branch, felt: int, shown: float, by_log: float, out: Floats, back: Floats
) -> None:
    """Carry a derivative by log P(felt) P(perceived | felt, offered), equations 3 and 4."""
    if way.at_reflection == 1:
        felt_backwards(state, felt, by_log, back)
    per_total = 1.0 / state[TOTALS + felt]
    cell = WEIGHTS + felt * K + way.perceived
    expected = state[cell] * per_total
    by_read = by_log * (1.0 - LAPSE) / perceived_chance(theta[0], shown, expected)
    out[0] += by_read * (shown - expected)
    by = by_read * (1.0 - theta[0]) * per_total
    back[cell] += by
    back[TOTALS + felt] -= by * expected


@kernel
def drive_backwards(
    theta: Floats, state: Floats, moment: Moment, way: Branch, by: float, out: Floats, back: Floats
) -> None:
    """Carry a derivative through the drive, equation 5."""
    out[5] += by * way.at_reflection
    out[9] -= by * moment.reassured
    if way.perceived > 0:
        out[6] += by * THREAT_OF[way.perceived]
    elif way.perceived == 0:
        expected = read_expected(state, way.felt, 0)
        out[7] += by * (1.0 - expected)
        out[8] -= by * expected
        expected_backwards(state, way.felt, 0, -by * (theta[7] + theta[8]), back)


@kernel
def end_backwards(
    theta: Floats,
    state: Floats,
    moment: Moment,
    way: Branch,
    by: By,
    arriving: float,
    tape: Floats,
    block: Block,
    branch: int,
    out: Floats,
    back: Floats,
) -> Before:
    """Carry derivatives from the end of a branch, through gate, report and drive, to arousal before the drive."""
    by_mean = by.mean
    by_variance = by.variance
    if way.perceived >= 0:
        found = Gate(
            tape[spot(block, T_GATE, branch)],
            tape[spot(block, T_LOW, branch)],
            tape[spot(block, T_HIGH, branch)],
            tape[spot(block, T_PER_SPREAD, branch)],
        )
        opened = gate_pulled(tape[spot(block, T_MEAN, branch)], theta[12], found)
        by_mean += by.gate * opened.mean
        by_variance += by.gate * opened.variance
        out[12] += by.gate * opened.upper
    if moment.report >= 0:
        mean = tape[spot(block, T_MEAN_BEFORE, branch)]
        noise = theta[11] * theta[11]
        pulled = reported_pulled(
            mean, tape[spot(block, T_VARIANCE_BEFORE, branch)], moment.report, noise, by.log, by_mean, by_variance
        )
        by_mean = pulled.mean
        by_variance = pulled.variance
        out[11] += 2.0 * theta[11] * pulled.noise
    drive_backwards(theta, state, moment, way, by_mean * arriving, out, back)
    return Before(by_mean, by_variance, by_mean * tape[spot(block, T_DRIVE, branch)])


@kernel
def looked_backwards(
    theta: Floats, invited: int, x: int, drifted: Drift, by_log: float, by: Before, out: Floats
) -> Before:
    """Carry derivatives through looking at the own reflection, or not, when invited to, equation 2."""
    if invited == 0:
        return by
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
