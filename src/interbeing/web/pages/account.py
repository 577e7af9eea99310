"""One's own account: how one signs in, where one is signed in, and giving one's secret once more."""

import re
from typing import Any, Final

import segno
from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse
from starlette.responses import JSONResponse, Response

from interbeing.domain.errors import InterbeingError
from interbeing.services import passkeys, signing_in
from interbeing.services.unlocking import SHORTEST
from interbeing.web.errors import status_of
from interbeing.web.pages.forms import Typed, TypedForm, filled, id_in
from interbeing.web.signed_in import accounts_of, entered, home_of, known_again, me, own_page, place_of
from interbeing.web.who import who_asks

router = APIRouter(prefix="/account", include_in_schema=False)
QR_SCALE: Final = 4
OURS: Final = re.compile(r"/(?![/\\])[\w./-]*")


@router.get("")
def account(request: Request) -> Response:
    """Show one's own account; whoever was just invited chooses a secret here."""
    return _page(request, filled())


@router.post("/passphrase")
def choose(request: Request, typed: TypedForm) -> Response:
    """Choose passphrase and codes; every other sign-in of mine ends."""
    mine, accounts = me(request), accounts_of(request)
    passphrase, again = typed.one("passphrase"), typed.one("again")
    try:
        entry = signing_in.choose_passphrase(accounts, mine, passphrase, again, typed.one("codes"), typed.one("code"))
    except InterbeingError as wrong:
        return _page(request, Typed(filled(codes=typed.one("codes")).values, wrong))
    return entered(request, entry, home_of(mine.person) if mine.is_invited else "/account")


@router.post("/passkeys/ask")
def ask_passkey(request: Request) -> Response:
    """Give what the browser needs to make a passkey."""
    return Response(passkeys.ask_new(accounts_of(request), me(request)), media_type="application/json")


@router.post("/passkeys")
async def add_passkey(request: Request, name: str = "") -> Response:
    """Keep the passkey that was made; gives where to go."""
    mine, credential = me(request), (await request.body()).decode(errors="replace")
    entry = passkeys.add(accounts_of(request), mine, credential, name)
    if entry is None:
        return JSONResponse({"go": "/account"})
    return known_again(request, entry, JSONResponse({"go": home_of(mine.person)}))


@router.post("/passkeys/remove")
def remove_passkey(request: Request, typed: TypedForm) -> Response:
    """Let go of one of my passkeys."""
    passkeys.remove(accounts_of(request), me(request).person.person_id, id_in(typed, "passkey"))
    return RedirectResponse("/account", 303)


@router.post("/sign-ins/end")
def end(request: Request, typed: TypedForm) -> Response:
    """End one of my sign-ins, wherever it is."""
    signing_in.end_sign_in(accounts_of(request), me(request).person.person_id, id_in(typed, "sign_in"))
    return RedirectResponse("/account", 303)


@router.post("/sign-ins/end-others")
def end_others(request: Request) -> Response:
    """End all of my sign-ins but this one."""
    signing_in.end_other_sign_ins(accounts_of(request), me(request))
    return RedirectResponse("/account", 303)


@router.get("/again")
def ask_again(request: Request, to: str = "") -> Response:
    """Ask for my secret once more."""
    return _again(request, to, None)


@router.post("/again")
def prove_again(request: Request, typed: TypedForm) -> Response:
    """Take my secret once more: for five minutes, what asks for it may be done."""
    try:
        entry = signing_in.prove_again(accounts_of(request), me(request), typed.one("passphrase"), typed.one("code"))
    except InterbeingError as wrong:
        return _again(request, typed.one("to"), wrong)
    return entered(request, entry, _way_back(request, typed.one("to")))


@router.post("/again/passkey/ask")
def ask_passkey_again(request: Request) -> Response:
    """Give what the browser needs to show a passkey once more."""
    asked = passkeys.ask_known(accounts_of(request), me(request), place_of(request))
    return Response(asked, media_type="application/json")


@router.post("/again/passkey")
async def show_passkey_again(request: Request, to: str = "") -> Response:
    """Take a passkey once more; gives where to go."""
    credential = (await request.body()).decode(errors="replace")
    entry = passkeys.prove_again(accounts_of(request), me(request), credential)
    return known_again(request, entry, JSONResponse({"go": _way_back(request, to)}))


def _page(request: Request, typed: Typed) -> Response:
    accounts, mine = accounts_of(request), me(request)
    codes = typed.one("codes") or signing_in.new_codes()
    picture = segno.make(signing_in.codes_address(accounts, mine.person, codes), error="m")
    shown: dict[str, Any] = {
        "mine": mine,
        "account": signing_in.account_of(accounts, mine.person.person_id),
        "codes": codes,
        "picture": picture.svg_data_uri(scale=QR_SCALE, dark="#000", light="#fff", border=4),
        "shortest": SHORTEST,
        "may_change": mine.is_invited or who_asks(request).has_stepped_up,
        "most": signing_in.MOST_AT_ONCE,
    }
    return own_page(request, "people/account.html", typed.status, typed=typed, **shown)


def _way_back(request: Request, to: str) -> str:
    """Give the page of ours that was asked for before, else where one begins."""
    return to if OURS.fullmatch(to) else home_of(me(request).person)


def _again(request: Request, to: str, wrong: InterbeingError | None) -> Response:
    account = signing_in.account_of(accounts_of(request), me(request).person.person_id)
    status = status_of(wrong)[0] if wrong else 200
    return own_page(request, "people/again.html", status, typed=Typed({}, wrong), account=account, to=to)
