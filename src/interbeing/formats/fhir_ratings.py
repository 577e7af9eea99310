"""For clinic systems: a private rating that both chose to show, as one FHIR Observation whose parts are what was rated.

No code elsewhere means the same, so the code system is our own; the session is named as an identifier, not as a visit.
"""

from collections.abc import Iterator
from datetime import UTC
from typing import Any, Final

from interbeing.domain.rating import HIGHEST, STRONGEST, Aspect, Rater, Rating

Resource = dict[str, Any]
RATINGS_URI: Final = "urn:interbeing:ratings"
SESSIONS_URI: Final = "urn:interbeing:sessions"
CATEGORY: Final = "http://terminology.hl7.org/CodeSystem/observation-category"
MEANINGS: Final = {
    Aspect.UNDERSTOOD: "understood",
    Aspect.FELT_WITH: "felt with",
    Aspect.SEEING_SELF: "how it was to see oneself",
    Aspect.BEING_SEEN: "how it was to be seen",
    Aspect.CONNECTED: "connectedness",
    Aspect.TOLERABLE: "how far it could be borne",
    Aspect.ATTENTION: "attention",
}


def rating_observation(rating: Rating) -> Resource:
    """Give the rating; what was left out was not said and has no part."""
    patient: Resource = {"reference": f"urn:uuid:{rating.patient_id}"}
    return {
        "resourceType": "Observation",
        "identifier": [{"system": SESSIONS_URI, "value": str(rating.session_id)}],
        "status": "final",
        "category": [{"coding": [{"system": CATEGORY, "code": "survey"}]}],
        "code": _code("rating", "private rating after a session"),
        "subject": patient,
        "performer": [patient if rating.rater is Rater.PATIENT else {"display": rating.rater.value}],
        "effectiveDateTime": rating.rated_at.astimezone(UTC).isoformat(),
        "component": list(_parts(rating)),
    }


def _parts(rating: Rating) -> Iterator[Resource]:
    whose = "as the patient felt it" if rating.rater is Rater.PATIENT else "as the therapist believed it to be felt"
    for emotion, strength in rating.felt.items():
        said = f"{emotion.value}, {whose}, 0 to {STRONGEST}"
        yield {"code": _code(f"felt-{emotion.value}", said), "valueInteger": strength}
    for aspect, value in rating.aspects.items():
        yield {"code": _code(aspect.value, f"{MEANINGS[aspect]}, 0 to {HIGHEST}"), "valueInteger": value}


def _code(code: str, display: str) -> Resource:
    return {"coding": [{"system": RATINGS_URI, "code": code, "display": display}]}
