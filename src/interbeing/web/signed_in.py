"""What the pages of accounts share: whose browser this is, and the cookie by which it is known again."""

from typing import Any, Final

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.responses import Response

from interbeing.domain.access import Role
from interbeing.domain.errors import NotFound, NotSignedIn
from interbeing.domain.person import Person, SignIn
from interbeing.services.accounts import Accounts
from interbeing.services.clinic import read_clinic
from interbeing.services.signing_in import Entry, end_sign_in
from interbeing.web.pages.rooms import room_of
from interbeing.web.paper import page
from interbeing.web.who import SIGNED_IN, cookie_of

FORGET: Final = {"clear-site-data": '"cache"'}  # not its storage: marks that were not acknowledged wait there (ADR 56)
HOME: Final = {
    Role.THERAPIST: "/",
    Role.SUPERVISOR: "/patients",
    Role.ADMIN: "/people",
    Role.OPERATOR: "/clinic/backups",
}


def accounts_of(request: Request) -> Accounts:
    """Give the accounts of this room; NotFound where nobody signs in."""
    accounts = room_of(request).accounts
    if accounts is None:
        raise NotFound("there is no such page: nobody signs in in this room")
    return accounts


def me(request: Request) -> SignIn:
    """Give the sign-in of this browser; NotSignedIn when there is none."""
    found: SignIn | None = request.scope.get(SIGNED_IN)
    if found is None:
        raise NotSignedIn("sign in first")
    return found


def home_of(person: Person) -> str:
    """Give the page on which somebody begins."""
    return HOME.get(person.role, "/account")


def entered(request: Request, entry: Entry, to: str) -> Response:
    """Go to a page with the cookie of a new sign-in; the one from before is over."""
    return known_again(request, entry, RedirectResponse(to, 303))


def known_again(request: Request, entry: Entry, answer: Response) -> Response:
    """Let this browser be known again until it is closed, and no page read by what; a sign-in from before ends."""
    before: SignIn | None = request.scope.get(SIGNED_IN)
    if before is not None and before.sign_in_id != entry.sign_in.sign_in_id:
        end_sign_in(accounts_of(request), before.person.person_id, before.sign_in_id)
    settings = request.app.state.door.settings
    secure = settings.public_address is not None
    answer.set_cookie(cookie_of(settings), entry.token, path="/", httponly=True, samesite="strict", secure=secure)
    return answer


def forgotten(request: Request, to: str) -> Response:
    """Go to a page with nothing of the sign-in left in this browser."""
    settings = request.app.state.door.settings
    answer = RedirectResponse(to, 303, headers=FORGET)
    secure = settings.public_address is not None
    answer.delete_cookie(cookie_of(settings), path="/", httponly=True, samesite="strict", secure=secure)
    return answer


def place_of(request: Request) -> str:
    """Give from where somebody asks, for counting tries."""
    return request.client.host if request.client else ""


def device_of(request: Request) -> str:
    """Give what the browser calls itself."""
    return request.headers.get("user-agent", "")


def own_page(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """Render a page of somebody who has signed in, or is about to."""
    return page(request, template, status, name=read_clinic(room_of(request).database).name, **values)
