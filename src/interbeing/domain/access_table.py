"""The table of who may do what: read a line as *role: may do these, with these things, where they stand so*."""

from typing import Final

from interbeing.domain.access import Fact, Grant, Relation, Role, Table, Thing, Verb

READ, WRITE, REMOVE, ASK, APPROVE, MAKE = Verb
OWN, ASSIGNED, EMERGENCY, CLINIC, _OTHER_CLINIC, ENDED = Relation
AUTHORED, SHARED, CONSENTED, STEPPED_UP, PROPOSED = Fact

# What a therapist keeps of a patient in the ordinary course of the work.
WORK: Final = (
    *(Thing.IDENTITY, Thing.CHART, Thing.PLAN, Thing.LIVE, Thing.MIRROR, Thing.MOMENTS, Thing.COURSE, Thing.RATINGS),
    *(
        Thing.OWN_RATING,
        Thing.CODING,
        Thing.PACING,
        Thing.PARTS,
        Thing.CAREGIVERS,
        Thing.MEASURES,
        Thing.SAFETY,
        Thing.CAUTIONS,
    ),
)
# What somebody needs to know who must help at once.
HELP: Final = (Thing.IDENTITY, Thing.CHART, Thing.SAFETY, Thing.CAUTIONS)
OF_PATIENT: Final = tuple(Thing)[: tuple(Thing).index(Thing.DOOR)]
OF_LAPTOP: Final = (
    Thing.CASELOAD,
    Thing.BRING_IN,
    Thing.UNDER_WAY,
    Thing.PRACTICE,
    Thing.CLINIC,
    Thing.KEYS,
    Thing.BACKUPS,
    Thing.AUDIT,
    Thing.TABLET_DOOR,
)


def may(verbs: tuple[Verb, ...], things: tuple[Thing, ...], at: tuple[Relation, ...], *needs: Fact) -> Grant:
    """Write one line."""
    return Grant(frozenset(verbs), frozenset(things), frozenset(at), frozenset(needs))


ANYBODY: Final = may((READ, WRITE), (Thing.DOOR,), (CLINIC,))
OWN_ACCOUNT: Final = may((READ, WRITE), (Thing.OWN_ACCOUNT,), (CLINIC,))
SIGNED_IN: Final = (
    ANYBODY,
    OWN_ACCOUNT,
    may((WRITE,), (Thing.OWN_SECRETS,), (CLINIC,), STEPPED_UP),  # a browser left open must not change who comes in
    may((READ, REMOVE), (Thing.UNDER_WAY,), (CLINIC,)),  # each sees what they asked for themselves, nobody another's
    may((READ,), (Thing.CLINIC,), (CLINIC,)),
)

MAY: Final[Table] = {
    Role.NOBODY: (ANYBODY,),
    Role.INVITED: (ANYBODY, OWN_ACCOUNT, may((WRITE,), (Thing.OWN_SECRETS,), (CLINIC,))),
    Role.OWNER: (
        ANYBODY,
        may(tuple(Verb), OF_PATIENT, (OWN,)),
        may(tuple(Verb), OF_LAPTOP, (CLINIC,)),
        may((READ, WRITE), (Thing.RETENTION,), (CLINIC,)),
    ),
    Role.THERAPIST: (
        *SIGNED_IN,
        may((READ, WRITE), WORK, (OWN,)),
        may((REMOVE,), (Thing.MIRROR, Thing.CAREGIVERS), (OWN,)),
        may((READ, WRITE), (Thing.NOTES,), (OWN,), AUTHORED),
        may((READ,), (Thing.SIGNALS,), (OWN,)),
        may((REMOVE,), (Thing.SIGNALS,), (OWN,), STEPPED_UP),  # with the patient's picture word, at the desk
        may((READ, WRITE, ASK), (Thing.TOGETHER, Thing.ANSWERS), (OWN,)),
        may((READ, WRITE), (Thing.CONSENT,), (OWN,)),
        may((MAKE,), (Thing.EXPORT,), (OWN,), STEPPED_UP),
        may((READ,), (Thing.ERASURE, Thing.RETENTION), (OWN,)),
        may((ASK,), (Thing.ERASURE, Thing.RETENTION), (OWN,), STEPPED_UP),
        may((READ,), (Thing.OWN_VIEW,), (OWN,)),
        may((READ, WRITE), (Thing.CASELOAD, Thing.BRING_IN, Thing.PRACTICE), (CLINIC,)),
        may((READ,), (Thing.AUDIT,), (OWN,)),
        may((ASK,), (Thing.EMERGENCY,), (CLINIC, ENDED)),
        may((READ,), HELP, (EMERGENCY,)),
    ),
    Role.SUPERVISOR: (
        *SIGNED_IN,
        may((READ,), (Thing.CHART, Thing.MOMENTS, Thing.COURSE, Thing.MEASURES, Thing.CONSENT), (ASSIGNED,), CONSENTED),
        may((READ,), (Thing.NOTES, Thing.CAREGIVERS), (ASSIGNED,), CONSENTED, SHARED),
        may((READ, WRITE), (Thing.CODING,), (ASSIGNED,), CONSENTED),
        may((READ,), (Thing.CASELOAD,), (CLINIC,)),
        may((READ,), (Thing.AUDIT,), (OWN,)),
        may((ASK,), (Thing.EMERGENCY,), (ASSIGNED,)),
        may((READ,), HELP, (EMERGENCY,)),
    ),
    Role.PATIENT: (
        *SIGNED_IN,
        may((READ, ASK), (Thing.IDENTITY,), (OWN,)),
        may((READ,), (Thing.MOMENTS, Thing.COURSE), (OWN,), SHARED),
        may((READ, WRITE, REMOVE), (Thing.MIRROR,), (OWN,)),
        may((READ, WRITE), (Thing.OWN_RATING,), (OWN,)),
        may((READ, WRITE), (Thing.ANSWERS, Thing.SAFETY, Thing.CONSENT, Thing.OWN_VIEW), (OWN,)),
        may((READ,), (Thing.MEASURES, Thing.CAREGIVERS, Thing.RETENTION), (OWN,)),
        may((WRITE,), (Thing.CAREGIVERS,), (OWN,), SHARED),
        may((READ, REMOVE), (Thing.SIGNALS,), (OWN,)),
        may((READ, ASK), (Thing.TOGETHER,), (OWN,), SHARED),
        may((ASK,), (Thing.EXPORT, Thing.ERASURE), (OWN,)),
        may((READ,), (Thing.AUDIT,), (OWN,)),
    ),
    Role.RESEARCHER: (
        *SIGNED_IN,
        may((READ,), (Thing.STUDY,), (ASSIGNED,), CONSENTED),
        may((READ,), (Thing.CONSENT,), (ASSIGNED,)),
        may((READ,), (Thing.AUDIT,), (OWN,)),
    ),
    Role.ADMIN: (
        *SIGNED_IN,
        may((WRITE,), (Thing.CLINIC,), (CLINIC,)),
        may((READ, WRITE), (Thing.IDENTITY,), (CLINIC,)),
        may((READ,), (Thing.ACCOUNTS,), (CLINIC, OWN)),
        may((WRITE,), (Thing.ACCOUNTS,), (CLINIC,), STEPPED_UP),
        may((READ,), (Thing.ASSIGNMENT, Thing.CONSENT, Thing.ERASURE, Thing.RETENTION), (CLINIC,)),
        may((WRITE,), (Thing.ASSIGNMENT, Thing.RETENTION), (CLINIC,), STEPPED_UP),  # its classes, for every record
        may((APPROVE,), (Thing.ERASURE, Thing.RETENTION), (CLINIC,), STEPPED_UP, PROPOSED),
        may((READ,), (Thing.AUDIT,), (CLINIC, OWN)),
        may((APPROVE,), (Thing.STUDY,), (CLINIC,), STEPPED_UP),
    ),
    Role.OPERATOR: (*SIGNED_IN, may((READ, WRITE, MAKE), (Thing.BACKUPS,), (CLINIC,))),
    Role.TABLET: (
        may((READ, WRITE), (Thing.JOINING,), (CLINIC,)),
        may((READ, WRITE, REMOVE), (Thing.MIRROR,), (OWN,)),
        may((READ, WRITE), (Thing.OWN_RATING,), (OWN,)),
    ),
}
