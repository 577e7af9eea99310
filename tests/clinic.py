"""A clinic with people of every role, for tests: each patient stands to each of them in another way."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from interbeing.domain.access import Relation, Role
from interbeing.domain.person import Link, Person
from interbeing.domain.session import MirrorKind
from interbeing.services.accounts import Accounts
from interbeing.services.emergency import open_emergency
from interbeing.services.patients import add_patient
from interbeing.services.plan import plan_session
from interbeing.services.signing_in import enter
from interbeing.settings import Settings
from interbeing.storage import people
from interbeing.wiring import Room, open_room
from tests.postgres import empty_database

ROLES = (Role.THERAPIST, Role.SUPERVISOR, Role.PATIENT, Role.RESEARCHER, Role.ADMIN, Role.OPERATOR)


@dataclass(frozen=True)
class Meeting:
    """One patient and one planned session of theirs."""

    patient_id: UUID
    session_id: UUID


@dataclass(frozen=True)
class Clinic:
    """Who is there, the cookie of each, and a patient for every way of standing to the two who have links."""

    accounts: Accounts
    people: dict[Role, Person]
    cookies: dict[Role, str]
    meetings: dict[Relation, Meeting]


def a_clinics_room(request: pytest.FixtureRequest, folder: Path) -> Iterator[Room]:
    """A room where people sign in, on the database that the fixture's parameter names."""
    with ExitStack() as stack:
        is_sqlite = request.param == "sqlite"
        url = None if is_sqlite else stack.enter_context(empty_database(request.getfixturevalue("postgres")))
        opened = open_room(Settings(folder, database_url=url, has_mind=False, has_accounts=True))
        stack.callback(opened.close)
        yield opened


def accounts_of(room: Room) -> Accounts:
    assert room.accounts is not None, "a room without accounts"
    return room.accounts


def signed_in(room: Room, person: Person) -> str:
    """The cookie of a new sign-in."""
    return f"room-sign-in={enter(accounts_of(room), person, 'a test').token}"


def a_person(room: Room, role: Role, patient_id: UUID | None = None, name: str = "") -> Person:
    person = Person(uuid4(), name or f"{role} {uuid4()}", role, patient_id, room.clock.now())
    room.database.write(partial(people.add_person, person=person)).result()
    return person


def a_meeting(room: Room) -> Meeting:
    patient = add_patient(room.database, room.clock, f"Practice {uuid4()}", "PP", "pebble", is_practice=True)
    session = plan_session(room.database, patient.patient_id, MirrorKind.REAL, "ours", room.clock.now())
    return Meeting(patient.patient_id, session.session_id)


def link(room: Room, person: Person, meeting: Meeting, kind: Link) -> None:
    now = room.clock.now()
    assign = partial(people.assign, person_id=person.person_id, patient_id=meeting.patient_id, link=kind, now=now)
    room.database.write(assign).result()


def a_clinic(room: Room) -> Clinic:
    """A clinic in which the therapist, the supervisor and the patient each have a patient of each relation."""
    meetings = {one: a_meeting(room) for one in (Relation.OWN, Relation.ASSIGNED, Relation.CLINIC, Relation.ENDED)}
    meetings[Relation.EMERGENCY] = a_meeting(room)
    own, helped = meetings[Relation.OWN].patient_id, meetings[Relation.EMERGENCY].patient_id
    there = {role: a_person(room, role, own if role is Role.PATIENT else None) for role in ROLES}
    for role in (Role.THERAPIST, Role.SUPERVISOR):
        link(room, there[role], meetings[Relation.ENDED], Link.TREATS)
        _end(room, there[role])
        link(room, there[role], meetings[Relation.OWN], Link.TREATS)
        link(room, there[role], meetings[Relation.ASSIGNED], Link.SUPERVISES)
        open_emergency(room.database, room.clock, there[role].person_id, helped, "a fall")
    cookies = {role: signed_in(room, person) for role, person in there.items()}
    return Clinic(accounts_of(room), there, cookies, meetings)


def _end(room: Room, person: Person) -> None:
    now = room.clock.now()
    with room.database.read() as connection:
        found = people.open_links(connection, person.person_id)
    for one in found:
        end = partial(people.end_assignment, person_id=person.person_id, entry=one.entry, now=now)
        room.database.write(end).result()
