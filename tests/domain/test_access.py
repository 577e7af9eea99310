"""Every cell of the table of access is what a second table, typed by hand from the specification, says."""

import csv
from collections.abc import Callable, Iterator
from itertools import combinations, product
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from interbeing.domain.access import (
    NOBODY,
    OWNER,
    Action,
    Decision,
    Fact,
    Principal,
    Relation,
    Resource,
    Role,
    Thing,
    Verb,
    authorize,
)

BY_HAND = Path(__file__).with_name("access_by_hand.csv")
PERSON = str(UUID(int=1))
OF_CLINIC = {
    *(
        Thing.DOOR,
        Thing.OWN_ACCOUNT,
        Thing.OWN_SECRETS,
        Thing.CASELOAD,
        Thing.BRING_IN,
        Thing.PRACTICE,
        Thing.CLINIC,
        Thing.ACCOUNTS,
    ),
    *(Thing.KEYS, Thing.BACKUPS, Thing.AUDIT, Thing.STUDY, Thing.UNDER_WAY, Thing.TABLET_DOOR, Thing.JOINING),
}
Decide = Callable[[Principal, Action, Resource], Decision]


class Cell(NamedTuple):
    """One question: may this role do this with this thing, in this relation, with these facts?"""

    role: Role
    action: Action
    relation: Relation
    facts: frozenset[Fact]

    def answered_by(self, decide: Decide) -> bool:
        return decide(
            Principal(self.role, PERSON, Fact.STEPPED_UP in self.facts),
            self.action,
            Resource(self.relation, self.facts - {Fact.STEPPED_UP}),
        ).is_allowed


def typed_by_hand() -> dict[tuple[Role, Action, Relation], frozenset[Fact]]:
    """What each allowed cell needs; whatever is not in it is a no."""
    needs = {}
    with BY_HAND.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            for action, role in product(actions(row["thing"], row["verb"]), Role):
                for one in split(row[role.value]):
                    relation, *facts = one.split("+")
                    needs[role, action, Relation(relation)] = frozenset(Fact(fact) for fact in facts)
    return needs


def actions(thing: str, verb: str) -> tuple[Action, ...]:
    """The actions that a row is about; two rows are about many, since a laptop's owner may do all there is."""
    of_patient = tuple(one for one in Thing if one not in OF_CLINIC)
    things = of_patient if thing == "each of a patient" else (Thing(thing),)
    verbs = tuple(Verb) if verb == "any" else (Verb(verb),)
    return tuple(Action(*one) for one in product(verbs, things))


def split(cell: str) -> Iterator[str]:
    """Give the parts of a cell; *stepped up* is the only name of two words."""
    yield from (one.replace("_", " ") for one in cell.replace("stepped up", "stepped_up").split())


def cells() -> Iterator[tuple[Cell, bool]]:
    """Every cell, with no facts, with all of them, and with every choice of them where the second table needs some."""
    needs = typed_by_hand()
    few = (frozenset[Fact](), frozenset(Fact))
    many = tuple(frozenset(some) for n in range(len(Fact) + 1) for some in combinations(Fact, n))
    for role, verb, thing, relation in product(Role, Verb, Thing, Relation):
        needed = needs.get((role, Action(verb, thing), relation))
        for facts in many if needed else few:
            yield Cell(role, Action(verb, thing), relation, facts), needed is not None and needed <= facts


def test_every_cell_is_what_the_second_table_says() -> None:
    wrong = [cell for cell, is_allowed in cells() if cell.answered_by(authorize) is not is_allowed]
    assert wrong == []


def test_a_policy_that_allows_everything_is_seen_in_nearly_every_cell_that_says_no() -> None:
    def allow(_principal: Principal, _action: Action, _resource: Resource) -> Decision:
        return Decision(is_allowed=True)

    no = [cell for cell, is_allowed in cells() if not is_allowed]
    red = sum(cell.answered_by(allow) for cell in no)
    assert len(no) > 10_000
    assert red >= 0.99 * len(no)


def test_nobody_and_other_clinics_see_nothing_of_any_patient() -> None:
    for verb, thing, relation in product(Verb, Thing, Relation):
        action, resource = Action(verb, thing), Resource(relation, frozenset(Fact))
        assert not authorize(NOBODY, action, resource).is_allowed or thing is Thing.DOOR
        for role in Role:
            elsewhere = Resource(Relation.OTHER_CLINIC, frozenset(Fact))
            assert not authorize(Principal(role, PERSON, has_stepped_up=True), action, elsewhere).is_allowed


def test_an_admin_never_reads_what_a_patient_said_and_never_changes_their_own_role() -> None:
    admin = Principal(Role.ADMIN, PERSON, has_stepped_up=True)
    clinical = (Thing.MOMENTS, Thing.NOTES, Thing.CAREGIVERS, Thing.ANSWERS, Thing.SIGNALS, Thing.CHART, Thing.COURSE)
    for thing, verb, relation in product(clinical, Verb, Relation):
        assert not authorize(admin, Action(verb, thing), Resource(relation, frozenset(Fact))).is_allowed
    assert not authorize(admin, Action(Verb.WRITE, Thing.ACCOUNTS), Resource(Relation.OWN)).is_allowed


def test_what_only_lacks_the_secret_given_again_says_so() -> None:
    making = Action(Verb.MAKE, Thing.EXPORT)
    therapist, own = Principal(Role.THERAPIST, PERSON), Resource(Relation.OWN)
    assert authorize(therapist, making, own) == Decision(is_allowed=False, would_step_up=True)
    assert not authorize(therapist, making, Resource(Relation.CLINIC)).would_step_up
    assert authorize(OWNER, making, own).is_allowed
