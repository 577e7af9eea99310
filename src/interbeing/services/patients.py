"""Adding and finding patients, deciding about cautions, recording what they agreed to."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID, uuid4

from interbeing.domain.consent import TEXT_VERSION, ConsentEntry, Purpose, standing
from interbeing.domain.errors import BadInput, NotAllowed
from interbeing.domain.patient import Caution, CautionDecision, Patient
from interbeing.domain.session import Session
from interbeing.services.clock import Clock
from interbeing.storage import clinic as clinics
from interbeing.storage import patients as store
from interbeing.storage.connect import Connection, Database
from interbeing.storage.sessions import sessions_of

LONGEST_NAME: Final = 200
LONGEST_INITIALS: Final = 8
LONGEST_WORD: Final = 40
LONGEST_REASON: Final = 2_000


@dataclass(frozen=True, slots=True)
class Chart:
    """All that the desk shows of one patient."""

    patient: Patient
    decision: CautionDecision | None
    ledger: tuple[ConsentEntry, ...]
    agreed: frozenset[Purpose]
    sessions: tuple[Session, ...]


def add_patient(
    database: Database, clock: Clock, pseudonym: str, initials: str, picture_word: str, *, is_practice: bool = False
) -> Patient:
    """Add a patient. A real one only once the clinic has a crisis contact to put on their pages."""
    patient = Patient(
        patient_id=uuid4(),
        pseudonym=_words(pseudonym, "pseudonym", LONGEST_NAME),
        initials=_words(initials, "initials", LONGEST_INITIALS),
        picture_word=_words(picture_word, "picture word", LONGEST_WORD),
        is_practice=is_practice,
        created_at=clock.now(),
    )
    database.write(lambda connection: _add(connection, patient)).result()
    return patient


def find_patients(database: Database, words: str = "", offset: int = 0) -> tuple[Patient, ...]:
    """List patients by pseudonym, those that `words` fits."""
    with database.read() as connection:
        return store.find_patients(connection, words.strip(), offset)


def open_chart(database: Database, patient_id: UUID) -> Chart:
    """Give all that the desk shows of one patient."""
    with database.read() as connection:
        ledger = store.ledger_of(connection, patient_id)
        return Chart(
            patient=store.patient_of(connection, patient_id),
            decision=store.newest_decision(connection, patient_id),
            ledger=ledger,
            agreed=standing(ledger),
            sessions=sessions_of(connection, patient_id),
        )


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
    """Record a deliberate decision. With a caution present, going on needs a reason in words."""
    if present and not reason.strip():
        raise BadInput("with a caution present, the decision needs its reason in words")
    decision = CautionDecision(
        patient_id=patient_id,
        present=present,
        goes_on=goes_on,
        reason=reason.strip()[:LONGEST_REASON],
        decided_by=_words(decided_by, "name of who decides", LONGEST_NAME),
        decided_at=clock.now(),
    )

    def keep(connection: Connection) -> None:
        store.patient_of(connection, patient_id)
        store.add_decision(connection, decision)

    database.write(keep).result()
    return decision


def record_consent(
    database: Database, clock: Clock, patient_id: UUID, purpose: Purpose, *, is_given: bool, recorded_by: str
) -> ConsentEntry:
    """Add a line to the ledger: given or withdrawn."""
    name = _words(recorded_by, "name of who records it", LONGEST_NAME)
    entry = ConsentEntry(patient_id, purpose, is_given, TEXT_VERSION, name, clock.now())

    def keep(connection: Connection) -> None:
        store.patient_of(connection, patient_id)
        store.add_consent(connection, entry)

    database.write(keep).result()
    return entry


def _add(connection: Connection, patient: Patient) -> None:
    if not patient.is_practice and not clinics.clinic_of(connection).has_crisis_contact:
        raise NotAllowed("first set a crisis contact in the clinic's settings: it stands on every patient page")
    if store.is_taken(connection, patient.pseudonym):
        raise BadInput(f"there is already a patient called {patient.pseudonym}: choose another pseudonym")
    store.add_patient(connection, patient)


def _words(given: str, what: str, longest: int) -> str:
    words = " ".join(given.split())
    if not words:
        raise BadInput(f"the {what} is empty")
    if len(words) > longest:
        raise BadInput(f"the {what} has {len(words)} characters: at most {longest}")
    try:
        words.encode()
    except UnicodeEncodeError as problem:
        raise BadInput(f"the {what} holds half a character that cannot be written down") from problem
    if "\x00" in words:
        raise BadInput(f"the {what} holds a null character")
    return words
