"""How what is asked for stands to who asks: their own, assigned to them, opened in an emergency, or none of it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from interbeing.domain.access import OWNER, Action, Fact, Principal, Relation, Resource, Role, Thing, as_the_room
from interbeing.domain.consent import Purpose, standing
from interbeing.domain.erasure import ErasureAsked
from interbeing.domain.errors import NotFound
from interbeing.domain.person import Link
from interbeing.domain.retention import LiftAsked
from interbeing.domain.together import Chooser
from interbeing.storage import people
from interbeing.storage.connect import Connection, Database
from interbeing.storage.erasure import newest_asked
from interbeing.storage.notes import is_shared
from interbeing.storage.patients import is_there, ledger_of
from interbeing.storage.retention import holds_of
from interbeing.storage.seal import Seal
from interbeing.storage.sessions import authors_of, session_of
from interbeing.storage.together import chosen_for, newest_version

RELATION_OF: Final = {Link.TREATS: Relation.OWN, Link.SUPERVISES: Relation.ASSIGNED}


class About(NamedTuple):
    """Whom or what a page is about; nothing of it, where it is about the clinic."""

    patient_id: UUID | None = None
    session_id: UUID | None = None
    person_id: UUID | None = None


def without_record(principal: Principal, about: About) -> Resource | None:
    """Say how this stands to who asks, where that can be said without looking: for the owner and a tablet, always."""
    if about.person_id is not None and principal.person == str(about.person_id):
        return Resource(Relation.OWN)
    if about.patient_id is None and about.session_id is None:
        return Resource(Relation.CLINIC)
    if principal.role is Role.TABLET:
        is_here = about.patient_id is None and about.session_id == principal.session_id
        return Resource(Relation.OWN if is_here else Relation.OTHER_CLINIC)
    if principal.person_id is None:
        return Resource(Relation.OWN if principal.role is Role.OWNER else Relation.OTHER_CLINIC)
    return None


def by_record(
    database: Database, principal: Principal, action: Action, about: About, now: datetime
) -> tuple[Resource, ...]:
    """Say how this stands to a person of the clinic, as the record is now; there may be several ways."""
    assert principal.person_id is not None  # noqa: S101
    with as_the_room(), database.read() as connection:
        patient_id = _patient(connection, about)
        if patient_id is None:
            return (Resource(Relation.OTHER_CLINIC),)
        facts = frozenset(_facts(connection, database.seal, principal, action.thing, about.session_id, patient_id))
        found = _relations(connection, database.seal, principal.person_id, patient_id, now)
        return tuple(Resource(one, facts) for one in found)


def _patient(connection: Connection, about: About) -> UUID | None:
    """Give the patient; None where there is no such patient or session, or the session is another patient's."""
    if about.session_id is None:
        return about.patient_id if about.patient_id and is_there(connection, about.patient_id) else None
    try:
        patient_id = session_of(connection, about.session_id).patient_id
    except NotFound:
        return None
    return patient_id if about.patient_id in {None, patient_id} else None


def _relations(
    connection: Connection, seal: Seal, person_id: UUID, patient_id: UUID, now: datetime
) -> Iterator[Relation]:
    """Give every way in which this patient stands to this person; the clinic's is always one of them."""
    yield Relation.CLINIC
    if people.person_of(connection, person_id).patient_id == patient_id:
        yield Relation.OWN
    for link in people.links(connection, person_id, patient_id):
        yield RELATION_OF[link.link] if link.ended_at is None else Relation.ENDED
    opened = people.emergencies_of(connection, seal, patient_id)
    if any(one.person_id == person_id and now < one.until for one in opened):
        yield Relation.EMERGENCY


def _facts(
    connection: Connection, seal: Seal, principal: Principal, thing: Thing, session_id: UUID | None, patient_id: UUID
) -> Iterator[Fact]:
    """Give what is so beside the relation, of this kind of thing; who asks brings whether they proved themselves."""
    if thing is Thing.NOTES and session_id and authors_of(connection, session_id) <= {principal.person, OWNER.person}:
        yield Fact.AUTHORED
    if thing is Thing.NOTES and session_id and is_shared(connection, seal, session_id):
        yield Fact.SHARED
    if thing is Thing.ERASURE and _is_proposed(newest_asked(connection, seal, patient_id), principal):
        yield Fact.PROPOSED
    if thing is Thing.RETENTION and any(
        _is_proposed(one.asked, principal) for one in holds_of(connection, seal, patient_id)
    ):
        yield Fact.PROPOSED
    if thing is Thing.TOGETHER and Chooser.THERAPIST in _chosen(connection, seal, patient_id):
        yield Fact.SHARED
    if principal.role is Role.SUPERVISOR and Purpose.SUPERVISION in standing(ledger_of(connection, seal, patient_id)):
        yield Fact.CONSENTED


def _is_proposed(asked: ErasureAsked | LiftAsked | None, principal: Principal) -> bool:
    """Say whether somebody else asks for it."""
    return asked is not None and asked.stands and asked.person != principal.person


def _chosen(connection: Connection, seal: Seal, patient_id: UUID) -> frozenset[Chooser]:
    written = newest_version(connection, seal, patient_id)
    return chosen_for(connection, seal, written) if written else frozenset()
