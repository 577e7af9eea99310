"""Each error's status, and the one shape in which errors are told (RFC 9457 problem details)."""

from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from interbeing.domain.errors import BadInput, InterbeingError, NotAllowed, NotFound, NotSaved, TooBusy

STATUS: Final[dict[type[Exception], tuple[int, str]]] = {
    BadInput: (422, "That cannot be meant"),
    NotFound: (404, "There is no such thing"),
    NotAllowed: (409, "Not now"),
    TooBusy: (503, "Too much at once"),
    NotSaved: (503, "Not saved"),
}
MEDIA_TYPE: Final = "application/problem+json"


def status_of(problem: InterbeingError) -> tuple[int, str]:
    """Give the status code and the title of this error."""
    return next((STATUS[kind] for kind in type(problem).__mro__ if kind in STATUS), (500, "Something went wrong"))


def problem_answer(status: int, title: str, detail: str, **more: Any) -> JSONResponse:
    """Tell an error in its one shape."""
    content = {"type": "about:blank", "status": status, "title": title, "detail": detail, **more}
    return JSONResponse(jsonable_encoder(content), status, media_type=MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Let the app tell all of them this way."""

    @app.exception_handler(InterbeingError)
    def _ours(_request: Request, problem: InterbeingError) -> JSONResponse:
        status, title = status_of(problem)
        return problem_answer(status, title, str(problem))

    @app.exception_handler(HTTPException)
    def _http(_request: Request, problem: HTTPException) -> JSONResponse:
        return problem_answer(problem.status_code, str(problem.detail), "")

    @app.exception_handler(RequestValidationError)
    def _unreadable(_request: Request, problem: RequestValidationError) -> JSONResponse:
        wrong = [{"where": error["loc"], "wrong": error["msg"]} for error in problem.errors()]
        return problem_answer(422, "That cannot be meant", "Some fields are missing or wrong.", fields=wrong)
