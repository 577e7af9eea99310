"""Do the seed's claims, and the ordinal findings of the literature, come out of the model by themselves?

Writes docs/gallery.md and its figures anew: `python benchmarks/gallery.py`. Everything is simulated with one seed.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

from interbeing.domain.emotion import EMOTIONS
from interbeing.model.marks import FELT, OFFERED, PERCEIVED
from interbeing.model.parameters import OFFER_UNMARKED, Core, K, parts, reference_prior
from interbeing.model.plan import Lived, Plan
from interbeing.model.simulate import draw_people, live_courses
from interbeing.model.upbringing import Raised, raise_people, upbringing

SEED, MANY = 8, 2_000
DOCS = Path(__file__).parent.parent / "docs"
PRIOR = reference_prior()
COMPASSION, NEUTRAL, SADNESS, FEAR, ANGER, DISGUST, SHAME = range(K)
NEGATIVE = (SADNESS, FEAR, ANGER, DISGUST, SHAME)
SEEN = {"missing_report": 0.0, "missing_perceived": 0.0, "missing_gaze": 0.0, "missing_label": 0.0}
EVERYTHING = np.full((1, K), 1 / K)
OF_CARE, OF_NOTHING = np.eye(K)[[COMPASSION]], np.eye(K)[[NEUTRAL]]
ALWAYS, NEVER = np.array([1.0]), np.array([0.0])

REPRODUCED, NOT, CANNOT = "reproduced", "**not reproduced**", "not expressible in this model"


class Finding(NamedTuple):
    """One row of the gallery."""

    row: str
    claim: str
    seen: str
    verdict: str


def verdict(holds: bool, note: str = "") -> str:
    return (REPRODUCED if holds else NOT) + (f" ({note})" if note else "")


def plan(sessions: int, moments: int, **changed) -> Plan:
    return replace(Plan(sessions, moments, **SEEN), **changed)


def raised(name: str, count: int = MANY) -> Raised:
    return raise_people(upbringing(name), PRIOR, SEED, 0, count)


def lives(people: np.ndarray, of: Plan) -> Lived:
    return live_courses(people, of, SEED, 0, keeps_path=True)


def column(course: Lived, which: int) -> np.ndarray:
    return course.codes[..., which]


def share(
    course: Lived, read: int, offered: int | None = None, not_offered: int | None = None, felt: int | None = None
) -> float:
    """How often `read` is read, among the moments that are meant."""
    rows = np.ones(course.minutes.shape, dtype=bool)
    if offered is not None:
        rows &= column(course, OFFERED) == offered
    if not_offered is not None:
        rows &= column(course, OFFERED) != not_offered
    if felt is not None:
        rows &= column(course, FELT) == felt
    return float((column(course, PERCEIVED)[rows] == read).mean())


def recognition(course: Lived) -> tuple[float, float, float]:
    """Hits, false alarms and their difference for anger."""
    hit, false = share(course, ANGER, offered=ANGER), share(course, ANGER, not_offered=ANGER)
    return hit, false, hit - false


def care_change(people: np.ndarray, course: Lived) -> np.ndarray:
    """Growth of expected compassion at the own reflection, from before the course to after it."""
    return course.expects[:, K, COMPASSION] - parts(people).reflection[:, COMPASSION]


def by_session(course: Lived, of: Plan) -> np.ndarray:
    return course.path[..., 0].reshape(-1, of.sessions, of.moments)


def seed_claims() -> list[Finding]:
    found = []
    exercise = plan(1, 60, offers=EVERYTHING, invited=NEVER)
    names = ("attuned", "unattuned", "anger-for-sadness")
    tests = {name: lives(raised(name).people, exercise) for name in names}
    right = {n: float((column(c, PERCEIVED) == column(c, OFFERED)).mean()) for n, c in tests.items()}
    seen = f"right readings {right['attuned']:.2f} attuned, {right['unattuned']:.2f} unattuned"
    found.append(
        Finding(
            "S11",
            "without attunement, emotion is harder to recognise",
            seen,
            verdict(right["attuned"] > right["unattuned"], "built in"),
        )
    )
    people = raised("anger-for-sadness").people
    care = lives(people, plan(1, 60, offers=OF_CARE))
    sad, afraid = share(care, ANGER, felt=SADNESS), share(care, ANGER, felt=FEAR)
    seen = f"offered compassion is read as anger in {sad:.2f} of sad and {afraid:.2f} of fearful moments"
    found.append(
        Finding(
            "S16, S17",
            "sadness once met by anger reads anger in a compassionate face",
            seen,
            verdict(sad > 2 * afraid, "built in"),
        )
    )
    kinder = lives(raised("attuned").people, plan(1, 60, offers=OF_CARE))
    seen = f"compassion is misread in {1 - share(kinder, 0):.2f} (attuned) and {1 - share(care, 0):.2f} of moments"
    found.append(
        Finding("S14, S15", "after trauma compassion is misread", seen, verdict(share(care, 0) < share(kinder, 0)))
    )
    long = plan(12, 30, offers=OF_CARE)
    person = raised("unattuned")
    course = lives(person.people, long)
    rise = early_rise(course, long, person.people)
    seen = f"arousal above rest just after care is read: {rise[0]:+.2f} in session 1, {rise[-1]:+.2f} in session 12"
    found.append(
        Finding("S12b", "compassion first alarms, later soothes", seen, verdict(rise[0] > 0 and rise[-1] < rise[0]))
    )
    line_figure("early-rise", "Arousal above rest when care is read (unattuned)", "session", {"": rise})
    grown = course.expects[:, K, COMPASSION].mean(), parts(person.people).reflection[:, COMPASSION].mean()
    seen = f"compassion expected at the own reflection grows from {grown[1]:.2f} to {grown[0]:.2f}"
    found.append(
        Finding(
            "S7", "compassion toward oneself is learned before the mirror", seen, verdict(grown[0] > grown[1] + 0.05)
        )
    )
    found += [sensitivity(), gradual(), inside_the_window()]
    bars = {
        n: [share(lives(raised(n).people, plan(1, 60, offers=OF_CARE)), ANGER, felt=f) for f in range(K)] for n in names
    }
    bar_figure("read-as-anger", "Offered compassion read as anger, by own feeling", [str(e) for e in EMOTIONS], bars)
    return found


def early_rise(course: Lived, of: Plan, people: np.ndarray) -> list[float]:
    above = course.path[..., 0] - people[:, [Core.RESTING_AROUSAL]]
    above = np.where(column(course, PERCEIVED) == 0, above, np.nan)
    return [float(v) for v in np.nanmean(above.reshape(len(people), of.sessions, of.moments), axis=(0, 2))]


def sensitivity() -> Finding:
    gaps = {}
    for name in ("attuned", "unattuned"):
        who = raised(name)
        course = lives(who.people, plan(6, 30))
        calm = (column(course, PERCEIVED) == 0).mean(axis=1)
        gaps[name] = calm[who.sensitivity > 0.7].mean() - calm[who.sensitivity < -0.7].mean()
    seen = f"more sensitive minus less sensitive, compassion read: {gaps['attuned']:+.3f} attuned, {gaps['unattuned']:+.3f} unattuned"
    return Finding(
        "S10", "sensitivity works for better and for worse", seen, verdict(gaps["attuned"] > 0 > gaps["unattuned"])
    )


def gradual() -> Finding:
    people = raised("unattuned").people
    slow, fast = plan(6, 40, invited=np.linspace(0.1, 0.9, 40)), plan(6, 40, invited=np.full(1, 0.5))
    gain = {name: float(care_change(people, lives(people, p)).mean()) for name, p in (("slow", slow), ("fast", fast))}
    seen = f"growth of self-compassion with the same number of invitations: {gain['slow']:.3f} rising, {gain['fast']:.3f} even"
    return Finding(
        "S18c", "approaching gradually within a session teaches more", seen, verdict(gain["slow"] > 1.05 * gain["fast"])
    )


def inside_the_window() -> Finding:
    people = raised("unattuned").people
    kinds = {
        name: lives(people, plan(6, 40, reassured=np.array([chance])))
        for name, chance in (("with", 0.6), ("without", 0.0))
    }
    inside = {name: float(course.path[..., 1].mean()) for name, course in kinds.items()}
    gain = {name: float(care_change(people, course).mean()) for name, course in kinds.items()}
    seen = f"inside the window {inside['with']:.2f} with reassurance and {inside['without']:.2f} without; growth {gain['with']:.3f} and {gain['without']:.3f}"
    holds = inside["with"] > inside["without"] and gain["with"] > gain["without"]
    return Finding("S18a, S18b", "reassurance keeps inside the window, where one learns", seen, verdict(holds))


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
            verdict(to_neutral[1] > to_neutral[0] and hits[1] >= hits[0]),
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


INK, QUIET, HUES = "#3a3531", "#b9b0a5", ("#4f6d7a", "#b0763b", "#7a5a78")


def line_figure(name: str, title: str, along: str, lines: dict[str, list[float]]) -> None:
    low, high = min(min(v) for v in lines.values()), max(max(v) for v in lines.values())

    def at(i: int, v: float, n: int) -> str:
        return f"{50 + 520 * i / (n - 1):.1f},{210 - 160 * (v - low) / (high - low or 1):.1f}"

    drawn = [
        f'<polyline fill="none" stroke="{hue}" stroke-width="2" points="{" ".join(at(i, v, len(vs)) for i, v in enumerate(vs))}"/>'
        for (_n, vs), hue in zip(lines.items(), HUES, strict=False)
    ]
    scale = f'<text x="44" y="214" text-anchor="end">{low:.2f}</text><text x="44" y="54" text-anchor="end">{high:.2f}</text><text x="570" y="232" text-anchor="end">{along}</text>'
    write_figure(name, title, [*drawn, scale], [n for n in lines if n])


def bar_figure(name: str, title: str, labels: list[str], groups: dict[str, list[float]]) -> None:
    highest, wide = max(max(v) for v in groups.values()), 520 / len(labels)
    drawn = []
    for g, (values, hue) in enumerate(zip(groups.values(), HUES, strict=False)):
        for i, v in enumerate(values):
            tall = 150 * v / highest
            drawn.append(
                f'<rect x="{55 + i * wide + g * wide / 4:.1f}" y="{210 - tall:.1f}" width="{wide / 4.5:.1f}" height="{tall:.1f}" fill="{hue}"/>'
            )
    drawn += [
        f'<text x="{55 + (i + 0.4) * wide:.1f}" y="226" text-anchor="middle">{label}</text>'
        for i, label in enumerate(labels)
    ]
    write_figure(name, title, [*drawn, f'<text x="44" y="64" text-anchor="end">{highest:.2f}</text>'], list(groups))


def write_figure(name: str, title: str, drawn: list[str], key: list[str]) -> None:
    keys = "".join(f'<text x="{300 + 110 * i}" y="40" fill="{HUES[i]}">{k}</text>' for i, k in enumerate(key))
    body = f'<rect width="640" height="240" fill="#faf7f2"/><text x="20" y="22" font-size="14">{title}</text>{keys}<path d="M50 50V210H575" fill="none" stroke="{QUIET}"/>'
    text = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 240" font-family="sans-serif" font-size="11" fill="{INK}" role="img" aria-label="{title}">{body}{"".join(drawn)}</svg>\n'
    (DOCS / "gallery").mkdir(parents=True, exist_ok=True)
    (DOCS / "gallery" / f"{name}.svg").write_text(text)


HEAD = """# Gallery: what the model says by itself

Made by `python benchmarks/gallery.py` ({many:,} imagined patients in each arm, seed {seed}). *Reproduced* means that the
stated order comes out of the simulation; *built in* or *by construction* means that we put it there, so that it shows
consistency and no evidence. The upbringings' numbers are our assumptions (`model/upbringing.py`). Nothing here says
anything about real people, and none of it is an effect size. Sources of the findings: `domain.md`, section 2.
"""


def table(findings: list[Finding]) -> str:
    rows = "\n".join(f"| {f.row} | {f.claim} | {f.seen} | {f.verdict} |" for f in findings)
    return f"| row | claim | seen in simulation | verdict |\n|---|---|---|---|\n{rows}\n"


def main() -> None:
    parts_of: list[tuple[str, Callable[[], list[Finding]], str]] = [
        ("The seed's claims", seed_claims, "read-as-anger early-rise"),
        ("Reading faces", readings, ""),
        ("Mirror work", mirror_work, "exposure"),
    ]
    text = HEAD.format(many=MANY, seed=SEED)
    for title, find, figures in parts_of:
        text += f"\n## {title}\n\n{table(find())}" + "".join(f"\n![{n}](gallery/{n}.svg)\n" for n in figures.split())
    (DOCS / "gallery.md").write_text(text)
    print(text)


if __name__ == "__main__":
    main()
