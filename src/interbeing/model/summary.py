"""What a patient's draws say, quantity by quantity: before the course, and after its last moment."""

from typing import Final, NamedTuple

import numpy as np

from interbeing.domain.emotion import EMOTIONS
from interbeing.model.marks import Marks
from interbeing.model.mixing import mixing
from interbeing.model.observe import belief_of
from interbeing.model.parameters import Floats, K, quantity_names
from interbeing.model.posterior import CHAINS, Posterior
from interbeing.model.state import SELF_TOTAL, SELF_WEIGHTS, TOTALS, WEIGHTS

EXPECTS: Final = tuple(f"expects[{f}>{p}]" for f in EMOTIONS for p in EMOTIONS)
REFLECTION_NOW: Final = tuple(f"reflection_now[{e}]" for e in EMOTIONS)
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


def after_course(theta: Floats, marks: Marks) -> Floats:
    """Give what each feeling, and last the own reflection, expects after the last moment: (n, 69) to (n, 8, 7).

    (kappa m + n) / (kappa + N), docs/model.md equations 3 and 4, with counts of unmarked moments in fractions.
    """
    states = belief_of(theta, marks).states()
    own, own_total = states[:, SELF_WEIGHTS:SELF_TOTAL], states[:, [SELF_TOTAL]]
    weights = np.concatenate([states[:, WEIGHTS:TOTALS].reshape(-1, K, K), own[:, None]], axis=1)
    totals = np.concatenate([states[:, TOTALS:SELF_WEIGHTS], own_total], axis=1)
    expected: Floats = weights / totals[..., None]
    return expected


def summary(found: Posterior, marks: Marks) -> Summary:
    """Summarise a posterior; effective sizes of what follows from the draws are judged on the draws kept."""
    after = after_course(found.natural, marks).reshape(len(found.natural), -1)
    values = np.concatenate([found.natural, after], axis=1)
    judged = mixing(after.reshape(CHAINS, -1, after.shape[1]))
    q05, q50, q95 = np.quantile(values, (0.05, 0.5, 0.95), axis=0)
    ess, rhat = (np.concatenate(pair) for pair in zip(found.mixing, judged, strict=True))
    return Summary(values.mean(axis=0), values.std(axis=0, ddof=1), q05, q50, q95, ess, rhat)
