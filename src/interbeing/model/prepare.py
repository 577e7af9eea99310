"""Gets the arithmetic ready before anybody waits for it: first what a live session needs, then the rest."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numba.core import config

from interbeing.domain.emotion import Emotion
from interbeing.model.marks import Marked, marks_of
from interbeing.model.observe import belief_of, observe
from interbeing.model.parameters import Z, natural, reference_prior

TRANSLATED: Final = "course-is-translated"
NICENESS: Final = 10


class Prepared(NamedTuple):
    """One step that is ready, and how many there are."""

    step: str
    done: int
    steps: int


def prepare_live() -> None:
    """Translate what observing a mark needs (seconds when cold); safe in a thread, other threads go on."""
    belief = belief_of(natural(np.zeros((1, Z)), reference_prior()), marks_of([Marked(1.0)]))
    observe(belief, Marked(1.0, felt=Emotion.SADNESS))


def prepare_course() -> None:
    """Make ready what following a course needs: observing, and the fits between (ADR 0026)."""
    from interbeing.model.follow import believe

    prepare_live()
    believe([Marked(1.0, is_first=not place, felt=Emotion.SADNESS) for place in range(5)])


def is_translated() -> bool:
    """Say whether `prepare_course` finds everything translated on this machine, by these very sources."""
    return (Path(config.CACHE_DIR) / TRANSLATED).exists()  # type: ignore[attr-defined]  # set in compile.py


def translate_course() -> None:
    """Translate for the processes that come after this one, giving way to everything else on the machine."""
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    prepare_course()
    (Path(config.CACHE_DIR) / TRANSLATED).touch()  # type: ignore[attr-defined]


def prepare_all() -> Iterator[Prepared]:
    """Translate everything, saying after each step what is ready: for set-up, with progress."""
    steps: tuple[tuple[str, Callable[[], None]], ...] = (
        ("live", prepare_live),
        ("advice", _prepare_advice),
        ("fit", _prepare_fit),
    )
    for place, (step, run) in enumerate(steps):
        run()
        yield Prepared(step, place + 1, len(steps))


def _prepare_advice() -> None:
    from interbeing.model.advise import Now, outlooks

    outlooks(belief_of(natural(np.zeros((2, Z)), reference_prior())), Now(is_invited=True), np.random.default_rng(0))


def _prepare_fit() -> None:
    from interbeing.model.check import check
    from interbeing.model.posterior import posterior

    marks, rng = marks_of([Marked(1.0, is_first=True, felt=Emotion.SADNESS)]), np.random.default_rng(0)
    check(posterior(reference_prior(), marks, rng), marks, rng)


if __name__ == "__main__":
    translate_course()
