"""What a patient's marks can tell: refused below its limits, the same whenever it is made, stopped at a word."""

import time
from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from interbeing.domain.caregiver import CaregiverHistory
from interbeing.domain.emotion import Emotion
from interbeing.domain.fit import (
    LEAST_MOMENTS,
    Compared,
    Expected,
    Figure,
    Fit,
    Fitting,
    Lack,
    Quantity,
    Rules,
    Step,
    Telling,
    Told,
    Verdict,
)
from interbeing.domain.mark import Felt
from interbeing.domain.moment import Author, Moment
from interbeing.domain.question import FitOf
from interbeing.domain.reading import Estimate
from interbeing.model import sources
from interbeing.model.gather import gather
from interbeing.model.posterior import NotSettledError
from interbeing.services import course_fit
from interbeing.services.course import Part
from interbeing.services.fits import FitState
from interbeing.services.kept_fits import keep_fit, made_from
from interbeing.services.plan import session_of
from interbeing.services.thinking import Thinking
from interbeing.settings import Settings
from interbeing.storage.caregivers import add_history
from interbeing.storage.fits import KeptFit
from interbeing.storage.look import Record
from interbeing.storage.moments import append
from interbeing.wiring import Room, open_room
from tests.rooms import AT, open_session
from tests.sessions_made import Log, lived

PATIENCE_S = 120


def part(exchanges: int) -> Part:
    log = Log()
    for at, mark in lived(exchanges):
        log.at(at, mark)
    return Part(tuple(gather(log.moments, 120_000)), 0)


def test_too_few_moments_give_nothing_back_but_their_number() -> None:
    (fit,) = course_fit.fitted(part(LEAST_MOMENTS - 1), 1)
    (with_history,) = course_fit.fitted(part(LEAST_MOMENTS - 1), 1, ((0, 0, 0, 0, 6, 0, 0),) * 7)
    assert isinstance(fit, Fit)
    assert isinstance(with_history, Fit)
    assert (fit.has_history, with_history.has_history) == (False, True)
    assert (fit.has_enough, fit.moments, fit.told, fit.rules) == (False, LEAST_MOMENTS - 1, (), None)


def test_draws_that_did_not_settle_say_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def unsettled(*_: object) -> None:
        raise NotSettledError

    monkeypatch.setattr(course_fit, "posterior", unsettled)
    *steps, fit = course_fit.fitted(part(LEAST_MOMENTS), 1)
    assert [step.step for step in steps if isinstance(step, Fitting)] == [Step.POSTERIOR]
    assert isinstance(fit, Fit)
    assert (fit.has_enough, fit.told, fit.expected, fit.checks, fit.rules) == (True, (), (), (), None)


def test_a_fit_says_of_every_quantity_whether_it_can_be_told_and_what_the_marks_lack() -> None:
    *steps, fit = course_fit.fitted(part(LEAST_MOMENTS), 1)
    assert [step.step for step in steps if isinstance(step, Fitting)] == list(Step)
    assert isinstance(fit, Fit)
    assert [one.quantity for one in fit.told] == list(Quantity)
    assert {one.quantity: one.telling for one in fit.told}[Quantity.BETA_REASSURANCE] is Telling.NOT_TOLD  # none given
    assert all(one.ess >= 400 and one.rhat <= 1.02 for one in fit.told)
    assert fit.lacks[0] is Lack.ONE_KIND_OF_OFFER
    assert [(one.felt, one.exchanges) for one in fit.expected] == [(Emotion.SADNESS, LEAST_MOMENTS)]
    assert fit.expected[0].anger.mean > fit.expected[0].care.mean
    assert fit.rules is not None
    assert fit.rules.moments == LEAST_MOMENTS


def test_the_mind_makes_a_fit_step_by_step_from_all_sessions_of_the_patient(room: Room) -> None:
    session_id = open_session(room.database)
    felt = Moment(uuid4(), session_id, Author.THERAPIST, 1_000, AT, Felt(Emotion.SADNESS))
    room.database.write(lambda c: append(c, room.database.seal, felt, AT)).result()
    thinking = Thinking(Record(room.settings.folder))
    asked = FitOf(session_of(room.database, session_id).patient_id)
    assert thinking.answer(asked) == thinking.answer(asked) == Fit(1, 1, 0)


def test_a_fit_that_is_stopped_leaves_nothing_and_can_be_asked_for_again(room: Room) -> None:
    patient_id: UUID = session_of(room.database, open_session(room.database)).patient_id
    assert room.fits.of(patient_id).state is FitState.NEVER
    room.fits.ask(patient_id)
    room.fits.ask(patient_id)
    room.fits.cancel(patient_id)
    stopped = room.fits.of(patient_id)
    assert (stopped.state, stopped.fit) == (FitState.STOPPED, None)
    room.fits.ask(patient_id)
    until = time.monotonic() + PATIENCE_S
    while room.fits.of(patient_id).is_under_way and time.monotonic() < until:
        time.sleep(0.05)
    assert room.fits.of(patient_id).fit == Fit(0, 0, 0)
    assert stopped.fit is None


A_FIT = Fit(
    sessions=1,
    moments=LEAST_MOMENTS,
    faces=0,
    lacks=(Lack.ONE_KIND_OF_OFFER,),
    told=(Told(Quantity.RHO, Telling.PARTLY, Estimate(0.5, 0.25, 0.75), 612.5, 1.004),),
    expected=(Expected(Emotion.SADNESS, 20, *(Estimate(0.125, 0.0, 0.5),) * 3),),
    checks=(Compared(Figure.MEAN_AROUSAL, 4.5, 4.25, 0.5, True),),
    rules=Rules(1.5, 1.25, LEAST_MOMENTS, Verdict.UNDECIDED),
)


@pytest.mark.parametrize("fit", [A_FIT, replace(A_FIT, told=(), expected=(), checks=(), rules=None)])
def test_a_fit_is_shown_again_after_a_restart_without_being_made_anew(tmp_path: Path, fit: Fit) -> None:
    room = open_room(Settings(tmp_path))
    patient_id = session_of(room.database, open_session(room.database)).patient_id
    keep_fit(room.database, patient_id, made_from(room.database, patient_id), KeptFit(fit, AT))
    room.close()
    reopened = open_room(Settings(tmp_path))
    job = reopened.fits.of(patient_id)
    reopened.close()
    assert (job.state, job.fit, job.made_at) == (FitState.MADE, fit, AT)


def test_a_fit_goes_when_a_mark_a_history_or_the_model_is_new(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    session_id = open_session(room.database)
    patient_id = session_of(room.database, session_id).patient_id
    name = made_from(room.database, patient_id)
    keep_fit(room.database, patient_id, name, KeptFit(A_FIT, AT))
    with monkeypatch.context() as patched:
        patched.setattr(sources, "model_name", lambda: "another")
        assert room.fits.of(patient_id).state is FitState.NEVER
    assert room.fits.of(patient_id).state is FitState.MADE
    felt = Moment(uuid4(), session_id, Author.THERAPIST, 1_000, AT, Felt(Emotion.SADNESS))
    room.database.write(lambda c: append(c, room.database.seal, felt, AT)).result()
    assert room.fits.of(patient_id).state is FitState.NEVER
    keep_fit(room.database, patient_id, name, KeptFit(A_FIT, AT))  # made while the mark came: not what stands now
    assert room.fits.of(patient_id).state is FitState.NEVER
    now = made_from(room.database, patient_id)
    told = CaregiverHistory(uuid4(), patient_id, (), AT)
    room.database.write(lambda c: add_history(c, room.database.seal, told)).result()
    assert made_from(room.database, patient_id) != now
