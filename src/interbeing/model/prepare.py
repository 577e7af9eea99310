"""Gets the arithmetic ready before anybody waits for it: first what a live session needs, then the rest."""

import sys
import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from interbeing.domain.emotion import Emotion
from interbeing.model.marks import Marked, marks_of
from interbeing.model.observe import belief_of, observe
from interbeing.model.parameters import Z, natural, reference_prior


class Preparing(NamedTuple):
    """The step that comes next, after so many of all."""

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


def prepare_all() -> Iterator[Preparing]:
    """Make everything ready that a room may ask for, saying before each step what it is for."""
    steps: tuple[tuple[str, Callable[[], None]], ...] = (
        ("following a session", prepare_live),
        ("looking ahead", _prepare_advice),
        ("learning from a course", _prepare_fit),
    )
    for done, (step, run) in enumerate(steps):
        yield Preparing(step, done, len(steps))
        run()


def _prepare_advice() -> None:
    from interbeing.model.advise import Now, outlooks

    outlooks(belief_of(natural(np.zeros((2, Z)), reference_prior())), Now(is_invited=True), np.random.default_rng(0))


def _prepare_fit() -> None:
    from interbeing.model.check import check
    from interbeing.model.posterior import posterior

    marks, rng = marks_of([Marked(1.0, is_first=True, felt=Emotion.SADNESS)]), np.random.default_rng(0)
    check(posterior(reference_prior(), marks, rng), marks, rng)


def main() -> None:
    """Make everything ready at set-up, with each step and its seconds to be seen."""
    said, began = sys.stdout, time.monotonic()
    said.write("getting the model ready, once for each version of it: about half a minute\n")
    for step, done, steps in prepare_all():
        said.write(f"  {time.monotonic() - began:3.0f} s  {done + 1} of {steps}: {step}\n")
        said.flush()
    said.write(f"  {time.monotonic() - began:3.0f} s  ready\n")


if __name__ == "__main__":
    main()
