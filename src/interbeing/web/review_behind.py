"""Which marks stand behind a figure of the review: the words by which the list of moments can be narrowed to them."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from interbeing.domain.arousal import Window
from interbeing.domain.emotion import EMOTIONS
from interbeing.domain.glass import RungChosen
from interbeing.domain.mark import (
    ArousalSeen,
    Attitude,
    Closed,
    Cover,
    CueGiven,
    Gaze,
    Grounding,
    Mark,
    Noticed,
    Opened,
    Pause,
    Recognised,
)
from interbeing.domain.moment import Author, Moment
from interbeing.domain.part import Spoke

BETWEEN: Final = ","
Tones = Mapping[UUID, Attitude]  # by the moment in which a part spoke


def stands_behind(moment: Moment, asked: str, window: Window, tones: Tones) -> bool:
    """Say whether every word that is asked for, such as `part:suffering,attitude:critical`, is said of this moment."""
    return not asked or set(asked.split(BETWEEN)) <= _said(moment, window, tones)


def _said(moment: Moment, window: Window, tones: Tones) -> set[str]:
    by = {f"by:{Author(moment.author).value}"}
    axes = [*_axes(moment.mark, window), ("tone", tones.get(moment.moment_id))]
    return by | {f"{axis}:{value}" for axis, value in axes if value is not None}


def _axes(mark: Mark, window: Window) -> list[tuple[str, str | None]]:  # noqa: C901, PLR0911  one line for each kind
    match mark:
        case ArousalSeen(level=level):
            return [("zone", window.zone(level).value)]
        case Noticed(attitude=attitude, aspect=aspect, part=part):
            return [("attitude", attitude), ("aspect", aspect), ("part", part)]
        case Spoke(part=part, spoken_to=spoken_to):
            return [("part", part), ("to", spoken_to)]
        case CueGiven(aspect=aspect, stance=stance):
            return [("aspect", aspect), ("stance", stance)]
        case Gaze(at_reflection=at_reflection):
            return [("gaze", "at_reflection" if at_reflection else "away")]
        case Cover(covered=covered):
            return [("mirror", "covered" if covered else "uncovered")]
        case Grounding(step=step) | Pause(step=step):
            return [("step", step)]
        case RungChosen(rung=rung):
            return [("rung", rung)]
        case Opened() | Closed():
            return [("session", "bound")]
        case Recognised(read_as=None):
            return [("answer", "unsure")]
        case Recognised(shown=shown, read_as=read_as):
            elsewhere: list[tuple[str, str | None]] = [("not_shown", one) for one in EMOTIONS if one is not shown]
            return [("shown", shown), ("seen" if read_as is shown else "seen_elsewhere", read_as), *elsewhere]
        case _:
            return []
