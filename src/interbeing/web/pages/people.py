"""The people of the clinic: who is here for what, who is invited, and who treats or supervises whom."""

from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from interbeing.domain.errors import BadInput, InterbeingError
from interbeing.domain.person import CAN_BE_INVITED
from interbeing.services import inviting, signing_in
from interbeing.services.acts import acts_of
from interbeing.web.as_noted import in_lines
from interbeing.web.pages.forms import Typed, TypedForm, filled
from interbeing.web.signed_in import accounts_of, me, own_page

router = APIRouter(prefix="/people", include_in_schema=False)


@router.get("")
def people(request: Request) -> Response:
    """List everybody, and offer to invite somebody."""
    return _list(request, filled())


@router.post("")
def invite(request: Request, typed: TypedForm) -> Response:
    """Invite somebody, and show their code this once."""
    try:
        patient = _patient(typed) if typed.one("patient") else None
        invited = inviting.invite(accounts_of(request), typed.one("name"), typed.one("role"), patient)
    except InterbeingError as wrong:
        return _list(request, Typed(typed.values, wrong))
    return _code(request, invited)


@router.get("/{person_id}")
def person(request: Request, person_id: UUID) -> Response:
    """Show one person."""
    return _one(request, person_id, filled())


@router.get("/{person_id}/acts")
def acts(request: Request, person_id: UUID) -> Response:
    """Show what somebody did: each reads their own, an admin everybody's, without whose record it was."""
    found = acts_of(accounts_of(request), person_id)
    is_mine = person_id == me(request).person.person_id
    return own_page(request, "people/acts.html", acts=found, lines=in_lines(found), is_mine=is_mine)


@router.post("/{person_id}/invite")
def invite_again(request: Request, person_id: UUID) -> Response:
    """Give somebody a new code, for who lost what they sign in with."""
    return _code(request, inviting.invite_again(accounts_of(request), person_id))


@router.post("/{person_id}/role")
def change_role(request: Request, person_id: UUID, typed: TypedForm) -> Response:
    """Change what somebody is here for."""
    try:
        inviting.change_role(accounts_of(request), person_id, typed.one("role"))
    except InterbeingError as wrong:
        return _one(request, person_id, Typed(typed.values, wrong))
    return _back(person_id)


@router.post("/{person_id}/leave")
def leave(request: Request, person_id: UUID) -> Response:
    """Let somebody go: they are signed out everywhere at once."""
    inviting.leave(accounts_of(request), person_id)
    return _back(person_id)


@router.post("/{person_id}/sign-out")
def sign_out(request: Request, person_id: UUID) -> Response:
    """End every sign-in of somebody; what they sign in with stays."""
    signing_in.sign_out_everywhere(accounts_of(request), inviting.person_of(accounts_of(request), person_id).person_id)
    return _back(person_id)


@router.post("/{person_id}/assign")
def assign(request: Request, person_id: UUID, typed: TypedForm) -> Response:
    """Link somebody to a patient."""
    try:
        inviting.assign(accounts_of(request), person_id, _patient(typed))
    except InterbeingError as wrong:
        return _one(request, person_id, Typed(typed.values, wrong))
    return _back(person_id)


@router.post("/{person_id}/unassign")
def unassign(request: Request, person_id: UUID, typed: TypedForm) -> Response:
    """End a link."""
    entry = typed.one("entry")
    if not entry.isdecimal():
        raise BadInput("this is not a form as our pages send it")
    inviting.end_assignment(accounts_of(request), person_id, int(entry))
    return _back(person_id)


def _code(request: Request, invited: inviting.Invited) -> Response:
    return own_page(request, "people/code.html", invited=invited, address=accounts_of(request).address)


def _list(request: Request, typed: Typed) -> Response:
    known = inviting.everybody(accounts_of(request))
    patients = inviting.all_patients(accounts_of(request))
    return own_page(
        request, "people/people.html", typed.status, typed=typed, known=known, roles=CAN_BE_INVITED, patients=patients
    )


def _one(request: Request, person_id: UUID, typed: Typed) -> Response:
    accounts = accounts_of(request)
    return own_page(
        request,
        "people/person.html",
        typed.status,
        typed=typed,
        person=inviting.person_of(accounts, person_id),
        account=signing_in.account_of(accounts, person_id),
        links=inviting.links_of(accounts, person_id),
        patients=inviting.all_patients(accounts),
        roles=CAN_BE_INVITED,
        is_me=me(request).person.person_id == person_id,
    )


def _patient(typed: Typed) -> UUID:
    try:
        return UUID(typed.one("patient"))
    except ValueError as problem:
        raise BadInput("choose one", about="patient") from problem


def _back(person_id: UUID) -> Response:
    return RedirectResponse(f"/people/{person_id}", 303)
