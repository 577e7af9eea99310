"""Findings on how faces are read (domain.md: M3, M5, M7 to M11)."""

from dataclasses import replace

import numpy as np

from benchmarks.gallery.lives import (
    ANGER,
    CANNOT,
    COMPASSION,
    EVERYTHING,
    MANY,
    NEGATIVE,
    NEUTRAL,
    NEVER,
    OF_NOTHING,
    PRIOR,
    SEED,
    Finding,
    column,
    lives,
    plan,
    raised,
    recognition,
    share,
    verdict,
)
from interbeing.model.marks import OFFERED, PERCEIVED
from interbeing.model.parameters import OFFER_UNMARKED, K, parts
from interbeing.model.plan import Lived, Plan
from interbeing.model.simulate import draw_people


def readings() -> list[Finding]:
    exercise = plan(1, 80, offers=EVERYTHING, invited=NEVER)
    groups = {n: lives(raised(n).people, exercise) for n in ("attuned", "unattuned", "anger-for-sadness")}
    _hit, false, accuracy = zip(*(recognition(c) for c in groups.values()), strict=True)
    seen = f"false alarms for anger {false[0]:.3f} attuned, {false[2]:.3f} anger-raised; right minus false for anger {accuracy[0]:.2f} attuned, {accuracy[1]:.2f} unattuned"
    found = [
        Finding(
            "M3",
            "abuse: bias to anger; neglect: poorer discrimination",
            seen,
            verdict(false[2] > false[0] and accuracy[1] < accuracy[0], "both built in through the upbringing"),
        )
    ]
    chance = 0.02 / K
    seen = f"attuned people read unoffered anger in {false[0]:.3f} of moments (slips alone: {chance:.3f}), anger-raised in {false[2]:.3f}"
    found.append(
        Finding(
            "M5",
            "anger over-labelled more with maltreatment, but by controls too",
            seen,
            verdict(false[2] > false[0] > 2 * chance),
        )
    )
    people = draw_people(PRIOR, SEED, 0, MANY)
    darker = people.copy()
    view = parts(darker).template
    view[:] = view * np.array([0.3, 0.6, 1.5, 1.5, 2.5, 2, 1.5])
    view /= view.sum(axis=-1, keepdims=True)
    usual, biased = lives(people, exercise), lives(darker, exercise)
    to_neutral = [sum(share(c, n, offered=NEUTRAL) for n in NEGATIVE) for c in (usual, biased)]
    hits = [np.mean([share(c, n, offered=n) for n in NEGATIVE]) for c in (usual, biased)]
    seen = f"neutral read as negative {to_neutral[0]:.2f} and {to_neutral[1]:.2f} with a darker template; negative recognised {hits[0]:.2f} and {hits[1]:.2f}"
    found.append(
        Finding(
            "M7",
            "negative bias to neutral without a deficit for negative emotion",
            seen,
            verdict(to_neutral[1] > to_neutral[0] and hits[1] >= hits[0], "the darker template is put in"),
        )
    )
    apart = [recognition(c)[2] for c in (usual, biased)]
    seen = f"hits minus false alarms for anger {apart[0]:.3f} and {apart[1]:.3f}: the template moves both alike"
    found.append(
        Finding(
            "M8",
            "the bias is in expectation, not in detection",
            seen,
            verdict(abs(apart[1] - apart[0]) < 0.02, "by construction: rho is not touched"),
        )
    )
    anger = plan(1, 120, offers=np.eye(K)[[ANGER] * 60 + [NEUTRAL] * 60], invited=NEVER)
    after = share_late(lives(people, anger)), share_late(lives(people, replace(anger, offers=OF_NOTHING)))
    seen = f"neutral read as anger {after[0]:.3f} after sixty angry faces, {after[1]:.3f} after sixty neutral ones"
    found.append(
        Finding(
            "M9",
            "the boundary of anger moves with what one has met",
            seen,
            verdict(after[0] > after[1] + 0.01, "shift") + "; separately for each person met: " + CANNOT,
        )
    )
    weight = np.array(OFFER_UNMARKED) * 0 + 0.5 / (K - 1)
    weight[COMPASSION] = 0.5
    trained = plan(10, 40, offers=weight[None], invited=NEVER)
    course = lives(people, trained)
    first, last = halves(course, trained)
    seen = f"compassion: false alarms {first[1]:.3f} then {last[1]:.3f}, hits minus false alarms {first[2]:.3f} then {last[2]:.3f}"
    found.append(
        Finding(
            "M10",
            "training moves bias, not sensitivity",
            seen,
            verdict(last[1] > first[1] and abs(last[2] - first[2]) < 0.02, "rho does not learn, by construction"),
        )
    )
    found.append(
        Finding(
            "M11", "mistrust of a stranger only if they resemble the parent", "one therapist, no resemblance", CANNOT
        )
    )
    return found


def share_late(course: Lived) -> float:
    late = (column(course, OFFERED) == NEUTRAL) & (np.arange(course.minutes.shape[1]) >= 60)
    return float((column(course, PERCEIVED)[late] == ANGER).mean())


def halves(course: Lived, of: Plan) -> list[tuple[float, float, float]]:
    cut = of.length // 5
    found = []
    for part in (slice(0, cut), slice(-cut, None)):
        offered, read = column(course, OFFERED)[:, part], column(course, PERCEIVED)[:, part]
        hit, false = (read[offered == 0] == 0).mean(), (read[offered != 0] == 0).mean()
        found.append((float(hit), float(false), float(hit - false)))
    return found
