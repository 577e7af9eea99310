"""Renders the templates: one set of pages for each language, everything escaped."""

from functools import cache
from pathlib import Path
from typing import Any, Final

from babel.dates import format_date, format_datetime, format_time
from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from interbeing import __version__
from interbeing.domain.clinic import Clinic
from interbeing.services.clinic import read_clinic
from interbeing.web.words import words_in

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
    environment.globals.update(language=language, version=__version__)
    environment.filters.update(
        day=lambda at: format_date(at.astimezone(), "long", locale=language),
        day_and_time=lambda at: format_datetime(at.astimezone(), "d MMMM y, HH:mm", locale=language),
        time=lambda at: format_time(at.astimezone(), "HH:mm", locale=language),
    )
    return environment


def page(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """Render a page in the clinic's language; every template knows `clinic`, `request` and `language`."""
    clinic: Clinic = read_clinic(request.app.state.room.database)
    text = templates_in(clinic.language).get_template(template).render(request=request, clinic=clinic, **values)
    return HTMLResponse(text, status)
