"""What the demo asks for over HTTP: a practice session, opened and later closed. A real patient's is refused."""

from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from interbeing.services.practice import plan_practice_session, ready_practice_patient, refuse_real
from interbeing.wiring import Room

router = APIRouter(prefix="/api/practice", tags=["practice"])


class PracticeSession(BaseModel):
    """A session of the practice patient."""

    session_id: UUID


@router.post("/sessions")
async def open_practice_session(request: Request) -> PracticeSession:
    """Plan a session of the practice patient and open it."""
    room: Room = request.app.state.door.inside
    patient = await run_in_threadpool(ready_practice_patient, room.database, room.clock)
    session = await run_in_threadpool(plan_practice_session, room.database, room.clock, patient.patient_id)
    await room.live.open(session.session_id)
    return PracticeSession(session_id=session.session_id)


@router.post("/sessions/{session_id}/close")
async def close_practice_session(request: Request, session_id: UUID) -> PracticeSession:
    """Close a practice session."""
    room: Room = request.app.state.door.inside
    await run_in_threadpool(refuse_real, room.database, session_id)
    await room.live.close(session_id)
    return PracticeSession(session_id=session_id)
