"""Asks whether this patient could have come from the model at all, and what their moments can and cannot tell.

Posterior predictive checks: the same sessions are lived again by the posterior draws, and a handful of figures that
matter in the room are compared (Gelman, Meng, Stern, Posterior predictive assessment, 1996).
"""

from typing import Final, NamedTuple

import numpy as np

from interbeing.domain.emotion import EMOTIONS, Emotion
from interbeing.domain.fit import Figure, Lack, Telling
from interbeing.model.enact import drawn_chances, enact_course
from interbeing.model.marks import AROUSAL, AT_REFLECTION, EXCHANGE, FELT, INVITED, OFFERED, PERCEIVED, Marks
from interbeing.model.parameters import Core, Floats
from interbeing.model.posterior import Posterior
from interbeing.model.unmarked import Codes

REPLAYS: Final = 200
TOO_RARE: Final = 0.02
"""Two-sided chance below which a figure counts as not explained by the model."""
TOLD, PARTLY = 0.5, 0.2
ONE_KIND_OF_OFFER: Final = 0.9
"""Share of one offer above which recognition and expectation cannot be told apart (docs/model.md §5)."""
THREATENING: Final = [EMOTIONS.index(e) for e in (Emotion.ANGER, Emotion.DISGUST, Emotion.SHAME, Emotion.FEAR)]


class Checked(NamedTuple):
    """The patient's figure, the model's middle one, and the two-sided chance of being as far off (1: typical)."""

    seen: float
    replayed: float
    chance: float
    is_explained: bool


def figures(codes: Codes) -> Floats:
    """Give the figures of one course, in the order of Figure; nan where nothing was marked."""
    arousal = codes[codes[:, AROUSAL] >= 0, AROUSAL].astype(np.float64)
    labelled = codes[(codes[:, EXCHANGE] == 1) & (codes[:, PERCEIVED] >= 0)]
    offered = labelled[labelled[:, OFFERED] >= 0]
    invited = codes[(codes[:, INVITED] == 1) & (codes[:, AT_REFLECTION] >= 0), AT_REFLECTION]
    values = (
        (arousal, np.mean),
        (arousal, np.std),
        (np.abs(np.diff(arousal)), np.mean),
        (arousal >= 7, np.mean),
        (offered[:, PERCEIVED] == offered[:, OFFERED], np.mean),
        (np.isin(labelled[:, PERCEIVED], THREATENING), np.mean),
        (invited, np.mean),
    )
    return np.array([summary(value) if len(value) else np.nan for value, summary in values])


def check(found: Posterior, marks: Marks, rng: np.random.Generator) -> dict[Figure, Checked]:
    """Compare the patient with lives replayed from the posterior; figures that were never marked are left out."""
    seen = figures(marks.codes)
    chosen = np.linspace(0, len(found.natural) - 1, REPLAYS).round().astype(int)
    replays = np.array([figures(_replayed(found.natural[i], marks, rng)) for i in chosen])
    return {figure: _checked(float(seen[i]), replays[:, i]) for i, figure in enumerate(Figure) if not np.isnan(seen[i])}


def _replayed(theta: Floats, marks: Marks, rng: np.random.Generator) -> Codes:
    out = np.empty_like(marks.codes)
    enact_course(theta, marks.minutes, marks.codes, drawn_chances(rng, len(marks)), out)
    return out


def _checked(seen: float, replays: Floats) -> Checked:
    above = (np.sum(replays > seen) + 0.5 * np.sum(replays == seen) + 0.5) / (len(replays) + 1.0)
    chance = float(2.0 * min(above, 1.0 - above))
    return Checked(seen, float(np.median(replays)), chance, chance >= TOO_RARE)


def told(found: Posterior) -> dict[Core, Telling]:
    """Say for each core quantity how far its variance shrank from the prior's: by half, by a fifth, or not."""
    contraction = 1.0 - found.z[:, : len(Core)].var(axis=0)
    return {core: _telling(contraction[core]) for core in Core}


def _telling(contraction: float) -> Telling:
    if contraction >= TOLD:
        return Telling.TOLD
    return Telling.PARTLY if contraction >= PARTLY else Telling.NOT_TOLD


def lacks(marks: Marks) -> list[Lack]:
    """List what these marks lack, whatever the posterior says."""
    codes = marks.codes
    offered = codes[codes[:, OFFERED] >= 0, OFFERED]
    commonest = np.bincount(offered).max() / len(offered) if len(offered) else 1.0
    arousal = codes[:, AROUSAL]
    lacking = (
        (commonest > ONE_KIND_OF_OFFER, Lack.ONE_KIND_OF_OFFER),
        (not np.any((codes[:, INVITED] == 1) & (codes[:, AT_REFLECTION] >= 0)), Lack.NO_GAZE_MARKS),
        (not np.any((codes[:, PERCEIVED] >= 0) & (codes[:, FELT] >= 0)), Lack.NO_PERCEIVED_MARKS),
        (not np.any(arousal >= 0), Lack.NO_AROUSAL_REPORTS),
        (bool(np.any(arousal >= 0)) and arousal.max() < 6, Lack.NEVER_OUTSIDE),
    )
    return [lack for is_lacking, lack in lacking if is_lacking]
