"""The keys of the console: which key does what, chosen by the clinic or left as we set them."""

from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from interbeing.domain.action import DEFAULT_KEYS, Action, keys_of
from interbeing.services import clinic as settings
from interbeing.web.pages.forms import Typed, TypedForm, done_or_again, filled
from interbeing.web.pages.rooms import room_of
from interbeing.web.paper import page

router = APIRouter(prefix="/clinic/keys", include_in_schema=False)
ADDRESS: Final = "/clinic/keys"
ON: Final = "keys_on"


@router.get("")
def keys(request: Request) -> Response:
    """Show the key of every action."""
    clinic = settings.read_clinic(room_of(request).database)
    chosen = {action.value: code for action, code in keys_of(clinic.keys).items()}
    return _page(request, filled(**chosen, keys_on="yes" if clinic.keys_on else "no"))


@router.post("")
def choose(request: Request, typed: TypedForm) -> Response:
    """Keep the keys; two actions on one key are shown beside both."""

    def do() -> str:
        chosen = {action.value: typed.one(action.value) for action in Action}
        settings.set_keys(room_of(request).database, chosen, keys_on=typed.has(ON, "yes"))
        return ADDRESS

    return done_or_again(typed, do, lambda again: _page(request, again))


@router.post("/defaults")
def defaults(request: Request) -> Response:
    """Go back to our keys."""
    settings.set_keys(room_of(request).database, {}, keys_on=True)
    return RedirectResponse(ADDRESS, 303)


def _page(request: Request, typed: Typed) -> Response:
    status = typed.status
    shared = settings.shared_keys({action.value: typed.one(action.value) for action in Action})
    return page(
        request,
        "keys.html",
        status,
        typed=typed,
        codes=settings.KEY_CODES,
        ours={action.value: code for action, code in DEFAULT_KEYS.items()},
        shared=shared,
    )
