"""What a page says of a measure: its answers about harm as they were read, and how a score has moved."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from babel.support import Translations

from interbeing.domain.errors import NotFound
from interbeing.domain.given import Pin
from interbeing.domain.measure import Measure
from interbeing.domain.patient import Patient
from interbeing.services.measures import Measures, wording_in


class Pinned(NamedTuple):
    """A pin as a page shows it: whose, which measure, and each item with its answer in words."""

    patient: Patient
    given_id: UUID
    given_at: datetime
    measure: str
    said: tuple[str, ...]

    @property
    def address(self) -> str:
        """Where what was done is written."""
        return f"/patients/{self.patient.patient_id}/safety/{self.given_id}"


def pinned(words: Translations, language: str, measures: Measures, patient: Patient, pin: Pin) -> Pinned:
    """Say what this pin is about; a measure whose file is gone keeps its figures."""
    try:
        measure = measures.measure_of(pin.measure_id)
    except NotFound:
        return Pinned(patient, pin.given_id, pin.given_at, pin.measure_id, tuple(map(str, pin.items)))
    said = tuple(item_said(words, language, measure, item, answer) for item, answer in pin.items)
    return Pinned(patient, pin.given_id, pin.given_at, measure.name_in(language), said)


def item_said(words: Translations, language: str, measure: Measure, item: int, answer: int) -> str:
    """Say an item with its answer: in its own words where they may be shown, else by its number."""
    wording = wording_in(measure, language) or wording_in(measure, "en")
    if wording is None:
        said = words.gettext("%(measure)s, item %(item)s: answered %(answer)s of %(highest)s")
        return said % {"measure": measure.name_in(language), "item": item, "answer": answer, "highest": measure.highest}
    asked = wording.items[item - 1]
    answered = asked.answers[list(measure.allowed).index(answer)] or str(answer)
    said = words.gettext("%(measure)s, item %(item)s: “%(text)s” answered “%(answer)s”")
    return said % {"measure": measure.name_in(language), "item": item, "text": asked.text, "answer": answered}


def figure(value: float) -> str:
    """Write a score plainly: 12, 3.25."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
