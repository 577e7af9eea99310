"""What each page, program and message of a screen asks to do, and with which thing: a new one is named here first.

`decide` (web/deciding.py) refuses what is not named, and a test fails for a route or message that is missing or gone.
"""

from typing import Final

from interbeing.domain.access import Action, Thing, Verb
from interbeing.domain.mark import Screen

OF_PAGES: Final = {
    Thing.DOOR: {
        Verb.READ: """
            GET /api/health    GET /door          GET /door/recovery
            GET /door/recover  GET /door/restore  GET /door/state
            GET /sign-in       GET /sign-in/invited""",
        Verb.WRITE: """
            POST /door               POST /door/begin         POST /door/finish        POST /door/over
            POST /door/recover       POST /door/restore/look  POST /door/restore       POST /door/awake
            POST /sign-in            POST /sign-in/invited    POST /sign-in/passkey    POST /sign-in/passkey/ask""",
    },
    Thing.OWN_ACCOUNT: {
        Verb.READ: "GET /account  GET /account/again",
        Verb.WRITE: """
            POST /account/again  POST /account/again/passkey  POST /account/again/passkey/ask
            POST /sign-in/out""",
    },
    Thing.OWN_SECRETS: {
        Verb.WRITE: """
            POST /account/passphrase       POST /account/passkeys/ask  POST /account/passkeys
            POST /account/passkeys/remove  POST /account/sign-ins/end  POST /account/sign-ins/end-others""",
    },
    Thing.ACCOUNTS: {
        Verb.READ: "GET /people  GET /people/{person_id}",
        Verb.WRITE: """
            POST /people  POST /people/{person_id}/invite  POST /people/{person_id}/role
            POST /people/{person_id}/leave  POST /people/{person_id}/sign-out""",
    },
    Thing.AUDIT: {Verb.READ: "GET /people/{person_id}/acts"},
    Thing.ASSIGNMENT: {Verb.WRITE: "POST /people/{person_id}/assign  POST /people/{person_id}/unassign"},
    Thing.KEYS: {
        Verb.READ: "GET /clinic/will  GET /clinic/will/paper",
        Verb.WRITE: "POST /door/lock  POST /clinic/will",
    },
    Thing.BACKUPS: {
        Verb.READ: "GET /clinic/backups",
        Verb.WRITE: "POST /clinic/backups/place",
        Verb.MAKE: "POST /clinic/backups/now",
    },
    Thing.CLINIC: {
        Verb.READ: "GET /clinic  GET /clinic/keys  GET /paper  GET /clinic/retention",
        Verb.WRITE: """
            POST /clinic             POST /clinic/contacts        POST /clinic/contacts/remove  POST /clinic/limits
            POST /clinic/words       POST /clinic/limits/defaults POST /clinic/parts            POST /clinic/keys
            POST /clinic/keys/defaults""",
    },
    Thing.CASELOAD: {
        Verb.READ: "GET /sessions  POST /sessions  GET /patients  POST /patients",
        Verb.WRITE: "GET /  GET /patients/new  POST /patients/new",
    },
    Thing.BRING_IN: {
        Verb.READ: "GET /patients/bring-in",
        Verb.WRITE: "POST /patients/bring-in",
    },
    Thing.UNDER_WAY: {
        Verb.READ: "GET /under-way/{work_id}  GET /api/under-way/{work_id}",
        Verb.REMOVE: "POST /under-way/{work_id}/stop",
    },
    Thing.PRACTICE: {
        Verb.WRITE: "POST /patients/practice  POST /api/practice/sessions",
    },
    Thing.CHART: {Verb.READ: "GET /patients/{patient_id}"},
    Thing.CAUTIONS: {
        Verb.READ: "GET /patients/{patient_id}/cautions",
        Verb.WRITE: "POST /patients/{patient_id}/cautions",
    },
    Thing.CONSENT: {
        Verb.READ: """
            GET /patients/{patient_id}/consent  GET /patients/{patient_id}/consent/letter
            GET /patients/{patient_id}/consent/words/{version}""",
        Verb.WRITE: "POST /patients/{patient_id}/consent/{purpose}",
    },
    Thing.OWN_VIEW: {
        Verb.READ: "GET /patients/{patient_id}/own",
        Verb.WRITE: "POST /patients/{patient_id}/own/correct",
    },
    Thing.SIGNALS: {Verb.REMOVE: "POST /patients/{patient_id}/consent/{purpose}/erase"},
    Thing.ERASURE: {
        Verb.READ: "GET /patients/{patient_id}/erase  GET /clinic/erasures",
        Verb.REMOVE: "POST /patients/{patient_id}/erase",
        Verb.ASK: """
            GET /patients/{patient_id}/erase/ask  POST /patients/{patient_id}/erase/ask
            POST /patients/{patient_id}/erase/take-back""",
        Verb.APPROVE: "POST /patients/{patient_id}/erase/agree  POST /patients/{patient_id}/erase/refuse",
    },
    Thing.RETENTION: {
        Verb.READ: "GET /patients/{patient_id}/retention  GET /clinic/holds",
        Verb.WRITE: "POST /clinic/retention",
        Verb.REMOVE: "POST /patients/{patient_id}/retention/lift",  # alone, on a laptop
        Verb.ASK: """
            POST /patients/{patient_id}/retention            POST /patients/{patient_id}/retention/hold
            POST /patients/{patient_id}/retention/lift/ask   POST /patients/{patient_id}/retention/lift/take-back""",
        Verb.APPROVE: """
            POST /patients/{patient_id}/retention/lift/agree
            POST /patients/{patient_id}/retention/lift/refuse""",
    },
    Thing.PLAN: {
        Verb.READ: "GET /patients/{patient_id}/plan",
        Verb.WRITE: "POST /patients/{patient_id}/plan",
    },
    Thing.PACING: {
        Verb.READ: "GET /patients/{patient_id}/pacing",
        Verb.WRITE: "POST /patients/{patient_id}/pacing",
    },
    Thing.PARTS: {
        Verb.READ: "GET /patients/{patient_id}/parts",
        Verb.WRITE: "POST /patients/{patient_id}/parts",
    },
    Thing.CAREGIVERS: {
        Verb.READ: """
            GET /patients/{patient_id}/caregivers          GET /patients/{patient_id}/caregivers/fill
            GET /patients/{patient_id}/caregivers/another  GET /patients/{patient_id}/caregivers/form""",
        Verb.WRITE: "POST /patients/{patient_id}/caregivers/fill",
        Verb.REMOVE: "POST /patients/{patient_id}/caregivers/take-out",
    },
    Thing.ANSWERS: {
        Verb.READ: """
            GET /patients/{patient_id}/measures/{measure_id}/fill
            GET /patients/{patient_id}/measures/given/{given_id}""",
        Verb.WRITE: "POST /patients/{patient_id}/measures/{measure_id}/fill",
    },
    Thing.MEASURES: {
        Verb.READ: """
            GET /patients/{patient_id}/measures                    GET /patients/{patient_id}/measures/{measure_id}
            GET /patients/{patient_id}/measures/{measure_id}/enter""",
        Verb.WRITE: """
            POST /patients/{patient_id}/measures/{measure_id}/enter  POST /patients/{patient_id}/measures/schedule
            POST /patients/{patient_id}/measures/{measure_id}/take-back/{given_id}""",
    },
    Thing.EMERGENCY: {
        Verb.ASK: """
            GET /emergency                        POST /emergency
            GET /patients/{patient_id}/emergency  POST /patients/{patient_id}/emergency""",
    },
    Thing.SAFETY: {
        Verb.READ: """
            GET /patients/{patient_id}/help
            GET /patients/{patient_id}/safety/{given_id}  GET /sessions/{session_id}/pinned
            GET /sessions/{session_id}/aftercare""",
        Verb.WRITE: "POST /patients/{patient_id}/safety/{given_id}",
    },
    Thing.COURSE: {
        Verb.READ: """
            GET /patients/{patient_id}/course  GET /patients/{patient_id}/fit  GET /api/patients/{patient_id}/fit
            GET /api/sessions/{session_id}/early-rise""",
        Verb.WRITE: """
            POST /patients/{patient_id}/course/words  POST /patients/{patient_id}/fit
            POST /patients/{patient_id}/fit/stop""",
    },
    Thing.TOGETHER: {
        Verb.READ: "GET /patients/{patient_id}/together/page",
        Verb.WRITE: """
            GET /patients/{patient_id}/together          POST /patients/{patient_id}/together
            POST /patients/{patient_id}/together/choose""",
        Verb.ASK: "GET /patients/{patient_id}/together/ask  POST /patients/{patient_id}/together/ask",
    },
    Thing.OWN_RATING: {
        Verb.READ: "GET /sessions/{session_id}/ratings/patient  GET /sessions/{session_id}/rated",
        Verb.WRITE: "POST /sessions/{session_id}/ratings/patient",
    },
    Thing.RATINGS: {
        Verb.READ: """
            GET /sessions/{session_id}/ratings  GET /sessions/{session_id}/ratings/{rater}
            GET /patients/{patient_id}/ratings""",
        Verb.WRITE: """
            POST /sessions/{session_id}/ratings/{rater}  POST /sessions/{session_id}/ratings/{rater}/show""",
    },
    Thing.LIVE: {
        Verb.READ: "GET /sessions/{session_id}/console",
        Verb.WRITE: """
            POST /sessions/{session_id}/open  POST /sessions/{session_id}/close
            POST /api/practice/sessions/{session_id}/close""",
    },
    Thing.TABLETS: {
        Verb.READ: "GET /sessions/{session_id}/tablet",
        Verb.WRITE: "POST /sessions/{session_id}/tablet  POST /sessions/{session_id}/tablet/let-go",
    },
    Thing.TABLET_DOOR: {
        Verb.READ: "GET /clinic/tablet  GET /clinic/tablet/authority",
        Verb.WRITE: "POST /clinic/tablet  POST /clinic/tablet/shut",
    },
    Thing.JOINING: {Verb.READ: "GET /tablet", Verb.WRITE: "POST /tablet  POST /tablet/leave"},
    Thing.MIRROR: {Verb.READ: "GET /sessions/{session_id}/mirror  GET /sessions/{session_id}/recognition"},
    Thing.MOMENTS: {
        Verb.READ: """
            GET /sessions/{session_id}/review  GET /sessions/{session_id}/moments/{moment_id}
            GET /api/sessions/{session_id}/log""",
        Verb.WRITE: """
            POST /sessions/{session_id}/review/missed  POST /sessions/{session_id}/moments/{moment_id}/take-back
            POST /patients/{patient_id}/bring-in       POST /patients/{patient_id}/bring-in/{key}
            GET /patients/{patient_id}/bring-in        GET /patients/{patient_id}/bring-in/{key}""",
    },
    Thing.NOTES: {
        Verb.READ: "GET /api/sessions/{session_id}/write-up",
        Verb.WRITE: """
            POST /sessions/{session_id}/review/write-up  PUT /api/sessions/{session_id}/write-up
            POST /sessions/{session_id}/review/share""",
    },
    Thing.CODING: {
        Verb.READ: """
            GET /sessions/{session_id}/codings  GET /sessions/{session_id}/codings/{coding_id}
            GET /sessions/{session_id}/codings/{coding_id}/agreement
            GET /api/sessions/{session_id}/codings/{coding_id}/log""",
        Verb.WRITE: """
            POST /sessions/{session_id}/codings        POST /sessions/{session_id}/codings/{coding_id}/marks
            POST /sessions/{session_id}/codings/{coding_id}/marks/{mark_id}/take-back
            POST /sessions/{session_id}/codings/{coding_id}/finish
            POST /api/sessions/{session_id}/codings/{coding_id}/marks
            DELETE /api/sessions/{session_id}/codings/{coding_id}/marks/{mark_id}""",
    },
    Thing.EXPORT: {
        Verb.MAKE: """
            GET /patients/{patient_id}/package          GET /sessions/{session_id}/files/{name}
            GET /patients/{patient_id}/measures/files/{name}
            GET /patients/{patient_id}/pacing/shown.csv GET /sessions/{session_id}/review.pdf
            GET /patients/{patient_id}/course.pdf       GET /patients/{patient_id}/together.pdf""",
    },
}

OF_MESSAGES: Final = {
    Screen.CONSOLE: {
        "enter": Action(Verb.READ, Thing.LIVE),
        "tick": Action(Verb.READ, Thing.LIVE),
        "read_on": Action(Verb.READ, Thing.LIVE),
        "mark": Action(Verb.WRITE, Thing.LIVE),
        "take_over": Action(Verb.WRITE, Thing.LIVE),
        "mirror": Action(Verb.READ, Thing.LIVE),
        "ask_pacing": Action(Verb.READ, Thing.PACING),
        "eyes": Action(Verb.WRITE, Thing.LIVE),
        "skin": Action(Verb.WRITE, Thing.LIVE),
        "belt": Action(Verb.WRITE, Thing.LIVE),
        "not_measured": Action(Verb.WRITE, Thing.LIVE),
        "stop_signal": Action(Verb.WRITE, Thing.LIVE),
        "erase_signal": Action(Verb.WRITE, Thing.LIVE),
    },
    Screen.MIRROR: {
        "enter": Action(Verb.READ, Thing.MIRROR),
        "tick": Action(Verb.READ, Thing.MIRROR),
        "read_on": Action(Verb.READ, Thing.MIRROR),
        "mark": Action(Verb.WRITE, Thing.MIRROR),
        "take_over": Action(Verb.WRITE, Thing.LIVE),
        "mirror": Action(Verb.WRITE, Thing.MIRROR),
        "ask_pacing": Action(Verb.READ, Thing.PACING),
        "eyes": Action(Verb.WRITE, Thing.MIRROR),
        "skin": Action(Verb.WRITE, Thing.MIRROR),
        "belt": Action(Verb.WRITE, Thing.MIRROR),
        "not_measured": Action(Verb.WRITE, Thing.MIRROR),
        "stop_signal": Action(Verb.WRITE, Thing.MIRROR),
        "erase_signal": Action(Verb.REMOVE, Thing.MIRROR),
    },
}


def _by_route() -> dict[str, Action]:
    """Turn the table round: for each method and path, what it asks for; one that is named twice is a mistake."""
    found: dict[str, Action] = {}
    for thing, verbs in OF_PAGES.items():
        for verb, routes in verbs.items():
            words = routes.split()
            for route in map(" ".join, zip(words[::2], words[1::2], strict=True)):
                if route in found:
                    raise ValueError(f"{route} is named twice")
                found[route] = Action(verb, thing)
    return found


ASKED: Final = _by_route()
