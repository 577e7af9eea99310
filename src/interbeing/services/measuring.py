"""Keeping what was answered, with the pin that an answer about harm sets until a person has written what was done."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from interbeing.domain.consent import Purpose, standing
from interbeing.domain.errors import BadInput, NotAllowed, NotFound
from interbeing.domain.given import Given, Pin, SafetyReply
from interbeing.domain.measure import Measure
from interbeing.domain.score import range_of, refuse_unfitting, risks_in
from interbeing.domain.typed import many_lines, one_line
from interbeing.services.clock import Clock
from interbeing.storage import given as store
from interbeing.storage.connect import Connection, Database
from interbeing.storage.patients import all_patients, ledger_of, refuse_unknown
from interbeing.storage.seal import Seal

LONGEST_DONE: Final = 2_000
LONGEST_NAME: Final = 200


def refuse_without_consent(database: Database, patient_id: UUID) -> None:
    """Raise NotAllowed unless the patient agreed that a record is kept; NotFound when there is no such patient."""
    with database.read() as connection:
        refuse_unless_recorded(connection, database.seal, patient_id)


def refuse_unless_recorded(connection: Connection, seal: Seal, patient_id: UUID) -> None:
    """Raise NotAllowed unless, as this connection sees it, the patient agreed that a record is kept."""
    refuse_unknown(connection, patient_id)
    if Purpose.RECORD not in standing(ledger_of(connection, seal, patient_id)):
        raise NotAllowed("no consent to keep a record stands: record it before anything is answered")


def give(database: Database, measure: Measure, given: Given) -> None:
    """Keep a filled-in measure, once however often it is sent, and in the same breath the pin of an answer about harm.

    BadInput when an answer or total cannot be, or when nothing was answered at all.
    """
    refuse_unfitting(measure, given.answers)
    _refuse_unfitting_totals(measure, given.totals)
    if not given.totals and all(answer is None for answer in given.answers):
        raise BadInput("nothing is answered yet")

    def keep(connection: Connection) -> None:
        seal = database.seal
        refuse_unless_recorded(connection, database.seal, given.patient_id)
        if store.add_given(connection, seal, given) and (pin := _pin(measure, given)):
            store.add_pin(connection, seal, pin)

    database.write(keep).result()


def given_of(database: Database, patient_id: UUID, given_id: UUID) -> Given:
    """Give one filled-in measure of this patient; NotFound when there is none or it was taken back."""
    with database.read() as connection:
        for given in store.given_of(connection, database.seal, patient_id):
            if given.given_id == given_id:
                return given
    raise NotFound(f"there are no such answers of this patient: {given_id}")


def take_back(database: Database, clock: Clock, patient_id: UUID, given_id: UUID, reason: str, by: str) -> None:
    """Take a mistaken entry out of the course; it stays in the record, and a pin that it set stays pinned."""
    given = given_of(database, patient_id, given_id)
    why, who = one_line(reason, "reason", LONGEST_DONE), one_line(by, "written_by", LONGEST_NAME)
    database.write(
        lambda connection: store.add_taking_back(connection, database.seal, given, why, who, clock.now())
    ).result()


def open_pins(database: Database, patient_id: UUID | None = None) -> tuple[Pin, ...]:
    """Give the pins that nobody has written about yet, of one patient or of all, the oldest first."""
    with database.read() as connection:
        found = store.open_pins(connection, database.seal)
        every = all_patients(connection, database.seal) if found and patient_id is None else ()
        mine = {one.patient_id for one in every} if patient_id is None else {patient_id}
    return tuple(pin for pin in found if pin.patient_id in mine)


def pin_of(database: Database, patient_id: UUID, given_id: UUID) -> Pin | None:
    """Give the pin that these answers set, written about or not; None when they set none."""
    with database.read() as connection:
        pin = store.pin_about(connection, database.seal, given_id)
    return pin if pin is not None and pin.patient_id == patient_id else None


def write_what_was_done(
    database: Database, clock: Clock, patient_id: UUID, given_id: UUID, what_was_done: str, written_by: str
) -> SafetyReply:
    """Write what was done about an answer about harm: that, and nothing else, takes its pin away."""
    if pin_of(database, patient_id, given_id) is None:
        raise NotFound(f"nothing is pinned about {given_id}")
    words = many_lines(what_was_done, "what_was_done", LONGEST_DONE)
    if not words:
        raise BadInput("the {about} is needed in words", about="what_was_done")
    reply = SafetyReply(
        given_id=given_id,
        patient_id=patient_id,
        what_was_done=words,
        written_by=one_line(written_by, "written_by", LONGEST_NAME),
        written_at=clock.now(),
    )
    database.write(lambda connection: store.add_reply(connection, database.seal, reply)).result()
    return reply


def replies_of(database: Database, patient_id: UUID) -> tuple[SafetyReply, ...]:
    """Give what was done so far about this patient's pins, in order of entry."""
    with database.read() as connection:
        return store.replies_of(connection, database.seal, patient_id)


def _refuse_unfitting_totals(measure: Measure, totals: Mapping[str, float]) -> None:
    known = {score.score_id: score for score in measure.scores}
    for score_id, total in totals.items():
        if score_id not in known:
            raise BadInput("{name} has no score called {score}", name=measure.name, score=score_id)
        lowest, highest = range_of(measure, known[score_id])
        if not lowest <= total <= highest:
            ends = {"lowest": f"{lowest:g}", "highest": f"{highest:g}"}
            raise BadInput("this score lies from {lowest} to {highest}", about=f"t-{score_id}", **ends)


def _pin(measure: Measure, given: Given) -> Pin | None:
    items = tuple((item, answer) for item in risks_in(measure, given.answers) if (answer := given.answers[item - 1]))
    if not items:
        return None
    return Pin(given.given_id, given.patient_id, measure.measure_id, given.given_at, items)
