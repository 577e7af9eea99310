"""Adding and finding patients, deciding about cautions, recording what they agreed to."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID, uuid4

from interbeing.domain.access import ACTING
from interbeing.domain.consent import TEXT_VERSION, ConsentEntry, Purpose, standing
from interbeing.domain.errors import BadInput, NotAllowed
from interbeing.domain.patient import Caution, CautionDecision, Patient
from interbeing.domain.person import Link
from interbeing.domain.session import Session
from interbeing.domain.typed import folded, initials_of, is_alike, many_lines, one_line
from interbeing.services.clock import Clock
from interbeing.storage import clinic as clinics
from interbeing.storage import patients as store
from interbeing.storage import people
from interbeing.storage.connect import Connection, Database
from interbeing.storage.seal import Seal
from interbeing.storage.sessions import sessions_of

LONGEST_NAME: Final = 200
LONGEST_INITIALS: Final = 8
LONGEST_WORD: Final = 40
LONGEST_REASON: Final = 2_000
MOST_ON_A_PAGE: Final = 500
MOST_ALIKE: Final = 5


@dataclass(frozen=True, slots=True)
class Chart:
    """All that the desk shows of one patient; decisions and ledger in order of entry."""

    patient: Patient
    decision: CautionDecision | None
    ledger: tuple[ConsentEntry, ...]
    agreed: frozenset[Purpose]
    sessions: tuple[Session, ...]
    decisions: tuple[CautionDecision, ...]


class Found(NamedTuple):
    """One page of the patients that fit, and how many fit in all."""

    patients: tuple[Patient, ...]
    total: int


def add_patient(
    database: Database, clock: Clock, pseudonym: str, initials: str, picture_word: str, *, is_practice: bool = False
) -> Patient:
    """Add a patient; without initials, they are taken from the pseudonym.

    A real one only once the clinic has a crisis contact to put on their pages (NotAllowed).
    """
    refuse_real(database, is_practice=is_practice)
    name = one_line(pseudonym, "pseudonym", LONGEST_NAME)
    patient = Patient(
        patient_id=uuid4(),
        pseudonym=name,
        initials=one_line(initials.strip() or initials_of(name), "initials", LONGEST_INITIALS),
        picture_word=one_line(picture_word, "picture_word", LONGEST_WORD),
        is_practice=is_practice,
        created_at=clock.now(),
    )
    person_id = ACTING.get()
    database.write(lambda connection: _add(connection, database.seal, patient, person_id)).result()
    return patient


def find_patients(database: Database, words: str = "", offset: int = 0) -> Found:
    """List patients by pseudonym; with `words`, those whose pseudonym, initials or picture word hold them.

    Accents and capitals make no difference.
    """
    fitting = sorted(fitting_patients(database, words), key=lambda one: folded(one.pseudonym))
    return Found(tuple(fitting[offset : offset + MOST_ON_A_PAGE]), len(fitting))


def fitting_patients(database: Database, words: str) -> tuple[Patient, ...]:
    """Give every patient whose pseudonym, initials or picture word hold these words."""
    wanted = folded(words)
    return tuple(one for one in _all_patients(database) if any(wanted in place for place in _heard(one)))


def patients_alike(database: Database, pseudonym: str, picture_word: str) -> tuple[Patient, ...]:
    """Give patients whose pseudonym is nearly this one, or who bear this picture word: at most `MOST_ALIKE`."""
    name, word = folded(pseudonym), folded(picture_word)
    near = (one for one in _all_patients(database) if is_alike(name, folded(one.pseudonym)) or word == _heard(one)[2])
    return tuple(near)[:MOST_ALIKE]


def picture_words_taken(database: Database) -> frozenset[str]:
    """Give the picture words that are borne already, folded."""
    return frozenset(folded(patient.picture_word) for patient in _all_patients(database))


def open_chart(database: Database, patient_id: UUID) -> Chart:
    """Give all that the desk shows of one patient; NotFound when there is none."""
    with database.read() as connection:
        ledger = store.ledger_of(connection, database.seal, patient_id)
        decisions = store.decisions_of(connection, database.seal, patient_id)
        return Chart(
            patient=store.patient_of(connection, database.seal, patient_id),
            decision=decisions[-1] if decisions else None,
            ledger=ledger,
            agreed=standing(ledger),
            sessions=sessions_of(connection, patient_id),
            decisions=decisions,
        )


def refuse_other_word(database: Database, patient_id: UUID, typed: str) -> None:
    """Raise BadInput unless this is the patient's picture word, capitals aside: it is typed before everything goes."""
    word = open_chart(database, patient_id).patient.picture_word
    if typed.strip().casefold() != word.casefold():
        raise BadInput("type the {about} of this patient", about="picture_word")


def decide_cautions(
    database: Database,
    clock: Clock,
    patient_id: UUID,
    present: frozenset[Caution],
    *,
    goes_on: bool,
    reason: str,
    decided_by: str,
) -> CautionDecision:
    """Record a deliberate decision. With a caution present, or when not going on, it needs a reason in words."""
    words = many_lines(reason, "reason", LONGEST_REASON)
    if (present or not goes_on) and not words:
        raise BadInput("with a caution present, or when not going on, the {about} is needed in words", about="reason")
    decision = CautionDecision(
        patient_id=patient_id,
        present=present,
        goes_on=goes_on,
        reason=words,
        decided_by=one_line(decided_by, "decided_by", LONGEST_NAME),
        decided_at=clock.now(),
    )

    def keep(connection: Connection) -> None:
        store.refuse_unknown(connection, patient_id)
        store.add_decision(connection, database.seal, decision)

    database.write(keep).result()
    return decision


def record_consent(
    database: Database, clock: Clock, patient_id: UUID, purpose: Purpose, *, is_given: bool, recorded_by: str
) -> ConsentEntry:
    """Add a line to the ledger: given or withdrawn, under the text version of today."""
    name = one_line(recorded_by, "recorded_by", LONGEST_NAME)
    entry = ConsentEntry(patient_id, purpose, is_given, TEXT_VERSION, name, clock.now())

    def keep(connection: Connection) -> None:
        store.refuse_unknown(connection, patient_id)
        store.add_consent(connection, database.seal, entry)

    database.write(keep).result()
    return entry


def has_real(database: Database) -> bool:
    """Say whether anybody is kept here who is not for practice."""
    return not all(patient.is_practice for patient in _all_patients(database))


def refuse_real(database: Database, *, is_practice: bool) -> None:
    """Raise NotAllowed for a real patient in a room that anybody can open."""
    if not (is_practice or database.is_for_real):
        raise NotAllowed(
            "this room has no passphrase: it is for practice patients. Close it and open one with `interbeing serve` "
            "for the patients you work with"
        )


def refuse_new(connection: Connection, seal: Seal, patient: Patient) -> None:
    """Raise NotAllowed or BadInput with what keeps this patient from being added."""
    if not patient.is_practice and not clinics.clinic_of(connection).has_crisis_contact:
        raise NotAllowed("first set a crisis contact in the clinic's settings: it stands on every patient page")
    if store.is_taken(connection, seal, patient.pseudonym):
        raise BadInput(
            "there is already a patient called {name}: choose another {about}",
            about="pseudonym",
            name=patient.pseudonym,
        )


def _add(connection: Connection, seal: Seal, patient: Patient, person_id: UUID | None) -> None:
    refuse_new(connection, seal, patient)
    store.add_patient(connection, seal, patient)
    treated_by(connection, patient.patient_id, person_id, patient.created_at)


def treated_by(connection: Connection, patient_id: UUID, person_id: UUID | None, now: datetime) -> None:
    """Link a new patient to whoever added them; on a laptop there is nobody to link to."""
    if person_id is not None:
        people.assign(connection, person_id, patient_id, Link.TREATS, now)


def _all_patients(database: Database) -> tuple[Patient, ...]:
    with database.read() as connection:
        return store.all_patients(connection, database.seal)


def _heard(patient: Patient) -> tuple[str, str, str]:
    return folded(patient.pseudonym), folded(patient.initials), folded(patient.picture_word)
