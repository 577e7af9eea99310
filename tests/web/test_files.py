"""Files as a browser meets them."""

from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from interbeing.services.export import FORMATS
from interbeing.web.app import create_app
from interbeing.web.pages.files import OFFERED
from interbeing.wiring import Room
from tests.sessions_made import a_session, kept_session


@pytest.fixture
def client(room: Room) -> TestClient:
    return TestClient(create_app(room), base_url="http://localhost")


def test_the_review_offers_every_format_and_each_link_gives_its_file(room: Room, client: TestClient) -> None:
    session_id = kept_session(room, a_session())
    page = client.get(f"/sessions/{session_id}/review").text
    assert sorted(name for names in OFFERED.values() for name in names) == sorted(FORMATS)
    for name, wanted in FORMATS.items():
        assert f'href="/sessions/{session_id}/files/{name}" download' in page
        answer = client.get(f"/sessions/{session_id}/files/{name}")
        assert (answer.status_code, len(answer.content) > 0) == (200, True)
        assert answer.headers["content-disposition"] == f'attachment; filename="session-{session_id}.{wanted.ending}"'


def test_a_format_or_a_session_that_does_not_exist_is_not_found(room: Room, client: TestClient) -> None:
    session_id = kept_session(room, a_session())
    assert client.get(f"/sessions/{session_id}/files/word").status_code == 404
    assert client.get(f"/sessions/{uuid4()}/files/csv").status_code == 404
