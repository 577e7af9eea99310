"""What lasted in a session: stretches of its clock, each begun and ended by marks, read from the log alone.

What was *set* (phase, mirror, rung) stands until it is set again. What somebody *watched* (gaze, arousal) is not known
in a gap, and after it only once it is marked again: time without a console is a gap, never a silence.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final
from uuid import UUID

from interbeing.domain.gathering import standing
from interbeing.domain.glass import RungChosen, View, Who
from interbeing.domain.mark import (
    ArousalSeen,
    Closed,
    Connection,
    Cover,
    CueGiven,
    Gaze,
    Grounding,
    LookAgain,
    Pause,
    Screen,
    Step,
)
from interbeing.domain.moment import Author, Moment

SHORTEST_GAP_MS: Final = 3_000  # a reload of the console's page takes about this long; it is no gap of its own
Log = tuple[Moment, ...]
State = Callable[[Moment], str | None]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the session clock; `what` names its state, `moment_id` is the mark that began it."""

    from_ms: int
    to_ms: int
    what: str
    moment_id: UUID

    @property
    def length_ms(self) -> int:
        """How long it lasted."""
        return self.to_ms - self.from_ms


Spans = tuple[Span, ...]


def in_order(log: Iterable[Moment]) -> Log:
    """Give the standing moments in the order of the session clock, as everything here wants them."""
    return tuple(sorted(standing(log), key=lambda moment: moment.session_ms))


def end_of(log: Log, until_ms: int | None = None) -> int:
    """Say where the session ends: at its close, else at `until_ms` (now), else at its last moment."""
    closed = next((moment.session_ms for moment in log if isinstance(moment.mark, Closed)), None)
    if closed is not None:
        return closed
    return until_ms if until_ms is not None else max((moment.session_ms for moment in log), default=0)


def gaps(log: Log, end_ms: int) -> Spans:
    """Give the time without a console. A mark that a therapist made then proves that one was there, out of touch."""
    found: list[Span] = []
    consoles, begun = 0, None
    for moment in log:
        change = _console_change(moment)
        consoles = max(0, consoles + change)
        is_there = consoles > 0 if change else moment.author is Author.THERAPIST and not moment.is_late
        if begun and is_there:
            found.append(replace(begun, to_ms=moment.session_ms))
            begun = None
        elif change and not is_there and begun is None:
            begun = Span(moment.session_ms, end_ms, "gap", moment.moment_id)
    found += [begun] if begun else []
    return tuple(gap for gap in found if gap.length_ms >= SHORTEST_GAP_MS)


def phases(log: Log, end_ms: int) -> Spans:
    """Give the phases of the Protocol, by the cues that came up."""
    return _states(log, end_ms, lambda moment: moment.mark.phase_id if isinstance(moment.mark, CueGiven) else None)


def covers(log: Log, end_ms: int) -> Spans:
    """Give when the mirror was `covered` and `uncovered`, from the first time that was marked."""
    return _states(log, end_ms, _cover)


def hidden(log: Log, end_ms: int) -> Spans:
    """Give when the own reflection was not shown: the mirror covered, or only the therapist in it."""
    is_covered = is_other = False

    def state(moment: Moment) -> str | None:
        nonlocal is_covered, is_other
        match moment.mark:
            case Cover(covered=covered):
                is_covered = covered
            case View(who=who):
                is_other = who is Who.THERAPIST
            case _:
                return None
        return "hidden" if is_covered or is_other else "shown"

    return tuple(span for span in _states(log, end_ms, state) if span.what == "hidden")


def rungs(log: Log, end_ms: int) -> Spans:
    """Give the rungs of the ladder."""
    return _states(log, end_ms, lambda moment: moment.mark.rung if isinstance(moment.mark, RungChosen) else None)


def gazes(log: Log, end_ms: int) -> Spans:
    """Give gaze `at_reflection` and `away`; nothing in a gap."""
    return _states(log, end_ms, _gaze, gaps(log, end_ms))


def arousals(log: Log, end_ms: int) -> Spans:
    """Give the steps of arousal, `what` being the level 0 to 10; nothing in a gap."""
    return _states(log, end_ms, _level, gaps(log, end_ms))


def looks(log: Log) -> Spans:
    """Give the looks again that were ended; one that was not is an open mark, not a stretch."""
    steps = [(moment, moment.mark.step) for moment in log if isinstance(moment.mark, LookAgain)]
    return tuple(
        Span(began.session_ms, ended.session_ms, LookAgain.kind, began.moment_id)
        for (began, first), (ended, second) in pairwise(steps)
        if (first, second) == (Step.BEGAN, Step.ENDED)
    )


def lasting(log: Log, end_ms: int, kind: type[Pause] | type[Grounding]) -> Spans:
    """Give the pauses or the groundings. One that did not end lasts to the end."""

    def step(moment: Moment) -> str | None:
        return moment.mark.step.value if isinstance(moment.mark, kind) else None

    return tuple(replace(s, what=kind.kind) for s in _states(log, end_ms, step) if s.what == Step.BEGAN)


def without(spans: Spans, others: Spans) -> Spans:
    """Give what is left of `spans` where none of `others` lies, in pieces; both in the order of the clock."""
    left = list(spans)
    for other in others:
        left = [piece for span in left for piece in _apart(span, other)]
    return tuple(left)


def _apart(span: Span, other: Span) -> Spans:
    before = replace(span, to_ms=min(span.to_ms, max(span.from_ms, other.from_ms)))
    after = replace(span, from_ms=max(span.from_ms, min(span.to_ms, other.to_ms)))
    return tuple(piece for piece in (before, after) if piece.length_ms > 0)


def _states(log: Log, end_ms: int, state: State, lost: Spans = ()) -> Spans:
    """Each mark that says a state begins it and ends the one before; the same state again goes on."""
    found: list[Span] = []
    begun: Span | None = None
    for moment in log:
        what = state(moment)
        if what is None:
            continue
        ended = _ended(begun, moment.session_ms, lost) if begun else None
        if begun and ended and what == begun.what and ended.to_ms == moment.session_ms:
            continue
        found += [ended] if ended else []
        begun = Span(moment.session_ms, end_ms, what, moment.moment_id)
    if begun and begun.from_ms <= end_ms:
        found.append(_ended(begun, end_ms, lost))
    return tuple(found)


def _ended(begun: Span, at_ms: int, lost: Spans) -> Span:
    gap = next((gap for gap in lost if begun.from_ms <= gap.from_ms < at_ms), None)
    return replace(begun, to_ms=gap.from_ms if gap else at_ms)


def _console_change(moment: Moment) -> int:
    mark = moment.mark
    if not isinstance(mark, Connection) or mark.screen is not Screen.CONSOLE:
        return 0
    return 1 if mark.connected else -1


def _cover(moment: Moment) -> str | None:
    if not isinstance(moment.mark, Cover):
        return None
    return "covered" if moment.mark.covered else "uncovered"


def _gaze(moment: Moment) -> str | None:
    if not isinstance(moment.mark, Gaze):
        return None
    return "at_reflection" if moment.mark.at_reflection else "away"


def _level(moment: Moment) -> str | None:
    return str(moment.mark.level) if isinstance(moment.mark, ArousalSeen) else None
