"""The seed's claims, one by one."""

import numpy as np

from benchmarks.gallery.lives import (
    ALWAYS,
    ANGER,
    CANNOT,
    COMPASSION,
    DISGUST,
    EVERYTHING,
    FEAR,
    MANY,
    NEGATIVE,
    NEVER,
    OF_CARE,
    PRIOR,
    SADNESS,
    SEED,
    SHAME,
    Finding,
    care_change,
    column,
    lives,
    plan,
    raised,
    share,
    verdict,
)
from benchmarks.gallery.pictures import bar_figure, line_figure
from interbeing.domain.emotion import EMOTIONS
from interbeing.model.marks import AT_REFLECTION, FELT, INVITED, OFFERED, PERCEIVED
from interbeing.model.parameters import Core, K, parts
from interbeing.model.plan import Lived, Plan
from interbeing.model.simulate import draw_people


def seed_claims() -> list[Finding]:
    exercise = plan(1, 60, offers=EVERYTHING, invited=NEVER)
    names = ("attuned", "unattuned", "anger-for-sadness")
    tests = {name: lives(raised(name).people, exercise) for name in names}
    right = {n: float((column(c, PERCEIVED) == column(c, OFFERED)).mean()) for n, c in tests.items()}
    seen = f"right readings {right['attuned']:.2f} attuned, {right['unattuned']:.2f} unattuned"
    found = [at_the_own_image(people_of_the_prior()), expects_what_came_back()]
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
    found += [recognised_not_tolerated(), misread(care)]
    long = plan(12, 30, offers=OF_CARE)
    person = raised("unattuned")
    course = lives(person.people, long)
    rise = early_rise(course, long, person.people)
    seen = f"arousal above rest just after care is read: {rise[0]:+.2f} in session 1, {rise[-1]:+.2f} in session 12"
    holds = rise[0] > 0 > rise[-1]
    eased = verdict(rise[0] > 0 and rise[-1] < rise[0], "it alarms less")
    found.append(Finding("S12b", "compassion first alarms", seen, f"{eased}; that it later soothes: {verdict(holds)}"))
    found.append(avoidance(course, long))
    line_figure("early-rise", "Arousal above rest when care is read (unattuned)", "session", {"": rise})
    grown = course.expects[:, K, COMPASSION].mean(), parts(person.people).reflection[:, COMPASSION].mean()
    seen = f"compassion expected at the own reflection grows from {grown[1]:.2f} to {grown[0]:.2f}"
    found.append(
        Finding(
            "S7b, S18d",
            "compassion toward oneself is learned before the mirror, gradually",
            seen,
            verdict(grown[0] > grown[1] + 0.05),
        )
    )
    found += [sensitivity(), inside_the_window(), gradual(), transformed(), unspoken()]
    bars = {
        n: [share(lives(raised(n).people, plan(1, 60, offers=OF_CARE)), ANGER, felt=f) for f in range(K)] for n in names
    }
    bar_figure("read-as-anger", "Offered compassion read as anger, by own feeling", [str(e) for e in EMOTIONS], bars)
    return found


def at_the_own_image(people: np.ndarray) -> Finding:
    course = lives(people, plan(1, 60, invited=ALWAYS))
    felt = column(course, FELT)
    at = column(course, AT_REFLECTION) == 1
    own, elsewhere = (float(np.isin(felt[where], (ANGER, DISGUST, SHAME)).mean()) for where in (at, ~at))
    seen = f"anger, disgust or shame in {own:.2f} of moments at the own reflection and {elsewhere:.2f} of others"
    return Finding("S7a", "anger, disgust, shame at the own image", seen, verdict(own > elsewhere, "built in"))


def expects_what_came_back() -> Finding:
    who = raised("mixed")
    care = lives(who.people, plan(1, 60, offers=OF_CARE))
    answered = who.history[..., COMPASSION].sum(axis=1)
    read = (column(care, PERCEIVED) == COMPASSION).mean(axis=1)
    r = float(np.corrcoef(answered, read)[0, 1])
    seen = f"compassion remembered and compassion read in a compassionate face correlate {r:+.2f}"
    return Finding("S9", "how the caregiver answered shapes what is read later", seen, verdict(r > 0.2, "built in"))


def recognised_not_tolerated() -> Finding:
    outside = {}
    for name in ("attuned", "unattuned"):
        course = lives(raised(name).people, plan(1, 60, offers=OF_CARE, reassured=NEVER))
        outside[name] = float(
            (course.path[..., 0] > raised(name).people[:, [Core.UPPER_EDGE]])[
                column(course, PERCEIVED) == COMPASSION
            ].mean()
        )
    seen = (
        f"above the window although compassion was read: {outside['unattuned']:.2f} of moments unattuned, "
        f"{outside['attuned']:.2f} attuned"
    )
    return Finding(
        "S14",
        "compassion is recognised but cannot be tolerated",
        seen,
        verdict(outside["unattuned"] > outside["attuned"] + 0.05),
    )


def misread(care: Lived) -> Finding:
    kinder = lives(raised("attuned").people, plan(1, 60, offers=OF_CARE))
    shares = [[1 - share(c, COMPASSION), sum(share(c, n) for n in NEGATIVE)] for c in (kinder, care)]
    seen = (
        f"offered compassion is misread in {shares[0][0]:.2f} of moments (attuned) and {shares[1][0]:.2f} "
        f"(anger-for-sadness); as something negative in {shares[0][1]:.2f} and {shares[1][1]:.2f}"
    )
    holds = shares[1][1] > shares[0][1] and shares[1][0] > shares[0][0]
    return Finding(
        "S15",
        "after trauma compassion is not recognised and means something bad",
        seen,
        verdict(holds, "built in: the upbringing sets recognition and template"),
    )


def avoidance(course: Lived, of: Plan) -> Finding:
    shape = (-1, of.sessions, of.moments)
    asked = (column(course, INVITED) == 1).reshape(shape)
    looked = (column(course, AT_REFLECTION) == 1).reshape(shape)
    avoided = [1 - float(looked[:, s][asked[:, s]].mean()) for s in (0, -1)]
    seen = f"invited to the reflection, unattuned people look away in {avoided[0]:.2f} in session 1 and {avoided[1]:.2f} in session 12"
    return Finding("S12b", "at first compassion brings avoidance", seen, verdict(avoided[0] > avoided[1] + 0.02))


def transformed() -> Finding:
    people = raised("anger-for-sadness").people
    of = plan(12, 30, offers=OF_CARE)
    course = lives(people, of)
    sad = column(course, FELT) == SADNESS
    anger = column(course, PERCEIVED) == ANGER
    late = np.arange(of.length) >= of.length - of.moments
    first, last = (float(anger[:, where][sad[:, where]].mean()) for where in (np.arange(of.length) < of.moments, late))
    seen = f"in sadness a compassionate face is read as anger in {first:.2f} of moments in session 1 and {last:.2f} in session 12"
    return Finding(
        "S18d",
        "experiencing compassion transforms what is expected",
        seen,
        verdict(last < 0.6 * first, "weaker, not gone"),
    )


def unspoken() -> Finding:
    return Finding(
        "S1 to S6, S8, S12a, S13",
        "awareness, attention, connectedness, the therapist's own reading, parts, nakedness and being seen",
        "none of them is a quantity of this model",
        CANNOT,
    )


def people_of_the_prior() -> np.ndarray:
    return draw_people(PRIOR, SEED, 0, MANY)


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
    seen = (
        f"more sensitive minus less sensitive, compassion read: {gaps['attuned']:+.3f} attuned, "
        f"{gaps['unattuned']:+.3f} unattuned. Sensitivity sets how firmly a template is held, not what it says, "
        "so it can be found by regression (docs/evidence) but hardly shows in what is read"
    )
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
