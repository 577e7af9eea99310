"""Goes one way through a moment with every version of a patient at a desk: drift, look, labels, drive, report, window.

The equations are those of `learn.py`, which follows one version and can be read backwards; a test holds the two
together.
"""

from interbeing.model.arousal import beyond, gate
from interbeing.model.compile import kernel, kernel_apart, kernel_within
from interbeing.model.desk import (
    AROUSAL_NOW,
    DRIFTED,
    DRIFTED_SPREAD,
    FEELS_AT,
    KEPT,
    NEAR,
    NEAR_FACTOR,
    NEAR_NATS,
    NEAR_SPREAD,
    SELF_TOTAL_NOW,
    SIDE_BY_SIDE,
    SPREAD_NOW,
    STATE_AT,
    W_AROUSAL,
    W_CHANCE,
    W_DRIVE,
    W_FACTOR,
    W_LIKELY,
    W_NATS,
    W_OPENED,
    W_SPREAD,
    fill,
    place,
)
from interbeing.model.learn import AVOIDANCE_NOISE, report_seen
from interbeing.model.marks import AROUSAL, EXCHANGE, FELT, INVITED, OFFERED, REASSURED
from interbeing.model.normal import exponential
from interbeing.model.parameters import LAPSE, RESTING_AROUSAL, RHO, UPPER_EDGE, Core, Floats, K
from interbeing.model.perceive import FELT_BASE, SLIP, THREAT_OF, offer_shown, perceived_chance
from interbeing.model.state import SELF_WEIGHTS, TOTALS, WEIGHTS
from interbeing.model.unmarked import Branch, Codes, Course, Span, label_span

_TAU, _GAZE, _THREATENED = int(Core.TAU_MINUTES), int(Core.BETA_GAZE), int(Core.BETA_THREAT)
_NOVELTY, _SOOTHING, _REASSURANCE = int(Core.BETA_NOVELTY), int(Core.BETA_SOOTHING), int(Core.BETA_REASSURANCE)
_PROCESS, _REPORT = int(Core.SIGMA_PROCESS), int(Core.SIGMA_REPORT)


@kernel_apart
def drift_all(desk: Floats, minutes: float, is_first: int) -> None:
    """Let arousal drift to rest, equation 1; a session begins afresh."""
    goes_on = 0.0 if is_first == 1 else 1.0
    for who in range(SIDE_BY_SIDE):
        kept = exponential(-minutes / desk[place(_TAU, who)])
        carried = kept * goes_on
        rest, scatter = desk[place(RESTING_AROUSAL, who)], desk[place(_PROCESS, who)]
        spread = scatter * scatter
        desk[place(KEPT, who)] = kept
        desk[place(DRIFTED, who)] = rest + carried * (desk[place(AROUSAL_NOW, who)] - rest)
        desk[place(DRIFTED_SPREAD, who)] = spread + carried * carried * (desk[place(SPREAD_NOW, who)] - spread)


@kernel_apart
def look_all(desk: Floats, invited: int, at_reflection: int) -> None:
    """Weigh arousal by whether the person looked at the own reflection when invited to, equation 2."""
    if invited == 0:
        for who in range(SIDE_BY_SIDE):
            desk[place(NEAR_FACTOR, who)], desk[place(NEAR_NATS, who)] = 1.0, 0.0
            desk[place(NEAR, who)] = desk[place(DRIFTED, who)]
            desk[place(NEAR_SPREAD, who)] = desk[place(DRIFTED_SPREAD, who)]
        return
    side = -1.0 if at_reflection == 1 else 1.0
    for who in range(SIDE_BY_SIDE):
        upper = desk[place(UPPER_EDGE, who)]
        seen = beyond(desk[place(DRIFTED, who)], desk[place(DRIFTED_SPREAD, who)], upper, side, AVOIDANCE_NOISE)
        desk[place(NEAR_FACTOR, who)] = seen.factor
        desk[place(NEAR_NATS, who)] = seen.nats
        desk[place(NEAR, who)] = seen.mean
        desk[place(NEAR_SPREAD, who)] = seen.variance


@kernel_apart
def feel_all(desk: Floats, at_reflection: int, possible: Span) -> None:
    """Find how likely each possible feeling is here, equation 3."""
    for felt in range(max(possible.start, 0), possible.stop):
        feels, own = FEELS_AT + at_reflection * K + felt, STATE_AT + SELF_WEIGHTS + felt
        if at_reflection == 0:
            fill(desk, feels, FELT_BASE[felt])
        else:
            for who in range(SIDE_BY_SIDE):
                expected = desk[place(own, who)] / desk[place(SELF_TOTAL_NOW, who)]
                desk[place(feels, who)] = (1.0 - LAPSE) * expected + SLIP


@kernel_apart
def label_all(desk: Floats, way: Branch, offered: int, left: int) -> None:
    """Find the chance of a way's labels, equations 3 and 4, and the part of each feeling in it."""
    fill(desk, left + W_CHANCE, 1.0 if way.perceived < 0 else 0.0)
    if way.perceived < 0:
        return
    shown = offer_shown(offered, way.perceived)
    for felt in range(way.felt, way.felt_stop):
        weight, total = STATE_AT + WEIGHTS + felt * K + way.perceived, STATE_AT + TOTALS + felt
        feels, likely = FEELS_AT + way.at_reflection * K + felt, left + W_LIKELY + felt
        for who in range(SIDE_BY_SIDE):
            expected = desk[place(weight, who)] / desk[place(total, who)]
            read = perceived_chance(desk[place(RHO, who)], shown, expected)
            desk[place(likely, who)] = desk[place(feels, who)] * read
        for who in range(SIDE_BY_SIDE):
            desk[place(left + W_CHANCE, who)] += desk[place(likely, who)]


@kernel_apart
def drive_all(desk: Floats, way: Branch, reassured: int, left: int) -> None:
    """Find the drive, equation 5: a perceived compassion acts by how far it is expected in this feeling."""
    alarms = THREAT_OF[way.perceived] if way.perceived > 0 else 0.0
    for who in range(SIDE_BY_SIDE):
        alarm = desk[place(_GAZE, who)] * way.at_reflection - desk[place(_REASSURANCE, who)] * reassured
        desk[place(left + W_DRIVE, who)] = alarm + desk[place(_THREATENED, who)] * alarms
    if way.perceived == 0:
        weight, total = STATE_AT + WEIGHTS + way.felt * K, STATE_AT + TOTALS + way.felt
        for who in range(SIDE_BY_SIDE):
            expected = desk[place(weight, who)] / desk[place(total, who)]
            care = desk[place(_NOVELTY, who)] * (1.0 - expected) - desk[place(_SOOTHING, who)] * expected
            desk[place(left + W_DRIVE, who)] += care


@kernel
def arrived(desk: Floats, left: int, who: int) -> float:
    """Give arousal once the drive has arrived, before the report."""
    return float(desk[place(NEAR, who)] + (1.0 - desk[place(KEPT, who)]) * desk[place(left + W_DRIVE, who)])


@kernel_apart
def hear_all(desk: Floats, report: int, left: int) -> None:
    """Weigh arousal by the report, equation 6, together with the labels and the look."""
    for who in range(SIDE_BY_SIDE):
        noise = desk[place(_REPORT, who)] * desk[place(_REPORT, who)]
        seen = report_seen(report, noise, arrived(desk, left, who), desk[place(NEAR_SPREAD, who)])
        desk[place(left + W_AROUSAL, who)] = seen.mean
        desk[place(left + W_SPREAD, who)] = seen.variance
        labels = desk[place(left + W_CHANCE, who)]
        desk[place(left + W_FACTOR, who)] = labels * desk[place(NEAR_FACTOR, who)] * seen.factor
        desk[place(left + W_NATS, who)] = desk[place(NEAR_NATS, who)] + seen.nats


@kernel_apart
def open_all(desk: Floats, left: int) -> None:
    """Find how far each ended inside the window, equation 7, for one part of the labels' chance."""
    for who in range(SIDE_BY_SIDE):
        spread, upper = desk[place(left + W_SPREAD, who)], desk[place(UPPER_EDGE, who)]
        found = gate(desk[place(left + W_AROUSAL, who)], spread, upper)
        desk[place(left + W_OPENED, who)] = found.opened / desk[place(left + W_CHANCE, who)]


@kernel_within
def go_through(desk: Floats, codes: Codes, t: int, way: Branch, left: int) -> None:
    """Go one way through a moment, as far as the end inside or outside the window, and leave what it came to."""
    label_all(desk, way, codes[t, OFFERED], left)
    drive_all(desk, way, codes[t, REASSURED], left)
    hear_all(desk, codes[t, AROUSAL], left)
    if codes[t, EXCHANGE] == 1:
        open_all(desk, left)


@kernel_within
def arrive_at(desk: Floats, course: Course, t: int, at_reflection: int) -> None:
    """Look, or look away, and find what may be felt there."""
    look_all(desk, course.codes[t, INVITED], at_reflection)
    feel_all(desk, at_reflection, label_span(course.codes[t, FELT], course.codes[t, EXCHANGE]))
