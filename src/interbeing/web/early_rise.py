"""How far arousal may move when care is read as care, from mark to mark, asked by the review once it is drawn."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel

from interbeing.domain.figures import Rise
from interbeing.domain.reading import Estimate, ExpectedMove
from interbeing.web.pages.rooms import room_of
from interbeing.web.paper import decimal_in

router = APIRouter()


def said_of_move(move: ExpectedMove, words: str, rises: Sequence[Rise], language: str) -> str:
    """Say a known move on paper, as the page's script says it on the screen."""
    now, later = move.now or Estimate(0, 0, 0), move.later or Estimate(0, 0, 0)
    points = partial(decimal_in, language, signed=True)
    return words.format(
        low=points(now.low, 0),
        high=points(now.high, 0),
        mean=points(now.mean, 1),
        later_low=points(later.low, 0),
        later_high=points(later.high, 0),
        later=points(later.mean, 1),
        within=sum(now.low <= one.points <= now.high for one in rises),
        seen=len(rises),
    )


class Band(BaseModel):
    """A mean in points of arousal, and the whole points that hold 90 % of what may come."""

    mean: float
    low: float
    high: float


class EarlyRise(BaseModel):
    """The moves that the review lists, as they are expected, and after ten more such exchanges; None: not known."""

    now: Band | None = None
    later: Band | None = None


@router.get("/api/sessions/{session_id}/early-rise")
async def early_rise(request: Request, session_id: UUID) -> EarlyRise:
    """Ask the mind what it believes after this session."""
    move = await room_of(request).beliefs.move(session_id)
    return EarlyRise(now=_band(move.now), later=_band(move.later))


def _band(found: Estimate | None) -> Band | None:
    return None if found is None else Band(mean=found.mean, low=found.low, high=found.high)
