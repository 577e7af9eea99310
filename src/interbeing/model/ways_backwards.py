"""Reads one way through a moment backwards, for every version of a patient at a desk.

Every function is the derivative, by hand, of the function of nearly the same name in ways.py (docs/model.md §4), as
backwards.py is of learn.py for one version alone; a test holds the two together.
"""

from interbeing.model.arousal import beyond_pulled, gate, gate_pulled, reported_pulled
from interbeing.model.compile import kernel_apart, kernel_within
from interbeing.model.desk import (
    AROUSAL_NOW,
    BY_AROUSAL,
    BY_CORE_AT,
    BY_SELF_TOTAL,
    BY_SPREAD,
    BY_STATE_AT,
    DRIFTED,
    DRIFTED_SPREAD,
    FEELS_AT,
    HERE,
    HERE_ARRIVING,
    HERE_NATS,
    HERE_SPREAD,
    INTO,
    INTO_ARRIVING,
    INTO_SPREAD,
    KEPT,
    NEAR_SPREAD,
    SELF_TOTAL_NOW,
    SIDE_BY_SIDE,
    SPREAD_NOW,
    STATE_AT,
    W_AROUSAL,
    W_BY,
    W_BY_NATS,
    W_BY_SPREAD,
    W_CHANCE,
    W_DRIVE,
    W_FACTOR,
    W_LEARNED,
    W_LIKELY,
    W_SPREAD,
    W_TAUGHT,
    W_WORTH,
    fill,
    place,
)
from interbeing.model.learn import AVOIDANCE_NOISE
from interbeing.model.marks import AROUSAL, OFFERED, REASSURED
from interbeing.model.parameters import LAPSE, RESTING_AROUSAL, RHO, UPPER_EDGE, Core, Floats, K
from interbeing.model.perceive import THREAT_OF, offer_shown, perceived_chance
from interbeing.model.state import SELF_WEIGHTS, TOTALS, WEIGHTS
from interbeing.model.unmarked import Branch, Codes
from interbeing.model.ways import arrived

_BY_RHO, _BY_REST, _BY_UPPER = BY_CORE_AT + RHO, BY_CORE_AT + RESTING_AROUSAL, BY_CORE_AT + UPPER_EDGE
_TAU, _PROCESS, _REPORT = int(Core.TAU_MINUTES), int(Core.SIGMA_PROCESS), int(Core.SIGMA_REPORT)
_NOVELTY, _SOOTHING = int(Core.BETA_NOVELTY), int(Core.BETA_SOOTHING)
_BY_TAU, _BY_PROCESS, _BY_REPORT = BY_CORE_AT + _TAU, BY_CORE_AT + _PROCESS, BY_CORE_AT + _REPORT
_BY_GAZE, _BY_THREATENED = BY_CORE_AT + int(Core.BETA_GAZE), BY_CORE_AT + int(Core.BETA_THREAT)
_BY_NOVELTY, _BY_SOOTHING = BY_CORE_AT + _NOVELTY, BY_CORE_AT + _SOOTHING
_BY_REASSURANCE = BY_CORE_AT + int(Core.BETA_REASSURANCE)


@kernel_apart
def worth_all(desk: Floats, way: Branch, left: int) -> None:
    """Find what one more unit of learning in each feeling of a way would be worth."""
    for felt in range(way.felt, way.felt_stop):
        worth = left + W_WORTH + felt
        cell, total = BY_STATE_AT + WEIGHTS + felt * K + way.perceived, BY_STATE_AT + TOTALS + felt
        for who in range(SIDE_BY_SIDE):
            desk[place(worth, who)] = desk[place(cell, who)] + desk[place(total, who)]
        if way.at_reflection == 1:
            own = BY_STATE_AT + SELF_WEIGHTS + way.perceived
            for who in range(SIDE_BY_SIDE):
                desk[place(worth, who)] += desk[place(BY_SELF_TOTAL, who)] + desk[place(own, who)]


@kernel_apart
def taught_all(desk: Floats, way: Branch, left: int) -> None:
    """Turn the chances of a way's feelings into shares, and find what learning in the way as a whole was worth."""
    if way.felt_stop == way.felt + 1:
        for who in range(SIDE_BY_SIDE):
            desk[place(left + W_TAUGHT, who)] = desk[place(left + W_WORTH + way.felt, who)]
        return
    fill(desk, left + W_TAUGHT, 0.0)
    for felt in range(way.felt, way.felt_stop):
        share, worth = left + W_LIKELY + felt, left + W_WORTH + felt
        for who in range(SIDE_BY_SIDE):
            desk[place(share, who)] /= desk[place(left + W_CHANCE, who)]
            desk[place(left + W_TAUGHT, who)] += desk[place(share, who)] * desk[place(worth, who)]


@kernel_apart
def open_backwards(desk: Floats, left: int) -> None:
    """Carry derivatives through the window, equation 7."""
    for who in range(SIDE_BY_SIDE):
        arousal, upper = desk[place(left + W_AROUSAL, who)], desk[place(UPPER_EDGE, who)]
        opened = gate_pulled(arousal, upper, gate(arousal, desk[place(left + W_SPREAD, who)], upper))
        by = desk[place(left + W_FACTOR, who)] * desk[place(left + W_TAUGHT, who)]
        desk[place(left + W_BY, who)] += by * opened.mean
        desk[place(left + W_BY_SPREAD, who)] += by * opened.variance
        desk[place(_BY_UPPER, who)] += by * opened.upper


@kernel_apart
def hear_backwards(desk: Floats, report: int, left: int) -> None:
    """Carry derivatives through the report, equation 6, if one was marked."""
    if report < 0:
        return
    for who in range(SIDE_BY_SIDE):
        scale = desk[place(_REPORT, who)]
        pulled = reported_pulled(
            arrived(desk, left, who),
            desk[place(NEAR_SPREAD, who)],
            report,
            scale * scale,
            desk[place(left + W_BY_NATS, who)],
            desk[place(left + W_BY, who)],
            desk[place(left + W_BY_SPREAD, who)],
        )
        desk[place(left + W_BY, who)] = pulled.mean
        desk[place(left + W_BY_SPREAD, who)] = pulled.variance
        desk[place(_BY_REPORT, who)] += 2.0 * scale * pulled.noise


@kernel_apart
def expected_backwards(desk: Floats, felt: int, perceived: int, by: int) -> None:
    """Carry a stretch of derivatives by what is expected in a feeling back to its weight and total."""
    cell, total = WEIGHTS + felt * K + perceived, TOTALS + felt
    for who in range(SIDE_BY_SIDE):
        per_total = 1.0 / desk[place(STATE_AT + total, who)]
        into = desk[place(by, who)] * per_total
        desk[place(BY_STATE_AT + total, who)] -= into * per_total * desk[place(STATE_AT + cell, who)]
        desk[place(BY_STATE_AT + cell, who)] += into


@kernel_apart
def drive_backwards(desk: Floats, way: Branch, reassured: int, left: int) -> None:
    """Carry derivatives through the drive and its arrival, equation 5; what is left goes to this gaze."""
    alarms = THREAT_OF[way.perceived] if way.perceived > 0 else 0.0
    for who in range(SIDE_BY_SIDE):
        by = desk[place(left + W_BY, who)]
        desk[place(HERE_NATS, who)] += desk[place(left + W_BY_NATS, who)]
        desk[place(HERE, who)] += by
        desk[place(HERE_SPREAD, who)] += desk[place(left + W_BY_SPREAD, who)]
        desk[place(HERE_ARRIVING, who)] += by * desk[place(left + W_DRIVE, who)]
        by *= 1.0 - desk[place(KEPT, who)]
        desk[place(_BY_GAZE, who)] += by * way.at_reflection
        desk[place(_BY_REASSURANCE, who)] -= by * reassured
        desk[place(_BY_THREATENED, who)] += by * alarms
    if way.perceived == 0:
        care_backwards(desk, way.felt, left)


@kernel_apart
def care_backwards(desk: Floats, felt: int, left: int) -> None:
    """Carry derivatives through what a perceived compassion does; uses up the way's derivative by its arousal."""
    weight, total = STATE_AT + WEIGHTS + felt * K, STATE_AT + TOTALS + felt
    for who in range(SIDE_BY_SIDE):
        by = desk[place(left + W_BY, who)] * (1.0 - desk[place(KEPT, who)])
        expected = desk[place(weight, who)] / desk[place(total, who)]
        desk[place(_BY_NOVELTY, who)] += by * (1.0 - expected)
        desk[place(_BY_SOOTHING, who)] -= by * expected
        desk[place(left + W_BY, who)] = -by * (desk[place(_NOVELTY, who)] + desk[place(_SOOTHING, who)])
    expected_backwards(desk, felt, 0, left + W_BY)


@kernel_within
def labels_backwards(desk: Floats, way: Branch, offered: int, left: int) -> None:
    """Carry derivatives through the labels of a way, equations 3 and 4, each feeling by its part."""
    shown = offer_shown(offered, way.perceived)
    for felt in range(way.felt, way.felt_stop):
        by_nats = left + W_LIKELY + felt
        part_backwards(desk, way, felt, left)
        if way.at_reflection == 1:
            felt_backwards(desk, felt, by_nats)
        read_backwards(desk, felt, way.perceived, shown, by_nats)


@kernel_apart
def part_backwards(desk: Floats, way: Branch, felt: int, left: int) -> None:
    """Turn a feeling's share in a way into the derivative by the log of its chance."""
    share, learned, worth = left + W_LIKELY + felt, left + W_LEARNED + felt, left + W_WORTH + felt
    if way.felt_stop == way.felt + 1:
        for who in range(SIDE_BY_SIDE):
            desk[place(share, who)] = desk[place(left + W_BY_NATS, who)]
        return
    for who in range(SIDE_BY_SIDE):
        more = desk[place(worth, who)] - desk[place(left + W_TAUGHT, who)]
        desk[place(share, who)] *= desk[place(left + W_BY_NATS, who)]
        desk[place(share, who)] += desk[place(learned, who)] * more


@kernel_apart
def felt_backwards(desk: Floats, felt: int, by_nats: int) -> None:
    """Carry a stretch of derivatives by log P(felt at the own reflection), equation 3."""
    own, feels, by_own = STATE_AT + SELF_WEIGHTS + felt, FEELS_AT + K + felt, BY_STATE_AT + SELF_WEIGHTS + felt
    for who in range(SIDE_BY_SIDE):
        per_total = 1.0 / desk[place(SELF_TOTAL_NOW, who)]
        by = desk[place(by_nats, who)] * (1.0 - LAPSE) * per_total / desk[place(feels, who)]
        desk[place(BY_SELF_TOTAL, who)] -= by * per_total * desk[place(own, who)]
        desk[place(by_own, who)] += by


@kernel_apart
def read_backwards(desk: Floats, felt: int, perceived: int, shown: float, by_nats: int) -> None:
    """Carry a stretch of derivatives by log P(perceived | felt, offered), equation 4; uses it up."""
    cell, total = STATE_AT + WEIGHTS + felt * K + perceived, STATE_AT + TOTALS + felt
    for who in range(SIDE_BY_SIDE):
        expected = desk[place(cell, who)] / desk[place(total, who)]
        rho = desk[place(RHO, who)]
        by = desk[place(by_nats, who)] * (1.0 - LAPSE) / perceived_chance(rho, shown, expected)
        desk[place(_BY_RHO, who)] += by * (shown - expected)
        desk[place(by_nats, who)] = by * (1.0 - rho)
    expected_backwards(desk, felt, perceived, by_nats)


@kernel_within
def way_backwards(desk: Floats, codes: Codes, t: int, way: Branch, left: int) -> None:
    """Carry derivatives through one way, from its end to arousal as the look left it."""
    if way.perceived >= 0:
        open_backwards(desk, left)
        labels_backwards(desk, way, codes[t, OFFERED], left)
    hear_backwards(desk, codes[t, AROUSAL], left)
    drive_backwards(desk, way, codes[t, REASSURED], left)


@kernel_apart
def look_backwards(desk: Floats, invited: int, at_reflection: int) -> None:
    """Carry derivatives through looking at the own reflection, or not, when invited to, equation 2."""
    if invited == 1:
        side = -1.0 if at_reflection == 1 else 1.0
        for who in range(SIDE_BY_SIDE):
            pulled = beyond_pulled(
                desk[place(DRIFTED, who)],
                desk[place(DRIFTED_SPREAD, who)],
                desk[place(UPPER_EDGE, who)],
                side,
                AVOIDANCE_NOISE,
                desk[place(HERE_NATS, who)],
                desk[place(HERE, who)],
                desk[place(HERE_SPREAD, who)],
            )
            desk[place(HERE, who)] = pulled.mean
            desk[place(HERE_SPREAD, who)] = pulled.variance
            desk[place(_BY_UPPER, who)] += pulled.edge
    for who in range(SIDE_BY_SIDE):
        desk[place(INTO, who)] += desk[place(HERE, who)]
        desk[place(INTO_SPREAD, who)] += desk[place(HERE_SPREAD, who)]
        desk[place(INTO_ARRIVING, who)] += desk[place(HERE_ARRIVING, who)]


@kernel_apart
def drift_backwards(desk: Floats, minutes: float, is_first: int) -> None:
    """Carry derivatives through the drift, equation 1, to arousal before the moment."""
    goes_on = 0.0 if is_first == 1 else 1.0
    for who in range(SIDE_BY_SIDE):
        kept, scatter, tau = desk[place(KEPT, who)], desk[place(_PROCESS, who)], desk[place(_TAU, who)]
        carried = kept * goes_on
        by, by_spread = desk[place(INTO, who)], desk[place(INTO_SPREAD, who)]
        off = desk[place(AROUSAL_NOW, who)] - desk[place(RESTING_AROUSAL, who)]
        wider = desk[place(SPREAD_NOW, who)] - scatter * scatter
        by_kept = goes_on * (off * by + 2.0 * kept * wider * by_spread) - desk[place(INTO_ARRIVING, who)]
        desk[place(_BY_REST, who)] += by - carried * by
        desk[place(_BY_PROCESS, who)] += 2.0 * scatter * (by_spread - carried * carried * by_spread)
        desk[place(_BY_TAU, who)] += by_kept * kept * minutes / (tau * tau)
        desk[place(BY_AROUSAL, who)] = carried * by
        desk[place(BY_SPREAD, who)] = carried * carried * by_spread
