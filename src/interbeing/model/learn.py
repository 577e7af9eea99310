"""How one moment changes a person: what alarms or soothes, what is learned inside the window, and what is carried on.

Each branch of a moment (unmarked.py) is followed on its own to its weight and to arousal after it, each left on the
tape; then they are brought together. Most moments are plain: one branch, nothing to bring together. A probability
is kept as factor x exp(nats).
"""

# ruff: noqa: PLR0913, PLR0917 (kernels take plain arrays: a record for each moment would cost more than the step)

from typing import Final, NamedTuple

from interbeing.model.arousal import Weighed, beyond, gate, reported
from interbeing.model.compile import kernel, kernel_apart
from interbeing.model.marks import EXCHANGE, FIRST
from interbeing.model.normal import exponential
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
    Block,
    block_of,
    spot,
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
    return drifted_by(theta, exponential(-minutes / theta[4]), is_first, mean, variance)


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
def branch_chance(
    theta: Floats, state: Floats, moment: Moment, way: Branch, tape: Floats, block: Block, branch: int
) -> float:
    """Sum P(felt) P(perceived | felt) over the feelings of a branch, leaving each one's share on the tape."""
    if way.perceived < 0:
        return 1.0
    shown = offer_shown(moment.offered, way.perceived)
    total = 0.0
    for f in range(way.felt, way.felt_stop):
        chance = label_chance(theta, state, way.at_reflection, f, shown, way.perceived)
        tape[spot(block, T_SHARE + f, branch)] = chance
        total += chance
    per_total = 1.0 / total
    for f in range(way.felt, way.felt_stop):
        tape[spot(block, T_SHARE + f, branch)] *= per_total
    return total


@kernel
def driven(
    theta: Floats,
    state: Floats,
    moment: Moment,
    way: Branch,
    near: Weighed,
    arriving: float,
    tape: Floats,
    block: Block,
    branch: int,
) -> None:
    """Let the drive of a branch arrive: arousal before the report is left on the tape."""
    expected = read_expected(state, way.felt, 0) if way.perceived == 0 else 0.0
    alarm = drive(theta, way.at_reflection, way.perceived, moment.reassured, expected)
    tape[spot(block, T_DRIVE, branch)] = alarm
    tape[spot(block, T_MEAN_BEFORE, branch)] = near.mean + arriving * alarm
    tape[spot(block, T_VARIANCE_BEFORE, branch)] = near.variance


@kernel
def hear_reports(report: int, noise: float, tape: Floats, block: Block) -> None:
    """Weigh every branch by the report, if one was marked, equation 6."""
    for branch in range(block.room):
        mean = tape[spot(block, T_MEAN_BEFORE, branch)]
        variance = tape[spot(block, T_VARIANCE_BEFORE, branch)]
        seen = report_seen(report, noise, mean, variance)
        tape[spot(block, T_MEAN, branch)] = seen.mean
        tape[spot(block, T_VARIANCE, branch)] = seen.variance
        tape[spot(block, T_WEIGHT, branch)] *= seen.factor
        tape[spot(block, T_NATS, branch)] += seen.nats


@kernel
def report_seen(report: int, noise: float, mean: float, variance: float) -> Weighed:
    """Weigh arousal by the report, if one was marked."""
    if report < 0:
        return Weighed(1.0, 0.0, mean, variance)
    return reported(mean, variance, report, noise)


@kernel
def open_windows(upper: float, is_exchange: int, tape: Floats, block: Block) -> None:
    """Leave on the tape how far each branch ended inside the window; between exchanges nothing is learned."""
    if is_exchange == 0:
        for branch in range(block.room):
            tape[spot(block, T_GATE, branch)] = 0.0
        return
    for branch in range(block.room):
        found = gate(tape[spot(block, T_MEAN, branch)], tape[spot(block, T_VARIANCE, branch)], upper)
        tape[spot(block, T_GATE, branch)] = found.opened
        tape[spot(block, T_LOW, branch)] = found.at_low
        tape[spot(block, T_HIGH, branch)] = found.at_high
        tape[spot(block, T_PER_SPREAD, branch)] = found.per_spread


@kernel
def weigh(tape: Floats, block: Block, kept: float) -> Taken:
    """Turn factors and nats into weights that sum to 1; give their sum."""
    highest = tape[spot(block, T_NATS, 0)]
    for branch in range(1, block.branches):
        highest = max(highest, tape[spot(block, T_NATS, branch)])
    for branch in range(block.room):
        tape[spot(block, T_WEIGHT, branch)] *= exponential(tape[spot(block, T_NATS, branch)] - highest)
    total = 0.0
    for branch in range(block.branches):
        total += tape[spot(block, T_WEIGHT, branch)]
    per_total = 1.0 / total
    for branch in range(block.branches):
        tape[spot(block, T_WEIGHT, branch)] *= per_total
    return Taken(total, highest, kept)


@kernel
def settle(state: Floats, tape: Floats, block: Block) -> None:
    """Bring the branches together into one Normal with their common mean and variance (moment match, §4)."""
    mean = 0.0
    for branch in range(block.branches):
        mean += tape[spot(block, T_WEIGHT, branch)] * tape[spot(block, T_MEAN, branch)]
    variance = 0.0
    for branch in range(block.branches):
        off = tape[spot(block, T_MEAN, branch)] - mean
        within = tape[spot(block, T_VARIANCE, branch)]
        variance += tape[spot(block, T_WEIGHT, branch)] * (within + off * off)
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
def teach_branches(state: Floats, course: Course, t: int, tape: Floats, block: Block, sign: float) -> None:
    """Add (or with sign -1 take back) what was learned, as far as the person was inside the window."""
    for branch in range(block.branches):
        way = branch_at(course, course.starts[t] + branch)
        if way.perceived >= 0:
            learned = sign * tape[spot(block, T_WEIGHT, branch)] * tape[spot(block, T_GATE, branch)]
            for f in range(way.felt, way.felt_stop):
                share = learned * tape[spot(block, T_SHARE + f, branch)]
                teach(state, way.at_reflection, f, way.perceived, share)


@kernel_apart
def take_in_branches(
    theta: Floats, course: Course, t: int, drifted: Drift, state: Floats, tape: Floats, block: Block
) -> Taken:
    """Let a moment happen that may have gone in several ways."""
    moment = moment_at(course, t)
    near = Weighed(1.0, 0.0, 0.0, 0.0)
    gaze = -1
    for branch in range(block.branches):
        way = branch_at(course, course.starts[t] + branch)
        if way.at_reflection != gaze:
            gaze = way.at_reflection
            near = looked(theta, moment.invited, gaze, drifted)
        chance = branch_chance(theta, state, moment, way, tape, block, branch)
        driven(theta, state, moment, way, near, 1.0 - drifted.kept, tape, block, branch)
        tape[spot(block, T_WEIGHT, branch)] = chance * near.factor
        tape[spot(block, T_NATS, branch)] = near.nats
    hear_reports(moment.report, theta[11] * theta[11], tape, block)
    open_windows(theta[12], course.codes[t, EXCHANGE], tape, block)
    taken = weigh(tape, block, drifted.kept)
    settle(state, tape, block)
    teach_branches(state, course, t, tape, block, 1.0)
    return taken


@kernel
def take_in_plain(
    theta: Floats, course: Course, t: int, drifted: Drift, state: Floats, tape: Floats, block: Block
) -> Taken:
    """Let a moment happen that could have gone in one way only."""
    moment = moment_at(course, t)
    way = branch_at(course, course.starts[t])
    near = looked(theta, moment.invited, way.at_reflection, drifted)
    driven(theta, state, moment, way, near, 1.0 - drifted.kept, tape, block, 0)
    tape[spot(block, T_WEIGHT, 0)] = near.factor
    tape[spot(block, T_NATS, 0)] = near.nats
    hear_reports(moment.report, theta[11] * theta[11], tape, block)
    open_windows(theta[12], course.codes[t, EXCHANGE], tape, block)
    state[MEAN] = tape[spot(block, T_MEAN, 0)]
    state[VARIANCE] = tape[spot(block, T_VARIANCE, 0)]
    chance = tape[spot(block, T_WEIGHT, 0)]
    if way.perceived >= 0:
        shown = offer_shown(moment.offered, way.perceived)
        chance *= label_chance(theta, state, way.at_reflection, way.felt, shown, way.perceived)
        teach(state, way.at_reflection, way.felt, way.perceived, tape[spot(block, T_GATE, 0)])
    return Taken(chance, tape[spot(block, T_NATS, 0)], drifted.kept)


@kernel
def take_in(theta: Floats, course: Course, t: int, state: Floats, tape: Floats, place: int) -> Taken:
    """Let moment t happen: the state is changed in place, its branches are left on the tape from this place on."""
    drifted = drift(theta, course.minutes[t], course.codes[t, FIRST], state[MEAN], state[VARIANCE])
    if is_plain(course, t):
        return take_in_plain(theta, course, t, drifted, state, tape, block_of(place, 1))
    branches = course.starts[t + 1] - course.starts[t]
    return take_in_branches(theta, course, t, drifted, state, tape, block_of(place, branches))
