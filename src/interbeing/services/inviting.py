"""Inviting people to a clinic's room, changing what they are here for, saying goodbye: nobody comes by themselves."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final, NamedTuple
from uuid import UUID, uuid4

from interbeing.domain.access import Role
from interbeing.domain.errors import BadInput, NotAllowed, WrongKey
from interbeing.domain.patient import Patient
from interbeing.domain.person import CAN_BE_INVITED, Assignment, Link, Person
from interbeing.domain.typed import one_line
from interbeing.services.accounts import Accounts
from interbeing.services.codes import new_code, plain, recognised
from interbeing.services.signing_in import Entry, enter
from interbeing.storage import patients, sign_ins
from interbeing.storage import people as store
from interbeing.storage.connect import Connection

HOLDS_FOR: Final = timedelta(days=3)
MOST_OF_ONE_PLACE: Final = 10
LONGEST_NAME: Final = 200
LINK_OF: Final = {Role.THERAPIST: Link.TREATS, Role.SUPERVISOR: Link.SUPERVISES}


class Invited(NamedTuple):
    """Somebody who was invited, and the code that is handed to them: it is told once and kept nowhere."""

    person: Person
    code: str


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody of the clinic with what the list of people shows."""

    person: Person
    invited_until: datetime | None


class Linked(NamedTuple):
    """A link, and the pseudonym of the patient to whom it leads."""

    link: Assignment
    pseudonym: str


def invite(accounts: Accounts, name: str, role: str, patient_id: UUID | None = None) -> Invited:
    """Add a person and give their code; a patient's account says which patient it is."""
    person = Person(uuid4(), one_line(name, "name", LONGEST_NAME), _role(role), patient_id, accounts.clock.now())
    if (person.role is Role.PATIENT) is not (patient_id is not None):
        raise BadInput("choose the patient for a patient's account, and none for any other", about="patient")

    def add(connection: Connection) -> None:
        if store.person_called(connection, person.name) is not None:
            raise BadInput("there is already somebody of this {about}: choose another", about="name")
        if patient_id is not None:
            patients.refuse_unknown(connection, patient_id)
        store.add_person(connection, person)

    accounts.database.write(add).result()
    return invite_again(accounts, person.person_id)


def invite_again(accounts: Accounts, person_id: UUID) -> Invited:
    """Give somebody a new code: their secrets of before are gone once they use it."""
    code, until = new_code(), accounts.clock.now() + HOLDS_FOR

    def do(connection: Connection) -> Person:
        person = store.person_of(connection, person_id)
        if person.ended_at is not None:
            raise NotAllowed("this person has left: invite them under a new name")
        store.add_invitation(connection, uuid4(), person_id, recognised(plain(code)), until)
        return person

    return Invited(accounts.database.write(do).result(), code)


def come(accounts: Accounts, code: str, *, device: str, place: str) -> Entry:
    """Come in with an invitation's code, once, to choose a secret; earlier secrets and sign-ins are gone."""
    accounts.refuse_too_many((f"code {place}", MOST_OF_ONE_PLACE))
    now = accounts.clock.now()

    def do(connection: Connection) -> Person | None:
        person = store.use_invitation(connection, recognised(plain(code)), now)
        if person is not None:
            sign_ins.forget_secrets(connection, person.person_id)
            sign_ins.end_sign_ins(connection, person.person_id, now)
        return person

    person = accounts.database.write(do).result()
    if person is None or person.ended_at is not None:
        raise WrongKey("this code is not known, was used, or is too old: ask for another", about="code")
    return enter(accounts, person, device, is_invited=True)


def change_role(accounts: Accounts, person_id: UUID, role: str) -> None:
    """Change what somebody is here for; their links end, and so does every sign-in."""
    wanted, now = _role(role), accounts.clock.now()

    def do(connection: Connection) -> None:
        person = store.person_of(connection, person_id)
        if Role.PATIENT in {wanted, person.role}:
            raise NotAllowed("a patient's account stays one, and no other becomes one: invite anew")
        _end_links(connection, person_id, now)
        store.change_person(connection, person_id, role=wanted.value)
        sign_ins.end_sign_ins(connection, person_id, now)

    accounts.database.write(do).result()


def leave(accounts: Accounts, person_id: UUID) -> None:
    """Let somebody go: their name stays in the audit, and they come in no more."""
    now = accounts.clock.now()

    def do(connection: Connection) -> None:
        store.person_of(connection, person_id)
        _end_links(connection, person_id, now)
        store.change_person(connection, person_id, ended_at=now)
        sign_ins.forget_secrets(connection, person_id)
        sign_ins.end_sign_ins(connection, person_id, now)

    accounts.database.write(do).result()


def assign(accounts: Accounts, person_id: UUID, patient_id: UUID) -> None:
    """Link a therapist or a supervisor to a patient."""
    now = accounts.clock.now()

    def do(connection: Connection) -> None:
        person = store.person_of(connection, person_id)
        if person.role not in LINK_OF:
            raise NotAllowed("only therapists and supervisors are linked to patients")
        patients.refuse_unknown(connection, patient_id)
        store.assign(connection, person_id, patient_id, LINK_OF[person.role], now)

    accounts.database.write(do).result()


def end_assignment(accounts: Accounts, person_id: UUID, entry: int) -> None:
    """End one link."""
    now = accounts.clock.now()
    accounts.database.write(partial(store.end_assignment, person_id=person_id, entry=entry, now=now)).result()


def everybody(accounts: Accounts) -> tuple[Known, ...]:
    """Give everybody of the clinic, who is here first, by name."""
    with accounts.database.read() as connection:
        until = store.invited_until(connection, accounts.clock.now())
        found = store.all_people(connection)
    known = (Known(one, until.get(one.person_id)) for one in found)
    return tuple(sorted(known, key=lambda one: (one.person.ended_at is not None, one.person.name.casefold())))


def all_patients(accounts: Accounts) -> tuple[Patient, ...]:
    """Give every patient of the clinic under their pseudonym, for linking people to them."""
    with accounts.database.read() as connection:
        found = patients.of_the_clinic(connection, accounts.database.seal)
    return tuple(sorted(found, key=lambda one: one.pseudonym.casefold()))


def links_of(accounts: Accounts, person_id: UUID) -> tuple[Linked, ...]:
    """Give the open links of somebody, by the patients' pseudonyms."""
    with accounts.database.read() as connection:
        found = store.open_links(connection, person_id)
        named = patients.patients_by_id(connection, accounts.database.seal, (one.patient_id for one in found))
    linked = (Linked(one, named[one.patient_id].pseudonym) for one in found if one.patient_id in named)
    return tuple(sorted(linked, key=lambda one: one.pseudonym.casefold()))


def person_of(accounts: Accounts, person_id: UUID) -> Person:
    """Give one person; NotFound when there is none."""
    with accounts.database.read() as connection:
        return store.person_of(connection, person_id)


def _end_links(connection: Connection, person_id: UUID, now: datetime) -> None:
    for one in store.open_links(connection, person_id):
        store.end_assignment(connection, person_id, one.entry, now)


def _role(role: str) -> Role:
    if role not in set(CAN_BE_INVITED):
        raise BadInput("choose one", about="role")
    return Role(role)
