"""Findings on mirror work, compassion and exposure (domain.md: M1, M15, M22 to M25)."""

from dataclasses import replace

import numpy as np

from benchmarks.gallery.lives import (
    ALWAYS,
    MANY,
    NEVER,
    OF_CARE,
    OF_NOTHING,
    PRIOR,
    SEED,
    Finding,
    by_session,
    care_change,
    lives,
    plan,
    verdict,
)
from benchmarks.gallery.pictures import line_figure
from interbeing.model.parameters import OFFER_UNMARKED, Core, parts
from interbeing.model.simulate import draw_people


def mirror_work() -> list[Finding]:
    people = draw_people(PRIOR, SEED, 0, MANY)
    arms = {
        "phrases and mirror": (OF_CARE, ALWAYS),
        "phrases alone": (OF_CARE, NEVER),
        "mirror alone": (OF_NOTHING, ALWAYS),
    }
    short = plan(1, 10)
    courses = {n: lives(people, replace(short, offers=o, invited=i, reassured=NEVER)) for n, (o, i) in arms.items()}
    gain = {n: float(care_change(people, c).mean()) for n, c in courses.items()}
    calm = {n: float(c.path[..., 0].mean()) for n, c in courses.items()}
    seen = "; ".join(f"{n}: self-compassion {gain[n]:+.3f}, arousal {calm[n]:.2f}" for n in arms)
    best = gain["phrases and mirror"] > max(gain["phrases alone"], gain["mirror alone"])
    calmest = calm["phrases and mirror"] < min(calm["phrases alone"], calm["mirror alone"])
    found = [
        Finding(
            "M1",
            "phrases with a mirror beat phrases alone and mirror alone",
            seen,
            f"for self-compassion: {verdict(best)}; for calm: {verdict(calmest)}",
        )
    ]
    expected = parts(people).template[..., 0].mean(axis=1)
    read = courses["phrases alone"]
    above = read.path[:, 5:, 0].mean(axis=1) - people[:, Core.RESTING_AROUSAL]
    low, high = above[expected < np.quantile(expected, 0.2)].mean(), above[expected > np.quantile(expected, 0.8)].mean()
    soothed = float((above < 0).mean())
    seen = f"care alone: arousal {low:+.2f} in the fifth who expect it least, {high:+.2f} in the fifth who expect it most; {soothed:.2f} are soothed"
    found.append(
        Finding(
            "M15",
            "compassion alarms some and calms others (the fifth that expects it most)",
            seen,
            verdict(low > 0 > high),
        )
    )
    return found + exposure(people) + [slopes(people)]


def exposure(people: np.ndarray) -> list[Finding]:
    pure, guided = (
        plan(6, 40, offers=o, invited=ALWAYS, reassured=NEVER) for o in (OF_NOTHING, np.array([OFFER_UNMARKED]))
    )
    a, b = (by_session(lives(people, p), p) for p in (pure, guided))
    dose = [float(care_change(people, lives(people, replace(guided, sessions=s))).mean()) for s in (1, 3, 6, 12)]
    seen = "growth of self-compassion after 40, 120, 240, 480 minutes: " + ", ".join(f"{d:.3f}" for d in dose)
    found = [
        Finding(
            "M22",
            "more minutes before the mirror help more, best over 120",
            seen,
            verdict(dose[2] > dose[1] > dose[0], "order only; sizes are not comparable"),
        )
    ]
    inside = a.mean(axis=0)
    rises, falls = inside[0].max() - inside[0, 0], inside[0].max() - inside[0, -1]
    between = inside[0].mean() - inside[-1].mean()
    seen = f"pure gaze, session 1: rises by {rises:.2f}, falls again by {falls:.2f}; session 6 lower by {between:+.2f}"
    found.append(
        Finding(
            "M23",
            "distress rises, then falls within a session; falls between sessions in patients",
            seen,
            verdict(rises > 0.1 and falls > 0.1 and between > 0.05, "nothing in the model habituates to gaze itself"),
        )
    )
    line_figure(
        "exposure",
        "Arousal along session 1 and session 6 of pure gaze",
        "minute",
        {"session 1": inside[0].tolist(), "session 6": inside[-1].tolist()},
    )
    drop = [x[:, 0].mean() - x[:, -1].mean() for x in (a, b)]
    strong = [x[:, 0].mean() for x in (a, b)]
    seen = f"fall of mean arousal over six sessions {drop[0]:+.2f} pure, {drop[1]:+.2f} guided; first session {strong[0]:.2f} and {strong[1]:.2f}"
    found.append(
        Finding(
            "M24",
            "both work; pure habituates faster and is stronger in the body",
            seen,
            verdict(drop[0] > drop[1] > 0 and strong[0] > strong[1]),
        )
    )
    return found


def slopes(people: np.ndarray) -> Finding:
    of = plan(8, 30, offers=OF_CARE)
    course = lives(people, of)
    arousal = by_session(course, of)
    time, order = np.arange(30) - 14.5, np.arange(8) - 3.5
    within = (arousal @ time / (time @ time)).mean(axis=1)
    between = arousal.mean(axis=2) @ order / (order @ order)
    change = care_change(people, course)
    r = np.corrcoef(change, between)[0, 1], np.corrcoef(change, within)[0, 1]
    seen = f"with growth of self-compassion the between-session slope correlates {r[0]:+.2f}, the within-session slope {r[1]:+.2f}"
    return Finding(
        "M25",
        "between-session slope tracks change, within-session slope does not",
        seen,
        verdict(r[0] < -0.1 and abs(r[1]) < abs(r[0]) / 2),
    )
