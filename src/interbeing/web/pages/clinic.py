"""The clinic's page: its name and language, whom a patient can call, the window's edges and the limits."""

from collections.abc import Callable
from dataclasses import fields
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from interbeing.domain.arousal import Window
from interbeing.domain.clinic import LANGUAGES, Clinic, Contact, Limits
from interbeing.domain.errors import BadInput
from interbeing.domain.part import Part
from interbeing.services import clinic as settings
from interbeing.web.errors import status_of
from interbeing.web.pages.forms import Typed, TypedForm, done_or_again, filled
from interbeing.web.pages.rooms import room_of
from interbeing.web.paper import page
from interbeing.wiring import Room

router = APIRouter(prefix="/clinic", include_in_schema=False)
WORDS: Final = ("grounding", "aftercare")
LANGUAGE_NAMES: Final = {"en": "English", "it": "Italiano"}
OF_WINDOW: Final = ("lower", "upper")
OF_LIMITS: Final = tuple(field.name for field in fields(Limits))
FIGURES: Final = (*OF_WINDOW, *OF_LIMITS)
MOST_DIGITS: Final = 6


@router.get("")
def clinic(request: Request) -> Response:
    """Show the settings that stand."""
    return _page(request, {})


@router.post("")
def name(request: Request, typed: TypedForm) -> Response:
    """Change name and language; the language takes effect with the next page."""
    return _kept(
        request,
        typed,
        "name",
        lambda room: settings.name_clinic(room.database, typed.one("name"), typed.one("language")),
    )


@router.post("/contacts")
def add_contact(request: Request, typed: TypedForm) -> Response:
    """Add a contact."""

    def add(room: Room) -> None:
        is_crisis = typed.has("is_crisis", "yes")
        settings.add_contact(room.database, typed.one("contact_name"), typed.one("reach"), is_crisis=is_crisis)

    return _kept(request, typed, "contacts", add)


@router.post("/contacts/remove")
def remove_contact(request: Request, typed: TypedForm) -> Response:
    """Take a contact off the list; the last crisis contact stays while there is a real patient."""
    contact = Contact(typed.one("contact_name"), typed.one("reach"), typed.has("is_crisis", "yes"))
    return _kept(request, typed, "removed", lambda room: settings.remove_contact(room.database, contact))


@router.post("/limits")
def limits(request: Request, typed: TypedForm) -> Response:
    """Change the window's edges and the limits."""

    def change(room: Room) -> None:
        lower, upper = (_whole(typed, figure) for figure in OF_WINDOW)
        limits = Limits(**{figure: _whole(typed, figure) for figure in OF_LIMITS})
        if not 0 <= lower < upper <= 10:
            raise BadInput("the lower edge lies below the upper one, both from 0 to 10", about="lower")
        settings.set_limits(room.database, Window(lower, upper), limits)

    return _kept(request, typed, "limits", change)


@router.post("/limits/defaults")
def defaults(request: Request) -> Response:
    """Go back to our defaults."""
    return _kept(request, filled(), "limits", lambda room: settings.set_limits(room.database, Window(), Limits()))


@router.post("/words")
def words(request: Request, typed: TypedForm) -> Response:
    """Change the words for grounding and aftercare, in every language."""

    def change(room: Room) -> None:
        grounding, aftercare = ({one: typed.one(f"{name}_{one}") for one in LANGUAGES} for name in WORDS)
        settings.set_words(room.database, grounding, aftercare)

    return _kept(request, typed, "words", change)


@router.post("/parts")
def parts(request: Request, typed: TypedForm) -> Response:
    """Change what the parts of a person are called here."""
    words = {part.value: typed.one(part) for part in Part}
    return _kept(request, typed, "parts", lambda room: settings.set_parts(room.database, words))


def _kept(request: Request, typed: Typed, section: str, change: Callable[[Room], None]) -> Response:
    """Change it and show the page anew at this section, or show there what is wrong."""

    def do() -> str:
        change(room_of(request))
        return f"/clinic#{'contacts' if section == 'removed' else section}"

    return done_or_again(typed, do, lambda again: _page(request, {section: again}))


def _page(request: Request, typed: dict[str, Typed]) -> Response:
    stands = settings.read_clinic(room_of(request).database)
    wrong = next((form.wrong for form in typed.values()), None)
    forms = {
        "name": filled(name=stands.name, language=stands.language),
        "contacts": filled(),
        "removed": filled(),
        "limits": filled(**_figures(stands)),
        "words": filled(**_words(stands)),
        "parts": filled(**stands.parts),
    }
    return page(
        request,
        "clinic.html",
        status_of(wrong)[0] if wrong else 200,
        forms=forms | typed,
        languages=LANGUAGE_NAMES,
        ours=_figures(Clinic()),
        stands=_figures(stands),
        longest_s=settings.LONGEST_LIMIT_S,
        longest_course_s=settings.LONGEST_COURSE_S,
        longest_text=settings.LONGEST_TEXT,
        longest_part=settings.LONGEST_PART,
        ladder=room_of(request).ladder,
    )


def _figures(clinic: Clinic) -> dict[str, str]:
    places = {"lower": clinic.window, "upper": clinic.window}
    return {figure: str(getattr(places.get(figure, clinic.limits), figure)) for figure in FIGURES}


def _words(clinic: Clinic) -> dict[str, str]:
    texts = {"grounding": clinic.words.grounding_in, "aftercare": clinic.words.aftercare_in}
    return {f"{name}_{language}": "\n".join(texts[name](language)) for name in WORDS for language in LANGUAGES}


def _whole(typed: Typed, figure: str) -> int:
    given = typed.one(figure).strip()
    if not (given.isascii() and given.isdigit() and len(given) <= MOST_DIGITS):
        raise BadInput("give a whole number", about=figure)
    return int(given)
