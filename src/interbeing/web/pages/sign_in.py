"""The pages before a clinic's room: signing in, and coming in with the code of an invitation."""

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from interbeing.domain.errors import InterbeingError
from interbeing.services import inviting, passkeys, signing_in
from interbeing.web.errors import status_of
from interbeing.web.pages.forms import Typed, TypedForm, filled
from interbeing.web.signed_in import (
    accounts_of,
    device_of,
    entered,
    forgotten,
    home_of,
    known_again,
    me,
    own_page,
    place_of,
)

router = APIRouter(include_in_schema=False)


@router.get("/sign-in")
def ask(request: Request) -> Response:
    """Ask who it is."""
    return _sign_in(request, filled())


@router.post("/sign-in")
def sign_in(request: Request, typed: TypedForm) -> Response:
    """Sign in with name, passphrase and code."""
    accounts = accounts_of(request)
    name, passphrase, code = typed.one("name"), typed.one("passphrase"), typed.one("code")
    try:
        entry = signing_in.sign_in(accounts, name, passphrase, code, device=device_of(request), place=place_of(request))
    except InterbeingError as wrong:
        return _sign_in(request, filled(name=name), wrong)
    return entered(request, entry, home_of(entry.sign_in.person))


@router.post("/sign-in/passkey/ask")
def ask_passkey(request: Request) -> Response:
    """Give what the browser needs to show a passkey."""
    asked = passkeys.ask_known(accounts_of(request), None, place_of(request))
    return Response(asked, media_type="application/json")


@router.post("/sign-in/passkey")
async def show_passkey(request: Request) -> Response:
    """Sign in with a passkey; gives where to go."""
    credential = (await request.body()).decode(errors="replace")
    entry = passkeys.sign_in(accounts_of(request), credential, device_of(request))
    return known_again(request, entry, JSONResponse({"go": home_of(entry.sign_in.person)}))


@router.get("/sign-in/invited")
def ask_code(request: Request) -> Response:
    """Ask for the code of an invitation."""
    return own_page(request, "people/invited.html", typed=filled())


@router.post("/sign-in/invited")
def come(request: Request, typed: TypedForm) -> Response:
    """Come in with the code, to choose a secret."""
    try:
        entry = inviting.come(
            accounts_of(request), typed.one("code"), device=device_of(request), place=place_of(request)
        )
    except InterbeingError as wrong:
        return own_page(request, "people/invited.html", status_of(wrong)[0], typed=Typed({}, wrong))
    return entered(request, entry, "/account")


@router.post("/sign-in/out")
def sign_out(request: Request) -> Response:
    """End this sign-in, and leave nothing of it in the browser."""
    mine = me(request)
    signing_in.end_sign_in(accounts_of(request), mine.person.person_id, mine.sign_in_id)
    return forgotten(request, "/sign-in")


def _sign_in(request: Request, typed: Typed, wrong: InterbeingError | None = None) -> Response:
    accounts_of(request)
    shown = Typed(typed.values, wrong)
    return own_page(request, "people/sign_in.html", shown.status, typed=shown)
