"""Says how arousal may be expected to move when care is read as care, as the therapist will see it: mark to mark."""

from typing import Final

from interbeing.domain import spans
from interbeing.domain.emotion import Emotion
from interbeing.domain.figures import rises
from interbeing.domain.gathering import Gathering
from interbeing.domain.mark import ArousalSeen, Gaze
from interbeing.domain.pacing import MOMENT_MS
from interbeing.domain.reading import LATER, Estimate, ExpectedMove
from interbeing.domain.spans import Log
from interbeing.model.follow import LEAST_EFFECTIVE
from interbeing.model.gather import MS_PER_MINUTE, is_invited
from interbeing.model.observe import Belief
from interbeing.model.rise import Begun, foretell_change
from interbeing.services.course import Course

NOT_KNOWN: Final = ExpectedMove()
MOST_BEGUN: Final = 40  # of a long session's listed moves that many, evenly chosen, stand for all


def move_next(course: Course, felt: Emotion, belief: Belief) -> ExpectedMove:
    """Foretell the next mark of arousal, a minute after the last, if care is read as care in this feeling."""
    kept = spans.in_order(course.log)
    marked = [(one.session_ms, one.mark.level) for one in kept if isinstance(one.mark, ArousalSeen)]
    return _move(course, belief, [_begun(course, kept, *marked[-1], MOMENT_MS, felt)]) if marked else NOT_KNOWN


def move_in_session(course: Course, gap_ms: int) -> ExpectedMove:
    """Foretell the moves that the review lists, each from the mark before it over the time to the mark after it."""
    kept = spans.in_order(course.log)
    listed = rises(kept, Gathering(gap_ms, course.log).exchanges, gap_ms)
    told = [(one, one.felt) for one in listed if one.felt is not None]
    chosen = told[:: -(-len(told) // MOST_BEGUN) or 1]
    begun = [_begun(course, kept, one.at_ms, one.before, one.took_ms, felt) for one, felt in chosen]
    return _move(course, course.followed.believe(course.moments), begun) if begun else NOT_KNOWN


def _begun(course: Course, kept: Log, at_ms: int, level: int, took_ms: int, felt: Emotion) -> Begun:
    looked = [one.mark.at_reflection for one in kept if isinstance(one.mark, Gaze) and one.session_ms <= at_ms]
    at_reflection = looked[-1] if looked else is_invited(course.log, at_ms)
    return Begun(level, took_ms / MS_PER_MINUTE, felt, at_reflection)


def _move(course: Course, belief: Belief, begun: list[Begun]) -> ExpectedMove:
    reports = sum(moment.arousal is not None for moment in course.moments)
    now, later = (foretell_change(belief, reports, begun, more) for more in (0, LATER))
    if not (now.is_known and later.is_known) or belief.effective_draws() < LEAST_EFFECTIVE:
        return NOT_KNOWN
    return ExpectedMove(Estimate(*now.band), Estimate(*later.band))
