"""The clinical will: who opens the practice when the therapist cannot any more, on a page to keep and one to print."""

from dataclasses import asdict, fields
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from interbeing.domain.will import Will
from interbeing.services.clinic import read_clinic
from interbeing.services.will import LONGEST_OF, write_will
from interbeing.web.pages.forms import Typed, TypedForm, done_or_again, filled
from interbeing.web.pages.rooms import room_of
from interbeing.web.paper import page

router = APIRouter(prefix="/clinic/will", include_in_schema=False)
FIELDS: Final = tuple(field.name for field in fields(Will))


@router.get("")
def will(request: Request) -> Response:
    """Show what is written, to be changed."""
    return _page(request, filled(**asdict(read_clinic(room_of(request).database).will)))


@router.post("")
def write(request: Request, typed: TypedForm) -> Response:
    """Keep it, and show it as it will be printed."""

    def do() -> str:
        write_will(room_of(request).database, Will(**{name: typed.one(name) for name in FIELDS}))
        return "/clinic/will/paper"

    return done_or_again(typed, do, lambda again: _page(request, again))


@router.get("/paper")
def paper(request: Request) -> Response:
    """Show the page that is printed, signed and given to the person named on it."""
    room = room_of(request)
    return page(request, "will/paper.html", folder=room.settings.folder)


def _page(request: Request, typed: Typed) -> Response:
    return page(request, "will/will.html", typed.status, typed=typed, longest=LONGEST_OF)
