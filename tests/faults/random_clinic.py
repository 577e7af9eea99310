"""Serves a clinic to who asks at random, as one role: `python -m tests.faults.random_clinic FOLDER PORT ROLE NOTES`.

Its document lists every page, also those that are no program's business, with the fields of their forms. Whoever is
signed out, unlinked or erased by what was asked finds a new clinic: the ids in the document always stand for people of
it. What was answered, and how long the longest took, is written to NOTES.
"""

import inspect
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

import uvicorn
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from interbeing.domain.access import Relation, Role
from interbeing.services.practice import ready_practice
from interbeing.settings import Settings
from interbeing.storage.sessions import all_sessions_of, session_of
from interbeing.web.app import create_app
from interbeing.wiring import Room, open_room
from tests.clinic import Clinic, a_clinic, signed_in
from tests.rooms import open_session, planned_session

FIELD: Final = re.compile(r"""typed\.(?:one|has|all|values)\(?\[?"([a-z_-]+)["]|about="([a-z_]+)\"""")
NEW_CLINIC_EVERY: Final = 400  # requests
OF: Final = {Relation.OWN: 1, Relation.ASSIGNED: 2, Relation.CLINIC: 3, Relation.ENDED: 4, Relation.EMERGENCY: 5}
CHOICES: Final[dict[str, Any]] = {
    "patient_id": {"enum": [str(UUID(int=place)) for place in OF.values()]},
    "session_id": {"enum": [str(UUID(int=16 + place)) for place in OF.values()]},
    "person_id": {"enum": [str(UUID(int=32 + place)) for place in range(7)]},
    "measure_id": {"enum": ["phq-9", "core-10", "at-the-mirror", "itq"]},
    "purpose": {"enum": ["record", "camera", "belt", "supervision", "research"]},
    "rater": {"enum": ["therapist", "patient"]},
}


class AnyClinic:
    """The app with a clinic that is there whatever was asked before, and what it answered."""

    def __init__(self, app: FastAPI, room: Room, role: str, notes: Path) -> None:
        self.app, self.room, self.role, self.notes = app, room, role, notes
        self.statuses: Counter[int] = Counter()
        self.longest_s, self.longest = 0.0, ""
        self.cookie, self.is_stale, self.ids = "", False, dict[str, str]()
        self.renew()

    def renew(self) -> None:
        """Make a new clinic and sign its person of this role in."""
        self.is_stale = False
        clinic: Clinic = a_clinic(self.room)
        for relation, place in OF.items():
            meeting = clinic.meetings[relation]
            self.ids[str(UUID(int=place))] = str(meeting.patient_id)
            self.ids[str(UUID(int=16 + place))] = str(meeting.session_id)
        for place, person in enumerate(clinic.people.values()):
            self.ids[str(UUID(int=32 + place))] = str(person.person_id)
        self.cookie = "" if self.role == "nobody" else signed_in(self.room, clinic.people[Role(self.role)])

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or scope["path"] == "/openapi.json":
            await self.app(scope, receive, send)
            return
        if self.is_stale:
            self.renew()
        began = time.monotonic()

        async def sending(message: Any) -> None:
            if message["type"] == "http.response.start":
                self.note(scope, message["status"], time.monotonic() - began)
            await send(message)

        await self.app(self.as_role(scope), receive, sending)

    def as_role(self, scope: Any) -> Any:
        """Put the real ids and the person's cookie into what was asked."""
        path = "/".join(self.ids.get(part, part) for part in scope["path"].split("/"))
        own = {b"cookie", b"origin", b"host", b"sec-fetch-site"}
        headers = [one for one in scope["headers"] if one[0] not in own]
        host = [(b"host", b"localhost"), (b"origin", b"http://localhost"), (b"cookie", self.cookie.encode())]
        return {
            **scope,
            "path": path,
            "raw_path": path.encode("utf-8", "surrogateescape"),
            "headers": [*headers, *host],
        }

    def note(self, scope: Any, status: int, took_s: float) -> None:
        self.statuses[status] += 1
        if took_s > self.longest_s:
            self.longest_s, self.longest = took_s, f"{scope['method']} {scope['path']}"
        is_out = status == 401 and self.role != "nobody"
        self.is_stale = is_out or sum(self.statuses.values()) % NEW_CLINIC_EVERY == 0
        if status >= 500 or sum(self.statuses.values()) % 200 == 0:
            said = {"statuses": self.statuses, "longest_s": self.longest_s, "longest": self.longest}
            self.notes.write_text(json.dumps(said))


class OwnersRoom(AnyClinic):
    """A laptop's room: nobody signs in, and one owner may do everything."""

    def renew(self) -> None:
        """Make new patients ready: with a session done, one planned and one open."""
        database, self.is_stale = self.room.database, False
        done = all_sessions_of_practice(self.room)
        sessions = (*done[:2], planned_session(database), open_session(database), planned_session(database))
        for place, session_id in zip(OF.values(), sessions, strict=True):
            with database.read() as connection:
                self.ids[str(UUID(int=place))] = str(session_of(connection, session_id).patient_id)
            self.ids[str(UUID(int=16 + place))] = str(session_id)


def all_sessions_of_practice(room: Room) -> list[UUID]:
    """Make the practice patient ready and give their sessions."""
    patient = ready_practice(room.database, room.clock)
    with room.database.read() as connection:
        return [one.session_id for one in all_sessions_of(connection, patient.patient_id)]


def document(app: FastAPI) -> dict[str, Any]:
    """Every page of the app as OpenAPI, with the fields of its forms and ids that stand for somebody."""
    routers = [router for router in app.routes if hasattr(router, "effective_route_contexts")]
    contexts = [one for router in routers for one in router.effective_route_contexts()]
    for one in contexts:
        one.original_route.include_in_schema = one.include_in_schema = True
    whole = get_openapi(title="every page", version="1", routes=contexts)
    forms = {(one.path, method.lower()): one.endpoint for one in contexts for method in one.methods or ()}
    for path, operations in whole["paths"].items():
        for method, operation in operations.items():
            for parameter in operation.get("parameters", ()):
                parameter["schema"] = CHOICES.get(parameter["name"], parameter["schema"])
            if method == "post" and "requestBody" not in operation:
                operation["requestBody"] = _form(forms[path, method])
            operation["responses"] = {"default": {"description": "any"}}
    return whole


def _form(endpoint: Any) -> dict[str, Any]:
    """Guess a form's fields from the module that reads it."""
    source = inspect.getsource(inspect.getmodule(endpoint) or endpoint)
    names = sorted({one or other for one, other in FIELD.findall(source)} | {"to", "written_by", "reason"})
    text = {"anyOf": [{"type": "string"}, {"enum": ["on", "yes", "1", "2026-11-25", "09:00", str(uuid4())]}]}
    schema = {"type": "object", "properties": dict.fromkeys(names, text), "additionalProperties": False}
    return {"content": {"application/x-www-form-urlencoded": {"schema": schema}}}


def main(arguments: Iterable[str]) -> None:
    folder, port, role, notes = arguments
    is_owner = role == "owner"
    room = open_room(Settings(Path(folder), has_mind=False, has_accounts=not is_owner))
    app = create_app(room)
    app.openapi_schema, app.openapi_url = document(app), "/openapi.json"
    app.setup()
    served = (OwnersRoom if is_owner else AnyClinic)(app, room, role, Path(notes))
    uvicorn.run(served, port=int(port), log_level="error", lifespan="off")


if __name__ == "__main__":
    main(sys.argv[1:])
