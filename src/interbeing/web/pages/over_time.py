"""A patient's course: each figure from session to session, two spans compared, harms, and the patient's own words."""

from typing import Annotated, Any, Final
from uuid import UUID, uuid4

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from interbeing.domain.emotion import EMOTIONS, Emotion
from interbeing.domain.measure import in_language
from interbeing.domain.over_time import Between, halves
from interbeing.domain.own_words import About
from interbeing.domain.rating import LEAST_PAIRS
from interbeing.domain.single_case import LEAST_ALONG, LEAST_EACH
from interbeing.services.clinic import read_clinic
from interbeing.services.over_time import count_sessions, read_course
from interbeing.services.own_words import LONGEST_WORDS, words_of, write_down
from interbeing.services.parts import part_words
from interbeing.web.course_line import drawn
from interbeing.web.lengths import length_text
from interbeing.web.mark_words import rung_words
from interbeing.web.over_time_chart import plotted
from interbeing.web.pages.chart import last_name
from interbeing.web.pages.forms import Typed, TypedForm, chosen, done_or_again, filled, id_in
from interbeing.web.pages.pinned import pinned_on
from interbeing.web.pages.rooms import room_of
from interbeing.web.paper import page
from interbeing.web.words import words_in

router = APIRouter(prefix="/patients/{patient_id}/course", include_in_schema=False)
MOST_SESSIONS: Final = 100_000
FEWEST_TO_COMPARE: Final = 2
Number = Annotated[int | None, Field(ge=1, le=MOST_SESSIONS)]


class Asked(BaseModel):
    """Which spans are compared, and in which feeling the readings are shown; left out, the halves and all feelings."""

    a_from: Number = None
    a_to: Number = None
    b_from: Number = None
    b_to: Number = None
    felt: Annotated[str, Field(max_length=40)] = ""
    made: UUID | None = None  # of its PDF: the one that was made

    def spans(self, sessions: int) -> tuple[Between, Between]:
        """Give both spans within the course; an end that was not chosen is that of the halves."""
        first, second = halves(sessions)
        if sessions < FEWEST_TO_COMPARE:
            return first, second
        return (
            _span(self.a_from or first.first, self.a_to or first.last, sessions),
            _span(self.b_from or second.first, self.b_to or second.last, sessions),
        )

    @property
    def feeling(self) -> Emotion | None:
        """The feeling that the matrix is narrowed to."""
        return Emotion(self.felt) if self.felt in set(Emotion) else None


@router.get("")
def course(request: Request, patient_id: UUID, asked: Annotated[Asked, Query()]) -> Response:
    """Show the course."""
    return _shown(request, patient_id, asked, _empty(request, patient_id))


@router.post("/words")
def words(request: Request, patient_id: UUID, typed: TypedForm) -> Response:
    """Keep the patient's own words, or what did harm."""

    def do() -> str:
        room = room_of(request)
        about = About(chosen(typed, "about")) if typed.one("about") in set(About) else About.OWN_WORDS
        said_id, text, by = id_in(typed, "said_id"), typed.one("words"), typed.one("written_by")
        write_down(room.database, room.clock, patient_id, said_id, about, text, by)
        return f"/patients/{patient_id}/course#beside"

    return done_or_again(typed, do, lambda again: _shown(request, patient_id, Asked(), again))


def _empty(request: Request, patient_id: UUID) -> Typed:
    by = last_name(request, patient_id)
    return filled(said_id=str(uuid4()), about=About.OWN_WORDS, written_by=by)


def _shown(request: Request, patient_id: UUID, asked: Asked, typed: Typed) -> Response:
    status = typed.status
    return page(request, "course/course.html", status, typed=typed, **course_values(request, patient_id, asked))


def course_values(request: Request, patient_id: UUID, asked: Asked) -> dict[str, Any]:
    """Give everything that the course's templates speak of."""
    room = room_of(request)
    language, ladder = read_clinic(room.database).language, room.ladder.ladder
    sessions = count_sessions(room.database, patient_id)
    found = read_course(room.database, room.digests, room.measures, patient_id, asked.spans(sessions))
    said = words_of(room.database, patient_id)
    return {
        "patient": found.patient,
        "course": found,
        "plots": [(line, plotted(line, sessions, len(ladder.rungs), found.spans)) for line in found.lines],
        "rungs": {rung.rung_id: rung_words(language, ladder)[rung.rung_id] for rung in ladder.rungs},
        "felt": asked.feeling,
        "matrix": found.matrix(asked.feeling),
        "emotions": EMOTIONS,
        "recognition": found.recognition,
        "recognition_moved": found.recognition_moved,
        "dialogues": found.dialogues,
        "own_parts": part_words(room.database, patient_id),
        "fit": room.fits.of(patient_id).fit,
        "own_words": [one for one in said if one.about is About.OWN_WORDS],
        "harm_words": [one for one in said if one.about is About.HARM],
        "pins": pinned_on(request, patient_id),
        "drawn": [
            (one, [(line, drawn(one.measure, line)) for line in one.lines if line.points]) for one in found.measures
        ],
        "length": length_text(words_in(language)),
        "said": lambda by_language: in_language(by_language, language),
        "least": LEAST_PAIRS,
        "least_along": LEAST_ALONG,
        "least_each": LEAST_EACH,
        "longest_words": LONGEST_WORDS,
    }


def _span(first: int, last: int, sessions: int) -> Between:
    return Between(max(1, min(first, last)), min(max(first, last), sessions))
