"""Each error's status, and its two shapes: a page for a person, problem details (RFC 9457) for a program."""

from typing import Any, Final
from urllib.parse import quote, urlsplit

from fastapi import FastAPI, Request
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.exceptions import HTTPException
from starlette.responses import Response

from interbeing.domain.errors import (
    Altered,
    AskedAgain,
    BadInput,
    InterbeingError,
    NoPdf,
    NotAllowed,
    NotFound,
    NotSaved,
    NotSignedIn,
    OutOfReach,
    Stopped,
    TooBusy,
)
from interbeing.web.headers import ALWAYS
from interbeing.web.paper import page
from interbeing.web.words import marked

STATUS: Final[dict[type[Exception], tuple[int, str]]] = {
    NotSignedIn: (401, marked("Sign in first")),
    AskedAgain: (403, marked("Your secret once more")),
    BadInput: (422, marked("That cannot be meant")),
    NotFound: (404, marked("There is no such thing")),
    Stopped: (409, marked("Stopped")),
    NotAllowed: (409, marked("Not now")),
    Altered: (503, marked("This was changed or damaged")),
    OutOfReach: (503, marked("The record does not answer")),
    TooBusy: (503, marked("Too much at once")),
    NoPdf: (503, marked("No PDF")),
    NotSaved: (503, marked("Not saved")),
}
MEDIA_TYPE: Final = "application/problem+json"
GO_TO: Final = {NotSignedIn: "/sign-in", AskedAgain: "/account/again"}
INSTEAD: Final = {"invited": "/account", "tablet": "/tablet"}
ASKED_WRONGLY: Final = InterbeingError(
    marked("the address or what was sent with it cannot be read. Go back and try again")
)
NO_SUCH_PAGE: Final = InterbeingError(marked("there is no page at this address. It may have been mistyped"))
SOMETHING_WRONG: Final = InterbeingError(marked("this page could not be made. What was saved stays saved; try again"))


def status_of(problem: InterbeingError) -> tuple[int, str]:
    """Give the status code and the title of this error."""
    return next(
        (STATUS[kind] for kind in type(problem).__mro__ if kind in STATUS), (500, marked("Something went wrong"))
    )


def problem_answer(status: int, title: str, detail: str, **more: Any) -> JSONResponse:
    """Tell an error to a program, in its one shape."""
    content = {"type": "about:blank", "status": status, "title": title, "detail": detail, **more}
    return JSONResponse(jsonable_encoder(content), status, media_type=MEDIA_TYPE)


def problem_page(request: Request, status: int, heading: str, problem: InterbeingError) -> Response:
    """Tell an error to a person: one calm sentence in the desk's layout, and a way on."""
    if request.app.state.door.room is None:
        return RedirectResponse("/door", 303)
    return page(request, "problem.html", status, heading=heading, problem=problem, status_code=status)


def wants_page(request: Request) -> bool:
    """Say whether a person asks by way of a browser: programs and islands do not ask for text/html."""
    return "text/html" in request.headers.get("accept", "") and not request.url.path.startswith("/api/")


def install(app: FastAPI) -> None:
    """Let the app tell all of them this way."""
    app.add_exception_handler(InterbeingError, _ours)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.add_exception_handler(Exception, _unforeseen)


def _ours(request: Request, problem: Any) -> Response:
    status, title = status_of(problem)
    if wants_page(request) and type(problem) in GO_TO:
        return RedirectResponse(_way_in(request, problem), 303)
    if wants_page(request):
        return problem_page(request, status, title, problem)
    return problem_answer(status, title, str(problem))


def _way_in(request: Request, problem: InterbeingError) -> str:
    """Say where somebody proves who they are, and comes back from: to what they asked for, or the page of the form."""
    if problem.about in INSTEAD:
        return INSTEAD[problem.about]
    of_form = urlsplit(request.headers.get("referer", "")).path
    back = request.url.path if request.method == "GET" else of_form
    return (
        f"{GO_TO[type(problem)]}?to={quote(back)}" if back and isinstance(problem, AskedAgain) else GO_TO[type(problem)]
    )


def _http(request: Request, problem: Any) -> Response:
    if wants_page(request):
        return problem_page(request, problem.status_code, *_http_words(problem.status_code))
    return problem_answer(problem.status_code, str(problem.detail), "")


def _unreadable(request: Request, problem: Any) -> Response:
    if wants_page(request):
        return problem_page(request, 422, marked("That cannot be meant"), ASKED_WRONGLY)
    wrong = [{"where": error["loc"], "wrong": error["msg"]} for error in problem.errors()]
    return problem_answer(422, "That cannot be meant", "Some fields are missing or wrong.", fields=wrong)


def _unforeseen(request: Request, _problem: Any) -> Response:
    answer: Response = problem_answer(500, "Something went wrong", str(SOMETHING_WRONG))
    if wants_page(request):
        answer = problem_page(request, 500, marked("Something went wrong"), SOMETHING_WRONG)
    answer.headers.update(ALWAYS)  # this one is answered outside the wall
    return answer


def _http_words(status: int) -> tuple[str, InterbeingError]:
    if status == 404:
        return marked("There is no such page"), NO_SUCH_PAGE
    return marked("That cannot be meant"), ASKED_WRONGLY if status < 500 else SOMETHING_WRONG
