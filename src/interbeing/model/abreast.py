"""Lets sixteen imagined patients live through a moment side by side, so that the processor works on several at once.

Each figure of a moment has a stretch of the desk with one place for each patient; what has no branches (dice, drift,
normal areas) is worked out over whole stretches by vector instructions, what depends on a label patient by patient.
Expectations are kept as running sums, so that drawing a label is to count the sums below a target. The equations are
those of docs/model.md §2; a patient's fate depends on nobody else's, nor on the place at the desk.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from interbeing.model.compile import kernel
from interbeing.model.dice import (
    Stream,
    beyond_the_sure,
    first_throw,
    lower_uniform,
    quarter_uniform,
    throw,
    upper_uniform,
)
from interbeing.model.normal import below, exponential, logarithm
from interbeing.model.parameters import (
    AVOIDANCE_SD,
    FELT_ELSEWHERE,
    GATE_SD,
    HIGHEST_REPORT,
    LAPSE,
    LOWER_EDGE,
    REFLECTION_AT,
    RESTING_AROUSAL,
    RHO,
    TEMPLATE_AT,
    THREAT,
    UPPER_EDGE,
    Core,
    Floats,
    K,
)
from interbeing.model.plan import Codes

Words = NDArray[np.uint64]

SIDE_BY_SIDE: Final = 16
"""Two vectors of eight: while one waits for its result the other is worked on."""
MIRROR_ROW: Final = K
"""The row of experience that belongs to the own reflection, after the seven rows of the template."""
ROW: Final = 8
"""Places of a row: seven running sums, and the last once more, so that a row is one vector."""
ROWS: Final = K + 1

STREAM_A, STREAM_B, STREAM_C, STREAM_D, TIMING, DESIGN, LABELS, GAPS, FIRST_NORMAL, SECOND_NORMAL = range(10)
WORDS: Final = 10 * SIDE_BY_SIDE
(
    REST,
    PER_TAU,
    SCATTER,
    UPPER,
    NOISE,
    GAP,
    KEPT,
    AROUSAL,
    DRIFT,
    DRIVE,
    NEAR,
    GATE,
    REPORT,
    FIRST_VALUE,
    SECOND_VALUE,
) = range(15)
FIGURES: Final = 15 * SIDE_BY_SIDE
FELT_NOW, READ_NOW, OFFERED_NOW, MIRROR_NOW, INVITED_NOW, REASSURED_NOW = range(6)
LABELLED: Final = 6

_KAPPA, _KAPPA_S, _TAU = int(Core.KAPPA), int(Core.KAPPA_S), int(Core.TAU_MINUTES)
_GAZE, _THREATENED, _NOVELTY = int(Core.BETA_GAZE), int(Core.BETA_THREAT), int(Core.BETA_NOVELTY)
_SOOTHING, _REASSURANCE = int(Core.BETA_SOOTHING), int(Core.BETA_REASSURANCE)
_PROCESS, _REPORT = int(Core.SIGMA_PROCESS), int(Core.SIGMA_REPORT)
_THREAT_OF: Final = np.array(THREAT)
_PER_ATTENTIVE: Final = 1.0 / (1.0 - LAPSE)
_HUNDRED: Final = 100
_FELT_BY_PERCENT: Final = np.repeat(
    np.arange(K, dtype=np.int8), np.rint(np.array(FELT_ELSEWHERE) * _HUNDRED).astype(int)
)


@kernel
def place(figure: int, who: int) -> np.uint64:
    """Give the place of one patient's figure on the desk, or of a word among the words."""
    return np.uint64(figure * SIDE_BY_SIDE + who)


@kernel
def sit_down(theta: Floats, stream: Stream, who: int, words: Words, desk: Floats, sums: Floats) -> None:
    """Give a patient a place: dice, quantities, and what is expected before anything happened, as running sums."""
    words[place(STREAM_A, who)] = stream.a
    words[place(STREAM_B, who)] = stream.b
    words[place(STREAM_C, who)] = stream.c
    words[place(STREAM_D, who)] = stream.d
    desk[place(REST, who)] = theta[RESTING_AROUSAL]
    desk[place(PER_TAU, who)] = 1.0 / theta[_TAU]
    desk[place(SCATTER, who)] = theta[_PROCESS]
    desk[place(UPPER, who)] = theta[UPPER_EDGE]
    desk[place(NOISE, who)] = theta[_REPORT]
    for row in range(ROWS):
        strength = theta[_KAPPA_S] if row == MIRROR_ROW else theta[_KAPPA]
        first = REFLECTION_AT if row == MIRROR_ROW else TEMPLATE_AT + row * K
        running = 0.0
        for p in range(K):
            running += strength * theta[first + p]
            sums[row, p] = running
        sums[row, K] = running


@kernel
def throw_all(words: Words) -> None:
    """Throw six words for everybody."""
    for who in range(SIDE_BY_SIDE):
        stream = Stream(
            words[place(STREAM_A, who)],
            words[place(STREAM_B, who)],
            words[place(STREAM_C, who)],
            words[place(STREAM_D, who)],
        )
        for word in range(TIMING, SECOND_NORMAL + 1):
            thrown = throw(stream)
            words[place(word, who)] = thrown.bits
            stream = thrown.stream
        words[place(STREAM_A, who)] = stream.a
        words[place(STREAM_B, who)] = stream.b
        words[place(STREAM_C, who)] = stream.c
        words[place(STREAM_D, who)] = stream.d


@kernel
def normals_all(words: Words, desk: Floats, word: int, value: int) -> None:
    """Turn a word of everybody into a standard normal: at once where the first throw decides, else one by one."""
    unsure = 0
    for who in range(SIDE_BY_SIDE):
        thrown = first_throw(words[place(word, who)])
        desk[place(value, who)] = thrown.value
        unsure += thrown.is_unsure
    if unsure > 0:
        for who in range(SIDE_BY_SIDE):
            if first_throw(words[place(word, who)]).is_unsure == 1:
                throw_again(words, desk, word, value, who)


@kernel
def throw_again(words: Words, desk: Floats, word: int, value: int, who: int) -> None:
    """Go on with the dice of one patient where the first throw did not decide."""
    stream = Stream(
        words[place(STREAM_A, who)],
        words[place(STREAM_B, who)],
        words[place(STREAM_C, who)],
        words[place(STREAM_D, who)],
    )
    thrown = beyond_the_sure(words[place(word, who)], stream)
    desk[place(value, who)] = thrown.value
    words[place(STREAM_A, who)] = thrown.stream.a
    words[place(STREAM_B, who)] = thrown.stream.b
    words[place(STREAM_C, who)] = thrown.stream.c
    words[place(STREAM_D, who)] = thrown.stream.d


@kernel
def drift_all(words: Words, desk: Floats, between: float, is_later: float) -> None:
    """Let time pass for everybody, equation 1 (a session begins afresh), and find who would look, equation 2."""
    for who in range(SIDE_BY_SIDE):
        gap = -between * logarithm(upper_uniform(words[place(TIMING, who)]))
        kept = exponential(-gap * desk[place(PER_TAU, who)])
        carried = kept * is_later
        rest = desk[place(REST, who)]
        spread = desk[place(SCATTER, who)] * np.sqrt(1.0 - carried * carried)
        drift = rest + carried * (desk[place(AROUSAL, who)] - rest) + spread * desk[place(FIRST_VALUE, who)]
        desk[place(GAP, who)] = gap
        desk[place(KEPT, who)] = kept
        desk[place(DRIFT, who)] = drift
        desk[place(NEAR, who)] = below((desk[place(UPPER, who)] - drift) * (1.0 / AVOIDANCE_SD)).area


@kernel
def arrive_all(desk: Floats) -> None:
    """Let everybody's drive arrive, equation 6, and find how far each is inside the window, equation 7."""
    for who in range(SIDE_BY_SIDE):
        arousal = desk[place(DRIFT, who)] + (1.0 - desk[place(KEPT, who)]) * desk[place(DRIVE, who)]
        high = below((desk[place(UPPER, who)] - arousal) * (1.0 / GATE_SD)).area
        low = below((LOWER_EDGE - arousal) * (1.0 / GATE_SD)).area
        level = np.floor(arousal + desk[place(NOISE, who)] * desk[place(SECOND_VALUE, who)] + 0.5)
        desk[place(AROUSAL, who)] = arousal
        desk[place(GATE, who)] = high - low
        desk[place(REPORT, who)] = min(max(level, 0.0), float(HIGHEST_REPORT))


@kernel
def counted(sums: Floats, target: float) -> int:
    """Give the first index whose running sum exceeds the target, or the last: as many as do not."""
    index = 0
    for p in range(ROW):
        index += 1 if sums[p] <= target else 0
    return min(index, K - 1)


@kernel
def offered_now(sums: Floats, u: float) -> int:
    """Draw what the therapist offers, from the running sums of the plan (7,)."""
    index = 0
    for p in range(K - 1):
        index += 1 if sums[p] <= u else 0
    return index


@kernel
def felt_now(u: float, is_at_mirror: bool, own: Floats) -> int:
    """Draw what is felt, equation 3: the attitude at the reflection with a lapse, fixed base rates elsewhere.

    Both are drawn and one is kept: a branch that nobody can foresee costs more.
    """
    elsewhere = int(_FELT_BY_PERCENT[int(u * _HUNDRED)])
    at_mirror = counted(own, (u - LAPSE) * _PER_ATTENTIVE * own[K])
    if is_at_mirror and u < LAPSE:
        return int(u * (K / LAPSE))
    return at_mirror if is_at_mirror else elsewhere


@kernel
def read_now(u: float, offered: int, recognition: float, row: Floats) -> int:
    """Draw what is read, equation 4: a lapse, or what was offered, or what this feeling expects."""
    if u < LAPSE:
        return int(u * (K / LAPSE))
    rest = (u - LAPSE) * _PER_ATTENTIVE
    expected = counted(row, (rest - recognition) / (1.0 - recognition) * row[K])
    return offered if rest < recognition else expected


@kernel
def drive(theta: Floats, at_mirror: int, reassured: int, read: int, expected: float) -> float:
    """Give the pull on arousal, equation 5; `expected` is the compassion expected in this feeling (0 to 1)."""
    pull = theta[_GAZE] * at_mirror + theta[_THREATENED] * _THREAT_OF[read] - theta[_REASSURANCE] * reassured
    care = theta[_NOVELTY] * (1.0 - expected) - theta[_SOOTHING] * expected
    return float(pull + (care if read == 0 else 0.0))


@kernel
def label(theta: Floats, schedule: Floats, who: int, words: Words, desk: Floats, sums: Floats, labels: Codes) -> None:
    """Draw one patient's labels in this moment, and leave the drive that follows from them on the desk."""
    design, drawn = words[place(DESIGN, who)], words[place(LABELS, who)]
    invited = 1 if quarter_uniform(design, 0) < schedule[0] else 0
    reassured = 1 if quarter_uniform(design, 1) < schedule[1] else 0
    offered = offered_now(schedule[2:], quarter_uniform(design, 2))
    mirror = 1 if invited == 1 and lower_uniform(words[place(TIMING, who)]) < desk[place(NEAR, who)] else 0
    felt = felt_now(upper_uniform(drawn), mirror == 1, sums[MIRROR_ROW])
    row = sums[felt]
    read = read_now(lower_uniform(drawn), offered, theta[RHO], row)
    desk[place(DRIVE, who)] = drive(theta, mirror, reassured, read, row[0] / row[K])
    labels[FELT_NOW], labels[READ_NOW], labels[OFFERED_NOW] = felt, read, offered
    labels[MIRROR_NOW], labels[INVITED_NOW], labels[REASSURED_NOW] = mirror, invited, reassured


@kernel
def learn(labels: Codes, gate: float, sums: Floats) -> None:
    """Keep the experience as far as the window was open, equation 8: all running sums from what was read on."""
    read = labels[READ_NOW]
    row = sums[labels[FELT_NOW]]
    for p in range(ROW):
        row[p] += gate if p >= read else 0.0
    if labels[MIRROR_NOW] == 1:
        own = sums[MIRROR_ROW]
        for p in range(ROW):
            own[p] += gate if p >= read else 0.0


@kernel
def mark(labels: Codes, report: int, who: int, words: Words, missing: Floats, code: Codes) -> None:
    """Write what the therapist would have marked; missing (4,): chances that report, perceived, gaze, label are not."""
    gaps = words[place(GAPS, who)]
    code[1] = 1
    code[2] = -1 if quarter_uniform(gaps, 0) < missing[3] else labels[FELT_NOW]
    code[3] = -1 if quarter_uniform(gaps, 1) < missing[3] else labels[OFFERED_NOW]
    code[4] = -1 if quarter_uniform(gaps, 2) < missing[1] else labels[READ_NOW]
    code[5] = -1 if quarter_uniform(words[place(DESIGN, who)], 3) < missing[0] else report
    code[6] = -1 if quarter_uniform(gaps, 3) < missing[2] else labels[MIRROR_NOW]
    code[7] = labels[INVITED_NOW]
    code[8] = labels[REASSURED_NOW]
