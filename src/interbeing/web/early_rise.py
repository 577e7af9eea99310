"""How far arousal may move when care is read as care, from mark to mark, asked by the review once it is drawn."""

from collections.abc import Sequence
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel

from interbeing.domain.figures import Rise
from interbeing.domain.reading import Estimate, ExpectedMove
from interbeing.web.pages.rooms import room_of

router = APIRouter()


def points_text(points: float, decimals: int = 0) -> str:
    """Say points of arousal with their sign: +2, 0, −1; with one decimal, +0.4."""
    said = f"{abs(points):.{decimals}f}"
    return said if float(said) == 0 else f"{'−' if points < 0 else '+'}{said}"


def said_of_move(move: ExpectedMove, words: str, rises: Sequence[Rise]) -> str:
    """Say a known move on paper, as the page's script says it on the screen."""
    now, later = move.now or Estimate(0, 0, 0), move.later or Estimate(0, 0, 0)
    return words.format(
        low=points_text(now.low),
        high=points_text(now.high),
        mean=points_text(now.mean, 1),
        later_low=points_text(later.low),
        later_high=points_text(later.high),
        later=points_text(later.mean, 1),
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
