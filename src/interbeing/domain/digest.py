"""What one session adds to a patient's course: its counts and times, read once from its log."""

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from interbeing.domain import spans
from interbeing.domain.arousal import Window, Zone
from interbeing.domain.attribution import Read, reads_of
from interbeing.domain.emotion import Emotion
from interbeing.domain.exchange import Exchange
from interbeing.domain.facts import Facts, facts_of
from interbeing.domain.figures import Figures, figures_of
from interbeing.domain.glass import RungChosen
from interbeing.domain.guard import Passed
from interbeing.domain.mark import Attitude, Reception
from interbeing.domain.moment import Moment
from interbeing.domain.quadrant import Quadrant
from interbeing.domain.session import Session


@dataclass(frozen=True, slots=True)
class Harms:
    """What may have been too much in one session, counted as it was marked."""

    unbearable: int
    exits: int
    groundings: int
    patient_pauses: int
    beyond_still: int
    limits_passed: int

    @property
    def is_any(self) -> bool:
        """Whether anything was marked."""
        return any((self.unbearable, self.exits, self.groundings, self.patient_pauses, self.beyond_still))


@dataclass(frozen=True, slots=True)
class Digest:
    """One session as its course needs it. `rung` is the highest that was stood on; `arousal` the mean over time."""

    session: Session
    facts: Facts
    figures: Figures
    reads: tuple[Read, ...]
    rung: RungChosen | None
    arousal: float | None
    harms: Harms

    @property
    def tender(self) -> tuple[int, int]:
        """Of what was felt at the own reflection, how much was tenderness."""
        return self.facts.felt.get(Emotion.COMPASSION, 0), sum(self.facts.felt.values())

    @property
    def kindly(self) -> tuple[int, int]:
        """Of what was noticed, how much with a compassionate attitude."""
        return self.figures.attitudes[Attitude.COMPASSIONATE], sum(self.figures.attitudes.values())

    @property
    def misread(self) -> tuple[int, int]:
        """Of the care whose reading was marked, how much was read as something else."""
        cared = [read for read in self.reads if read.offered is Emotion.COMPASSION]
        return sum(read.perceived is not Emotion.COMPASSION for read in cared), len(cared)

    @property
    def tolerated(self) -> tuple[int, int]:
        """Of the care read as care whose reception was marked, how much could be borne or taken in."""
        counts = self.figures.quadrants
        return counts[Quadrant.TAKEN_IN], counts[Quadrant.TAKEN_IN] + counts[Quadrant.NOT_TOLERATED]

    @property
    def recovery_ms(self) -> float | None:
        """How long it took until arousal was marked inside again: the middle one of this session's ways back."""
        back = self.back_ms
        return median(back) if back else None

    @property
    def back_ms(self) -> tuple[int, ...]:
        """How long each way back into the window took."""
        return tuple(one.back_ms for one in self.figures.exits if one.back_ms is not None)

    @property
    def inside(self) -> float | None:
        """The part of the time for which arousal was marked that lay inside the window."""
        return self.facts.zones.share(Zone.INSIDE)


def digest_of(
    session: Session,
    log: Iterable[Moment],
    exchanges: tuple[Exchange, ...],
    window: Window,
    still_ms: int,
    gap_ms: int,
) -> Digest:
    """Read a session's log and its exchanges."""
    whole = tuple(log)
    kept = spans.in_order(whole)
    end_ms = spans.end_of(kept)
    facts = facts_of(whole, exchanges, window, still_ms, end_ms)
    rungs = [moment.mark for moment in kept if isinstance(moment.mark, RungChosen)]
    return Digest(
        session=session,
        facts=facts,
        figures=figures_of(whole, exchanges, window, gap_ms, end_ms),
        reads=reads_of(exchanges),
        rung=max(rungs, key=lambda mark: mark.height, default=None),
        arousal=_mean_level(spans.arousals(kept, end_ms)),
        harms=_harms(facts, sum(isinstance(moment.mark, Passed) for moment in kept)),
    )


def _mean_level(steps: spans.Spans) -> float | None:
    marked_ms = sum(step.length_ms for step in steps)
    return sum(int(step.what) * step.length_ms for step in steps) / marked_ms if marked_ms else None


def _harms(facts: Facts, passed: int) -> Harms:
    return Harms(
        unbearable=facts.received.get(Reception.UNBEARABLE, 0),
        exits=facts.zones.left_above + facts.zones.left_below,
        groundings=facts.times.groundings,
        patient_pauses=facts.times.patient_pauses,
        beyond_still=facts.times.beyond_still,
        limits_passed=passed,
    )
