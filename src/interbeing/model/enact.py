"""Lets one possible patient live through moments that have not happened, by the exact equations, with given chance.

Used to look ahead (advise.py) and to ask whether this patient could have come from the model (check.py). Every label,
gaze and report is drawn; nothing is approximated (docs/model.md §2). Chance enters as numbers: for each moment two
standard normals and three uniforms.
"""

from typing import Final, NamedTuple

import numpy as np

from interbeing.model.arousal import HIGHEST_CUT, LOWEST_CUT
from interbeing.model.compile import kernel
from interbeing.model.learn import drift, drive
from interbeing.model.marks import AROUSAL, AT_REFLECTION, EXCHANGE, FELT, FIRST, INVITED, OFFERED, PERCEIVED, REASSURED
from interbeing.model.normal import below
from interbeing.model.parameters import AVOIDANCE_SD, GATE_SD, HIGHEST_REPORT, LOWER_EDGE, Floats, K
from interbeing.model.perceive import felt_chance, offer_shown, perceived_chance, read_expected
from interbeing.model.state import MEAN, SELF_TOTAL, SELF_WEIGHTS, STATE, TOTALS, VARIANCE, WEIGHTS, begin
from interbeing.model.unmarked import Codes

CHANCES: Final = 5


class Lived(NamedTuple):
    """What a moment did: at the reflection, felt, perceived (-1 between exchanges), the drive, the report."""

    at_reflection: int
    felt: int
    perceived: int
    drive: float
    report: int


@kernel
def drawn_felt(state: Floats, at_reflection: int, chance: float) -> int:
    """Draw what is felt, equation 3."""
    left = chance
    for felt in range(K - 1):
        left -= felt_chance(state, at_reflection, felt)
        if left < 0.0:
            return felt
    return K - 1


@kernel
def drawn_perceived(theta: Floats, state: Floats, felt: int, offered: int, chance: float) -> int:
    """Draw how the gaze is read, equation 4."""
    left = chance
    for perceived in range(K - 1):
        left -= perceived_chance(theta[0], offer_shown(offered, perceived), read_expected(state, felt, perceived))
        if left < 0.0:
            return perceived
    return K - 1


@kernel
def exact_gate(arousal: float, upper: float) -> float:
    """Give the gate at a known arousal, equation 7."""
    return below((upper - arousal) / GATE_SD).area - below((LOWER_EDGE - arousal) / GATE_SD).area


@kernel
def reported_level(arousal: float, noise: float) -> int:
    """Round a report to 0..10, equation 6."""
    level = arousal + noise
    if level < LOWEST_CUT:
        return 0
    if level >= HIGHEST_CUT:
        return HIGHEST_REPORT
    return int(np.floor(level + 0.5))


@kernel
def learn_exactly(theta: Floats, state: Floats, at_reflection: int, felt: int, perceived: int) -> None:
    """Add what was learned, equation 8."""
    opened = exact_gate(state[MEAN], theta[12])
    state[WEIGHTS + felt * K + perceived] += opened
    state[TOTALS + felt] += opened
    if at_reflection == 1:
        state[SELF_WEIGHTS + perceived] += opened
        state[SELF_TOTAL] += opened


@kernel
def enact(theta: Floats, minutes: float, codes: Codes, t: int, state: Floats, chances: Floats) -> Lived:
    """Live moment t of a plan: first, exchange, offered, invited and reassured are read from codes, the rest drawn.

    state[MEAN], state[VARIANCE] hold arousal as Normal before; afterwards it is known, with variance 0.
    """
    before = drift(theta, minutes, codes[t, FIRST], state[MEAN], state[VARIANCE])
    arousal = before.mean + np.sqrt(before.variance) * chances[0]
    state[VARIANCE] = 0.0
    near = below((theta[12] - arousal) / AVOIDANCE_SD).area
    gaze = 1 if codes[t, INVITED] == 1 and chances[2] < near else 0
    felt = perceived = -1
    expected = 0.0
    if codes[t, EXCHANGE] == 1:
        felt = drawn_felt(state, gaze, chances[3])
        perceived = drawn_perceived(theta, state, felt, codes[t, OFFERED], chances[4])
        expected = read_expected(state, felt, 0)
    alarm = drive(theta, gaze, perceived, codes[t, REASSURED], expected)
    state[MEAN] = arousal + (1.0 - before.kept) * alarm
    if perceived >= 0:
        learn_exactly(theta, state, gaze, felt, perceived)
    return Lived(gaze, felt, perceived, alarm, reported_level(state[MEAN], theta[11] * chances[1]))


@kernel
def enact_course(theta: Floats, minutes: Floats, codes: Codes, chances: Floats, out: Codes) -> None:
    """Live a whole plan with chances (T, 5); out (T, 9) becomes the codes, with gaps where codes has them."""
    state = np.empty(STATE)
    begin(theta, state)
    for t in range(minutes.size):
        lived = enact(theta, minutes[t], codes, t, state, chances[t])
        out[t] = codes[t]
        if codes[t, FELT] >= 0:
            out[t, FELT] = lived.felt
        if codes[t, PERCEIVED] >= 0:
            out[t, PERCEIVED] = lived.perceived
        if codes[t, AROUSAL] >= 0:
            out[t, AROUSAL] = lived.report
        if codes[t, AT_REFLECTION] >= 0:
            out[t, AT_REFLECTION] = lived.at_reflection


def drawn_chances(rng: np.random.Generator, *shape: int) -> Floats:
    """Draw chances (..., 5): two standard normals, three uniforms."""
    return np.concatenate([rng.normal(size=(*shape, 2)), rng.random((*shape, 3))], axis=-1)
