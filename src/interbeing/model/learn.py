"""How one moment changes a person: what alarms or soothes, what is learned inside the window, and what is carried on.

Each branch of a moment (unmarked.py) is followed on its own to its weight and to arousal after it, and leaves a row on
the tape; then they are brought together. A probability is kept as factor x exp(nats).
"""

# ruff: noqa: PLR0913, PLR0917 (kernels take plain arrays: a record for each moment would cost more than the step)

from typing import Final, NamedTuple

import numpy as np

from interbeing.model.arousal import Weighed, beyond, gate, reported
from interbeing.model.compile import kernel
from interbeing.model.marks import AROUSAL, FIRST, INVITED, OFFERED, REASSURED
from interbeing.model.parameters import AVOIDANCE_SD, Floats, K
from interbeing.model.perceive import THREAT_OF, label_chance, offer_shown, read_expected
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
    T_VARIANCE,
    T_VARIANCE_BEFORE,
    T_WEIGHT,
)
from interbeing.model.unmarked import FELT_FROM, FELT_TO, GAZE, READ, Codes, Course

AVOIDANCE_NOISE: Final = AVOIDANCE_SD**2


class Drift(NamedTuple):
    """What remains of the old arousal (phi), and arousal before anything happens in this moment."""

    kept: float
    mean: float
    variance: float


class Taken(NamedTuple):
    """The probability of what was marked as factor x exp(nats), and what remained of the old arousal (phi)."""

    factor: float
    nats: float
    kept: float


@kernel
def drifted_by(theta: Floats, kept: float, is_first: int, mean: float, variance: float) -> Drift:
    """Let arousal drift to rest so far that the share `kept` of it remains, equation 1."""
    rest = theta[3]
    spread = theta[10] * theta[10]
    if is_first == 1:
        return Drift(kept, rest, spread)
    return Drift(kept, rest + kept * (mean - rest), spread + kept * kept * (variance - spread))


@kernel
def drift(theta: Floats, minutes: float, is_first: int, mean: float, variance: float) -> Drift:
    """Let arousal drift to rest: Ornstein-Uhlenbeck over irregular minutes, equation 1."""
    return drifted_by(theta, np.exp(-minutes / theta[4]), is_first, mean, variance)


@kernel
def drive(theta: Floats, at_reflection: int, perceived: int, reassured: int, expected: float) -> float:
    """Give D: gaze and threat alarm, reassurance calms, unexpected compassion alarms, expected soothes, equation 5."""
    alarm = theta[5] * at_reflection - theta[9] * reassured
    if perceived > 0:
        alarm += theta[6] * THREAT_OF[perceived]
    elif perceived == 0:
        alarm += theta[7] * (1.0 - expected) - theta[8] * expected
    return float(alarm)


@kernel
def looked(theta: Floats, codes: Codes, t: int, at_reflection: int, drifted: Drift) -> Weighed:
    """Weigh arousal by whether the person looked at the own reflection when invited to, equation 2."""
    if codes[t, INVITED] == 0:
        return Weighed(1.0, 0.0, drifted.mean, drifted.variance)
    side = -1.0 if at_reflection == 1 else 1.0
    return beyond(drifted.mean, drifted.variance, theta[12], side, AVOIDANCE_NOISE)


@kernel
def label_chances(theta: Floats, state: Floats, course: Course, t: int, b: int, tape: Floats, row: int) -> float:
    """Sum P(felt) P(perceived | felt) over the feelings of a branch, leaving each one's share in the tape row."""
    x = course.branches[b, GAZE]
    p = course.branches[b, READ]
    start = course.branches[b, FELT_FROM]
    stop = course.branches[b, FELT_TO]
    shown = offer_shown(course.codes[t, OFFERED], p)
    if stop == start + 1:
        tape[row, T_SHARE + start] = 1.0
        return label_chance(theta, state, x, start, shown, p)
    total = 0.0
    for f in range(start, stop):
        chance = label_chance(theta, state, x, f, shown, p)
        tape[row, T_SHARE + f] = chance
        total += chance
    per_total = 1.0 / total
    for f in range(start, stop):
        tape[row, T_SHARE + f] *= per_total
    return total


@kernel
def report_seen(theta: Floats, codes: Codes, t: int, mean: float, variance: float) -> Weighed:
    """Weigh arousal by the report, if one was marked, equation 6."""
    if codes[t, AROUSAL] < 0:
        return Weighed(1.0, 0.0, mean, variance)
    return reported(mean, variance, codes[t, AROUSAL], theta[11] * theta[11])


@kernel
def branch(
    theta: Floats,
    state: Floats,
    course: Course,
    t: int,
    b: int,
    near: Weighed,
    arriving: float,
    tape: Floats,
    row: int,
) -> None:
    """Follow one branch from arousal before its drive arrives to its weight, arousal after it and gate, on the tape."""
    p = course.branches[b, READ]
    chance = 1.0
    expected = 0.0
    if p >= 0:
        chance = label_chances(theta, state, course, t, b, tape, row)
    if p == 0:
        expected = read_expected(state, course.branches[b, FELT_FROM], 0)
    alarm = drive(theta, course.branches[b, GAZE], p, course.codes[t, REASSURED], expected)
    mean = near.mean + arriving * alarm
    seen = report_seen(theta, course.codes, t, mean, near.variance)
    tape[row, T_DRIVE] = alarm
    tape[row, T_MEAN_BEFORE] = mean
    tape[row, T_VARIANCE_BEFORE] = near.variance
    tape[row, T_WEIGHT] = near.factor * chance * seen.factor
    tape[row, T_NATS] = near.nats + seen.nats
    tape[row, T_MEAN] = seen.mean
    tape[row, T_VARIANCE] = seen.variance
    if p >= 0:
        window = gate(seen.mean, seen.variance, theta[12])
        tape[row, T_GATE] = window.opened
        tape[row, T_LOW] = window.at_low
        tape[row, T_HIGH] = window.at_high
        tape[row, T_PER_SPREAD] = window.per_spread


@kernel
def weigh(tape: Floats, start: int, stop: int, kept: float) -> Taken:
    """Turn factors and nats into weights that sum to 1; give their sum."""
    factor = tape[start, T_WEIGHT]
    highest = tape[start, T_NATS]
    if stop == start + 1:
        tape[start, T_WEIGHT] = 1.0
        return Taken(factor, highest, kept)
    for row in range(start + 1, stop):
        highest = max(highest, tape[row, T_NATS])
    total = 0.0
    for row in range(start, stop):
        tape[row, T_WEIGHT] *= np.exp(tape[row, T_NATS] - highest)
        total += tape[row, T_WEIGHT]
    per_total = 1.0 / total
    for row in range(start, stop):
        tape[row, T_WEIGHT] *= per_total
    return Taken(total, highest, kept)


@kernel
def settle(state: Floats, tape: Floats, start: int, stop: int) -> None:
    """Bring the branches together into one Normal with their common mean and variance (moment match, §4)."""
    mean = 0.0
    for row in range(start, stop):
        mean += tape[row, T_WEIGHT] * tape[row, T_MEAN]
    variance = 0.0
    for row in range(start, stop):
        off = tape[row, T_MEAN] - mean
        variance += tape[row, T_WEIGHT] * (tape[row, T_VARIANCE] + off * off)
    state[MEAN] = mean
    state[VARIANCE] = variance


@kernel
def teach(state: Floats, course: Course, t: int, tape: Floats, start: int, sign: float) -> None:
    """Add (or with sign -1 take back) what was learned, as far as the person was inside the window, equation 8."""
    row = start
    for b in range(course.starts[t], course.starts[t + 1]):
        p = course.branches[b, READ]
        if p >= 0:
            learned = sign * tape[row, T_WEIGHT] * tape[row, T_GATE]
            for f in range(course.branches[b, FELT_FROM], course.branches[b, FELT_TO]):
                state[WEIGHTS + f * K + p] += learned * tape[row, T_SHARE + f]
                state[TOTALS + f] += learned * tape[row, T_SHARE + f]
            if course.branches[b, GAZE] == 1:
                state[SELF_WEIGHTS + p] += learned
                state[SELF_TOTAL] += learned
        row += 1


@kernel
def take_in(theta: Floats, course: Course, t: int, state: Floats, tape: Floats, start: int) -> Taken:
    """Let moment t happen: the state is changed in place, the branches are left on the tape from `start` on."""
    drifted = drift(theta, course.minutes[t], course.codes[t, FIRST], state[MEAN], state[VARIANCE])
    near = Weighed(1.0, 0.0, 0.0, 0.0)
    weighed = -1
    row = start
    for b in range(course.starts[t], course.starts[t + 1]):
        if course.branches[b, GAZE] != weighed:
            weighed = course.branches[b, GAZE]
            near = looked(theta, course.codes, t, weighed, drifted)
        branch(theta, state, course, t, b, near, 1.0 - drifted.kept, tape, row)
        row += 1
    taken = weigh(tape, start, row, drifted.kept)
    settle(state, tape, start, row)
    teach(state, course, t, tape, start, 1.0)
    return taken
