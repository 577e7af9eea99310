"""The clinic's settings as a person reads and changes them."""

from interbeing.domain.clinic import LANGUAGES, Clinic
from interbeing.domain.errors import BadInput
from interbeing.storage.clinic import clinic_of, set_clinic
from interbeing.storage.connect import Database

LONGEST = 200


def read_clinic(database: Database) -> Clinic:
    """Give the settings that stand."""
    with database.read() as connection:
        return clinic_of(connection)


def change_clinic(database: Database, clinic: Clinic) -> None:
    """Keep new settings. BadInput names what cannot be meant; NotAllowed is never raised here."""
    if clinic.language not in LANGUAGES:
        raise BadInput(f"the language {clinic.language!r} is not one of {', '.join(LANGUAGES)}")
    if any(not contact.name.strip() or not contact.reach.strip() for contact in clinic.contacts):
        raise BadInput("a contact needs a name and a way to reach them")
    if min(clinic.limits.still_gaze_s, clinic.limits.total_gaze_s, clinic.limits.exchange_gap_s) <= 0:
        raise BadInput("each limit must be at least one second")
    _refuse_shared_keys(clinic)
    database.write(lambda connection: set_clinic(connection, clinic)).result()


def _refuse_shared_keys(clinic: Clinic) -> None:
    seen: dict[str, str] = {}
    for action, key in clinic.keys.items():
        if key and key in seen:
            raise BadInput(f"the key {key} stands for both {seen[key]} and {action}: give each its own")
        seen[key] = action
