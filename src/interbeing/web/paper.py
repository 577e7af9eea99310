"""Renders the templates: one set of pages for each language, everything escaped."""

from functools import cache, partial
from pathlib import Path
from typing import Any, Final

from babel.dates import format_date, format_datetime, format_time
from babel.numbers import get_decimal_symbol
from babel.support import Translations
from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from interbeing import __version__
from interbeing.domain.access import Action, Fact, Principal, Relation, Resource, Thing, Verb, authorize
from interbeing.domain.clinic import Clinic
from interbeing.domain.errors import BadFile, InterbeingError, NotSaved
from interbeing.services.clinic import read_clinic
from interbeing.web.who import AT_TABLET, SIGNED_IN, who_asks
from interbeing.web.words import FIELDS, words_in
from interbeing.wiring import Room

TEMPLATES: Final = Path(__file__).parent / "templates"


@cache
def templates_in(language: str) -> Environment:
    """Give the templates whose words are in this language."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_translations(words_in(language), newstyle=True)  # type: ignore[attr-defined]
    environment.globals.update(
        language=language,
        version=__version__,
        say=partial(said_in, language),
        is_unsaved=lambda problem: isinstance(problem, NotSaved),
    )
    environment.filters.update(
        day=lambda at: format_date(at.astimezone(), "EEEE d MMMM y", locale=language),
        day_and_time=lambda at: format_datetime(at.astimezone(), "d MMMM y, HH:mm", locale=language),
        date=lambda at: format_date(at.astimezone(), "d MMMM y", locale=language),
        time=lambda at: format_time(at.astimezone(), "HH:mm", locale=language),
        decimal=partial(decimal_in, language),
        figure=partial(figure_in, language),
    )
    return environment


def decimal_in(language: str, value: float, digits: int = 2, *, signed: bool = False) -> str:
    """Write a figure with so many places as this language does; nothing has a sign, and minus is no hyphen."""
    text = f"{value:{'+' if signed else ''}.{digits}f}"
    text = text if text.strip("+-0.") else text.lstrip("+-")
    return text.replace("-", "−").replace(".", get_decimal_symbol(language))


def figure_in(language: str, value: float) -> str:
    """Write a score plainly as this language does: 12, 3.25."""
    return f"{value:.2f}".rstrip("0").rstrip(".").replace(".", get_decimal_symbol(language))


def said_in(language: str, problem: InterbeingError) -> str:
    """Say what is wrong in this language, as a sentence; words without a translation stay English."""
    words = words_in(language)
    if isinstance(problem, BadFile):
        return _said_of_file(words, problem)
    about = words.gettext(FIELDS[problem.about]) if problem.about in FIELDS else problem.about
    sentence = problem.told(words.gettext(problem.words), about).rstrip(".")
    return f"{sentence[:1].upper()}{sentence[1:]}."


def _said_of_file(words: Translations, problem: BadFile) -> str:
    """Say which file, where in it, what is wrong and what to do."""
    line = "" if problem.line is None else words.gettext(", line {line}").format(line=problem.line)
    return f"{problem.file}{line}: {words.gettext(problem.wrong)}. {words.gettext(problem.remedy)}."


def page(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """Render a page in the clinic's language; every template knows `clinic`, `request` and `language`."""
    room: Room = request.app.state.door.inside
    values |= {"request": request, "is_sealed": room.keys is not None, "is_for_real": room.database.is_for_real}
    asks = who_asks(request)
    values |= {
        "signed_in": request.scope.get(SIGNED_IN),
        "may_read": partial(_may_read, asks),
        "may": partial(_may, asks),
        "at_tablet": AT_TABLET in request.scope,
    }
    clinic: Clinic = read_clinic(room.database)
    text = templates_in(clinic.language).get_template(template).render(clinic=clinic, **values)
    return HTMLResponse(text, status)


def _may_read(principal: Principal, thing: str) -> bool:
    """Say whether a place of the clinic is open to who asks, so that no page names one that is not."""
    return authorize(principal, Action(Verb.READ, Thing(thing)), Resource(Relation.CLINIC)).is_allowed


def _may(principal: Principal, verb: str, thing: str) -> bool:
    """Say whether the work of who asks ever includes this, so that no page offers them what is another's to do."""
    action, every = Action(Verb(verb), Thing(thing)), frozenset(Fact)
    return any(authorize(principal, action, Resource(relation, every)).is_allowed for relation in Relation)


def door_page(request: Request, template: str, language: str, status: int = 200, **values: Any) -> HTMLResponse:
    """Render a page before the locked door: no clinic is known there."""
    return HTMLResponse(templates_in(language).get_template(template).render(request=request, **values), status)
