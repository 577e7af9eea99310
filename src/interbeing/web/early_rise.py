"""How far arousal is expected to rise at first when care is read as care, asked by the review once it is drawn."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel

from interbeing.domain.reading import Estimate
from interbeing.web.pages.rooms import room_of

router = APIRouter()


class Band(BaseModel):
    """A mean in points of arousal, and the ends of its 90 % interval."""

    mean: float
    low: float
    high: float


class EarlyRise(BaseModel):
    """What is to be expected now and after ten more such exchanges; both None while it is not known."""

    now: Band | None = None
    later: Band | None = None


NOT_KNOWN: Final = EarlyRise()


@router.get("/api/sessions/{session_id}/early-rise")
async def early_rise(request: Request, session_id: UUID) -> EarlyRise:
    """Ask the mind what it believes after this session; nothing is known where it has no reading."""
    foretold = (await room_of(request).beliefs.reading(session_id)).foretold
    if foretold is None or not foretold.is_rise_known:
        return NOT_KNOWN
    return EarlyRise(now=_band(foretold.early_rise), later=_band(foretold.later_rise))


def _band(found: Estimate) -> Band:
    return Band(mean=found.mean, low=found.low, high=found.high)
