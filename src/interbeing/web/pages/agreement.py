"""How far a second coding agrees with the log: figures, the curve over tolerances, every difference to talk about."""

from contextlib import suppress
from typing import TYPE_CHECKING, Final
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from interbeing.domain.coding import Coding
from interbeing.domain.errors import NotFound
from interbeing.domain.under_way import Doing, What
from interbeing.services.clinic import read_clinic
from interbeing.services.coding import coding_of
from interbeing.services.review import Review, open_review
from interbeing.services.under_way import Work
from interbeing.web.agreement_curve import drawn_curve
from interbeing.web.lengths import clock_text
from interbeing.web.long_work import answered
from interbeing.web.mark_words import named_words
from interbeing.web.pages.rooms import room_of
from interbeing.web.paper import page

if TYPE_CHECKING:
    from interbeing.services.agree import Comparison

router = APIRouter(include_in_schema=False)
MOST_SHOWN: Final = 500
MS_PER_S: Final = 1000


@router.get("/sessions/{session_id}/codings/{coding_id}/agreement")
def agreement(request: Request, session_id: UUID, coding_id: UUID, made: UUID | None = None) -> Response:
    """Show the agreement of a finished coding; one that goes on stays blind."""
    from interbeing.services.agree import compare  # only now: it brings the numbers' library

    room = room_of(request)
    coding = coding_of(room.database, session_id, coding_id)
    address = f"/sessions/{session_id}/codings/{coding_id}"
    if not coding.is_finished:
        return RedirectResponse(address, 303)
    review = open_review(room.database, room.logs, room.clock, session_id)
    if made is not None:
        with suppress(NotFound):  # shown before, or too long ago: it is compared once more
            done: Work[Comparison] = room.under_way.done_for(made, f"{address}/agreement")
            room.under_way.let_go(done)
            return _shown(request, review, coding, done.given())

    def do(work: Work["Comparison"]) -> "Comparison":
        log, tell = (kept.moment for kept in review.kept), work.telling(Doing.COMPARING)
        return compare(log, coding, room.ladder.ladder.chosen, tell)

    work: Work[Comparison] = room.under_way.new(
        What.AGREEMENT,
        review.patient.patient_id,
        f"/sessions/{session_id}/codings",
        lambda one: f"{address}/agreement?made={one.work_id}",
    )
    return answered(request, work, do, lambda found: _shown(request, review, coding, found))


def _shown(request: Request, review: Review, coding: Coding, found: "Comparison") -> Response:
    from interbeing.services.agree import STATED_MS

    room = room_of(request)
    language = read_clinic(room.database).language
    names = named_words(language, room.ladder.ladder)
    return page(
        request,
        "coding/agreement.html",
        patient=review.patient,
        session=review.session,
        coding=coding,
        found=found,
        stated_s=STATED_MS // MS_PER_S,
        at_stated={kind.kind: next(one for one in kind.curve if one.tolerance_ms == STATED_MS) for kind in found.kinds},
        curves={kind.kind: drawn_curve(kind.curve) for kind in found.kinds},
        differences=found.disagreements[:MOST_SHOWN],
        word_of={name: words for choices in names.values() for name, words in choices},
        clock=clock_text,
    )
