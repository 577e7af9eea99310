"""What a patient's draws say, quantity by quantity: before the course, and after its last moment."""

from typing import Final, NamedTuple

import numpy as np

from interbeing.domain.emotion import EMOTIONS
from interbeing.model.compile import kernel
from interbeing.model.learn import take_in
from interbeing.model.marks import Marks
from interbeing.model.mixing import mixing
from interbeing.model.parameters import REFLECTION_AT, TEMPLATE_AT, Core, Floats, K, quantity_names
from interbeing.model.perceive import expectation
from interbeing.model.posterior import CHAINS, Posterior
from interbeing.model.unmarked import (
    COUNTS,
    MOST_BRANCHES,
    SELF_COUNTS,
    SELF_TOTAL,
    STATE,
    TAPE,
    TOTALS,
    Codes,
)

EXPECTS: Final = tuple(f"expects[{f}>{p}]" for f in EMOTIONS for p in EMOTIONS)
REFLECTION_NOW: Final = tuple(f"reflection_now[{e}]" for e in EMOTIONS)
_KAPPA, _KAPPA_S = int(Core.KAPPA), int(Core.KAPPA_S)
QUANTITIES: Final = (*quantity_names(), *EXPECTS, *REFLECTION_NOW)


class Summary(NamedTuple):
    """One number for each of `QUANTITIES`; the interval from q05 to q95 holds 90 % of the posterior."""

    mean: Floats
    sd: Floats
    q05: Floats
    q50: Floats
    q95: Floats
    ess: Floats
    rhat: Floats


@kernel
def _after_all(theta: Floats, minutes: Floats, codes: Codes, expects: Floats) -> None:
    tape = np.empty((MOST_BRANCHES, TAPE))
    for draw in range(theta.shape[0]):
        state = np.zeros(STATE)
        person = theta[draw]
        for t in range(minutes.size):
            take_in(person, minutes[t], codes, t, state, tape, 0)
        for f in range(K):
            for p in range(K):
                template, count = person[TEMPLATE_AT + f * K + p], state[COUNTS + f * K + p]
                expects[draw, f, p] = expectation(person[_KAPPA], template, count, state[TOTALS + f])
            own, count = person[REFLECTION_AT + f], state[SELF_COUNTS + f]
            expects[draw, K, f] = expectation(person[_KAPPA_S], own, count, state[SELF_TOTAL])


def after_course(theta: Floats, marks: Marks) -> Floats:
    """Give what each feeling, and last the own reflection, expects after the last moment: (n, 69) to (n, 8, 7).

    (kappa m + n) / (kappa + N), docs/model.md equations 3 and 4, with counts of unmarked moments in fractions.
    """
    expects = np.empty((len(theta), K + 1, K))
    _after_all(theta, marks.minutes, marks.codes, expects)
    return expects


def summary(found: Posterior, marks: Marks) -> Summary:
    """Summarise a posterior; effective sizes of what follows from the draws are judged on the draws kept."""
    after = after_course(found.natural, marks).reshape(len(found.natural), -1)
    values = np.concatenate([found.natural, after], axis=1)
    judged = mixing(after.reshape(CHAINS, -1, after.shape[1]))
    q05, q50, q95 = np.quantile(values, (0.05, 0.5, 0.95), axis=0)
    ess, rhat = (np.concatenate(pair) for pair in zip(found.mixing, judged, strict=True))
    return Summary(values.mean(axis=0), values.std(axis=0, ddof=1), q05, q50, q95, ess, rhat)
