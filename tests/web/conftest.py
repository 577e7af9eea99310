"""What the tests of pages share: a browser without script, a session that is open, and the words of a page."""

from collections.abc import Iterator
from html import unescape
from uuid import UUID

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from interbeing.services.clinic import add_contact
from interbeing.web.app import create_app
from interbeing.wiring import Room
from tests.rooms import open_session


@pytest.fixture
def browser(room: Room) -> Iterator[TestClient]:
    """A browser without script, which follows no redirect by itself."""
    headers = {"accept": "text/html", "origin": "http://localhost", "sec-fetch-site": "same-origin"}
    with TestClient(create_app(room), "http://localhost", headers=headers, follow_redirects=False) as one:
        yield one


@pytest.fixture
def session_id(room: Room) -> UUID:
    """An open session of the practice patient, in a clinic with a crisis contact."""
    add_contact(room.database, "Crisis line", "0800 000", is_crisis=True)
    return open_session(room.database, room.clock)


def said(answer: Response) -> str:
    """The words of a page, each space once."""
    assert answer.headers["content-type"].startswith("text/html")
    return " ".join(unescape(answer.text).split())
