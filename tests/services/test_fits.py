"""What a patient's marks can tell: refused below its limits, the same whenever it is made, stopped at a word."""

import time
from uuid import UUID, uuid4

import pytest

from interbeing.domain.emotion import Emotion
from interbeing.domain.fit import LEAST_MOMENTS, Fit, Fitting, Lack, Quantity, Step, Telling
from interbeing.domain.mark import Felt
from interbeing.domain.moment import Author, Moment
from interbeing.domain.question import FitOf
from interbeing.model.gather import gather
from interbeing.model.posterior import NotSettledError
from interbeing.services import course_fit
from interbeing.services.course import Part
from interbeing.services.fits import FitState
from interbeing.services.plan import session_of
from interbeing.services.thinking import Thinking
from interbeing.storage.look import Record
from interbeing.storage.moments import append
from interbeing.wiring import Room
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
