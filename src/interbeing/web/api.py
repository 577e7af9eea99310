"""What programs and islands ask for over HTTP, as JSON."""

from fastapi import APIRouter
from pydantic import BaseModel

from interbeing import __version__

router = APIRouter(prefix="/api")


class Health(BaseModel):
    """The room is open."""

    version: str
    is_open: bool


@router.get("/health")
def health() -> Health:
    """Say that the room is open."""
    return Health(version=__version__, is_open=True)
