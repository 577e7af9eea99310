"""Looks ahead from where a session stands: how likely the window is left on each way of going on (research)."""

from typing import Final

import numpy as np

from interbeing.domain.pacing import Advised, Pacing, PacingState
from interbeing.model.advise import Now, known, outlooks
from interbeing.model.foretell import foretell_window
from interbeing.model.gather import MS_PER_MINUTE, is_invited
from interbeing.services.course import Course

SEED: Final = 20261124


def pacing_at(session_ms: int, course: Course) -> Pacing:
    """Look ahead from this time of the session clock; the same course and time always give the same figures.

    Not known before this session has a moment of its own: where the person stands now is then only the prior's.
    """
    belief = course.followed.believe(course.moments)
    exchanges, reports = int(belief.seen.sum()), sum(one.arousal is not None for one in course.moments)
    found = outlooks(belief, _now(session_ms, course), np.random.default_rng([SEED, len(course.moments)]))
    shown = known(belief, found, reports)
    if not course.here.moments or not shown:
        return Pacing(PacingState.NOT_KNOWN, exchanges, reports)
    window = foretell_window(belief)
    advised = Advised(shown, window.lower, window.upper.band.mean, exchanges)
    return Pacing(PacingState.KNOWN, exchanges, reports, advised)


def _now(session_ms: int, course: Course) -> Now:
    last = sum(moment.minutes for moment in course.here.moments)
    since = max(0.0, session_ms / MS_PER_MINUTE - last)
    return Now(is_invited(course.log, session_ms), minutes_since=since)
