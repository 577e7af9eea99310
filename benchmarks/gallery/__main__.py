"""Writes docs/gallery.md and its figures anew: `python -m benchmarks.gallery`. Everything is simulated with one seed."""

from collections.abc import Callable

from benchmarks.gallery.faces import readings
from benchmarks.gallery.lives import MANY, SEED, Finding
from benchmarks.gallery.mirror import mirror_work
from benchmarks.gallery.pictures import DOCS
from benchmarks.gallery.seed import seed_claims

HEAD = """# Gallery: what the model says by itself

Made by `python -m benchmarks.gallery` ({many:,} imagined patients in each arm, seed {seed}). *Reproduced* means that the
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
