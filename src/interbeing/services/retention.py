"""How long each record is kept: the clinic's classes, what falls due, and the holds that keep a record longer."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from interbeing.domain.errors import BadInput, NotAllowed, NotFound
from interbeing.domain.patient import Patient
from interbeing.domain.retention import MOST_YEARS, Hold, RetentionClass, class_named, falls_due_at
from interbeing.domain.typed import many_lines, one_line
from interbeing.services.clock import Clock
from interbeing.storage import retention as store
from interbeing.storage.clinic import clinic_of, set_clinic
from interbeing.storage.connect import Connection, Database
from interbeing.storage.patients import all_patients, patient_of, refuse_unknown
from interbeing.storage.seal import Seal

MOST_CLASSES: Final = 12
LONGEST_NAME: Final = 80
LONGEST_REASON: Final = 2_000
LOOKS_AHEAD: Final = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Term:
    """Until when one record is kept: its class, the day it counts from, the day it falls due, every hold on it."""

    patient: Patient
    by: RetentionClass
    last: datetime
    due: datetime
    holds: tuple[Hold, ...]

    @property
    def hold(self) -> Hold | None:
        """The hold that keeps it now, the newest where there are several."""
        return next((one for one in reversed(self.holds) if one.stands), None)


@dataclass(frozen=True, slots=True)
class Terms:
    """Every record whose time is over, the longest first; and those whose time ends within a year."""

    due: tuple[Term, ...]
    coming: tuple[Term, ...]


def read_terms(database: Database, now: datetime) -> Terms:
    """Say of the patients of who asks what falls due; those for practice are left out."""
    with database.read() as connection:
        last, classes = store.last_sessions(connection), clinic_of(connection).retention
        people = [one for one in all_patients(connection, database.seal) if not one.is_practice]
        terms = [_term(connection, database.seal, classes, one, last.get(one.patient_id)) for one in people]
    terms.sort(key=lambda one: one.due)
    coming = (one for one in terms if now < one.due <= now + LOOKS_AHEAD)
    return Terms(tuple(one for one in terms if one.due <= now), tuple(coming))


def term_of(database: Database, patient_id: UUID) -> Term:
    """Say until when this patient's record is kept; NotFound when there is none."""
    with database.read() as connection:
        patient, classes = patient_of(connection, database.seal, patient_id), clinic_of(connection).retention
        last = store.last_sessions(connection).get(patient_id)
        return _term(connection, database.seal, classes, patient, last)


def set_classes(database: Database, classes: tuple[tuple[str, int], ...]) -> None:
    """Keep the clinic's classes in this order, the first for where none was chosen; BadInput says what is wrong."""
    named = tuple(RetentionClass(_name(name, years), years) for name, years in classes)
    if not named:
        raise BadInput("keep at least one class: the first one stands for every record", about="class_name")
    if len({one.name for one in named}) < len(named) or len(named) > MOST_CLASSES:
        raise BadInput("give each class a name of its own", about="class_name")
    database.write(lambda connection: _keep_classes(connection, named)).result()


def choose_class(database: Database, clock: Clock, patient_id: UUID, name: str) -> None:
    """Keep this record by that class from now on; BadInput when the clinic has none of this name."""

    def keep(connection: Connection) -> None:
        refuse_unknown(connection, patient_id)
        if name not in {one.name for one in clinic_of(connection).retention}:
            raise BadInput("choose one of the clinic’s classes", about="class_name")
        store.choose_class(connection, database.seal, patient_id, name, clock.now())

    database.write(keep).result()


def hold(database: Database, clock: Clock, hold_id: UUID, patient_id: UUID, reason: str, by: str) -> None:
    """Keep this record from being erased, with the reason and who said so; sent twice, it is kept once."""
    words = many_lines(reason, "reason", LONGEST_REASON)
    if not words:
        raise BadInput("say in a few words why it must be kept", about="reason")
    held = Hold(hold_id, patient_id, words, one_line(by, "decided_by", LONGEST_NAME), clock.now())

    def keep(connection: Connection) -> None:
        refuse_unknown(connection, patient_id)
        store.add_hold(connection, database.seal, held)

    database.write(keep).result()


def lift(database: Database, clock: Clock, patient_id: UUID, hold_id: UUID, by: str) -> None:
    """Say that a hold is over, and who says so; NotFound when no such hold stands."""
    name = one_line(by, "lifted_by", LONGEST_NAME)

    def keep(connection: Connection) -> None:
        held = standing_hold(connection, database.seal, patient_id, hold_id)
        store.lift_hold(connection, database.seal, held, name, clock.now())

    database.write(keep).result()


def standing_hold(connection: Connection, seal: Seal, patient_id: UUID, hold_id: UUID) -> Hold:
    """Give this hold; NotFound when no such hold keeps this record."""
    found = next((one for one in _standing(connection, seal, patient_id) if one.hold_id == hold_id), None)
    if found is None:
        raise NotFound(f"there is no hold {hold_id} on this record")
    return found


def refuse_held(connection: Connection, seal: Seal, patient_id: UUID) -> None:
    """Raise NotAllowed while a hold keeps this record."""
    held = _standing(connection, seal, patient_id)
    if held:
        raise NotAllowed("a hold keeps this record, by {name}: lift it first", name=held[-1].by)


def is_held(connection: Connection, seal: Seal, patient_id: UUID) -> bool:
    """Say whether a hold keeps this record."""
    return bool(_standing(connection, seal, patient_id))


def _standing(connection: Connection, seal: Seal, patient_id: UUID) -> list[Hold]:
    return [one for one in store.holds_of(connection, seal, patient_id) if one.stands]


def _term(
    connection: Connection, seal: Seal, classes: tuple[RetentionClass, ...], patient: Patient, last: datetime | None
) -> Term:
    by = class_named(classes, store.class_of(connection, seal, patient.patient_id))
    begins = max(last, patient.created_at) if last else patient.created_at
    holds = store.holds_of(connection, seal, patient.patient_id)
    return Term(patient, by, begins, falls_due_at(begins, by.years), holds)


def _name(name: str, years: int) -> str:
    if not 1 <= years <= MOST_YEARS:
        raise BadInput("the {about} lies between 1 and 100", about="years")
    return one_line(name, "class_name", LONGEST_NAME)


def _keep_classes(connection: Connection, classes: tuple[RetentionClass, ...]) -> None:
    set_clinic(connection, replace(clinic_of(connection), retention=classes))
