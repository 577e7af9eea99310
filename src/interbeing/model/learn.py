"""How one moment changes a person: what alarms or soothes, what is learned inside the window, and what is carried on.

Each branch of a moment (unmarked.py) is followed on its own to its weight and to arousal after it, and leaves a row on
the tape; then they are brought together. Most moments are plain: one branch, nothing to bring together. A probability
is kept as factor x exp(nats).
"""

# ruff: noqa: PLR0913, PLR0917 (kernels take plain arrays: a record for each moment would cost more than the step)

from typing import Final, NamedTuple

import numpy as np

from interbeing.model.arousal import Gate, Weighed, beyond, gate, reported
from interbeing.model.compile import kernel, kernel_apart
from interbeing.model.marks import FIRST
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
from interbeing.model.unmarked import Branch, Course, Moment, branch_at, is_plain, moment_at

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
def looked(theta: Floats, invited: int, at_reflection: int, drifted: Drift) -> Weighed:
    """Weigh arousal by whether the person looked at the own reflection when invited to, equation 2."""
    if invited == 0:
        return Weighed(1.0, 0.0, drifted.mean, drifted.variance)
    side = -1.0 if at_reflection == 1 else 1.0
    return beyond(drifted.mean, drifted.variance, theta[12], side, AVOIDANCE_NOISE)


@kernel
def branch_chance(theta: Floats, state: Floats, moment: Moment, way: Branch, tape: Floats, row: int) -> float:
    """Sum P(felt) P(perceived | felt) over the feelings of a branch, leaving each one's share in the tape row."""
    if way.perceived < 0:
        return 1.0
    shown = offer_shown(moment.offered, way.perceived)
    total = 0.0
    for f in range(way.felt, way.felt_stop):
        chance = label_chance(theta, state, way.at_reflection, f, shown, way.perceived)
        tape[row, T_SHARE + f] = chance
        total += chance
    per_total = 1.0 / total
    for f in range(way.felt, way.felt_stop):
        tape[row, T_SHARE + f] *= per_total
    return total


@kernel
def report_seen(theta: Floats, report: int, mean: float, variance: float) -> Weighed:
    """Weigh arousal by the report, if one was marked, equation 6."""
    if report < 0:
        return Weighed(1.0, 0.0, mean, variance)
    return reported(mean, variance, report, theta[11] * theta[11])


class End(NamedTuple):
    """One branch to its end: its weight as factor x exp(nats), arousal after it, and the gate."""

    factor: float
    nats: float
    mean: float
    variance: float
    opened: float


@kernel
def to_its_end(
    theta: Floats,
    state: Floats,
    moment: Moment,
    way: Branch,
    near: Weighed,
    arriving: float,
    tape: Floats,
    row: int,
) -> End:
    """Follow one branch from arousal before its drive arrives (labels not yet weighed), leaving it on the tape."""
    expected = read_expected(state, way.felt, 0) if way.perceived == 0 else 0.0
    alarm = drive(theta, way.at_reflection, way.perceived, moment.reassured, expected)
    mean = near.mean + arriving * alarm
    seen = report_seen(theta, moment.report, mean, near.variance)
    window = Gate(0.0, 0.0, 0.0, 0.0)
    if way.perceived >= 0:
        window = gate(seen.mean, seen.variance, theta[12])
    tape[row, T_DRIVE] = alarm
    tape[row, T_MEAN_BEFORE] = mean
    tape[row, T_VARIANCE_BEFORE] = near.variance
    tape[row, T_MEAN] = seen.mean
    tape[row, T_VARIANCE] = seen.variance
    tape[row, T_GATE] = window.opened
    tape[row, T_LOW] = window.at_low
    tape[row, T_HIGH] = window.at_high
    tape[row, T_PER_SPREAD] = window.per_spread
    return End(near.factor * seen.factor, near.nats + seen.nats, seen.mean, seen.variance, window.opened)


@kernel
def weigh(tape: Floats, start: int, stop: int, kept: float) -> Taken:
    """Turn factors and nats into weights that sum to 1; give their sum."""
    highest = tape[start, T_NATS]
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
def teach(state: Floats, at_reflection: int, felt: int, perceived: int, learned: float) -> None:
    """Add what was learned in a feeling and, at the own reflection, of oneself, equation 8."""
    state[WEIGHTS + felt * K + perceived] += learned
    state[TOTALS + felt] += learned
    if at_reflection == 1:
        state[SELF_WEIGHTS + perceived] += learned
        state[SELF_TOTAL] += learned


@kernel
def teach_branches(state: Floats, course: Course, t: int, tape: Floats, start: int, sign: float) -> None:
    """Add (or with sign -1 take back) what was learned, as far as the person was inside the window."""
    row = start
    for b in range(course.starts[t], course.starts[t + 1]):
        way = branch_at(course, b)
        if way.perceived >= 0:
            learned = sign * tape[row, T_WEIGHT] * tape[row, T_GATE]
            for f in range(way.felt, way.felt_stop):
                share = learned * tape[row, T_SHARE + f]
                teach(state, way.at_reflection, f, way.perceived, share)
        row += 1


@kernel_apart
def take_in_branches(
    theta: Floats, course: Course, t: int, drifted: Drift, state: Floats, tape: Floats, start: int
) -> Taken:
    """Let a moment happen that may have gone in several ways."""
    moment = moment_at(course, t)
    near = Weighed(1.0, 0.0, 0.0, 0.0)
    gaze = -1
    row = start
    for b in range(course.starts[t], course.starts[t + 1]):
        way = branch_at(course, b)
        if way.at_reflection != gaze:
            gaze = way.at_reflection
            near = looked(theta, moment.invited, gaze, drifted)
        chance = branch_chance(theta, state, moment, way, tape, row)
        end = to_its_end(theta, state, moment, way, near, 1.0 - drifted.kept, tape, row)
        tape[row, T_WEIGHT] = chance * end.factor
        tape[row, T_NATS] = end.nats
        row += 1
    taken = weigh(tape, start, row, drifted.kept)
    settle(state, tape, start, row)
    teach_branches(state, course, t, tape, start, 1.0)
    return taken


@kernel
def take_in_plain(
    theta: Floats, course: Course, t: int, drifted: Drift, state: Floats, tape: Floats, row: int
) -> Taken:
    """Let a moment happen that could have gone in one way only."""
    moment = moment_at(course, t)
    way = branch_at(course, course.starts[t])
    near = looked(theta, moment.invited, way.at_reflection, drifted)
    end = to_its_end(theta, state, moment, way, near, 1.0 - drifted.kept, tape, row)
    state[MEAN] = end.mean
    state[VARIANCE] = end.variance
    chance = 1.0
    if way.perceived >= 0:
        shown = offer_shown(moment.offered, way.perceived)
        chance = label_chance(theta, state, way.at_reflection, way.felt, shown, way.perceived)
        teach(state, way.at_reflection, way.felt, way.perceived, end.opened)
    return Taken(chance * end.factor, end.nats, drifted.kept)


@kernel
def take_in(theta: Floats, course: Course, t: int, state: Floats, tape: Floats, start: int) -> Taken:
    """Let moment t happen: the state is changed in place, the branches are left on the tape from `start` on."""
    drifted = drift(theta, course.minutes[t], course.codes[t, FIRST], state[MEAN], state[VARIANCE])
    if is_plain(course, t):
        return take_in_plain(theta, course, t, drifted, state, tape, start)
    return take_in_branches(theta, course, t, drifted, state, tape, start)
