"""A practice patient: simulated, nobody real, with everything in place to try a session at once."""

from typing import Final

from interbeing.domain.consent import Purpose
from interbeing.domain.patient import Patient
from interbeing.domain.typed import folded
from interbeing.services.clock import Clock
from interbeing.services.patients import add_patient, decide_cautions, fitting_patients, record_consent
from interbeing.storage.connect import Database

RECORDED_BY: Final = "Interbeing (practice)"
NAME: Final = "Ada, for practice"
PICTURE_WORD: Final = "sparrow"  # not among the words offered to others


def ready_practice_patient(database: Database, clock: Clock) -> Patient:
    """Give the practice patient, making them ready the first time: consent and a decision on record."""
    for patient in fitting_patients(database, NAME):
        if patient.is_practice and folded(patient.pseudonym) == folded(NAME):
            return patient
    patient = add_patient(database, clock, NAME, "A", PICTURE_WORD, is_practice=True)
    for purpose in Purpose:
        record_consent(database, clock, patient.patient_id, purpose, is_given=True, recorded_by=RECORDED_BY)
    decide_cautions(database, clock, patient.patient_id, frozenset(), goes_on=True, reason="", decided_by=RECORDED_BY)
    return patient
