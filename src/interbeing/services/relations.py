"""How what is asked for stands to who asks: their own, assigned to them, or none of it."""

from typing import NamedTuple
from uuid import UUID

from interbeing.domain.access import Principal, Relation, Resource, Role


class About(NamedTuple):
    """Whom or what a page is about; nothing of it, where it is about the clinic."""

    patient_id: UUID | None = None
    session_id: UUID | None = None


def resource_of(principal: Principal, about: About) -> Resource:
    """Say how this stands to who asks: all that belongs to a patient is the owner's own, and nobody else's."""
    if about == About():
        return Resource(Relation.CLINIC)
    return Resource(Relation.OWN if principal.role is Role.OWNER else Relation.OTHER_CLINIC)
