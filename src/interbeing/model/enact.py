"""Lets one possible patient live through moments that have not happened, by the exact equations, with given chance.

Used to look ahead (advise.py) and to ask whether this patient could have come from the model (check.py). Every label,
gaze and report is drawn; nothing is approximated but normal areas, to 1e-9 (docs/model.md §2). Chance enters as
numbers: for each moment two standard normals and three uniforms.
"""

from typing import Final, NamedTuple

import numpy as np

from interbeing.model.arousal import HIGHEST_CUT, LOWEST_CUT
from interbeing.model.compile import kernel, kernel_with_arrays
from interbeing.model.dice import area_below
from interbeing.model.learn import drift, drive
from interbeing.model.marks import AROUSAL, AT_REFLECTION, EXCHANGE, FELT, FIRST, INVITED, OFFERED, PERCEIVED, REASSURED
from interbeing.model.parameters import AVOIDANCE_SD, HIGHEST_REPORT, LAPSE, Floats, K
from interbeing.model.perceive import FELT_BASE, OFFERED_BASE, read_expected
from interbeing.model.simulate import gate_of, pick, pick_sum
from interbeing.model.state import MEAN, SELF_TOTAL, SELF_WEIGHTS, STATE, TOTALS, VARIANCE, WEIGHTS, begin
from interbeing.model.unmarked import Codes

CHANCES: Final = 5
_FELT_SUMS: Final = np.cumsum(FELT_BASE)
_OFFERED_SUMS: Final = np.cumsum(OFFERED_BASE)


class Lived(NamedTuple):
    """What a moment did: at the reflection, felt, perceived (-1 between exchanges), the drive, the report."""

    at_reflection: int
    felt: int
    perceived: int
    drive: float
    report: int


@kernel
def slipped(chance: float) -> int:
    """Give the label that a slip falls on, where chance is below LAPSE: each as often as another."""
    return int(chance * (K / LAPSE))


@kernel
def drawn_felt(state: Floats, at_reflection: int, chance: float) -> int:
    """Draw what is felt, equation 3."""
    if at_reflection == 0:
        return pick_sum(_FELT_SUMS, chance)
    if chance < LAPSE:
        return slipped(chance)
    rest = (chance - LAPSE) / (1.0 - LAPSE)
    return pick(state[SELF_WEIGHTS : SELF_WEIGHTS + K], rest * state[SELF_TOTAL])


@kernel
def drawn_perceived(theta: Floats, state: Floats, felt: int, offered: int, chance: float) -> int:
    """Draw how the gaze is read, equation 4: a slip, or recognised as what is offered, or what the feeling expects."""
    if chance < LAPSE:
        return slipped(chance)
    rest = (chance - LAPSE) / (1.0 - LAPSE)
    if rest >= theta[0]:
        row = WEIGHTS + felt * K
        return pick(state[row : row + K], (rest - theta[0]) / (1.0 - theta[0]) * state[TOTALS + felt])
    return offered if offered >= 0 else pick_sum(_OFFERED_SUMS, rest / theta[0])


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
    opened = gate_of(state[MEAN], theta[12])
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
    gaze = 0
    if codes[t, INVITED] == 1 and chances[2] < area_below((theta[12] - arousal) / AVOIDANCE_SD):
        gaze = 1
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


@kernel_with_arrays
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
