"""Answers with what was asked for where that takes a second at most; else with the page that says how far it is."""

from collections.abc import Callable, Iterable
from typing import Final, TypeVar
from uuid import UUID

from fastapi import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse

from interbeing.domain.under_way import Doing, What
from interbeing.services.under_way import MadeFile, Work, gathered
from interbeing.web.pages.rooms import room_of

PATIENCE_S: Final = 1.0
Found = TypeVar("Found")


def answered(
    request: Request, work: Work[Found], do: Callable[[Work[Found]], Found], answer: Callable[[Found], Response]
) -> Response:
    """Begin this work and answer with what it finds; a person who would wait for longer sees how far it has come.

    A program waits for the end, whenever that is.
    """
    under_way = room_of(request).under_way
    under_way.begin(work, do)
    work.ended.wait(PATIENCE_S if _is_gone_to(request) else None)
    if work.is_under_way:
        return RedirectResponse(f"/under-way/{work.work_id}", 303)
    under_way.let_go(work)
    return answer(work.given())


def _is_gone_to(request: Request) -> bool:
    """Say whether a person's browser goes there, and so can show another page on the way."""
    return request.headers.get("sec-fetch-mode") == "navigate"


def led_on(request: Request, work: Work[Found], do: Callable[[Work[Found]], Found]) -> Response:
    """Do this, then go to where its end leads."""
    return answered(request, work, do, lambda _found: RedirectResponse(work.leads_to(work), 303))


def file_answer(
    request: Request, what: What, patient_id: UUID, back: str, make: Callable[[Work[MadeFile]], MadeFile]
) -> Response:
    """Make a file that is to be saved; once it is there, it is asked for at the same address with `made`."""
    address, query = request.url.path, f"{request.url.query}&" if request.url.query else ""
    work: Work[MadeFile] = room_of(request).under_way.new(
        what, patient_id, back, lambda one: f"{address}?{query}made={one.work_id}"
    )
    return answered(request, work, make, saved)


def file_made(request: Request, made: UUID) -> Response:
    """Give the file that was made for this address."""
    return saved(room_of(request).under_way.done_for(made, request.url.path).given())


def saved(file: MadeFile) -> Response:
    """Give this file to be saved under its name."""
    length = sum(map(len, file.pieces))
    headers = {"content-disposition": f'attachment; filename="{file.name}"', "content-length": str(length)}
    return StreamingResponse(iter(file.pieces), media_type=file.media_type, headers=headers)


def written(work: Work[MadeFile], pieces: Iterable[bytes], name: str, media_type: str) -> MadeFile:
    """Write the file whole, telling how large it is so far."""
    return MadeFile(gathered(pieces, work.telling(Doing.WRITING)), name, media_type)
