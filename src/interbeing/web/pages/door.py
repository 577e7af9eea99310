"""The pages at the door: choosing a passphrase, writing the recovery key down, opening, and opening without it."""

import asyncio
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Final

import segno
from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.responses import Response

from interbeing.domain.clinic import Clinic
from interbeing.domain.errors import InterbeingError
from interbeing.services import unlocking
from interbeing.services.backup_place import backups_in, place_of
from interbeing.services.clinic import name_clinic, read_clinic
from interbeing.services.recovery import in_words
from interbeing.services.restore import restore
from interbeing.storage.keyring import has_keys
from interbeing.web.door import BEGUN_FOR_MS, Door
from interbeing.web.errors import status_of
from interbeing.web.pages.backups import listed
from interbeing.web.pages.forms import TypedForm
from interbeing.web.paper import door_page

router = APIRouter(prefix="/door", include_in_schema=False)
LANGUAGE: Final = "room-language"  # a cookie that holds nothing else
BEGUN: Final = "room-begun"  # a cookie that tells the browser in which a passphrase was chosen from all others
LANGUAGES: Final = ("en", "it")
FORGET: Final = {"clear-site-data": '"cache"'}  # not its storage: marks that were not acknowledged wait there (ADR 56)
QR_SCALE: Final = 4


def _door(request: Request) -> Door:
    door: Door = request.app.state.door
    return door


def _language(request: Request) -> str:
    """Give the language that was chosen at the door, else the one the browser asks for first."""
    chosen = request.query_params.get("language") or request.cookies.get(LANGUAGE)
    asked = request.headers.get("accept-language", "")[:2]
    return next((one for one in (chosen, asked) if one in LANGUAGES), LANGUAGES[0])


TheDoor = Annotated[Door, Depends(_door)]


@router.get("")
def door(request: Request, door: TheDoor) -> Response:
    """Show what is needed next, or go in when the room is open."""
    if door.room is not None:
        return RedirectResponse("/", 303)
    if has_keys(door.settings.folder):
        return _page(request, "door/unlock.html")
    if _begun(request, door) is not None:
        return RedirectResponse("/door/recovery", 303)
    return _page(request, "door/begin.html", shortest=unlocking.SHORTEST)


@router.post("")
async def unlock(request: Request, door: TheDoor, typed: TypedForm) -> Response:
    """Open the room with its passphrase."""
    try:
        await door.open(partial(unlocking.unlock, door.settings.folder, typed.one("passphrase")))
    except InterbeingError as wrong:
        return _page(request, "door/unlock.html", wrong)
    return RedirectResponse("/", 303)


@router.post("/begin")
def begin(request: Request, door: TheDoor, typed: TypedForm) -> Response:
    """Choose the passphrase of a new room; nothing is written yet."""
    try:
        secret = door.begin(unlocking.begin(door.settings.folder, typed.one("passphrase"), typed.one("again")))
    except InterbeingError as wrong:
        return _page(request, "door/begin.html", wrong, shortest=unlocking.SHORTEST)
    answer = RedirectResponse("/door/recovery", 303)
    answer.set_cookie(BEGUN, secret, BEGUN_FOR_MS // 1000, path="/door", httponly=True, samesite="strict")
    return answer


@router.get("/recovery")
def recovery(request: Request, door: TheDoor) -> Response:
    """Show the recovery key, to be written down and typed back: to the browser that has begun, and to no other."""
    beginning = _begun(request, door)
    if beginning is None:
        return RedirectResponse("/door", 303)
    return _recovery(request, beginning)


@router.post("/finish")
async def finish(request: Request, door: TheDoor, typed: TypedForm) -> Response:
    """Write the keys and open the room, once the recovery key was typed back."""
    beginning = _begun(request, door)
    if beginning is None:
        return RedirectResponse("/door", 303)
    try:
        await door.open(partial(unlocking.finish, door.settings.folder, beginning, typed.one("words")))
    except InterbeingError as wrong:
        return _recovery(request, beginning, wrong)
    if read_clinic(door.inside.database) == Clinic():
        await asyncio.to_thread(name_clinic, door.inside.database, "", _language(request))
    return RedirectResponse("/", 303)


@router.post("/over")
def over(door: TheDoor) -> Response:
    """Begin again with another passphrase and another recovery key."""
    door.begin_over()
    return RedirectResponse("/door", 303)


@router.get("/recover")
def ask_words(request: Request, door: TheDoor) -> Response:
    """Ask for the recovery key and a new passphrase."""
    if door.room is not None or not has_keys(door.settings.folder):
        return RedirectResponse("/door", 303)
    return _page(request, "door/recover.html", shortest=unlocking.SHORTEST)


@router.post("/recover")
async def recover(request: Request, door: TheDoor, typed: TypedForm) -> Response:
    """Open the room with the recovery key; the new passphrase takes the place of the forgotten one."""
    words, new, again = typed.one("words"), typed.one("passphrase"), typed.one("again")
    try:
        await door.open(partial(unlocking.unlock_by_words, door.settings.folder, words, new, again, datetime.now(UTC)))
    except InterbeingError as wrong:
        return _page(request, "door/recover.html", wrong, shortest=unlocking.SHORTEST)
    return RedirectResponse("/", 303)


@router.get("/restore")
def ask_backup(request: Request, door: TheDoor) -> Response:
    """Ask which backup is put back."""
    if door.room is not None:
        return RedirectResponse("/clinic/backups", 303)
    return _restore(request, door)


@router.post("/restore/look")
def look_there(request: Request, door: TheDoor, typed: TypedForm) -> Response:
    """Show the backups in another folder; only on somebody's asking, since looking touches a disk."""
    if door.room is not None:
        return RedirectResponse("/clinic/backups", 303)
    return _restore(request, door, typed.one("place"))


@router.post("/restore")
async def restore_backup(request: Request, door: TheDoor, typed: TypedForm) -> Response:
    """Put the chosen backup in the place of the records, and open the room."""
    place = Path(typed.one("place"))
    backup = next((path for path in backups_in(place) if path.name == typed.one("backup")), place / "none")
    now = datetime.now(UTC)
    try:
        await door.open(partial(restore, door.settings.folder, backup, typed.one("passphrase"), now))
    except InterbeingError as wrong:
        return _restore(request, door, str(place), wrong)
    return RedirectResponse("/", 303)


@router.post("/lock")
async def lock(door: TheDoor) -> Response:
    """Lock the room."""
    await door.lock()
    return RedirectResponse("/door", 303, headers=FORGET)


@router.post("/awake")
def awake() -> Response:
    """Somebody works on a page (the gate has noted it already)."""
    return Response(status_code=204)


@router.get("/state")
def state(door: TheDoor) -> Response:
    """Say whether the room is open."""
    return JSONResponse({"is_open": door.room is not None})


def _begun(request: Request, door: Door) -> unlocking.Beginning | None:
    return door.begun_by(request.cookies.get(BEGUN, ""))


def _recovery(request: Request, beginning: unlocking.Beginning, wrong: InterbeingError | None = None) -> Response:
    words = in_words(beginning.recovery_key, _language(request))
    code = segno.make(" ".join(words), error="m").svg_data_uri(scale=QR_SCALE, dark="#000", light="#fff", border=4)
    return _page(request, "door/recovery.html", wrong, words=words, code=code)


def _restore(request: Request, door: Door, typed: str | None = None, wrong: InterbeingError | None = None) -> Response:
    place = typed if typed is not None else str(place_of(door.settings.folder) or "")
    found = listed(Path(place)) if place else ()
    return _page(request, "door/restore.html", wrong, place=place, backups=found, looked=typed is not None)


def _page(request: Request, template: str, wrong: InterbeingError | None = None, **values: Any) -> Response:
    language = _language(request)
    status = status_of(wrong)[0] if wrong else 200
    answer = door_page(request, template, language, status, wrong=wrong, **values)
    answer.headers.update(FORGET)
    if request.query_params.get("language") in LANGUAGES:
        answer.set_cookie(LANGUAGE, language, httponly=True, samesite="strict")
    return answer
