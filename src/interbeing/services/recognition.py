"""The two-minute recognition exercise: drawn faces, one after the other, and what is read in each.

It exists because a therapist who only ever offers compassion makes recognition and expectation impossible to tell apart
(docs/model.md): here other faces are shown too, outside the exchange, and nobody looks back.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from random import Random
from typing import Final
from uuid import UUID

from interbeing.domain.emotion import EMOTIONS, Emotion
from interbeing.domain.errors import NotAllowed
from interbeing.domain.gathering import standing
from interbeing.domain.mark import Recognised, Strength
from interbeing.domain.moment import Kept
from interbeing.domain.patient import Patient
from interbeing.domain.recognition import Answered, Score, scores
from interbeing.domain.session import Session
from interbeing.storage.connect import Database
from interbeing.storage.moments import moments_of
from interbeing.storage.patients import patient_of
from interbeing.storage.sessions import session_of

ROUNDS: Final = 2
ABOUT_SECONDS: Final = 120  # 28 faces at a little over four seconds each


@dataclass(frozen=True, slots=True)
class Trial:
    """One face to show: the how-manieth it is (from 0), what it shows, and how plainly."""

    trial: int
    shown: Emotion
    strength: Strength


@dataclass(frozen=True, slots=True)
class Exercise:
    """The whole series for one session, and how many of it are answered already."""

    session: Session
    patient: Patient
    trials: tuple[Trial, ...]
    answered: frozenset[int]


@dataclass(frozen=True, slots=True)
class Recognition:
    """What the answers of one session say: how many there are, how many of them were "I don't know", and the scores."""

    answered: int
    unsure: int
    scores: dict[Emotion, Score]


def open_exercise(database: Database, session_id: UUID) -> Exercise:
    """Give the exercise of a live session; NotAllowed while the session is not open."""
    with database.read() as connection:
        session = session_of(connection, session_id)
        if not session.state.is_live:
            raise NotAllowed("the exercise belongs to an open session: open it on the console first")
        answers = answers_in(moments_of(connection, database.seal, session_id))
        patient = patient_of(connection, database.seal, session.patient_id)
    return Exercise(session, patient, trials_of(session_id), frozenset(answer.trial for answer in answers))


def answers_in(log: Iterable[Kept]) -> tuple[Recognised, ...]:
    """Give the standing answers of a log, the latest for each face, in the order of the series."""
    answers = [moment.mark for moment in standing(kept.moment for kept in log) if isinstance(moment.mark, Recognised)]
    latest = {answer.trial: answer for answer in answers}
    return tuple(latest[trial] for trial in sorted(latest))


def recognition_in(log: Iterable[Kept]) -> Recognition | None:
    """Score the standing answers of a log (S11); None when the exercise was not done."""
    answers = answers_in(log)
    if not answers:
        return None
    trials = [Answered(answer.shown, answer.read_as) for answer in answers]
    return Recognition(len(answers), sum(one.seen is None for one in trials), scores(trials))


def trials_of(session_id: UUID) -> tuple[Trial, ...]:
    """Give the series: every feeling, faint and plain, `ROUNDS` times, shuffled the same way whenever it is asked for.

    No feeling comes twice in a row.
    """
    dealt = [(shown, strength) for shown in EMOTIONS for strength in Strength] * ROUNDS
    shuffle = Random(session_id.int)  # noqa: S311  an order, not a secret
    while _has_neighbours(dealt):
        shuffle.shuffle(dealt)
    return tuple(Trial(trial, shown, strength) for trial, (shown, strength) in enumerate(dealt))


def _has_neighbours(dealt: list[tuple[Emotion, Strength]]) -> bool:
    return any(before[0] is after[0] for before, after in pairwise(dealt))
