"""Marks that one word names, such as `felt:shame`: for forms, for files from elsewhere, for a second coding."""

from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import UUID

from interbeing.domain.arousal import HIGHEST_LEVEL, LOWEST_LEVEL
from interbeing.domain.emotion import Emotion
from interbeing.domain.errors import BadInput
from interbeing.domain.glass import OUR_RUNGS, RungChosen
from interbeing.domain.mark import (
    ArousalSeen,
    Attitude,
    Cover,
    Felt,
    Gaze,
    Grounding,
    LookAgain,
    Mark,
    Noticed,
    Offered,
    Pause,
    Perceived,
    Reassured,
    Received,
    Reception,
    Step,
    We,
)
from interbeing.domain.part import Part, Spoke

Make = Callable[[str, UUID | None], Mark]
OF_EXCHANGE: Final = frozenset({"felt", "offered", "perceived", "received", "reassured", "look_again"})
LEVELS: Final = tuple(str(level) for level in range(LOWEST_LEVEL, HIGHEST_LEVEL + 1))
SPOKE_OF: Final = {f"{part.value}>{other.value}": Spoke(part, other) for part in Part for other in Part}
# By kind: the values that it may have, and what makes the mark of one.
KINDS: Final[dict[str, tuple[tuple[str, ...], Make]]] = {
    "felt": (tuple(Emotion), lambda value, exchange: Felt(Emotion(value), exchange_id=exchange)),
    "offered": (tuple(Emotion), lambda value, exchange: Offered(Emotion(value), exchange)),
    "perceived": (tuple(Emotion), lambda value, exchange: Perceived(Emotion(value), exchange)),
    "received": (tuple(Reception), lambda value, exchange: Received(Reception(value), exchange)),
    "reassured": (("",), lambda _value, exchange: Reassured(exchange)),
    "look_again": (tuple(Step), lambda value, exchange: LookAgain(Step(value), exchange)),
    "arousal": (LEVELS, lambda value, _exchange: ArousalSeen(int(value))),
    "gaze": (("at_reflection", "away"), lambda value, _exchange: Gaze(value == "at_reflection")),
    "noticed": (tuple(Attitude), lambda value, _exchange: Noticed(Attitude(value))),
    "spoke": (tuple(SPOKE_OF), lambda value, _exchange: SPOKE_OF[value]),
    "we": (("",), lambda _value, _exchange: We()),
    "mirror": (("covered", "uncovered"), lambda value, _exchange: Cover(value == "covered")),
    "pause": (tuple(Step), lambda value, _exchange: Pause(Step(value))),
    "grounding": (tuple(Step), lambda value, _exchange: Grounding(Step(value))),
}
Rungs = Mapping[str, RungChosen]
OUR_LADDER: Final[Rungs] = {rung: RungChosen(rung) for rung in OUR_RUNGS}
# By kind of mark: its value in one word, also for what is read from a log alone and named by nobody.
VALUE_OF: Final[dict[type[Any], Callable[[Any], str]]] = {
    Felt: lambda mark: mark.emotion.value,
    Offered: lambda mark: mark.emotion.value,
    Perceived: lambda mark: mark.emotion.value,
    Received: lambda mark: mark.reception.value,
    Reassured: lambda _mark: "",
    LookAgain: lambda mark: mark.step.value,
    ArousalSeen: lambda mark: str(mark.level),
    Gaze: lambda mark: "at_reflection" if mark.at_reflection else "away",
    Noticed: lambda mark: mark.attitude.value,
    Spoke: lambda mark: f"{mark.part.value}>{mark.spoken_to.value}",
    We: lambda _mark: "",
    Cover: lambda mark: "covered" if mark.covered else "uncovered",
    RungChosen: lambda mark: mark.rung,
    Pause: lambda mark: mark.step.value,
    Grounding: lambda mark: mark.step.value,
}


def names_with(rungs: Rungs = OUR_LADDER) -> tuple[str, ...]:
    """Give every name that there is, with a clinic's own rungs."""
    kinds = {kind: values for kind, (values, _make) in KINDS.items()} | {"rung": tuple(rungs)}
    return tuple(f"{kind}:{value}" if value else kind for kind, values in kinds.items() for value in values)


def mark_named(name: str, exchange_id: UUID | None = None, rungs: Rungs = OUR_LADDER) -> Mark:
    """Give the mark of this name; one of an exchange joins `exchange_id`. BadInput when there is no such mark."""
    kind, _, value = name.partition(":")
    if kind == "rung" and value in rungs:
        return rungs[value]
    values, make = KINDS.get(kind, ((), None))
    if make is None or value not in values:
        raise BadInput("{name} is no mark that can be named", name=name)
    return make(value, exchange_id)


def is_of_exchange(name: str) -> bool:
    """Say whether a mark of this name has its place in an exchange."""
    return name.partition(":")[0] in OF_EXCHANGE


def named_as(mark: Mark) -> str | None:
    """Give the name of a mark, None when no single word names it; how strong a feeling was is not part of the name."""
    value = VALUE_OF.get(type(mark))
    if value is None:
        return None
    kind = "mirror" if isinstance(mark, Cover) else mark.kind
    return f"{kind}:{value(mark)}".rstrip(":")
