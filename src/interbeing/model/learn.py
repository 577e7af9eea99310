"""How one moment changes a person: what alarms or soothes, what is learned inside the window, and what is carried on.

The state of a person is one row of 66 numbers and a tape holds the branches of a moment (unmarked.py), so that the
gradient can read the step backwards.
"""

# ruff: noqa: PLR0913, PLR0917 (kernels take plain arrays: a record for each moment would cost more than the step)

from typing import Final, NamedTuple

import numpy as np

from interbeing.model.arousal import beyond, gate, reported
from interbeing.model.compile import kernel
from interbeing.model.marks import (
    AROUSAL,
    EXCHANGE,
    FELT,
    FIRST,
    INVITED,
    OFFERED,
    PERCEIVED,
    REASSURED,
)
from interbeing.model.parameters import AVOIDANCE_SD, CORE, Floats, K
from interbeing.model.perceive import THREAT_OF, expectation, felt_chance, offer_shown, perceived_chance
from interbeing.model.unmarked import (
    COUNTS,
    MEAN,
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
    T_VARIANCE,
    T_VARIANCE_BEFORE,
    T_WEIGHT,
    TOTALS,
    VARIANCE,
    Codes,
    Span,
    gaze_span,
    group,
    groups,
    label_span,
)

AVOIDANCE_NOISE: Final = AVOIDANCE_SD**2


class Drift(NamedTuple):
    """What remains of the old arousal (phi), and arousal before anything happens in this moment."""

    kept: float
    mean: float
    variance: float


class Taken(NamedTuple):
    """The log probability of what was marked (nats), and the end of the moment's branches on the tape."""

    log_probability: float
    stop: int


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
def compassion_expected(theta: Floats, state: Floats, felt: int) -> float:
    """Give M, the compassion expected in this feeling, equation 5."""
    return expectation(theta[1], theta[CORE + felt * K], state[COUNTS + felt * K], state[TOTALS + felt])


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
def felt_part(theta: Floats, state: Floats, at_reflection: int, felt: int) -> float:
    """Give P(felt) in this state, equation 3."""
    expected = 0.0
    if at_reflection == 1:
        at = CORE + K * K + felt
        expected = expectation(theta[2], theta[at], state[SELF_COUNTS + felt], state[SELF_TOTAL])
    return felt_chance(at_reflection, felt, expected)


@kernel
def perceived_part(theta: Floats, state: Floats, felt: int, offered: int, perceived: int) -> float:
    """Give P(perceived | felt, offered) in this state, equation 4."""
    at = felt * K + perceived
    expected = expectation(theta[1], theta[CORE + at], state[COUNTS + at], state[TOTALS + felt])
    return perceived_chance(theta[0], offer_shown(offered, perceived), expected)


@kernel
def label_chances(
    theta: Floats,
    state: Floats,
    codes: Codes,
    t: int,
    at_reflection: int,
    perceived: int,
    felt: Span,
    tape: Floats,
    b: int,
) -> float:
    """Sum P(felt) P(perceived | felt) over the feelings of a branch, leaving each one's share in the tape row."""
    if perceived < 0:
        return 1.0
    total = 0.0
    for f in range(felt.start, felt.stop):
        chance = felt_part(theta, state, at_reflection, f) * perceived_part(
            theta, state, f, codes[t, OFFERED], perceived
        )
        tape[b, T_SHARE + f] = chance
        total += chance
    for f in range(felt.start, felt.stop):
        tape[b, T_SHARE + f] /= total
    return total


@kernel
def branch(
    theta: Floats,
    state: Floats,
    codes: Codes,
    t: int,
    at_reflection: int,
    perceived: int,
    felt: Span,
    tape: Floats,
    b: int,
) -> None:
    """Follow one branch from arousal before (in the row) to its log weight, arousal after and gate, on the tape."""
    chance = label_chances(theta, state, codes, t, at_reflection, perceived, felt, tape, b)
    expected = compassion_expected(theta, state, felt.start) if perceived == 0 else 0.0
    tape[b, T_DRIVE] = drive(theta, at_reflection, perceived, codes[t, REASSURED], expected)
    mean = tape[b, T_MEAN_BEFORE] + tape[b, T_BACK] * tape[b, T_DRIVE]
    variance = tape[b, T_VARIANCE_BEFORE]
    tape[b, T_LOG] += np.log(chance)
    if codes[t, AROUSAL] >= 0:
        seen = reported(mean, variance, codes[t, AROUSAL], theta[11] * theta[11])
        tape[b, T_LOG] += seen.log_probability
        mean = seen.mean
        variance = seen.variance
    tape[b, T_MEAN] = mean
    tape[b, T_VARIANCE] = variance
    tape[b, T_GATE] = 0.0
    if perceived >= 0:
        window = gate(mean, variance, theta[12])
        tape[b, T_GATE] = window.opened
        tape[b, T_LOW] = window.at_low
        tape[b, T_HIGH] = window.at_high


@kernel
def branches(theta: Floats, state: Floats, codes: Codes, t: int, drifted: Drift, tape: Floats, start: int) -> int:
    """Fill the tape with every branch of the moment; give their number."""
    gaze = gaze_span(codes, t)
    felt = label_span(codes[t, FELT], codes[t, EXCHANGE])
    perceived = label_span(codes[t, PERCEIVED], codes[t, EXCHANGE])
    count = start
    for x in range(gaze.start, gaze.stop):
        log_gaze = 0.0
        mean = drifted.mean
        variance = drifted.variance
        if codes[t, INVITED] == 1:
            seen = beyond(mean, variance, theta[12], -1.0 if x == 1 else 1.0, AVOIDANCE_NOISE)
            log_gaze = seen.log_probability
            mean = seen.mean
            variance = seen.variance
        for p in range(perceived.start, perceived.stop):
            for g in range(groups(p, felt)):
                tape[count, T_LOG] = log_gaze
                tape[count, T_MEAN_BEFORE] = mean
                tape[count, T_VARIANCE_BEFORE] = variance
                tape[count, T_BACK] = 1.0 - drifted.kept
                branch(theta, state, codes, t, x, p, group(p, felt, g), tape, count)
                count += 1
    return count


@kernel
def weigh(tape: Floats, start: int, stop: int) -> float:
    """Turn log weights into weights that sum to 1; give the log of their sum."""
    if stop == start + 1:
        tape[start, T_WEIGHT] = 1.0
        return float(tape[start, T_LOG])
    highest = tape[start, T_LOG]
    for b in range(start + 1, stop):
        highest = max(highest, tape[b, T_LOG])
    total = 0.0
    for b in range(start, stop):
        tape[b, T_WEIGHT] = np.exp(tape[b, T_LOG] - highest)
        total += tape[b, T_WEIGHT]
    for b in range(start, stop):
        tape[b, T_WEIGHT] /= total
    return float(highest + np.log(total))


@kernel
def settle(state: Floats, tape: Floats, start: int, stop: int) -> None:
    """Bring the branches together into one Normal with their common mean and variance (moment match, §4)."""
    mean = 0.0
    for b in range(start, stop):
        mean += tape[b, T_WEIGHT] * tape[b, T_MEAN]
    variance = 0.0
    for b in range(start, stop):
        off = tape[b, T_MEAN] - mean
        variance += tape[b, T_WEIGHT] * (tape[b, T_VARIANCE] + off * off)
    state[MEAN] = mean
    state[VARIANCE] = variance


@kernel
def teach(state: Floats, codes: Codes, t: int, tape: Floats, start: int, sign: float) -> None:
    """Add (or with sign -1 take back) what was learned, as far as the person was inside the window, equation 8."""
    if codes[t, EXCHANGE] == 0:
        return
    gaze = gaze_span(codes, t)
    felt = label_span(codes[t, FELT], codes[t, EXCHANGE])
    perceived = label_span(codes[t, PERCEIVED], codes[t, EXCHANGE])
    b = start
    for x in range(gaze.start, gaze.stop):
        for p in range(perceived.start, perceived.stop):
            for g in range(groups(p, felt)):
                learned = sign * tape[b, T_WEIGHT] * tape[b, T_GATE]
                span = group(p, felt, g)
                for f in range(span.start, span.stop):
                    state[COUNTS + f * K + p] += learned * tape[b, T_SHARE + f]
                    state[TOTALS + f] += learned * tape[b, T_SHARE + f]
                if x == 1:
                    state[SELF_COUNTS + p] += learned
                    state[SELF_TOTAL] += learned
                b += 1


@kernel
def take_in(theta: Floats, minutes: float, codes: Codes, t: int, state: Floats, tape: Floats, start: int) -> Taken:
    """Let moment t happen: the state is changed in place, the branches are left on the tape from `start` on."""
    drifted = drift(theta, minutes, codes[t, FIRST], state[MEAN], state[VARIANCE])
    stop = branches(theta, state, codes, t, drifted, tape, start)
    log_probability = weigh(tape, start, stop)
    settle(state, tape, start, stop)
    teach(state, codes, t, tape, start, 1.0)
    return Taken(log_probability, stop)
