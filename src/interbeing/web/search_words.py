"""The words of a search in an address: sealed, since a browser keeps addresses in its history."""

import binascii
from contextlib import suppress
from typing import Final

from fastapi import Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from interbeing.domain.errors import WrongKey
from interbeing.storage.wrapping import derived, new_key, unwrap, wrap
from interbeing.web.pages.forms import Typed
from interbeing.web.pages.turning import way
from interbeing.web.who import who_asks

LONGEST_SEARCH: Final = 200  # characters, as the field takes them
LONGEST_SEALED: Final = 1_200  # characters of an address: as many of four bytes each, with nonce and tag, in base 64
OF_LAPTOP: Final = new_key()  # for as long as the program runs: nothing that an address holds outlives it


def found_at(request: Request, path: str, typed: Typed) -> Response:
    """Go to the list that fits the words which were typed."""
    words = typed.one("q").strip()[:LONGEST_SEARCH]
    return RedirectResponse(way(path, sealed(request, words), 0), 303)


def sealed(request: Request, words: str) -> str:
    """Give the words as they may stand in an address of who asks; nothing for nothing."""
    return wrap(_key(request), words.encode(), _about(request)) if words else ""


def searched(request: Request, q: str) -> str:
    """Give the words that an address holds; none where it is not one of ours, of before, or of somebody else."""
    with suppress(WrongKey, binascii.Error, ValueError):
        return unwrap(_key(request), q, _about(request)).decode()
    return ""


def _key(request: Request) -> bytes:
    """In a clinic the same in each of its rooms, since the next page may come from another."""
    accounts = request.app.state.door.inside.accounts
    return OF_LAPTOP if accounts is None else derived(accounts.key, "search")


def _about(request: Request) -> str:
    return f"search of {who_asks(request).person}"
