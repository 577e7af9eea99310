"""What comes back from a page's form: read with care, kept as typed, and shown again when something is to be mended."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Annotated, Final
from urllib.parse import parse_qs
from uuid import UUID

from fastapi import Depends, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from interbeing.domain.errors import BadInput, InterbeingError, NotFound
from interbeing.web.errors import status_of

LARGEST_FORM: Final = 256 * 1024  # bytes; a write-up of 20,000 characters, each as four bytes in the form's spelling
MOST_FIELDS: Final = 200
FORM_TYPE: Final = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed, by field, and what is wrong with it if anything is."""

    values: dict[str, tuple[str, ...]]
    wrong: InterbeingError | None = None

    @property
    def status(self) -> int:
        """The status of a page that shows this form: 200, or that of what is wrong with it."""
        return 200 if self.wrong is None else status_of(self.wrong)[0]

    def one(self, field: str) -> str:
        """Give what was typed into this field, empty when nothing was."""
        return self.values.get(field, ("",))[0]

    def has(self, field: str, value: str) -> bool:
        """Say whether this choice was made."""
        return value in self.values.get(field, ())

    def wrong_at(self, field: str) -> InterbeingError | None:
        """Give what is wrong with this field."""
        return self.wrong if self.wrong is not None and self.wrong.about == field else None


async def read_typed(request: Request) -> Typed:
    """Read the form that was sent; BadInput when it is too large or not a form."""
    if request.headers.get("content-type", "").split(";")[0].strip() != FORM_TYPE:
        raise BadInput("this is not a form as our pages send it")
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_FORM:
            raise BadInput("that is more text than a form here can hold: shorten it")
    try:
        fields = parse_qs(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError as problem:
        raise BadInput("the form holds characters that cannot be read") from problem
    return Typed({field: tuple(values) for field, values in fields.items()})


TypedForm = Annotated[Typed, Depends(read_typed)]


def filled(**values: str) -> Typed:
    """Give a form as it stands before anything was typed."""
    return Typed({field: (value,) for field, value in values.items()})


def done_or_again(typed: Typed, do: Callable[[], str], again: Callable[[Typed], Response]) -> Response:
    """Do it and go to the page it names; or show the form again with what was typed and what is wrong with it."""
    try:
        return RedirectResponse(do(), 303)
    except NotFound:
        raise
    except InterbeingError as wrong:
        return again(replace(typed, wrong=wrong))


def id_in(typed: Typed, field: str) -> UUID:
    """Give the id that the page itself put into this field, by which a form sent twice is known."""
    try:
        return UUID(typed.one(field))
    except ValueError as problem:
        raise BadInput("this is not a form as our pages send it") from problem


def chosen(typed: Typed, field: str) -> str:
    """Give the choice that was made; BadInput when none was."""
    if not typed.one(field):
        raise BadInput("choose one", about=field)
    return typed.one(field)
