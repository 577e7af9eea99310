"""Every page, for every role, in every relation, on both databases: served exactly where the second table says so."""

import re
from collections.abc import Iterator
from itertools import islice
from uuid import uuid4

import pytest
from fastapi import HTTPException
from starlette.requests import HTTPConnection
from starlette.testclient import TestClient

from interbeing.domain import access
from interbeing.domain.access import Action, Decision, Fact, Relation, Role, Thing
from interbeing.web.app import create_app
from interbeing.web.asked import ASKED
from interbeing.web.deciding import decide
from interbeing.wiring import Room
from tests.clinic import ROLES, Clinic, a_clinic, a_clinics_room
from tests.domain.test_access import typed_by_hand
from tests.faults.counts import SHARE

EVERYDAY_ONE_OF = 11
SERVED = 299  # what the test answers in place of a page that may be served: nothing is done by it
ABOUT_PATIENT = re.compile(r"\{(patient|session)_id\}")
TYPED = typed_by_hand()
Cell = tuple[str, Role, Relation]


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def room(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """A clinic's room on either database."""
    yield from a_clinics_room(request, tmp_path_factory.mktemp("clinic"))


@pytest.fixture(scope="module")
def clinic(room: Room) -> Clinic:
    return a_clinic(room)


@pytest.fixture(scope="module")
def browser(room: Room) -> Iterator[TestClient]:
    """A browser to which a page that may be served answers so, before anything is done."""
    app = create_app(room)

    async def only_decide(asking: HTTPConnection) -> None:
        await decide(asking)
        raise HTTPException(SERVED)

    app.dependency_overrides[decide] = only_decide
    with TestClient(app, "http://localhost", headers={"origin": "http://localhost"}, follow_redirects=False) as one:
        yield one


def address(path: str, clinic: Clinic, role: Role, relation: Relation) -> str:
    """The page of this patient, of one who is not there, or of this person's own account."""
    meeting = clinic.meetings.get(relation)
    other = Role.OPERATOR if role is Role.RESEARCHER else Role.RESEARCHER
    person = clinic.people[role if relation is Relation.OWN else other]
    ids = {
        "{patient_id}": meeting.patient_id if meeting else uuid4(),
        "{session_id}": meeting.session_id if meeting else uuid4(),
        "{person_id}": person.person_id,
    }
    for name, found in ids.items():
        path = path.replace(name, str(found))
    return re.sub(r"\{\w+\}", str(uuid4()), path)


def chosen_cells() -> Iterator[tuple[str, Action, Role, Relation]]:
    """Every cell in the long runs; every day one of eleven, so that each page is met three times."""
    return islice(cells(), 0, None, 1 if SHARE else EVERYDAY_ONE_OF)


def cells() -> Iterator[tuple[str, Action, Role, Relation]]:
    """Every page for every role, in every relation in which it can stand to them."""
    for route, action in ASKED.items():
        about_somebody = ABOUT_PATIENT.search(route) or "{person_id}" in route
        for role in ROLES:
            for relation in Relation if about_somebody else (Relation.CLINIC,):
                yield route, action, role, relation


def may_by_hand(clinic: Clinic, action: Action, role: Role, relation: Relation) -> bool:
    """What the second table says; somebody stands to a patient also as one of the clinic."""
    stands = {relation, Relation.CLINIC} if relation in clinic.meetings else {relation}
    if role in {Role.RESEARCHER, Role.ADMIN, Role.OPERATOR} and relation in clinic.meetings:
        stands = {Relation.CLINIC}  # nobody links these to patients
    if role is Role.PATIENT and relation in clinic.meetings and relation is not Relation.OWN:
        stands = {Relation.CLINIC}
    true = {Fact.STEPPED_UP, *({Fact.AUTHORED} if action.thing is Thing.NOTES else ())}
    return any(needs <= true for one in stands if (needs := TYPED.get((role, action, one))) is not None)


def answered(browser: TestClient, clinic: Clinic) -> dict[Cell, tuple[bool, bool]]:
    """For every cell whether the page was served, and whether it should be."""
    found = {}
    for route, action, role, relation in chosen_cells():
        method, path = route.split()
        about_person = "{person_id}" in route
        if about_person and relation not in {Relation.OWN, Relation.CLINIC}:
            continue
        where = address(path, clinic, role, relation)
        status = browser.request(method, where, headers={"cookie": clinic.cookies[role]}).status_code
        if about_person:
            needs = TYPED.get((role, action, relation))
            wanted = needs is not None and needs <= {Fact.STEPPED_UP}
        else:
            wanted = may_by_hand(clinic, action, role, relation)
        assert status == SERVED or status == 404, f"{status} for {role} at {route}"
        found[route, role, relation] = (status == SERVED, wanted)
    return found


def test_every_page_is_served_exactly_where_the_second_table_says(browser: TestClient, clinic: Clinic) -> None:
    found = answered(browser, clinic)
    assert len(found) > (3_000 if SHARE else 280)
    assert [cell for cell, (is_served, wanted) in found.items() if is_served is not wanted] == []


def test_with_a_policy_that_allows_everything_nearly_every_no_would_be_seen(
    browser: TestClient, clinic: Clinic, monkeypatch: pytest.MonkeyPatch, room: Room
) -> None:
    if room.settings.database_url:
        pytest.skip("once is enough: the policy knows no database")
    monkeypatch.setattr(access, "authorize", lambda *_asked: Decision(is_allowed=True))
    found = answered(browser, clinic)
    no = [is_served for is_served, wanted in found.values() if not wanted]
    assert sum(no) >= 0.99 * len(no) > (1_000 if SHARE else 100)
