"""The web application: the wall, the live socket, the pages and the files they need."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import uvicorn
from fastapi import Depends, FastAPI
from starlette.staticfiles import StaticFiles

from interbeing import __version__
from interbeing.web import api, errors, live, practice
from interbeing.web.deciding import decide
from interbeing.web.door import Door
from interbeing.web.gate import Gate
from interbeing.web.limits import limited
from interbeing.web.pages import OF_KEEPING, ROUTERS
from interbeing.web.recognise import Recognise
from interbeing.web.tablet_server import TabletServer
from interbeing.web.wall import Wall
from interbeing.web.witness import Witness
from interbeing.wiring import Room

STATIC: Final = Path(__file__).parent / "static"


def create_app(room: Room) -> FastAPI:
    """Put the application together around an open room, which it closes when it stops."""
    return create_app_behind(Door(room.settings, room))


def create_app_behind(door: Door) -> FastAPI:
    """Put the application together behind a door, which may still be locked."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        if door.room is not None:
            door.watch_room()
        watching = [asyncio.create_task(one) for one in (door.watch(), app.state.tablets.watch())]
        yield
        for one in watching:
            one.cancel()
        await asyncio.gather(*watching, return_exceptions=True)
        await door.shut()

    app = FastAPI(
        title="Interbeing",
        version=__version__,
        lifespan=lifespan,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        dependencies=[Depends(decide)],
    )
    app.state.door, app.state.tablets = door, TabletServer(app, door)
    app.add_middleware(Witness)
    app.add_middleware(Recognise)
    app.add_middleware(Gate)
    app.add_middleware(Wall)
    errors.install(app)
    for router in (live.router, api.router, practice.router, *OF_KEEPING, *ROUTERS):
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    return app


def server_of(app: FastAPI) -> uvicorn.Server:
    """Give the web server with the room's limits."""
    return uvicorn.Server(limited(uvicorn.Config(app, log_level="warning", access_log=False)))
