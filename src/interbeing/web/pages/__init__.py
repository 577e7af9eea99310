"""The pages that a person opens, one module for each part of the room."""

from typing import Final

from fastapi import APIRouter

from interbeing.web.pages import console, recognition, today

ROUTERS: Final[tuple[APIRouter, ...]] = (today.router, console.router, recognition.router)
