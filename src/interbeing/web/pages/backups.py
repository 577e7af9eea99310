"""The page of the backups: where they go, which there are, one made now, and how they come back."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

from fastapi import APIRouter, Request
from starlette.responses import Response

from interbeing.domain.errors import NotAllowed
from interbeing.services import backup_place
from interbeing.services.backup import back_up
from interbeing.services.backup_keys import to_forget
from interbeing.storage.keys import Keys
from interbeing.web.pages.forms import Typed, TypedForm, done_or_again, filled
from interbeing.web.pages.rooms import room_of
from interbeing.web.paper import page

router = APIRouter(prefix="/clinic/backups", include_in_schema=False)
BYTES_PER_MB: Final = 1_000_000


class Lying(NamedTuple):
    """A backup as a page lists it."""

    name: str
    made_at: datetime
    size_mb: float


def listed(place: Path | None, keys: Keys | None = None) -> tuple[Lying, ...]:
    """Give what lies in this place, the newest first; with keys, only this clinic's; none when its disk just went."""
    found = [(path, backup_place.made_at(path)) for path in (backup_place.backups_in(place, keys) if place else ())]
    with suppress(OSError):
        return tuple(Lying(path.name, at, path.stat().st_size / BYTES_PER_MB) for path, at in found if at)
    return ()


@router.get("")
def backups(request: Request) -> Response:
    """Show the place and what lies there."""
    return _page(request, filled())


@router.post("/place")
def choose(request: Request, typed: TypedForm) -> Response:
    """Choose where backups go."""
    return _done(
        request, typed, lambda: backup_place.choose_place(room_of(request).settings.folder, typed.one("backup_folder"))
    )


@router.post("/now")
def make(request: Request) -> Response:
    """Make one now; the page comes back when it was opened again and proved."""

    def do() -> None:
        room = room_of(request)
        place = backup_place.place_of(room.settings.folder)
        if place is None:
            raise NotAllowed("first choose where backups go")
        back_up(room.settings.folder, place, room.clock.now(), lambda _walked, _all: None, room.keys)

    return _done(request, filled(), do)


def _done(request: Request, typed: Typed, do: Callable[[], object]) -> Response:
    def and_back() -> str:
        do()
        return "/clinic/backups"

    return done_or_again(typed, and_back, lambda again: _page(request, again))


def _page(request: Request, typed: Typed) -> Response:
    room = room_of(request)
    place = backup_place.place_of(room.settings.folder)
    status = typed.status
    return page(
        request,
        "backups.html",
        status,
        typed=typed if typed.values else filled(backup_folder=str(place or "")),
        place=place,
        is_there=place is not None and place.is_dir(),
        backups=listed(place, room.keys),
        to_forget=to_forget(room.settings.folder),
        clear=backup_place.clear_backups(room.settings.folder) if room.keys else (),
        in_postgres=room.settings.database_url is not None,
    )
