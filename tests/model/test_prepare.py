"""What set-up gets ready is all that a room needs: after it nobody waits for a translation."""

import subprocess
import sys

import numpy as np
from numba.core.event import install_recorder

from interbeing.domain.emotion import Emotion
from interbeing.model.advise import Now, outlooks
from interbeing.model.check import check
from interbeing.model.follow import believe
from interbeing.model.marks import Marked, marks_of
from interbeing.model.parameters import Rule
from interbeing.model.posterior import posterior
from interbeing.model.prior import prior_for
from interbeing.model.rules import foretold_nats
from interbeing.model.summary import summary

SAD, CARE = Emotion.SADNESS, Emotion.COMPASSION
COURSE = (
    Marked(1.0, is_first=True, felt=SAD, offered=CARE, perceived=Emotion.ANGER, arousal=5),
    Marked(0.5, offered=CARE, invited=True),
    Marked(0.5, felt=SAD, perceived=CARE, at_reflection=True, invited=True, reassured=True),
    Marked(1.5, arousal=0, is_exchange=False),
    Marked(1.0, felt=Emotion.SHAME, offered=Emotion.NEUTRAL, arousal=10),
)
TOLD = ((0,) * 7,) * 6 + ((2,) * 7,)


STEPS = ["1 of 3: following a session", "2 of 3: looking ahead", "3 of 3: learning from a course", "ready"]


def test_after_set_up_nothing_is_left_to_translate():
    command = [sys.executable, "-m", "interbeing.model.prepare"]
    said = subprocess.run(command, check=True, timeout=300, capture_output=True).stdout.decode().splitlines()
    assert [line.split("  ")[-1] for line in said[1:]] == STEPS
    with install_recorder("numba:compile") as translated:
        live_and_fit()
    assert [event for _at, event in translated.buffer] == []


def live_and_fit() -> None:
    """Whatever a room asks of the model: a session followed, a look ahead, a fit with its checks and rules."""
    rng, marks = np.random.default_rng(0), marks_of(COURSE)
    outlooks(believe(COURSE, prior_for(TOLD)), Now(is_invited=True), rng)
    found = posterior(prior_for(TOLD), marks, rng)
    check(found, marks, rng)
    summary(found, marks)
    for rule in Rule:
        foretold_nats(prior_for(TOLD, rule), marks, rng)
