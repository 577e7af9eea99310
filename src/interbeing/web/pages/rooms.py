"""The room that stands behind a page."""

from fastapi import Request

from interbeing.wiring import Room


def room_of(request: Request) -> Room:
    """Give the room that this page belongs to."""
    room: Room = request.app.state.door.inside
    return room
