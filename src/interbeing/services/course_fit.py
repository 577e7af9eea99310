"""Fits a patient's whole course step by step, and says what its marks can and cannot tell; lives in a mind."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import numpy as np

from interbeing.domain.caregiver import NOTHING_TOLD, Reports
from interbeing.domain.emotion import EMOTIONS, Emotion
from interbeing.domain.fit import Compared, Expected, Fit, Fitting, Quantity, Rules, Step, Told
from interbeing.domain.reading import Estimate
from interbeing.model.check import check, lacks, told
from interbeing.model.foretell import LEAST_EXCHANGES
from interbeing.model.marks import EXCHANGE, FELT, PERCEIVED, Marks, marks_of
from interbeing.model.parameters import CORE, Core, K, Rule
from interbeing.model.posterior import NotSettledError, Posterior, posterior
from interbeing.model.prior import prior_for
from interbeing.model.rules import compared, foretold_nats
from interbeing.model.summary import QUANTITIES, Summary, summary
from interbeing.services.course import Part

SEED: Final = 20261125


def fitted(part: Part, sessions: int, reports: Reports = NOTHING_TOLD) -> Iterator[Fitting | Fit]:
    """Give each step before it is done, and last the fit; the same course and history always give the same fit."""
    bare = Fit(sessions, len(part.moments), part.faces, reports != NOTHING_TOLD)
    if not bare.has_enough:
        yield bare
        return
    marks = marks_of(part.moments)
    yield Fitting(Step.POSTERIOR, 0)
    try:
        found = posterior(prior_for(reports), marks, _rng(0))
    except NotSettledError:
        yield bare
        return
    yield Fitting(Step.CHECKS, 1)
    checks, figures = _checks(found, marks), summary(found, marks)
    yield Fitting(Step.MODAL, 2)
    modal = foretold_nats(prior_for(reports, Rule.MODAL), marks, _rng(2))
    yield Fitting(Step.PROPORTIONAL, 3)
    rules = Rules(*compared(modal - foretold_nats(prior_for(reports, Rule.PROPORTIONAL), marks, _rng(2))))
    expected = _expected(figures, marks)
    yield replace(
        bare, lacks=tuple(lacks(marks)), told=_told(found, figures), expected=expected, checks=checks, rules=rules
    )


def _rng(step: int) -> np.random.Generator:
    return np.random.default_rng([SEED, step])


def _checks(found: Posterior, marks: Marks) -> tuple[Compared, ...]:
    return tuple(Compared(figure, *one) for figure, one in check(found, marks, _rng(1)).items())


def _told(found: Posterior, figures: Summary) -> tuple[Told, ...]:
    telling = told(found)
    return tuple(
        Told(quantity, telling[core], _estimate(figures, core), float(figures.ess[core]), float(figures.rhat[core]))
        for quantity, core in zip(Quantity, tuple(Core)[:CORE], strict=True)
    )


def _expected(figures: Summary, marks: Marks) -> tuple[Expected, ...]:
    """Give coarse expectations only, and only where enough was marked: single rare cells are never told."""
    labelled = marks.codes[(marks.codes[:, EXCHANGE] == 1) & (marks.codes[:, [FELT, PERCEIVED]] >= 0).all(axis=1)]
    seen = np.bincount(labelled[:, FELT], minlength=K)
    return tuple(
        Expected(felt, int(seen[row]), *(_expects(figures, felt, read) for read in ("compassion", "anger", "disgust")))
        for row, felt in enumerate(EMOTIONS)
        if seen[row] >= LEAST_EXCHANGES
    )


def _expects(figures: Summary, felt: Emotion, read: str) -> Estimate:
    return _estimate(figures, QUANTITIES.index(f"expects[{felt}>{read}]"))


def _estimate(figures: Summary, at: int) -> Estimate:
    return Estimate(float(figures.mean[at]), float(figures.q05[at]), float(figures.q95[at]))
