"""What somebody did in the room, as the audit has it: each reads their own, an admin what others did."""

from typing import Final, NamedTuple
from uuid import UUID

from interbeing.domain.deed import Deed
from interbeing.domain.person import Person
from interbeing.services.accounts import Accounts
from interbeing.storage.audit import deeds_by
from interbeing.storage.patients import all_patients
from interbeing.storage.people import person_of
from interbeing.storage.sessions import owners

MOST: Final = 500


class Acts(NamedTuple):
    """The latest deeds of somebody, the newest first; `about` names those patients whom who asks may know."""

    person: Person
    deeds: tuple[Deed, ...]
    about: dict[str, str]


def acts_of(accounts: Accounts, person_id: UUID) -> Acts:
    """Give what this person did; NotFound when there is none."""
    seal = accounts.database.seal
    with accounts.database.read() as connection:
        person = person_of(connection, person_id)
        deeds = deeds_by(connection, str(person_id), MOST)
        known = {one.patient_id: one.pseudonym for one in all_patients(connection, seal)}
        of_session = {one: known[whose] for one, whose in owners(connection).items() if whose in known}
    about = {str(one): pseudonym for one, pseudonym in (known | of_session).items()}
    return Acts(person, deeds, about)
