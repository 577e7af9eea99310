"""The open pins as a page shows them: answers about harm that nobody has written about yet."""

from uuid import UUID

from fastapi import Request

from interbeing.services import measuring
from interbeing.services.clinic import read_clinic
from interbeing.services.patients import open_chart
from interbeing.web.measure_words import Pinned, pinned
from interbeing.web.pages.rooms import room_of
from interbeing.web.words import words_in


def pinned_on(request: Request, patient_id: UUID | None = None) -> tuple[Pinned, ...]:
    """Give the open pins in words, of one patient or of all."""
    room = room_of(request)
    language = read_clinic(room.database).language
    return tuple(
        pinned(words_in(language), language, room.measures, open_chart(room.database, pin.patient_id).patient, pin)
        for pin in measuring.open_pins(room.database, patient_id)
    )
