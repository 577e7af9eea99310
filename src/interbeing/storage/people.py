"""The people of the clinic, their invitations, and their links to patients."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, insert, select, update

from interbeing.domain.access import Role
from interbeing.domain.errors import NotFound
from interbeing.domain.person import Assignment, Emergency, Link, Person
from interbeing.storage.book import add_line, content_of
from interbeing.storage.caseload import of_caseload
from interbeing.storage.connect import Connection
from interbeing.storage.seal import Seal
from interbeing.storage.tables import assignments, emergencies, invitations, people


def add_person(connection: Connection, person: Person) -> None:
    """Keep a new person."""
    connection.execute(
        insert(people).values(
            person_id=person.person_id,
            name=person.name,
            role=person.role.value,
            patient_id=person.patient_id,
            made_at=person.made_at,
        )
    )


def person_of(connection: Connection, person_id: UUID) -> Person:
    """Give one person; NotFound when there is none."""
    row = connection.execute(select(people).where(people.c.person_id == person_id)).one_or_none()
    if row is None:
        raise NotFound(f"there is no person {person_id}")
    return person_in(row)


def person_called(connection: Connection, name: str) -> Person | None:
    """Give the person of this name, capitals aside."""
    wanted = name.casefold()
    return next((one for one in all_people(connection) if one.name.casefold() == wanted), None)


def all_people(connection: Connection) -> tuple[Person, ...]:
    """Give everybody, also who has left, in the order in which they came."""
    return tuple(person_in(row) for row in connection.execute(select(people).order_by(people.c.made_at)))


def all_names(connection: Connection) -> dict[str, str]:
    """Give everybody's name, also of who has left, by how the audit calls them."""
    return {str(one.person_id): one.name for one in all_people(connection)}


def change_person(connection: Connection, person_id: UUID, **values: Any) -> None:
    """Keep another role, or that they have left."""
    connection.execute(update(people).where(people.c.person_id == person_id).values(**values))


def add_invitation(
    connection: Connection, invitation_id: UUID, person_id: UUID, code_sha256: str, until: datetime
) -> None:
    """Keep what recognises an invitation's code; earlier ones to the same person are gone."""
    connection.execute(delete(invitations).where(invitations.c.person_id == person_id, invitations.c.used_at.is_(None)))
    connection.execute(
        insert(invitations).values(
            invitation_id=invitation_id, person_id=person_id, code_sha256=code_sha256, until=until
        )
    )


def use_invitation(connection: Connection, code_sha256: str, now: datetime) -> Person | None:
    """Give who was invited with this code, once and in time; None otherwise."""
    this = invitations.c.code_sha256 == code_sha256
    open_still = (this, invitations.c.used_at.is_(None), invitations.c.until > now)
    row = connection.execute(select(invitations.c.person_id).where(*open_still)).one_or_none()
    if row is None:
        return None
    connection.execute(update(invitations).where(this).values(used_at=now))
    return person_of(connection, row.person_id)


def invited_until(connection: Connection, now: datetime) -> dict[UUID, datetime]:
    """Give until when the codes of those hold who were invited and have not come yet."""
    wanted = select(invitations).where(invitations.c.used_at.is_(None), invitations.c.until > now)
    return {row.person_id: row.until for row in connection.execute(wanted)}


def assign(connection: Connection, person_id: UUID, patient_id: UUID, link: Link, now: datetime) -> None:
    """Link a person to a patient; one who is linked so already stays so."""
    if not any(one.patient_id == patient_id and one.link is link for one in open_links(connection, person_id)):
        values = {"person_id": person_id, "patient_id": patient_id, "kind": link.value, "made_at": now}
        connection.execute(insert(assignments).values(values))


def end_assignment(connection: Connection, person_id: UUID, entry: int, now: datetime) -> None:
    """End one link of this person."""
    this = (assignments.c.entry == entry, assignments.c.person_id == person_id, assignments.c.ended_at.is_(None))
    connection.execute(update(assignments).where(*this).values(ended_at=now))


def links(connection: Connection, person_id: UUID, patient_id: UUID | None = None) -> tuple[Assignment, ...]:
    """Give every link of a person, also the ended ones, to one patient or to all."""
    wanted = select(assignments).where(assignments.c.person_id == person_id).order_by(assignments.c.entry)
    if patient_id is not None:
        wanted = wanted.where(assignments.c.patient_id == patient_id)
    return tuple(_assignment(row) for row in connection.execute(wanted))


def links_to(connection: Connection, patient_id: UUID) -> tuple[Assignment, ...]:
    """Give the open links to a patient, whoever has them."""
    wanted = select(assignments).where(assignments.c.patient_id == patient_id, assignments.c.ended_at.is_(None))
    return tuple(_assignment(row) for row in connection.execute(wanted.order_by(assignments.c.entry)))


def links_since(connection: Connection, since: datetime) -> tuple[Assignment, ...]:
    """Give the links to the patients of who asks that were made since, the newest first."""
    wanted = select(assignments).where(assignments.c.made_at >= since, *of_caseload(assignments.c.patient_id))
    return tuple(_assignment(row) for row in connection.execute(wanted.order_by(assignments.c.entry.desc())))


def open_links(connection: Connection, person_id: UUID) -> tuple[Assignment, ...]:
    """Give the links of a person that have not ended."""
    return tuple(one for one in links(connection, person_id) if one.ended_at is None)


def add_emergency(connection: Connection, seal: Seal, emergency: Emergency) -> None:
    """Keep who opened whose help page, and why, in the patient's book."""
    add_line(
        connection,
        seal,
        emergencies,
        emergency.patient_id,
        {"reason": emergency.reason},
        person_id=emergency.person_id,
        opened_at=emergency.opened_at,
        until=emergency.until,
    )


def emergencies_of(connection: Connection, seal: Seal, patient_id: UUID) -> tuple[Emergency, ...]:
    """Give every time that a patient's help page was opened so, the earliest first."""
    wanted = select(emergencies).where(emergencies.c.patient_id == patient_id).order_by(emergencies.c.entry)
    return tuple(_emergency(seal, row) for row in connection.execute(wanted))


def emergencies_since(connection: Connection, seal: Seal, since: datetime) -> tuple[Emergency, ...]:
    """Give what was opened so of the patients of who asks, the newest first."""
    wanted = select(emergencies).where(emergencies.c.opened_at >= since, *of_caseload(emergencies.c.patient_id))
    return tuple(_emergency(seal, row) for row in connection.execute(wanted.order_by(emergencies.c.entry.desc())))


def person_in(row: Row[Any], prefix: str = "") -> Person:
    """Read a person; `prefix` stands before their two times where the row has others of these names."""
    made_at, ended_at = (row._mapping[f"{prefix}{name}"] for name in ("made_at", "ended_at"))  # noqa: SLF001
    return Person(row.person_id, row.name, Role(row.role), row.patient_id, made_at, ended_at)


def _assignment(row: Row[Any]) -> Assignment:
    return Assignment(row.entry, row.person_id, row.patient_id, Link(row.kind), row.made_at, row.ended_at)


def _emergency(seal: Seal, row: Row[Any]) -> Emergency:
    reason = content_of(seal, emergencies, row.patient_id, row)["reason"]
    return Emergency(row.person_id, row.patient_id, reason, row.opened_at, row.until)
