"""What the mirror's page is given, and whether it may ask for the camera at all."""

from dataclasses import dataclass
from uuid import UUID

from interbeing.domain.consent import Purpose, may_tell_place, standing
from interbeing.domain.errors import NotAllowed
from interbeing.domain.patient import Patient
from interbeing.domain.session import MirrorKind, Session
from interbeing.domain.signal import Signal
from interbeing.storage import patients
from interbeing.storage.connect import Database
from interbeing.storage.sessions import session_of


@dataclass(frozen=True, slots=True)
class Glass:
    """The mirror of one session. Only the patient's picture word may be shown on it, never a name."""

    session: Session
    patient: Patient
    agreed: frozenset[Purpose]
    may_tell_place: bool

    @property
    def signals(self) -> tuple[Signal, ...]:
        """What may be measured here: only what is agreed to, and from the camera only where it is the mirror."""
        found = (signal for signal in Signal if signal.purpose in self.agreed and self.session.closed_at is None)
        return tuple(signal for signal in found if signal is Signal.BELT or self.asks_for_camera)

    @property
    def asks_for_camera(self) -> bool:
        """Whether this page shows the camera's picture: a closed session's page no longer does."""
        return self.session.mirror is MirrorKind.CAMERA and self.session.closed_at is None


def look_at_mirror(database: Database, session_id: UUID) -> Glass:
    """Give the mirror of this session. NotAllowed when it would use the camera and no consent to that stands."""
    with database.read() as connection:
        session = session_of(connection, session_id)
        ledger = tuple(patients.ledger_of(connection, database.seal, session.patient_id))
        agreed = standing(ledger)
        patient = patients.patient_of(connection, database.seal, session.patient_id)
        glass = Glass(session, patient, agreed, may_tell_place(ledger))
        if glass.asks_for_camera and Purpose.CAMERA not in agreed:
            raise NotAllowed("no consent to use the camera stands: record it, or plan with a real mirror")
    return glass
