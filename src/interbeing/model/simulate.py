"""Lets imagined patients live through a course of mirror work, moment by moment, exactly as the model says.

Every step draws from its own distribution in docs/model.md §2; nothing is approximated. Chances set by the plan are
kept to 1/65536. Sixteen live at once (abreast.py), and their state does not grow with the number of patients, nor
does memory: they are lived through in pieces (services/trial.py).
"""

from typing import Final

import numpy as np

from interbeing.model.abreast import (
    AROUSAL,
    FIGURES,
    FIRST_NORMAL,
    FIRST_VALUE,
    GAP,
    GATE,
    LABELLED,
    REPORT,
    ROW,
    ROWS,
    SECOND_NORMAL,
    SECOND_VALUE,
    SIDE_BY_SIDE,
    WORDS,
    Words,
    arrive_all,
    drift_all,
    label,
    learn,
    mark,
    normals_all,
    place,
    sit_down,
    throw_all,
)
from interbeing.model.compile import kernel, kernel_with_arrays
from interbeing.model.dice import area_below, normal, stream_of
from interbeing.model.marks import COLUMNS
from interbeing.model.parameters import GATE_SD, LOWER_EDGE, NATURAL, Floats, K, Prior, Z, naturalise
from interbeing.model.plan import Codes, Lived, Plan

_ON_THE_GATE: Final = 1.0 / GATE_SD


@kernel
def pick(weights: Floats, target: float) -> int:
    """Give the first index whose running sum exceeds the target (inverse of a discrete distribution)."""
    running = weights[0]
    index = 0
    while running <= target and index < K - 1:
        index += 1
        running += weights[index]
    return index


@kernel
def pick_sum(sums: Floats, target: float) -> int:
    """Do the same where the running sums are given."""
    index = 0
    while sums[index] <= target and index < K - 1:
        index += 1
    return index


@kernel
def gate_of(arousal: float, upper: float) -> float:
    """Give how far the person is inside the window, equation 7."""
    return area_below((upper - arousal) * _ON_THE_GATE) - area_below((LOWER_EDGE - arousal) * _ON_THE_GATE)


@kernel
def live(
    people: Floats,
    plan: tuple[int, float, Floats, Floats],
    desk: tuple[Words, Floats, Floats, Codes],
    lived: tuple[Floats, Codes, Floats],
) -> None:
    """Live through one course, up to 16 people at one desk: words, figures, sums (16, 8, 8), labels (16, 6).

    plan: sessions, mean minutes, schedule (M, 9), missing (4,). lived: minutes, codes and path as in `Lived`.
    """
    sessions, between, schedule, missing = plan
    words, figures, sums, labels = desk
    minutes, codes, path = lived
    at = 0
    for _session in range(sessions):
        for ordinal in range(schedule.shape[0]):
            throw_all(words)
            normals_all(words, figures, FIRST_NORMAL, FIRST_VALUE)
            normals_all(words, figures, SECOND_NORMAL, SECOND_VALUE)
            drift_all(words, figures, between, 1.0 if ordinal > 0 else 0.0)
            for who in range(people.shape[0]):
                label(people[who], schedule[ordinal], who, words, figures, sums[who], labels[who])
            arrive_all(figures)
            for who in range(people.shape[0]):
                learn(labels[who], figures[place(GATE, who)], sums[who])
                minutes[who, at] = figures[place(GAP, who)]
                codes[who, at, 0] = 1 if ordinal == 0 else 0
                mark(labels[who], int(figures[place(REPORT, who)]), who, words, missing, codes[who, at])
                if path.shape[1] > 0:
                    path[who, at, 0] = figures[place(AROUSAL, who)]
                    path[who, at, 1] = figures[place(GATE, who)]
            at += 1


@kernel_with_arrays
def _live_all(
    people: Floats,
    plan: tuple[int, float, Floats, Floats],
    seed: int,
    first: int,
    minutes: Floats,
    codes: Codes,
    results: tuple[Floats, Floats],
) -> None:
    expects, path = results
    words, figures = np.zeros(WORDS, dtype=np.uint64), np.zeros(FIGURES)
    sums, labels = np.empty((SIDE_BY_SIDE, ROWS, ROW)), np.empty((SIDE_BY_SIDE, LABELLED), dtype=np.int8)
    for start in range(0, people.shape[0], SIDE_BY_SIDE):
        stop = min(start + SIDE_BY_SIDE, people.shape[0])
        for i in range(start, stop):
            sit_down(people[i], stream_of(seed, first + i, 2), i - start, words, figures, sums[i - start])
        lived = (minutes[start:stop], codes[start:stop], path[start:stop])
        live(people[start:stop], plan, (words, figures, sums, labels), lived)
        for i in range(start, stop):
            tell(sums[i - start], expects[i])


@kernel
def tell(sums: Floats, expects: Floats) -> None:
    """Write what each feeling, and last the own reflection, has come to expect (8, 7)."""
    for row in range(ROWS):
        below = 0.0
        for p in range(K):
            expects[row, p] = (sums[row, p] - below) / sums[row, K]
            below = sums[row, p]


@kernel_with_arrays
def _draw_all(prior: Floats, seed: int, first: int, z: Floats, people: Floats) -> None:
    for i in range(z.shape[0]):
        stream = stream_of(seed, first + i, 1)
        for j in range(z.shape[1]):
            thrown = normal(stream)
            z[i, j] = thrown.value
            stream = thrown.stream
        naturalise(z[i], prior, people[i])


def draw_people(prior: Prior, seed: int, first: int, count: int) -> Floats:
    """Draw patients first..first+count-1 from the prior, z ~ Normal(0, 1); their natural values (count, 69)."""
    people = np.empty((count, NATURAL))
    _draw_all(prior.packed(), seed, first, np.empty((count, Z)), people)
    return people


def live_courses(people: Floats, plan: Plan, seed: int, first: int, keeps_path: bool = False) -> Lived:
    """Let patients first.. with natural values `people` (n, 69) live through the plan, each with dice of their own."""
    n, length = len(people), plan.length
    minutes = np.empty((n, length))
    codes = np.empty((n, length, COLUMNS), dtype=np.int8)
    expects = np.empty((n, K + 1, K))
    path = np.empty((n, length if keeps_path else 0, 2))
    held = (plan.sessions, plan.minutes_between, plan.scheduled(), plan.missing())
    _live_all(np.ascontiguousarray(people), held, seed, first, minutes, codes, (expects, path))
    return Lived(minutes, codes, expects, path)
