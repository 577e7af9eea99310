"""Are the foretold chances of leaving the window right, and does acting on them help? Both on imagined patients.

Run from the repository root: python -m benchmarks.soak_pacing --patients 100 --closed 40
Every patient first has two sessions of random plans. Then either two more of random plans, each foretold before it is
lived; or two under one policy, the same patient under each. Writes docs/evidence/pacing.md.
"""

import argparse
from collections.abc import Callable
from typing import Final

import numpy as np
import pyarrow as pa

from benchmarks.pacing_room import Room
from benchmarks.study import load, so_far, study, write
from interbeing.domain.emotion import Emotion
from interbeing.domain.pacing import Way
from interbeing.model.advise import outlooks
from interbeing.model.follow import Followed
from interbeing.model.observe import Belief
from interbeing.model.parameters import Z, natural, reference_prior
from interbeing.model.posterior import NotSettledError

SEED: Final = 18
SESSIONS: Final = 2
PLANS_A_SESSION: Final = 6
CAP: Final = 0.25
"""Highest foretold chance of leaving the window at which the closest plan is still chosen."""
CLOSEST_FIRST: Final = (Way.CLOSER, Way.REASSURE_FIRST, Way.FURTHER, Way.GROUND)
EDGES: Final = (0.0, 0.05, 0.15, 0.3, 0.5, 0.7, 0.9, 1.0)
Choice = Callable[[Room, Followed, np.random.Generator], Way]


def any_plan(_room: Room, _followed: Followed, rng: np.random.Generator) -> Way:
    return tuple(Way)[rng.integers(len(Way))]


def always_closer(_room: Room, _followed: Followed, _rng: np.random.Generator) -> Way:
    return Way.CLOSER


def by_turns(room: Room, _followed: Followed, _rng: np.random.Generator) -> Way:
    return Way.FURTHER if room.now.is_invited else Way.CLOSER


def by_report(room: Room, _followed: Followed, _rng: np.random.Generator) -> Way:
    told = [moment.arousal for moment in room.marked if moment.arousal is not None]
    return Way.CLOSER if not told or told[-1] < 6 else Way.FURTHER


def by_model(room: Room, followed: Followed, rng: np.random.Generator) -> Way:
    return closest_within_cap(room, followed.believe(room.marked), rng)


def by_oracle(room: Room, _followed: Followed, rng: np.random.Generator) -> Way:
    return closest_within_cap(room, room.truth(), rng)


def closest_within_cap(room: Room, belief: Belief, rng: np.random.Generator) -> Way:
    found = outlooks(belief, room.now, rng)
    within = [plan for plan in CLOSEST_FIRST if found[plan].leaving.mean <= CAP]
    return within[0] if within else min(found, key=lambda plan: found[plan].leaving.mean)


POLICIES: Final[dict[str, Choice]] = {
    "always before the reflection": always_closer,
    "by turns": by_turns,
    "before it when the last report was under 6": by_report,
    "any plan": any_plan,
    "the model, cap 25 %": by_model,
    "an oracle, cap 25 %": by_oracle,
}


def begun(patient: int) -> Room:
    """Give a patient after two sessions of random plans, with dice of their own."""
    rng = np.random.default_rng([SEED, patient])
    room = Room(natural(rng.standard_normal(Z), reference_prior()), rng)
    for _session in range(SESSIONS):
        room.begin()
        for _plan in range(PLANS_A_SESSION):
            room.follow(any_plan(room, Followed(), rng), offered(rng))
    return room


def offered(rng: np.random.Generator) -> Emotion:
    return Emotion.COMPASSION if rng.random() < 0.75 else Emotion.NEUTRAL


def foretold(patient: int) -> dict[str, pa.Table]:
    """Foretell every plan of two sessions before it is lived."""
    room, followed, rows = begun(patient), Followed(), []
    for _session in range(SESSIONS):
        room.begin()
        for _plan in range(PLANS_A_SESSION):
            plan, face = any_plan(room, followed, room.rng), offered(room.rng)
            try:
                belief = followed.believe(room.marked)
            except NotSettledError:
                room.follow(plan, face)
                continue
            chance = outlooks(belief, room.now._replace(offered=face), room.rng)[plan].leaving
            worth, left = belief.effective_draws(), room.follow(plan, face)
            told = {"chance": chance.mean, "low": chance.low, "high": chance.high, "left": left, "worth": worth}
            rows.append({"patient": patient, "plan": str(plan), **told})
    return {"rows": pa.Table.from_pylist(rows)}


def guided(job: tuple[int, str]) -> dict[str, pa.Table]:
    """Let a policy choose every plan of two sessions."""
    patient, policy = job
    room, followed, refused = begun(patient), Followed(), 0
    before, start = room.self_compassion(), len(room.arousal)
    for _session in range(SESSIONS):
        room.begin()
        for _plan in range(PLANS_A_SESSION):
            try:
                plan = POLICIES[policy](room, followed, room.rng)
            except NotSettledError:
                plan, refused = Way.STAY, refused + 1
            room.follow(plan, Emotion.COMPASSION)
    outside = float(np.mean([room.is_outside(level) for level in room.arousal[start:]]))
    invited = float(np.mean([moment.invited for moment in room.marked[start:]]))
    grown = room.self_compassion() - before
    told = {"outside": outside, "invited": invited, "grown": grown, "refused": refused}
    return {"rows": pa.Table.from_pylist([{"patient": patient, "policy": policy, **told}])}


def main() -> None:
    reader = argparse.ArgumentParser()
    for name, default in (("patients", 100), ("closed", 40), ("processes", 1)):
        reader.add_argument(f"--{name}", type=int, default=default)
    reader.add_argument("--so-far", action="store_true")
    asked = reader.parse_args()
    if not asked.so_far:
        study("pacing-foretold", foretold, range(asked.patients), asked.processes)
        jobs = [(patient, policy) for patient in range(asked.closed) for policy in POLICIES]
        study("pacing-guided", guided, jobs, asked.processes)
    write("pacing", [*reliability(so_far("pacing-foretold")), *compared(so_far("pacing-guided")), f"Load: {load()}."])


def reliability(told: pa.Table) -> list[str]:
    chance, left = told["chance"].to_numpy(), told["left"].to_numpy().astype(float)
    bins = np.clip(np.digitize(chance, EDGES) - 1, 0, len(EDGES) - 2)
    used = [at for at in range(len(EDGES) - 1) if (bins == at).any()]
    gaps = [left[bins == at].mean() - chance[bins == at].mean() for at in used]
    shares = [(bins == at).mean() for at in used]
    people, rows = len(set(told["patient"].to_pylist())), []
    for at, gap in zip(used, gaps, strict=True):
        inside = bins == at
        error = np.sqrt(chance[inside] @ (1 - chance[inside])) / inside.sum()
        rows.append(
            f"| {chance[inside].mean():.3f} | {left[inside].mean():.3f} | {gap:+.3f} | {error:.3f} | {inside.sum()} |"
        )
    return [
        "# Pacing: foretold and lived",
        "",
        f"{len(chance)} plans of three moments chosen by dice, for {people} imagined patients.",
        (
            f"Average gap between foretold and lived, by bin: {np.dot(np.abs(gaps), shares):.3f}; "
            f"over all {left.mean() - chance.mean():+.3f}; area under the curve {ranked(chance, left):.2f}."
        ),
        "",
        "| foretold | left the window | gap | its standard error | plans |",
        "|---|---|---|---|---|",
        *rows,
        "",
    ]


def ranked(chance: np.ndarray, left: np.ndarray) -> float:
    gone, stayed = chance[left == 1], chance[left == 0]
    return float((gone[:, None] > stayed).mean() + 0.5 * (gone[:, None] == stayed).mean())


def compared(told: pa.Table) -> list[str]:
    rows = told.to_pylist()
    whole = {p for p in {r["patient"] for r in rows} if sum(r["patient"] == p for r in rows) == len(POLICIES)}
    lines = [
        f"## Policies compared on the same {len(whole)} patients",
        "",
        "| policy | outside the window | growth of self-compassion | invited | both, against the report rule |",
        "|---|---|---|---|---|",
    ]
    of = {
        policy: {r["patient"]: r for r in rows if r["policy"] == policy and r["patient"] in whole}
        for policy in POLICIES
    }
    rule = of["before it when the last report was under 6"]
    for policy, lived in of.items():
        cells = [mean_and_error([r[name] for r in lived.values()]) for name in ("outside", "grown", "invited")]
        against = [mean_and_error([lived[p][name] - rule[p][name] for p in whole]) for name in ("outside", "grown")]
        lines.append(f"| {policy} | {' | '.join(cells)} | {'; '.join(against)} |")
    return [*lines, ""]


def mean_and_error(values: list[float]) -> str:
    return f"{np.mean(values):.3f} ± {np.std(values, ddof=1) / np.sqrt(len(values)):.3f}"


if __name__ == "__main__":
    main()
