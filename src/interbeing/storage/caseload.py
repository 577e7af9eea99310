"""What is looked for where somebody of a clinic asks: the patients that they are linked to now, their own notes."""

from uuid import UUID

from sqlalchemy import ColumnElement, select

from interbeing.domain.access import ACTING
from interbeing.domain.deed import OWNER
from interbeing.storage.tables import assignments


def of_author(author: ColumnElement[str]) -> tuple[ColumnElement[bool], ...]:
    """Give what keeps notes to those of who asks; nothing for the owner of a laptop and for the room itself."""
    person_id = ACTING.get()
    return () if person_id is None else (author.in_([str(person_id), OWNER]),)


def of_caseload(patient_id: ColumnElement[UUID]) -> tuple[ColumnElement[bool], ...]:
    """Give what keeps a list to the patients of who asks; nothing for the owner of a laptop and for the room itself."""
    person_id = ACTING.get()
    if person_id is None:
        return ()
    linked = select(assignments.c.patient_id).where(
        assignments.c.person_id == person_id, assignments.c.ended_at.is_(None)
    )
    return (patient_id.in_(linked),)
